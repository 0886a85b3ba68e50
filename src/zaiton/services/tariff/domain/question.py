"""What is asked and what is answered: one question, the rates found for it, and the whole answer. Plain tuples."""

from datetime import date
from decimal import Decimal
from typing import NamedTuple

from zaiton.services.tariff.domain.duty import Duty, Need
from zaiton.services.tariff.domain.measures import Additional
from zaiton.services.tariff.domain.reasons import Reason
from zaiton.services.tariff.domain.schedule import Finding
from zaiton.services.tariff.domain.tables import Agreement, Source


class Exchange(NamedTuple):
    """A value turned into the destination's currency: what was given, at which rate of which table."""

    value: Decimal
    currency: str
    month: str
    rate: Decimal
    source: Source
    minor: int


class Question(NamedTuple):
    """What is asked. ``value_minor``: customs value in minor units of the destination's currency; ``facts``: ids of answers given."""

    code: str
    origin: str
    destination: str
    day: date
    value_minor: int | None = None
    quantity: Decimal | None = None
    unit: str = ""
    facts: frozenset[str] = frozenset()
    exchange: Exchange | None = None
    """Set where the value was given in another currency."""


class Rate(NamedTuple):
    """One agreement's rate in one answer. ``row`` is the schedule row that holds; ``amount`` minor units, or the fact it lacks."""

    agreement: str
    finding: Finding
    reason: Reason
    row: str
    amount: int | Need | None
    conflicts: tuple[Finding, ...]
    info: Agreement | None
    part: bool = False

    @property
    def applies(self) -> bool | None:
        """True: can be claimed; False: cannot; None: depends on a fact."""
        return self.finding.applies

    @property
    def duty(self) -> Duty | None:
        """The structured duty, or None."""
        return self.finding.duty


class Answer(NamedTuple):
    """The whole answer. ``coverage``: full, partial (something in force is not on file or undecided) or none."""

    question: Question
    code: str
    coverage: str
    best: Rate | None
    mfn: Rate | None
    rates: tuple[Rate, ...]
    missing: tuple[tuple[str, Reason], ...]
    notes: tuple[Reason, ...]
    needs: tuple[Need, ...]
    lines: tuple[str, ...]
    equals: tuple[str, ...]
    saving_points: int | None
    saving_minor: int | None
    sources: tuple[Source, ...]
    base: Rate | None = None
    """What is due without an agreement: MFN, or the provisional or general rate in its place; savings are counted from it."""
    additional: tuple[Additional, ...] = ()
    """Duties on top of all rates that the code and origin may be subject to."""
