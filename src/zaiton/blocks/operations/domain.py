"""Who runs the installation, and what is refused to them."""

from collections.abc import Iterable
from dataclasses import dataclass

from zaiton.base.refusals import NotFound, Refusal
from zaiton.base.text import gettext_noop

ADMINISTRATOR = "administrator"
WHY_MOST = 500


class JobUnseen(NotFound):
    """There is no such piece of work, or it is not this person's to see: told alike."""

    message = gettext_noop("There is no such piece of background work, or it is not yours to see.")
    mend = gettext_noop("Look it up in the list; what was done is removed after thirty days.")


class NotStuck(Refusal):
    """Only what is dead or unknown is sent again by a person."""

    code = "work_not_stuck"
    status = 409
    message = gettext_noop("This piece of work is not waiting for a person: it is {state}.")
    mend = gettext_noop("Load the page again to see where it stands.")


class WhyMissing(Refusal):
    """Whoever strikes work out says why."""

    code = "work_why_missing"
    message = gettext_noop("Say in 1 to {most} characters why this is struck out.")
    mend = gettext_noop("A short sentence is enough; it is kept with the work.")


@dataclass(frozen=True, slots=True)
class Operator:
    """Somebody who looks after the installation, by the name that stands in the evidence log."""

    actor: str


COMMAND = Operator("command")
"""Whoever can run commands on the machine."""


def operator_of(*, actor: str, roles: Iterable[str]) -> Operator:
    """The operator a person is; raises ``JobUnseen`` for everybody who does not look after the installation."""
    if ADMINISTRATOR not in roles:
        raise JobUnseen
    return Operator(actor)


def why_checked(why: str) -> str:
    """The reason without blanks around it; raises ``WhyMissing``."""
    text = why.strip()
    if not 0 < len(text) <= WHY_MOST:
        raise WhyMissing("why", most=WHY_MOST)
    return text
