"""The general rules of one agreement on one day: what its chapter on origin fixes beside the rules of single lines.

Every figure carries its article and whether it was read in an official text (``official``) or only recalled (``unverified``).
A profile is data; ``profile_reading`` makes one of a document.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from typing import Literal

from zaiton.base.text import Bilingual
from zaiton.services.tariff.domain.origin.rules import Test

Base = Literal["fob", "ex_works"]
Structure = Literal["list", "list_else_general", "list_or_general", "general", "none"]
STRUCTURES = ("list", "list_else_general", "list_or_general", "general", "none")
"""``list``: a rule for every line. ``list_else_general``: the general rule where the list has none. ``list_or_general``: the
exporter may choose. ``general``: no list. ``none``: only wholly obtained, or made of originating materials alone."""


@dataclass(frozen=True, slots=True)
class Tolerance:
    """Materials that do not change their classification are passed over up to ``percent`` of the price or of the weight.

    ``chapters``: where not empty, only for goods of these; ``except_chapters``: never for goods of these.
    """

    measure: Literal["value", "weight"]
    percent: Fraction
    base: Base = "fob"
    chapters: frozenset[str] = frozenset()
    except_chapters: frozenset[str] = frozenset()
    article: str = ""

    def covers(self, chapter: str) -> bool:
        """Whether goods of a chapter may use it."""
        return (not self.chapters or chapter in self.chapters) and chapter not in self.except_chapters


@dataclass(frozen=True, slots=True)
class General:
    """One way of the general rule. ``cumulate`` false: materials of other parties do not count as originating.

    ``exporters``: where not empty, only for goods of these; ``chapters``: only for goods of these.
    """

    tests: tuple[Test, ...]
    cumulate: bool = True
    exporters: frozenset[str] = frozenset()
    except_exporters: frozenset[str] = frozenset()
    chapters: frozenset[str] = frozenset()
    article: str = ""


@dataclass(frozen=True, slots=True)
class CountryRule:
    """How the country of origin is told within a region. ``percent``: the exporting party's own share for goods of the list."""

    percent: Fraction
    article: str = ""
    list_article: str = ""
    claims_article: str = ""


@dataclass(frozen=True, slots=True)
class Transit:
    """What a stay in another territory may be. ``days``: storage that is surely short enough; ``days_most``: the longest.

    The two differ where the limit is in months, whose days depend on the calendar. None: without a limit.
    """

    days: int | None = None
    days_most: int | None = None
    customs_control: bool = True
    no_trade: bool = False
    reason: bool = False
    article: str = ""


@dataclass(frozen=True, slots=True)
class Articles:
    """Where each step stands in the agreement; blank where no text was at hand."""

    wholly_obtained: str = ""
    originating_only: str = ""
    specific_rule: str = ""
    value: str = ""
    cumulation: str = ""
    absorption: str = ""
    tolerance: str = ""
    minimal: str = ""
    packaging: str = ""
    transport_packaging: str = ""
    accessories: str = ""
    indirect: str = ""
    fungible: str = ""
    sets: str = ""
    consignment: str = ""
    unit: str = ""
    reaction: str = ""
    deductions: str = ""


@dataclass(frozen=True, slots=True)
class Profile:
    """An agreement's general rules of origin on one day."""

    agreement: str
    name: Bilingual
    parties: frozenset[str]
    edition: int
    structure: Structure
    base: Base = "fob"
    methods: tuple[str, ...] = ("build_down",)
    cumulation: frozenset[str] = frozenset()
    """Territories whose originating materials count, in the exporting party, as if they were its own."""
    tolerances: tuple[Tolerance, ...] = ()
    general: tuple[General, ...] = ()
    absorption: bool = True
    wo_line_by_pe: bool = True
    """A line whose rule is “wholly obtained” is also met by a good made of originating materials alone."""
    minimal: frozenset[str] = frozenset()
    """Keys of the operations that never confer origin."""
    packaging_in_value: bool = True
    accessories_in_value: bool = True
    deductions: frozenset[str] = frozenset()
    fungible: frozenset[str] = frozenset({"separation"})
    set_percent: Fraction | None = None
    transit: Transit = Transit()
    country: CountryRule | None = None
    articles: Articles = Articles()
    rules_from: date | None = None
    """The first day these general rules hold; the agreement may be older, under rules that are not on file."""
    in_force_from: date | None = None
    joined: Mapping[str, date] = field(default_factory=dict)
    unilateral: str = ""
    """The only party that imports under it; blank where both do."""
    proof: Bilingual = Bilingual("", "")
    document: Bilingual = Bilingual("", "")
    """The text whose articles are named."""
    status: str = "unverified"
    unverified: tuple[str, ...] = ()
    """Names of the provisions that were only recalled."""

    def cumulates(self, origin: str | None) -> bool:
        """Whether originating materials of a territory count as originating."""
        return origin in self.cumulation
