"""Words and tags of money on pages."""

from django.utils.translation import get_language, gettext

from zaiton.base.text import gettext_noop
from zaiton.blocks.money.domain.breaks import RESOLUTIONS, kind_words
from zaiton.blocks.money.domain.instructions import STATES

TAGS = {
    "queued": "queued",
    "sending": "sending",
    "sent": "sent",
    "unknown": "asked_for",
    "settled": "paid",
    "rejected": "rejected",
    "cancelled": "called_off",
    "returned": "paid_back",
}
EVENTS = {
    "made": gettext_noop("Accepted; its money is held"),
    "claimed": gettext_noop("A worker began to send it"),
    "waits": gettext_noop("It waits: its agreement is not in force"),
    "not_sent": gettext_noop("Nothing left this house; it waits to be sent"),
    "unclear": gettext_noop("No answer: nobody knows whether it arrived"),
    "received": gettext_noop("The counterpart has received it"),
    "unknown_long": gettext_noop("Unknown for long; officers were told"),
    "not_known": gettext_noop("The counterpart has never heard of it"),
    "settled": gettext_noop("The counterpart says it is paid; it is booked"),
    "rejected": gettext_noop("The counterpart rejected it; its money is free"),
    "returned": gettext_noop("The counterpart returned the money; it is booked back"),
    "cancelled": gettext_noop("It was cancelled before it was sent"),
    "late_settled": gettext_noop("A later word: paid. Nothing is booked again"),
    "late_rejected": gettext_noop("A later word: rejected. Nothing is changed"),
    "late_received": gettext_noop("A later word: received. Nothing is changed"),
    "late_returned": gettext_noop("A later word: returned. Nothing is changed"),
    "late_not_known": gettext_noop("A later word: never heard of it. Nothing is changed"),
}
WHAT_NOW = {
    "queued": gettext_noop("A worker sends it within seconds."),
    "sending": gettext_noop("If its worker is gone, it becomes unknown within a minute."),
    "sent": gettext_noop("The counterpart tells when it is paid, or is asked."),
    "unknown": gettext_noop(
        "Nobody knows whether the counterpart acted. It is being asked; the payment is never sent a second time blindly, and its money stays held."
    ),
    "settled": gettext_noop("The payment is booked."),
    "rejected": gettext_noop("The money is free again; the document can be paid by another attempt."),
    "cancelled": gettext_noop("The money is free again."),
    "returned": gettext_noop("The booking was reversed."),
}
AGREEMENT_TAGS = {
    "draft": "draft",
    "enterprise_signed": "signed_once",
    "bank_signed": "signed_twice",
    "active": "active",
    "suspended": "suspended",
    "terminated": "ended",
}
AGREEMENT_ACTS = {
    "enterprise_signs": gettext_noop("Sign for the enterprise"),
    "bank_signs": gettext_noop("Sign for the bank"),
    "customs_accepts": gettext_noop("Accept for customs"),
    "suspended": gettext_noop("Suspend"),
    "resumed": gettext_noop("Let it be in force again"),
    "terminated": gettext_noop("End the agreement"),
}
AGREEMENT_EVENTS = {
    "drawn_up": gettext_noop("Drawn up"),
    "enterprise_signs": gettext_noop("Signed for the enterprise"),
    "bank_signs": gettext_noop("Signed for the bank"),
    "customs_accepts": gettext_noop("Accepted for customs; in force"),
    "changed": gettext_noop("Changed; to be signed anew"),
    "suspended": gettext_noop("Suspended"),
    "resumed": gettext_noop("In force again"),
    "terminated": gettext_noop("Ended"),
}
SOURCES = {
    "ours": gettext_noop("Our books"),
    "bank": gettext_noop("Bank"),
    "treasury": gettext_noop("Treasury"),
    "customs": gettext_noop("Customs"),
    "instruction": gettext_noop("Payment"),
    "ledger": gettext_noop("Ledger"),
}
BREAK_EVENTS = {
    "opened": gettext_noop("Found"),
    "aged": gettext_noop("It grows old; whoever looks after it was told"),
    "assigned": gettext_noop("Handed on"),
    "proposed": gettext_noop("Proposed how it is settled"),
    "refused": gettext_noop("Proposal turned down"),
    "resolved": gettext_noop("Settled by a second person"),
    "closed": gettext_noop("Closed by itself: the difference is gone"),
}


def event_words(event: str) -> str:
    """What a step of a payment means."""
    return gettext(EVENTS[event]) if event in EVENTS else event


def source_words(source: str) -> str:
    """The name of a source of statements."""
    return gettext(SOURCES[source]) if source in SOURCES else source


def break_words(kind: str) -> str:
    """What a break of a kind is."""
    return gettext(kind_words(kind))


def resolution_words(resolution: str) -> str:
    """How a break is settled."""
    return gettext(RESOLUTIONS[resolution]) if resolution in RESOLUTIONS else ""


def state_words(state: str) -> str:
    """What a state of a payment means."""
    return gettext(STATES[state])


def named(card: object) -> str:
    """The name of an account in the reader's language."""
    english = (get_language() or "").startswith("en")
    return str(getattr(card, "name_en" if english else "name_zh"))
