"""zaiton papers show, list, suspend, resume, revoke: the register from the command line, with evidence of each change."""

from collections.abc import Callable
from typing import Any

import click
from django.utils.translation import get_language, gettext

from zaiton.base.text import Bilingual, gettext_noop
from zaiton.blocks.papers.actions.changing import certificate_resume, certificate_revoke, certificate_suspend
from zaiton.blocks.papers.cli.papers_group import papers
from zaiton.blocks.papers.domain.cards import Card
from zaiton.blocks.papers.domain.making_refusals import why_told
from zaiton.blocks.papers.domain.register_refusals import NoSuchCertificate
from zaiton.blocks.papers.domain.resting import REFUSE, REVOKE, SUSPEND
from zaiton.blocks.papers.domain.status import STATUSES
from zaiton.blocks.papers.queries.register import certificate_by_number, certificates_listed, verify_url
from zaiton.kit.cli import emit, json_option
from zaiton.kit.clock import now, today

ACTOR = "command"
reason_zh = click.option("--reason-zh", required=True, help=gettext_noop("Why, in Chinese; shown to whoever verifies."))
reason_en = click.option("--reason-en", required=True, help=gettext_noop("Why, in English; shown to whoever verifies."))
article = click.option("--article", default="", help=gettext_noop("The article it rests on."))


def dependants(*choices: str) -> Callable[[Any], Any]:
    """The option that says what becomes of certificates resting on this one."""
    return click.option(
        "--dependants",
        type=click.Choice(choices),
        default=REFUSE,
        show_default=True,
        help=gettext_noop(
            "What becomes of certificates that rest on this one; refuse changes nothing where there are any."
        ),
    )


@papers.command(help=gettext_noop("Show the certificate NUMBER with its history."))
@click.argument("number")
@json_option
def show(number: str, as_json: bool) -> None:
    """Everything it says, how it stands today, and the address at which anyone can verify it."""
    card = _card(number)
    emit(told(card), as_json, lambda: _words(card))


@papers.command("list", help=gettext_noop("List certificates, the newest first."))
@click.option("--status", type=click.Choice(STATUSES), default=None, help=gettext_noop("Of one status only."))
@click.option("--limit", type=click.IntRange(1, 1000), default=50, help=gettext_noop("How many at most."))
@json_option
def list_certificates(status: str | None, limit: int, as_json: bool) -> None:
    """The status is the one of today: what has run out is named ``expired``."""
    found = certificates_listed(status=status or "", limit=limit)
    lines = [f"{card.number}  {card.status_on(today())}  {_in(card.title)}  {card.holder}" for card in found]
    emit(
        {"certificates": [told(card) for card in found]},
        as_json,
        "\n".join(lines) or gettext("There is no such certificate."),
    )


@papers.command(help=gettext_noop("Suspend the certificate NUMBER."))
@click.argument("number")
@reason_zh
@reason_en
@article
@dependants(REFUSE, SUSPEND)
@json_option
def suspend(number: str, reason_zh: str, reason_en: str, article: str, dependants: str, as_json: bool) -> None:
    """With ``--dependants suspend`` whatever rests on it too."""
    changed = certificate_suspend(
        _card(number).public_id,
        actor=ACTOR,
        at=now(),
        reason=Bilingual(reason_zh, reason_en),
        article=article,
        dependants=dependants,
    )
    _changed(changed, as_json)


@papers.command(help=gettext_noop("Let the suspended certificate NUMBER be valid again."))
@click.argument("number")
@reason_zh
@reason_en
@article
@json_option
def resume(number: str, reason_zh: str, reason_en: str, article: str, as_json: bool) -> None:
    """What was down only because of it rises with it."""
    changed = certificate_resume(
        _card(number).public_id, actor=ACTOR, at=now(), reason=Bilingual(reason_zh, reason_en), article=article
    )
    _changed(changed, as_json)


@papers.command(help=gettext_noop("Revoke the certificate NUMBER for good."))
@click.argument("number")
@reason_zh
@reason_en
@article
@dependants(REFUSE, SUSPEND, REVOKE)
@json_option
def revoke(number: str, reason_zh: str, reason_en: str, article: str, dependants: str, as_json: bool) -> None:
    """Exit 1, naming them, where others rest on it and nothing is said of these."""
    changed = certificate_revoke(
        _card(number).public_id,
        actor=ACTOR,
        at=now(),
        reason=Bilingual(reason_zh, reason_en),
        article=article,
        dependants=dependants,
    )
    _changed(changed, as_json)


def told(card: Card) -> dict[str, Any]:
    """A certificate as JSON for whoever holds the machine."""
    return {
        "number": card.number,
        "id": card.public_id,
        "title": {"zh": card.title.zh, "en": card.title.en},
        "issuer": {"zh": card.issuer.zh, "en": card.issuer.en},
        "holder": card.holder,
        "status": card.status_on(today()),
        "since": card.status_since,
        "issued_at": card.issued_at,
        "valid_until": card.valid_until,
        "rests_on": list(card.rests_on),
        "superseded_by": card.superseded_by or None,
        "making": card.making,
        "making_why": why_told(card.making_why, gettext) or None,
        "verify": verify_url(card),
        "history": [
            {
                "status": entry.status,
                "note": entry.note,
                "at": entry.at,
                "reason": {"zh": entry.reason.zh, "en": entry.reason.en},
                "article": entry.article or None,
                "because_of": entry.cause or None,
            }
            for entry in card.history
        ],
    }


def _card(number: str) -> Card:
    found = certificate_by_number(number)
    if found is None:
        raise NoSuchCertificate
    return found


def _changed(changed: tuple[Card, ...], as_json: bool) -> None:
    lines = [f"{card.number}  {card.status}  {_in(card.title)}" for card in changed]
    emit({"changed": [{"number": card.number, "status": card.status} for card in changed]}, as_json, "\n".join(lines))


def _words(card: Card) -> str:
    head = [f"{card.number}  {card.status_on(today())}  {_in(card.title)}", f"{card.holder}  {_in(card.issuer)}"]
    head += [f"{_in(line.title)}: {_in(line.value)}" for line in card.lines]
    past = [
        f"{entry.at:%Y-%m-%d}  {'+' if entry.note else entry.status}  {_in(entry.reason)} {entry.article}".rstrip()
        for entry in card.history
    ]
    return "\n".join([*head, *past, verify_url(card)])


def _in(text: Bilingual) -> str:
    return text.in_language(get_language() or "zh-hans")
