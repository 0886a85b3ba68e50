"""The one list of statuses for all services: word, icon and colour, never colour alone."""

from dataclasses import dataclass

from zaiton.base.text import gettext_noop


@dataclass(frozen=True, slots=True)
class Status:
    """How a status is shown: the English msgid, the icon's name, the tone (``info warn ok bad grey``)."""

    word: str
    icon: str
    tone: str


STATUSES = {
    "draft": Status(gettext_noop("Draft"), "pencil", "grey"),
    "submitted": Status(gettext_noop("Submitted"), "clock", "info"),
    "to_do": Status(gettext_noop("Not taken up yet"), "clock", "info"),
    "in_review": Status(gettext_noop("In review"), "clock", "info"),
    "returned": Status(gettext_noop("Returned"), "warn", "warn"),
    "waiting": Status(gettext_noop("Waiting"), "ring", "grey"),
    "running": Status(gettext_noop("Being worked on"), "clock", "info"),
    "failed": Status(gettext_noop("Not done"), "bad", "bad"),
    "queued": Status(gettext_noop("Queued"), "ring", "grey"),
    "completed": Status(gettext_noop("Completed"), "ok", "ok"),
    "dead": Status(gettext_noop("Failed for good"), "bad", "bad"),
    "unknown": Status(gettext_noop("Perhaps sent"), "warn", "warn"),
    "cancelled": Status(gettext_noop("Struck out"), "back", "grey"),
    "published": Status(gettext_noop("In effect"), "ok", "ok"),
    "superseded": Status(gettext_noop("Replaced"), "back", "grey"),
    "undone": Status(gettext_noop("Taken back"), "back", "grey"),
    "done": Status(gettext_noop("Done"), "ok", "ok"),
    "refused": Status(gettext_noop("Refused"), "bad", "bad"),
    "withdrawn": Status(gettext_noop("Withdrawn"), "back", "grey"),
    "paused": Status(gettext_noop("Clock stands"), "ring", "warn"),
    "partly": Status(gettext_noop("Partly granted"), "warn", "warn"),
    "not_needed": Status(gettext_noop("Not needed"), "ring", "grey"),
    "overdue": Status(gettext_noop("Overdue"), "overdue", "bad"),
    "revoked": Status(gettext_noop("Revoked"), "bad", "bad"),
    "valid": Status(gettext_noop("Valid"), "ok", "ok"),
    "suspended": Status(gettext_noop("Suspended"), "warn", "warn"),
    "expired": Status(gettext_noop("Expired"), "overdue", "warn"),
    "active": Status(gettext_noop("Active"), "ok", "ok"),
    "ended": Status(gettext_noop("Ended"), "ring", "grey"),
    "locked": Status(gettext_noop("Locked"), "warn", "warn"),
    "unread": Status(gettext_noop("Unread"), "info", "info"),
    "read": Status(gettext_noop("Read"), "ok", "grey"),
    "delivered": Status(gettext_noop("Arrived"), "ok", "ok"),
    "given_up": Status(gettext_noop("Given up"), "bad", "bad"),
    "off": Status(gettext_noop("Switched off"), "warn", "warn"),
    "sending": Status(gettext_noop("Being sent"), "clock", "info"),
    "sent": Status(gettext_noop("Received, not settled yet"), "clock", "info"),
    "asked_for": Status(gettext_noop("Unknown, being asked for"), "warn", "warn"),
    "paid": Status(gettext_noop("Paid"), "ok", "ok"),
    "rejected": Status(gettext_noop("Rejected"), "bad", "bad"),
    "called_off": Status(gettext_noop("Cancelled"), "back", "grey"),
    "paid_back": Status(gettext_noop("Returned by the counterpart"), "back", "warn"),
    "open": Status(gettext_noop("Open"), "warn", "warn"),
    "proposed": Status(gettext_noop("Proposed, waits for a second person"), "clock", "info"),
    "resolved": Status(gettext_noop("Settled by two people"), "ok", "ok"),
    "closed": Status(gettext_noop("Closed by itself"), "ok", "grey"),
    "approved": Status(gettext_noop("Booked"), "ok", "ok"),
    "signed_once": Status(gettext_noop("Signed by the enterprise"), "clock", "info"),
    "signed_twice": Status(gettext_noop("Signed by enterprise and bank"), "clock", "info"),
    "applies": Status(gettext_noop("Applies"), "ok", "ok"),
    "not_applicable": Status(gettext_noop("Does not apply"), "bad", "grey"),
    "best": Status(gettext_noop("Best"), "ok", "ok"),
    "official": Status(gettext_noop("Official"), "ok", "ok"),
    "derived": Status(gettext_noop("Derived"), "info", "info"),
    "sample": Status(gettext_noop("Sample"), "warn", "warn"),
    "synthetic": Status(gettext_noop("Synthetic"), "warn", "warn"),
    "unverified": Status(gettext_noop("Unverified"), "warn", "warn"),
}
