"""zaiton cases grant-role, absent: authority and absences entered by whoever holds the machine, with evidence."""

from datetime import datetime, timedelta

import click
from django.utils.translation import gettext

from zaiton.base.text import gettext_noop
from zaiton.blocks.cases.actions.officers import absence_enter, authority_grant
from zaiton.blocks.cases.cli.cases_group import cases
from zaiton.blocks.cases.domain.refusals import NotAnOfficer
from zaiton.blocks.identity.public import officer_by_email
from zaiton.kit.cli import emit, json_option
from zaiton.kit.cli.store import found_store
from zaiton.kit.clock import now, today

ACTOR = "command"
DAY = click.DateTime(["%Y-%m-%d"])


@cases.command(
    "grant-role", help=gettext_noop("Let the officer EMAIL decide as ROLE in cases of TYPE (* for every type).")
)
@click.argument("email")
@click.argument("type_name", metavar="TYPE")
@click.argument("role")
@click.option("--first", type=DAY, help=gettext_noop("First day; today where none is given."))
@click.option("--last", type=DAY, help=gettext_noop("Last day, included; until further notice where none is given."))
@click.option("--basis", default="", help=gettext_noop("What it rests on, such as the number of the appointment."))
@json_option
def grant_role(
    email: str, type_name: str, role: str, first: datetime | None, last: datetime | None, basis: str, as_json: bool
) -> None:
    """ROLE is a role of the type, or ``supervisor``."""
    found_store()
    begin = first.date() if first else today()
    until = last.date() + timedelta(days=1) if last else None
    number = authority_grant(
        actor=ACTOR,
        person=_officer(email),
        type=type_name,
        role=role,
        first=begin,
        until=until,
        basis=basis,
        at=now(),
    )
    said = gettext("{email} holds the role {role} of {type} from {day} on. Entry: {number}")
    emit(
        {"authority": number, "type": type_name, "role": role, "first": begin, "until": until},
        as_json,
        said.format(email=email, role=role, type=type_name, day=begin.isoformat(), number=number),
    )


@cases.command("absent", help=gettext_noop("Enter that the officer EMAIL is away, and who stands in."))
@click.argument("email")
@click.option("--first", type=DAY, required=True, help=gettext_noop("First day away."))
@click.option("--last", type=DAY, required=True, help=gettext_noop("Last day away, included."))
@click.option("--deputy", default="", help=gettext_noop("E-mail address of the officer who stands in."))
@json_option
def absent(email: str, first: datetime, last: datetime, deputy: str, as_json: bool) -> None:
    """The deputy may take over what was taken, within own authority."""
    found_store()
    number = absence_enter(
        actor=ACTOR,
        person=_officer(email),
        deputy=_officer(deputy) if deputy else "",
        first=first.date(),
        until=last.date() + timedelta(days=1),
        at=now(),
    )
    said = gettext("{email} is away from {first} to {last}. Entry: {number}")
    emit(
        {"absence": number, "first": first.date(), "last": last.date()},
        as_json,
        said.format(email=email, first=first.date().isoformat(), last=last.date().isoformat(), number=number),
    )


def _officer(email: str) -> str:
    found = officer_by_email(email)
    if found is None:
        raise NotAnOfficer(email=email)
    return found
