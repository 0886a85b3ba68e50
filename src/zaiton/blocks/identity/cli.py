"""The account command: make the first administrator, help someone back in, see who there is, close an account."""

import sys

import click
from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext

from zaiton.base.text import gettext_noop
from zaiton.blocks.identity.actions.links import link_issue
from zaiton.blocks.identity.actions.operating import administrator_make, person_find
from zaiton.blocks.identity.actions.people import person_set_active, role_grant, role_revoke
from zaiton.blocks.identity.domain.cards import PersonLine
from zaiton.blocks.identity.domain.limits import LIMITS
from zaiton.blocks.identity.domain.roles import ROLE_NAMES
from zaiton.blocks.identity.queries.people import people_lines
from zaiton.kit.cli import emit, json_option
from zaiton.kit.clock import now

ACTOR = "command"


@click.group("account", help=gettext_noop("People, their roles and their way back in."))
def account() -> None:
    """Groups the commands of this block."""


@account.command(
    "create-administrator", help=gettext_noop("Make an administrator, or give an existing person that role.")
)
@click.argument("email")
@click.option("--name", default="", help=gettext_noop("Name shown to others; the e-mail address where none is given."))
@click.option("--password-stdin", is_flag=True, help=gettext_noop("Read the password from standard input."))
@json_option
def create_administrator(email: str, name: str, password_stdin: bool, as_json: bool) -> None:
    """Without a password on standard input the new administrator gets a one-time link to set one."""
    password = sys.stdin.readline().rstrip("\r\n") if password_stdin else ""
    card, secret = administrator_make(email=email, display_name=name, password=password, actor=ACTOR, at=now())
    data = {"person": card.public_id, "email": card.email, "link": _address(secret) if secret else None}
    emit(data, as_json, lambda: _handed(card.email, secret))


@account.command("reset-link", help=gettext_noop("Issue a link with which a person sets a new password."))
@click.argument("person")
@json_option
def reset_link(person: str, as_json: bool) -> None:
    """``PERSON`` is an e-mail address or a public id."""
    card = person_find(person, at=now())
    secret = link_issue(person_id=card.public_id, actor=ACTOR, at=now())
    data = {"person": card.public_id, "email": card.email, "link": _address(secret)}
    emit(data, as_json, lambda: _handed(card.email, secret))


@account.command("people", help=gettext_noop("List the people with an account."))
@click.option("--search", default="", help=gettext_noop("Part of a name or e-mail address."))
@click.option("--after", type=int, help=gettext_noop("Continue after this position."))
@json_option
def people(search: str, after: int | None, as_json: bool) -> None:
    """Fifty at a time, in order of registration."""
    lines = people_lines(search=search, after=after)
    text = "\n".join(_line(line) for line in lines)
    emit({"people": lines}, as_json, text or gettext("Nobody."))


@account.command("close", help=gettext_noop("Close an account: its sessions and tokens stop at once."))
@click.argument("person")
@json_option
def close(person: str, as_json: bool) -> None:
    """``PERSON`` is an e-mail address or a public id."""
    _set_active(person, False, as_json)


@account.command("reopen", help=gettext_noop("Reopen a closed account."))
@click.argument("person")
@json_option
def reopen(person: str, as_json: bool) -> None:
    """``PERSON`` is an e-mail address or a public id."""
    _set_active(person, True, as_json)


@account.command("grant", help=gettext_noop("Give a person a role: administrator or officer."))
@click.argument("person")
@click.argument("role")
@json_option
def grant(person: str, role: str, as_json: bool) -> None:
    """``PERSON`` is an e-mail address or a public id."""
    card = person_find(person, at=now())
    role_grant(actor=ACTOR, person_id=card.public_id, role=role, at=now())
    _say_roles(card.public_id, as_json)


@account.command("revoke", help=gettext_noop("Take a role back."))
@click.argument("person")
@click.argument("role")
@json_option
def revoke(person: str, role: str, as_json: bool) -> None:
    """``PERSON`` is an e-mail address or a public id."""
    card = person_find(person, at=now())
    role_revoke(actor=ACTOR, person_id=card.public_id, role=role, at=now())
    _say_roles(card.public_id, as_json)


def _line(line: PersonLine) -> str:
    words = [gettext(ROLE_NAMES[role]) for role in line.roles]
    if not line.is_active:
        words.append(gettext("closed"))
    return f"{line.position}  {line.public_id}  {line.email}  {line.display_name}" + "".join(f"  ({w})" for w in words)


def _set_active(person: str, active: bool, as_json: bool) -> None:
    card = person_find(person, at=now())
    person_set_active(actor=ACTOR, person_id=card.public_id, active=active, at=now())
    sentence = gettext("The account {email} is open.") if active else gettext("The account {email} is closed.")
    emit({"person": card.public_id, "is_active": active}, as_json, sentence.format(email=card.email))


def _say_roles(person_id: str, as_json: bool) -> None:
    card = person_find(person_id, at=now())
    names = ", ".join(gettext(ROLE_NAMES[role]) for role in sorted(card.roles)) or gettext("none")
    text = gettext("Roles of {email}: {roles}").format(email=card.email, roles=names)
    emit({"person": card.public_id, "roles": sorted(card.roles)}, as_json, text)


def _handed(email: str, secret: str) -> str:
    if not secret:
        return gettext("{email} is an administrator.").format(email=email)
    minutes = int(LIMITS.link_life.total_seconds() // 60)
    sentence = gettext("{email} sets a password here, once, within {minutes} minutes:")
    return f"{sentence.format(email=email, minutes=minutes)}\n{_address(secret)}"


def _address(secret: str) -> str:
    return f"http://{settings.HOST}:{settings.PORT}{reverse('account:reset_link', args=[secret])}"
