"""Staged concessions: from a base duty and a category to the rate of each staging year, with its derivation.

Year 1 runs from ``staging_from`` to the day before the next ``year_start``; each later year starts on ``year_start``
(RCEP Annex I general notes: 1 January, for Indonesia, Japan and the Philippines 1 April). Precision and rounding are the
schedule's own. A printed yearly rate wins over the derived one. A derived rate keeps its unrounded value for the reader.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from zaiton.base.refusals import Refusal
from zaiton.base.text import gettext_noop
from zaiton.services.tariff.domain.duty import SCALE, round_rate, scaled_of


class BadStaging(Refusal):
    """A staging category, base or rounding that cannot be applied."""

    code = "bad_staging"
    message = gettext_noop("The staging “{staging}” of line {line} cannot be applied: {why}.")
    mend = gettext_noop("Use a number of equal cuts, or a category that SOURCE.toml defines under [staging].")


@dataclass(frozen=True, slots=True)
class Rounding:
    """How a derived rate is rounded: ``decimals`` of a per cent, by ``mode`` (half-up, down, up)."""

    decimals: int = 1
    mode: str = "half-up"


@dataclass(frozen=True, slots=True)
class Category:
    """One staging category. ``kind``: linear, margin, steps, cuts, immediate, standstill, excluded."""

    name: str
    kind: str
    steps: int = 1
    to: int = 0
    percent: int = 0
    rates: tuple[tuple[int, int], ...] = ()
    cuts: tuple[int, ...] = ()

    @property
    def years(self) -> int:
        """Staging years until the rate no longer changes; 0 for categories that never move (margin, immediate, ...)."""
        if self.kind == "linear":
            return self.steps
        return len(self.cuts) if self.kind == "cuts" else 0


@dataclass(frozen=True, slots=True)
class Derivation:
    """How a staged rate came about: all rates scaled, ``raw`` as an exact fraction before rounding."""

    kind: str
    base: int
    year_index: int
    steps: int
    raw_numerator: int
    raw_denominator: int
    rounded: int
    percent: int = 0
    printed: bool = False


def read_category(name: str, definition: Mapping[str, object]) -> Category:
    """A category from its table in SOURCE.toml. Raises ``BadStaging`` naming what is wrong."""
    kind = str(definition.get("type", ""))
    try:
        if kind == "linear":
            return _checked(Category(name, kind, steps=int(definition["steps"]), to=_rate(definition.get("to", "0"))))
        if kind == "margin":
            return _checked(Category(name, kind, percent=_rate(definition["percent"])))
        if kind == "steps":
            rates = sorted((int(y), _rate(r)) for y, r in dict(definition["rates"]).items())
            return _checked(Category(name, kind, rates=tuple(rates)))
        if kind == "cuts":
            return _checked(Category(name, kind, cuts=tuple(_rate(c) for c in definition["percents"])))
        if kind in ("immediate", "standstill", "excluded"):
            return Category(name, kind)
    except (KeyError, TypeError, ValueError) as error:
        raise BadStaging(staging=name, line="—", why=f"{type(error).__name__}: {error}") from error
    raise BadStaging(staging=name, line="—", why=f"type = {kind!r}")


def category_of(staging: str, categories: Mapping[str, Category]) -> Category | None:
    """The category a row names: a defined one, or a plain number of equal annual cuts to zero; None when neither."""
    if staging in categories:
        return categories[staging]
    return Category(staging, "linear", steps=int(staging)) if staging.isdigit() and int(staging) > 0 else None


def _rate(value: object) -> int:
    return scaled_of(str(value).rstrip("%"))


def _checked(category: Category) -> Category:
    hundred = 100 * SCALE
    falling = all(a <= b for a, b in zip(category.cuts, category.cuts[1:], strict=False))
    if category.steps < 1 or category.percent > hundred or not falling or any(c > hundred for c in category.cuts):
        raise ValueError("steps, percent or percents out of range")
    if category.kind in ("steps", "cuts") and not (category.rates or category.cuts):
        raise ValueError("no years")
    return category


def derive(base: int, category: Category, year_index: int, calendar_year: int, rounding: Rounding) -> Derivation | None:
    """The rate of staging year ``year_index`` (1 = first), or None when there is no concession in that year.

    linear: base less ``k`` of ``N`` equal cuts towards ``to``; cuts: base less the cumulative per cent of that year;
    steps: the rate listed for the latest year reached; margin categories depend on MFN: see ``margin``.
    """
    if category.kind == "excluded":
        return None
    if category.kind == "steps":
        reached = [rate for year, rate in category.rates if year <= calendar_year]
        if not reached:
            return None
        return Derivation("steps", base, year_index, len(category.rates), reached[-1], 1, reached[-1])
    if category.kind == "standstill":
        return Derivation("standstill", base, year_index, 1, base, 1, base)
    if category.kind == "immediate":
        return Derivation("immediate", base, year_index, 1, 0, 1, 0)
    if category.kind == "cuts":
        cut = category.cuts[min(year_index, len(category.cuts)) - 1]
        numerator, denominator, steps = base * (100 * SCALE - cut), 100 * SCALE, len(category.cuts)
    else:
        done, steps = min(year_index, category.steps), category.steps
        numerator, denominator = base * (steps - done) + category.to * done, steps
    rounded = round_rate(numerator, denominator, rounding.decimals, rounding.mode)
    return Derivation(category.kind, base, year_index, steps, numerator, denominator, rounded)


def margin(mfn: int, percent: int, rounding: Rounding) -> Derivation:
    """The rate under a margin of preference: MFN of the day less ``percent`` of it (APTA concessions)."""
    numerator, denominator = mfn * (100 * SCALE - percent), 100 * SCALE
    rounded = round_rate(numerator, denominator, rounding.decimals, rounding.mode)
    return Derivation("margin", mfn, 0, 0, numerator, denominator, rounded, percent)


def next_year_start(day: date, year_start: tuple[int, int]) -> date:
    """The first ``year_start`` (month, day) after ``day``."""
    this_year = date(day.year, *year_start)
    return this_year if this_year > day else date(day.year + 1, *year_start)


def staging_starts(staging_from: date, year_start: tuple[int, int], years: int) -> tuple[date, ...]:
    """First days of staging years 1 to ``years``, and of the year after the last: ``years + 1`` dates."""
    starts = [staging_from]
    while len(starts) <= years:
        starts.append(next_year_start(starts[-1], year_start))
    return tuple(starts)
