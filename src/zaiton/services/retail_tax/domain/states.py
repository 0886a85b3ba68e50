"""The states of sales, inventory lists, tax bills, payment books, guarantees and claims: graphs as data, words for people.

A pair (state, event) that stands in no graph is not a step. Which document or which day makes an event happen is not said here.
"""

from collections.abc import Mapping

from zaiton.base.text import gettext_noop

Graph = Mapping[tuple[str, str], str]

SALE: Graph = {
    ("waiting", "disagrees"): "discrepant",
    ("waiting", "accepted"): "accepted",
    ("waiting", "expired"): "expired",
    ("waiting", "withdrawn"): "withdrawn",
    ("discrepant", "changed"): "waiting",
    ("discrepant", "expired"): "expired",
    ("discrepant", "withdrawn"): "withdrawn",
    ("expired", "changed"): "waiting",
    ("accepted", "withdrawn"): "withdrawn",
    ("withdrawn", "changed"): "waiting",
}
"""A sale waits until its four documents are there and agree. A document that comes later, or is changed, begins anew."""

INVENTORY: Graph = {
    ("accepted", "inspected"): "inspection",
    ("accepted", "released"): "released",
    ("accepted", "cancelled"): "cancelled",
    ("inspection", "released"): "released",
    ("inspection", "cancelled"): "cancelled",
    ("released", "return_asked"): "returning",
    ("returning", "return_refused"): "released",
    ("returning", "returned"): "returned",
    ("released", "closed"): "closed",
}
"""Goods sent back within the window void the bill; what is not sent back closes when the window does."""

BILL: Graph = {
    ("generated", "disputed"): "disputed",
    ("disputed", "settled"): "generated",
    ("generated", "consolidated"): "consolidated",
    ("consolidated", "disputed"): "disputed",
    ("consolidated", "left"): "generated",
    ("generated", "void"): "void",
    ("disputed", "void"): "void",
}
"""A bill that is disputed, or whose goods come back, leaves its payment book while that is not confirmed; later there are claims."""

BOOK: Graph = {
    ("consolidated", "proposed"): "proposed",
    ("proposed", "taken_back"): "consolidated",
    ("proposed", "left"): "rejected",
    ("proposed", "confirmed"): "confirmed",
    ("confirmed", "sent"): "debiting",
    ("confirmed", "rejected"): "rejected",
    ("debiting", "rejected"): "rejected",
    ("debiting", "unclear"): "unknown",
    ("debiting", "settled"): "debited",
    ("unknown", "rejected"): "rejected",
    ("unknown", "settled"): "debited",
    ("unknown", "sent"): "debiting",
    ("rejected", "retried"): "confirmed",
    ("rejected", "proposed"): "proposed",
    ("debited", "credited"): "in_treasury",
    ("debited", "returned"): "rejected",
    ("in_treasury", "written_off"): "written_off",
    ("in_treasury", "returned"): "rejected",
    ("written_off", "returned"): "rejected",
    ("consolidated", "dissolved"): "dissolved",
}
"""Proposed by one person, confirmed by another. ``unknown`` is asked for and never sent under another number.

What the bank did not pay, or took back, may be tried again as it was confirmed, or be proposed anew (by another agreement); a
new proposal of such a book that is ``left`` leads back to where it was.
"""

GUARANTEE: Graph = {
    ("filed", "accepted"): "accepted",
    ("filed", "refused"): "refused",
    ("filed", "withdrawn"): "withdrawn",
    ("accepted", "expired"): "expired",
    ("accepted", "released"): "released",
    ("expired", "released"): "released",
}

CLAIM: Graph = {
    ("made", "granted"): "granted",
    ("made", "refused"): "refused",
    ("made", "withdrawn"): "withdrawn",
    ("granted", "sent"): "paying",
    ("paying", "failed"): "granted",
    ("paying", "settled"): "paid",
    ("paid", "failed"): "granted",
}

DISPUTE: Graph = {
    ("open", "upheld"): "upheld",
    ("open", "dismissed"): "dismissed",
    ("open", "withdrawn"): "withdrawn",
}

BEGINNINGS: Mapping[str, str] = {
    "sale": "waiting",
    "inventory": "accepted",
    "bill": "generated",
    "book": "consolidated",
    "guarantee": "filed",
    "claim": "made",
    "dispute": "open",
}
GRAPHS: Mapping[str, Graph] = {
    "sale": SALE,
    "inventory": INVENTORY,
    "bill": BILL,
    "book": BOOK,
    "guarantee": GUARANTEE,
    "claim": CLAIM,
    "dispute": DISPUTE,
}

SALE_STATES: Mapping[str, str] = {
    "waiting": gettext_noop("Waits for its other documents"),
    "discrepant": gettext_noop("Its documents do not agree"),
    "accepted": gettext_noop("Its documents agree; declared"),
    "expired": gettext_noop("Its documents did not come in time"),
    "withdrawn": gettext_noop("Withdrawn"),
}
INVENTORY_STATES: Mapping[str, str] = {
    "accepted": gettext_noop("Accepted, limit of the buyer held"),
    "inspection": gettext_noop("Stopped for inspection"),
    "released": gettext_noop("Released by customs"),
    "returning": gettext_noop("On its way back"),
    "returned": gettext_noop("Sent back, bill void"),
    "cancelled": gettext_noop("Cancelled before release"),
    "closed": gettext_noop("Closed: the days for returns are over"),
}
BILL_STATES: Mapping[str, str] = {
    "generated": gettext_noop("Made, not in a payment book yet"),
    "disputed": gettext_noop("Disputed"),
    "consolidated": gettext_noop("In a payment book"),
    "void": gettext_noop("Void"),
}
BOOK_STATES: Mapping[str, str] = {
    "consolidated": gettext_noop("To be confirmed"),
    "proposed": gettext_noop("Confirmed by one person, waits for the second"),
    "confirmed": gettext_noop("Confirmed by two people"),
    "debiting": gettext_noop("The bank is asked to pay"),
    "unknown": gettext_noop("Nobody knows yet whether the bank paid: it is asked, and not sent again"),
    "rejected": gettext_noop("The bank did not pay"),
    "debited": gettext_noop("Paid by the bank"),
    "in_treasury": gettext_noop("In the treasury"),
    "written_off": gettext_noop("Written off by customs"),
    "dissolved": gettext_noop("Dissolved: no bill is left in it"),
}
GUARANTEE_STATES: Mapping[str, str] = {
    "filed": gettext_noop("Filed, waits for customs"),
    "accepted": gettext_noop("Accepted by customs"),
    "refused": gettext_noop("Refused by customs"),
    "withdrawn": gettext_noop("Withdrawn before it was decided"),
    "expired": gettext_noop("Its term is over"),
    "released": gettext_noop("Given back"),
}
CLAIM_STATES: Mapping[str, str] = {
    "made": gettext_noop("Claimed, waits for customs"),
    "granted": gettext_noop("Granted, to be paid out"),
    "refused": gettext_noop("Claim refused"),
    "withdrawn": gettext_noop("Claim withdrawn"),
    "paying": gettext_noop("Being paid out"),
    "paid": gettext_noop("Paid out"),
}
DISPUTE_STATES: Mapping[str, str] = {
    "open": gettext_noop("Waits for an answer of customs"),
    "upheld": gettext_noop("Upheld: the bill is mended"),
    "dismissed": gettext_noop("Dismissed: the bill stands"),
    "withdrawn": gettext_noop("Dispute withdrawn"),
}
WORDS: Mapping[str, Mapping[str, str]] = {
    "sale": SALE_STATES,
    "inventory": INVENTORY_STATES,
    "bill": BILL_STATES,
    "book": BOOK_STATES,
    "guarantee": GUARANTEE_STATES,
    "claim": CLAIM_STATES,
    "dispute": DISPUTE_STATES,
}

INVENTORY_LIVE = ("accepted", "inspection", "released", "returning", "closed")
"""An inventory list that counts: the sale cannot be declared a second time, its parcel cannot carry another."""
BOOK_OF_PAYMENT: Mapping[str, str] = {
    "queued": "debiting",
    "sending": "debiting",
    "sent": "debiting",
    "unknown": "unknown",
    "settled": "debited",
    "rejected": "rejected",
    "cancelled": "rejected",
    "returned": "rejected",
}
"""Where a book stands by the state of its payment; a paid one may stand further on."""
BOOK_IN_FLIGHT = ("confirmed", "debiting", "unknown")
BOOK_PAID = ("debited", "in_treasury", "written_off")
BILL_KINDS: Mapping[str, str] = {
    "tax": gettext_noop("Tax"),
    "supplementary": gettext_noop("Tax paid too little"),
    "surcharge": gettext_noop("Late payment surcharge"),
}
PARTY_KINDS: Mapping[str, str] = {
    "platform": gettext_noop("E-commerce platform"),
    "shop": gettext_noop("E-commerce enterprise"),
    "payer": gettext_noop("Payment institution"),
    "carrier": gettext_noop("Logistics enterprise"),
    "agent": gettext_noop("Declaring agent"),
    "guarantor": gettext_noop("Enterprise that gives the guarantee"),
    "warehouse": gettext_noop("Enterprise of the bonded place"),
}
DOCUMENT_KINDS: Mapping[str, str] = {
    "order": gettext_noop("Order"),
    "payment": gettext_noop("Payment document"),
    "waybill": gettext_noop("Waybill"),
    "waybill_status": gettext_noop("State of a waybill"),
    "inventory": gettext_noop("Inventory list"),
    "cancel": gettext_noop("Application to cancel"),
    "return": gettext_noop("Application to send back"),
}


def after(subject: str, state: str, event: str) -> str | None:
    """The state after an event; None where the event is not for this state."""
    return GRAPHS[subject].get((state, event))
