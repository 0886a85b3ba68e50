"""Words, icons and tones of states on the pages of retail tax."""

from dataclasses import dataclass

from django.utils.translation import gettext

from zaiton.base.text import gettext_noop
from zaiton.services.retail_tax.domain.states import BILL_KINDS, DOCUMENT_KINDS, WORDS

TONES = {
    "sale": {"waiting": "info", "discrepant": "bad", "accepted": "ok", "expired": "warn", "withdrawn": "grey"},
    "inventory": {
        "accepted": "info",
        "inspection": "warn",
        "released": "ok",
        "returning": "warn",
        "returned": "grey",
        "cancelled": "grey",
        "closed": "ok",
    },
    "bill": {"generated": "info", "disputed": "warn", "consolidated": "ok", "void": "grey"},
    "book": {
        "consolidated": "info",
        "proposed": "info",
        "confirmed": "info",
        "debiting": "info",
        "unknown": "warn",
        "rejected": "bad",
        "debited": "ok",
        "in_treasury": "ok",
        "written_off": "ok",
        "dissolved": "grey",
    },
    "guarantee": {
        "filed": "info",
        "accepted": "ok",
        "refused": "bad",
        "withdrawn": "grey",
        "expired": "warn",
        "released": "grey",
    },
    "claim": {
        "made": "info",
        "granted": "ok",
        "refused": "bad",
        "withdrawn": "grey",
        "paying": "info",
        "paid": "ok",
    },
    "dispute": {"open": "warn", "upheld": "ok", "dismissed": "grey", "withdrawn": "grey"},
}
SHORT = {
    "book": {
        "proposed": gettext_noop("Waits for the second person"),
        "unknown": gettext_noop("Unknown, being asked for"),
        "dissolved": gettext_noop("Dissolved"),
    },
    "inventory": {"accepted": gettext_noop("Waits for release"), "closed": gettext_noop("Closed")},
}
"""What a tag says where the words of the state are a sentence."""
ICONS = {"info": "clock", "ok": "ok", "warn": "warn", "bad": "bad", "grey": "ring"}
BOOK_NOW = {
    "consolidated": gettext_noop("One person of the company proposes it for payment, another one confirms it."),
    "proposed": gettext_noop("A second person of the company confirms it, or it is taken back."),
    "confirmed": gettext_noop("The worker hands it to the bank within seconds."),
    "debiting": gettext_noop("The bank was told to pay and has not answered yet."),
    "unknown": gettext_noop(
        "Nobody knows whether the bank has paid. It is being asked, and is never told to pay a second time blindly."
    ),
    "rejected": gettext_noop("The bank did not pay. It can be tried again, or be proposed by another agreement."),
    "debited": gettext_noop("The bank has paid; the treasury has not listed it yet."),
    "in_treasury": gettext_noop("The treasury has it; customs write it off next. The receipt is made."),
    "written_off": gettext_noop("Customs have written it off; the guarantee is free again."),
    "dissolved": gettext_noop("No bill is left in it; there is nothing to pay."),
}
BOOK_EVENTS = {
    "consolidated": gettext_noop("Bills were brought together"),
    "proposed": gettext_noop("Proposed for payment"),
    "taken_back": gettext_noop("Proposal taken back"),
    "left": gettext_noop("Led back to where it was"),
    "confirmed": gettext_noop("Confirmed by a second person"),
    "sent": gettext_noop("Handed to the bank"),
    "unclear": gettext_noop("No answer of the bank"),
    "settled": gettext_noop("The bank says it is paid"),
    "rejected": gettext_noop("The bank did not pay it"),
    "retried": gettext_noop("To be tried again"),
    "credited": gettext_noop("Listed by the treasury"),
    "written_off": gettext_noop("Written off by customs, guarantee free"),
    "returned": gettext_noop("The bank took the money back"),
    "dissolved": gettext_noop("Dissolved, no bill is left"),
}

STEPS = {
    "tariff": gettext_noop("Duty"),
    "consumption": gettext_noop("Consumption tax"),
    "vat": gettext_noop("Import VAT"),
    "consumption_collected": gettext_noop("Consumption tax collected"),
    "vat_collected": gettext_noop("Import VAT collected"),
}


@dataclass(frozen=True, slots=True)
class Tag:
    """A state as word, icon and colour."""

    word: str
    icon: str
    tone: str


def tag(subject: str, state: str) -> Tag:
    """How a state of a subject (``book``, ``bill``, …) is shown."""
    tone = TONES[subject][state]
    words = SHORT.get(subject, {}).get(state) or WORDS[subject][state]
    return Tag(gettext(words), ICONS[tone], tone)


def document_words(kind: str) -> str:
    """The name of a kind of document."""
    return gettext(DOCUMENT_KINDS[kind])


def bill_kind(kind: str) -> str:
    """The name of a kind of bill."""
    return gettext(BILL_KINDS[kind])


def book_now(state: str) -> str:
    """What happens next with a payment book."""
    return gettext(BOOK_NOW[state])


def book_event(event: str) -> str:
    """What a step of a payment book means."""
    return gettext(BOOK_EVENTS[event]) if event in BOOK_EVENTS else event


def step_word(name: str) -> str:
    """What a step of an assessment reckons."""
    return gettext(STEPS[name]) if name in STEPS else name
