"""Door for operators: ``zaiton retail-tax parties``: enterprises that take part, and the certificates they sign with."""

from datetime import datetime
from pathlib import Path

import click
from django.utils.translation import gettext

from zaiton.base.text import gettext_noop
from zaiton.kit.cli import emit, json_option
from zaiton.kit.clock import now, today
from zaiton.services.retail_tax.actions.parties import (
    certificate_take,
    certificate_withdraw,
    party_close,
    party_register,
)
from zaiton.services.retail_tax.cli.group import group
from zaiton.services.retail_tax.domain.states import PARTY_KINDS
from zaiton.services.retail_tax.queries.parties import PartyCard
from zaiton.services.retail_tax.queries.parties import parties as found_parties

ACTOR = "operator"
DAY = click.DateTime(["%Y-%m-%d"])
ROLE = click.Choice(list(PARTY_KINDS))


@group.group(help=gettext_noop("Enterprises that take part, in their roles, and their certificates."))
def parties() -> None:
    """The group itself does nothing."""


@parties.command("list", help=gettext_noop("Enterprises on file, with the fingerprints of their certificates."))
@click.option("--role", type=ROLE, default=None, help=gettext_noop("those in this role only"))
@json_option
def list_(role: str | None, as_json: bool) -> None:
    """One line each."""
    cards = found_parties(kind=role or "")
    emit({"parties": [_data(card) for card in cards]}, as_json, lambda: "\n".join(map(_line, cards)) or gettext("none"))


@parties.command(help=gettext_noop("Register the enterprise of CODE in ROLE under NAME."))
@click.argument("role", type=ROLE)
@click.argument("code")
@click.argument("name")
@click.option("--company", default="", help=gettext_noop("public id of the company here that it belongs to"))
@click.option("--dxp", default="", help=gettext_noop("its number at the exchange"))
@click.option("--authenticates", is_flag=True, help=gettext_noop("a platform that proves its buyers’ identity"))
@click.option("--from", "since", type=DAY, default=None, help=gettext_noop("first day; today without it"))
@click.option("--until", type=DAY, default=None, help=gettext_noop("first day on which it no longer holds"))
@json_option
def register(
    role: str,
    code: str,
    name: str,
    company: str,
    dxp: str,
    authenticates: bool,
    since: datetime | None,
    until: datetime | None,
    as_json: bool,
) -> None:
    """A role at a time."""
    party_register(
        role,
        code,
        name,
        organisation=company,
        dxp_id=dxp,
        authenticates=authenticates,
        valid_from=since.date() if since else today(),
        valid_until=until.date() if until else None,
        actor=ACTOR,
        at=now(),
    )
    _shown(role, code, as_json)


@parties.command(help=gettext_noop("End the registration of CODE in ROLE."))
@click.argument("role", type=ROLE)
@click.argument("code")
@click.option(
    "--on", type=DAY, default=None, help=gettext_noop("first day on which it no longer holds; today without it")
)
@json_option
def close(role: str, code: str, on: datetime | None, as_json: bool) -> None:
    """What was declared before stays."""
    party_close(role, code, on=on.date() if on else today(), actor=ACTOR, at=now())
    _shown(role, code, as_json)


@parties.command(help=gettext_noop("Keep the certificate in FILE (PEM or DER) with which CODE signs its messages."))
@click.argument("code")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@json_option
def certificate(code: str, file: Path, as_json: bool) -> None:
    """Prints the fingerprint."""
    fingerprint = certificate_take(code, file.read_bytes(), actor=ACTOR, at=now())
    emit({"code": code, "fingerprint": fingerprint}, as_json, fingerprint)


@parties.command(help=gettext_noop("Trust nothing more that is signed with the certificate of FINGERPRINT of CODE."))
@click.argument("code")
@click.argument("fingerprint")
@json_option
def withdraw(code: str, fingerprint: str, as_json: bool) -> None:
    """It stays on file, withdrawn."""
    certificate_withdraw(code, fingerprint, actor=ACTOR, at=now())
    emit(
        {"code": code, "fingerprint": fingerprint},
        as_json,
        gettext("Withdrawn: {fingerprint}").format(fingerprint=fingerprint),
    )


def _shown(role: str, code: str, as_json: bool) -> None:
    card = found_parties(kind=role, code=code)[-1]
    emit(_data(card), as_json, _line(card))


def _line(card: PartyCard) -> str:
    until = card.valid_until.isoformat() if card.valid_until else ""
    days = f"{card.valid_from.isoformat()}–{until}"
    return "  ".join([card.code, gettext(PARTY_KINDS[card.kind]), card.name, days, *card.certificates])


def _data(card: PartyCard) -> dict[str, object]:
    return {name: getattr(card, name) for name in PartyCard.__dataclass_fields__}
