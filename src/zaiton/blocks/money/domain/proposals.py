"""Entries by hand before they are booked, and why one is not."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from zaiton.base.refusals import NotFound, Refusal
from zaiton.base.text import gettext_noop

OPENING = "opening"
"""The kind of the entry that takes opening balances over."""


@dataclass(frozen=True, slots=True)
class ProposalCard:
    """An entry somebody proposed; ``entry`` is the key of what was booked, empty while nothing is."""

    public_id: str
    content: dict[str, Any]
    state: str
    maker: str
    made_at: datetime
    checker: str
    decided_at: datetime | None
    reason: str
    entry: str


class ProposalUnknown(NotFound):
    """Only what was proposed can be decided."""

    code = "money_proposal_unknown"
    message = gettext_noop("There is no proposed entry {proposal}.")
    mend = gettext_noop("Look it up in the list of proposed entries.")


class ProposalDecided(Refusal):
    """A proposal is decided once."""

    code = "money_proposal_decided"
    status = 409
    message = gettext_noop("The proposed entry {proposal} is decided already.")
    mend = gettext_noop("Propose a new entry if something is still to be booked.")


class ProposalChanged(Refusal):
    """What is booked is what was proposed."""

    code = "money_proposal_changed"
    status = 409
    message = gettext_noop("The proposed entry {proposal} is not what its maker wrote.")
    mend = gettext_noop("Refuse it, have it proposed again, and have the database looked into.")


class TwoPersons(Refusal):
    """Who proposed an entry does not decide on it."""

    code = "money_two_persons"
    status = 403
    message = gettext_noop("You proposed this entry yourself.")
    mend = gettext_noop("Let another person decide.")
