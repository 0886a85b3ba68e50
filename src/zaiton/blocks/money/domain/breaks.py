"""Breaks: which kinds there are, the graph they go through, how one is recognised, and what others get to see of it.

A break is recognised by its key: kind, reference and a digest of exactly the lines that differ. The same difference found
again is the same break; the same reference with other lines is another one, so that what two people have settled is never
opened again and a new difference never hides behind an old one.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from zaiton.base.text import gettext_noop

KINDS: Mapping[str, str] = {
    "amount_differs": gettext_noop("The sources state different amounts"),
    "balance_gap": gettext_noop("A statement does not begin where the one before it ended"),
    "contradiction": gettext_noop("A counterpart contradicts itself or our books"),
    "cross_day": gettext_noop("One source has not stated it yet; it may come with the next day"),
    "duplicate": gettext_noop("A source states it more than once"),
    "missing_bank": gettext_noop("The bank does not state it"),
    "missing_customs": gettext_noop("Customs does not state it"),
    "missing_ours": gettext_noop("Our books do not have it"),
    "missing_treasury": gettext_noop("The treasury does not state it"),
    "only_bank": gettext_noop("Only the bank states it"),
    "only_customs": gettext_noop("Only customs states it"),
    "only_ours": gettext_noop("Only our books have it"),
    "only_treasury": gettext_noop("Only the treasury states it"),
    "parity": gettext_noop("An instruction and the ledger do not agree"),
    "rejected_stated": gettext_noop("Our books hold it for rejected, and a counterpart states it as paid"),
    "statement_missing": gettext_noop("A statement has not come"),
    "statement_refused": gettext_noop("A statement was refused"),
}
OTHER = gettext_noop("A source states what others do not")
"""Of sources that an installation added by its own rules."""

EVENTS: Mapping[tuple[str, str], str] = {
    ("open", "proposed"): "proposed",
    ("open", "closed"): "closed",
    ("open", "assigned"): "open",
    ("proposed", "refused"): "open",
    ("proposed", "resolved"): "resolved",
    ("proposed", "closed"): "closed",
    ("proposed", "assigned"): "proposed",
}
"""What may happen in which state, and the state after it. Nothing leads out of ``resolved`` and ``closed``."""
GONE = gettext_noop("What was missing has come, or the difference is gone.")
INSTEAD = gettext_noop("Another difference has taken its place.")
"""Why a break closed by itself."""
STANDING = ("open", "proposed")
RESOLUTIONS: Mapping[str, str] = {
    "entry": gettext_noop("An entry puts it right"),
    "explained": gettext_noop("It is explained; nothing is booked"),
}
SHOWN_LINES = 40
"""So many lines of a break are kept with it; a break of a missing statement may stand for a million."""


@dataclass(frozen=True, slots=True)
class Gap:
    """A difference as it was found: the break to be."""

    kind: str
    reference: str
    day: date
    amount: int | None
    currency: str
    lines: tuple[Mapping[str, Any], ...] = ()
    lacking: tuple[str, ...] = ()
    size: int = 0
    """How many lines it stands for."""
    apart: str = ""
    """What else tells it from others of its kind and reference: the direction, a statement's number."""
    words: str = ""

    @property
    def key(self) -> str:
        """What it is recognised by."""
        said = [[line.get(name) for name in ("source", "day", "amount", "currency", "why")] for line in self.lines]
        digest = hashlib.sha256(json.dumps([sorted(said, key=str), self.apart]).encode()).hexdigest()
        return f"{self.kind}/{self.reference}/{digest[:16]}"


@dataclass(frozen=True, slots=True)
class BreakStepCard:
    """One step of a break."""

    seq: int
    event: str
    at: datetime
    actor: str
    words: str
    data: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class BreakCard:
    """A break as it stands. ``age`` is in working days since the day it belongs to; ``lines`` are both sides' lines."""

    public_id: str
    kind: str
    day: date
    reference: str
    amount: int | None
    currency: str
    lines: tuple[Mapping[str, Any], ...]
    owner: str
    opened_at: datetime
    state: str
    resolution: str
    words: str
    draft: Mapping[str, Any] | None
    maker: str
    checker: str
    ended_at: datetime | None
    entry: str
    """The key of the entry that settled it; empty otherwise."""
    age: int
    age_sure: bool
    """Whether the calendars of all the years are published, so that ``age`` is certain."""
    steps: tuple[BreakStepCard, ...] = ()


def after(state: str, event: str) -> str | None:
    """The state after an event; None where the event is not for this state."""
    return EVENTS.get((state, event))


def kind_words(kind: str) -> str:
    """The English sentence (msgid) for a kind."""
    return KINDS.get(kind, OTHER)


def kinds_of_matching(sources: Iterable[str]) -> tuple[str, ...]:
    """The kinds that a run finds and closes by itself; the others are opened by whoever finds them."""
    own = ("amount_differs", "balance_gap", "cross_day", "duplicate", "rejected_stated", "statement_missing")
    return (*own, *(f"{what}_{source}" for source in sources for what in ("missing", "only")))


def by_key(gaps: Iterable[Gap]) -> dict[str, Gap]:
    """Gaps by their keys; the same twice is one."""
    return {gap.key: gap for gap in gaps}
