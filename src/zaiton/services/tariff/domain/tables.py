"""What the engine is given: agreements and schedules as plain values, with the source each of them came from."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from zaiton.base.text import Bilingual
from zaiton.services.tariff.domain.staging import Category, Rounding

STATUS_RANK = {"official": 0, "derived": 1, "sample": 2, "unverified": 2, "synthetic": 2}
"""Authority of a pack between packs of the same day; sample, unverified and synthetic are alike in having none."""


@dataclass(frozen=True, slots=True)
class Source:
    """Where figures came from: one pack, one in-force day."""

    table: str
    title: Bilingual
    issuer: Bilingual
    document: str
    published: str
    status: str
    in_force_from: date
    in_force_until: date | None
    sha256: str
    operator: bool = False
    hs_edition: int | None = None
    note: Bilingual = Bilingual("", "")
    precedence: int = 0

    @property
    def rank(self) -> tuple:
        """Sort key between tables that hold on the same day: latest first, then authority, then the operator's own."""
        return (
            -self.in_force_from.toordinal(),
            STATUS_RANK[self.status],
            not self.operator,
            self.precedence,
            self.table,
        )


@dataclass(frozen=True, slots=True)
class Agreement:
    """One agreement as seen by one importing territory; ``origins`` maps each partner to its own first day (None = all along)."""

    id: str
    name: Bilingual
    kind: str
    destination: str
    origins: Mapping[str, date | None]
    in_force_from: date | None
    in_force_until: date | None
    proof: Bilingual
    article: str
    status: str
    note: Bilingual = Bilingual("", "")
    table: str = ""


@dataclass(frozen=True, slots=True)
class Question:
    """A condition printed beside a rate, and the answers under which each candidate holds, by ``when`` id."""

    text: Bilingual
    answers: Mapping[str, Bilingual]


@dataclass(frozen=True, slots=True)
class ScheduleTable:
    """One schedule as columns of text, with the settings its SOURCE.toml gave. See the how-to on packs for each field."""

    source: Source
    agreement: str
    destination: str
    currency: str
    columns: Mapping[str, Sequence[str]]
    origins: tuple[str, ...] | None = None
    complete: bool = False
    exact: bool = False
    default_duty: str | None = None
    rounding: Rounding = Rounding()
    staging_from: date | None = None
    year_start: tuple[int, int] = (1, 1)
    after_end: str = "not_covered"
    categories: Mapping[str, Category] = field(default_factory=dict)
    questions: Mapping[str, Question] = field(default_factory=dict)
    """By ``when`` id."""
    own_agreement: Agreement | None = None
    """Set where the pack describes an agreement that no agreements table knows."""


@dataclass(frozen=True, slots=True)
class Nomenclature:
    """The six-digit codes of one HS edition and the first day it was in force."""

    edition: int
    in_force_from: date
    codes: frozenset[str]
