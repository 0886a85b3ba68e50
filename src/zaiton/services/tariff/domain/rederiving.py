"""Whether the printed rates of a schedule follow from its base rates by equal annual cuts, and how often they would by chance.

Counted are lines whose printed rate and whose base are each one plain percentage above zero. Lines with a condition, free lines,
duties by quantity and lines without a base are left out and numbered by reason. The control permutes the printed rates among
the counted lines with a fixed seed, so that it shows how many lines fit although base and rate do not belong together.
"""

from bisect import bisect_right
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

import numpy as np

from zaiton.base.refusals import Refusal
from zaiton.base.text import gettext_noop
from zaiton.services.tariff.domain.duty import round_rate
from zaiton.services.tariff.domain.schedule import Finding, Schedule, Undecided
from zaiton.services.tariff.domain.staging import Rounding, staging_starts

USUAL_CUTS = (5, 10, 11, 15, 16, 20, 21)
"""Numbers of equal annual cuts that treaties use."""
LONGEST = 60
"""Years; no schedule runs longer."""


class NothingToRederive(Refusal):
    """No schedule or no base on file for the pair of territories and the day."""

    code = "nothing_to_rederive"
    message = gettext_noop(
        "No table of {agreement} for goods of {origin} imported into {destination} is in force on {day}."
    )
    mend = gettext_noop("Name another agreement, territory or day; “zaiton data list” shows the tables on file.")


@dataclass(frozen=True, slots=True)
class Fit:
    """One number of cuts: lines that come out exactly, those among them no commoner number explains, and by chance."""

    cuts: int
    fits: int
    assigned: int
    chance_mean: Decimal
    chance_most: int


@dataclass(frozen=True, slots=True)
class Rederived:
    """The report. ``left_out`` counts lines by reason; ``year_index`` is the number of cuts made on the day."""

    rows: int
    counted: int
    exact: int
    year_index: int
    fits: tuple[Fit, ...]
    left_out: dict[str, int]
    bracketed: int
    """Lines counted whose base stands in brackets."""
    rates_bracketed: int
    """Lines counted whose rate itself stands in brackets."""
    chance_mean: Decimal
    chance_most: int
    seed: int
    rounds: int


def year_index_on(begins: date, year_start: tuple[int, int], day: date) -> int:
    """The staging year that contains the day: 1 from the first day, then one more on each beginning of a staging year."""
    return max(0, bisect_right(staging_starts(begins, year_start, LONGEST), day))


def rederive(
    schedules: Sequence[Schedule],
    bases: Sequence[Schedule],
    *,
    year_index: int,
    cuts: Sequence[int] = USUAL_CUTS,
    rounding: Rounding = Rounding(),
    seed: int = 2022,
    rounds: int = 10,
) -> Rederived:
    """The report over every line of the schedules, the best authority first, against the same line of the bases."""
    pairs: list[tuple[int, int]] = []
    left_out: Counter[str] = Counter()
    bracketed = rates_bracketed = 0
    lines = {code: schedule for schedule in reversed(schedules) for code in schedule.lines}
    for code, schedule in sorted(lines.items()):
        rate, why = _plain(schedule, code, year_index)
        if rate is None:
            left_out[why] += 1
            continue
        base, why, inside = _base(bases, code, year_index)
        if base is None:
            left_out[why] += 1
            continue
        bracketed += inside
        rates_bracketed += schedule.in_year(schedule.lines[code], year_index).applies is False
        pairs.append((base, rate))
    formulas = {base: {n: _cut(base, n, year_index, rounding) for n in cuts} for base, _ in pairs}
    fits = _fits(pairs, formulas, cuts)
    order = sorted(cuts, key=lambda n: (-fits[n], n))
    assigned = Counter(n for n in (_first(pair, formulas, order) for pair in pairs) if n)
    chance, total = _control(pairs, formulas, cuts, seed, rounds)
    return Rederived(
        rows=len(lines),
        counted=len(pairs),
        exact=sum(assigned.values()),
        year_index=year_index,
        fits=tuple(
            Fit(n, fits[n], assigned[n], _mean([c[n] for c in chance]), max((c[n] for c in chance), default=0))
            for n in sorted(cuts)
        ),
        left_out=dict(sorted(left_out.items())),
        bracketed=bracketed,
        rates_bracketed=rates_bracketed,
        chance_mean=_mean(total),
        chance_most=max(total, default=0),
        seed=seed,
        rounds=rounds,
    )


def _plain(schedule: Schedule, code: str, year_index: int) -> tuple[int | None, str]:
    line = schedule.lines[code]
    if type(line) is Undecided:
        return None, "conditional"
    return _rate(schedule.in_year(line, year_index))


def _rate(finding: Finding) -> tuple[int | None, str]:
    if finding.duty is None:
        return None, "no_rate"
    if finding.rate is None:
        return None, "not_ad_valorem"
    return (None, "free") if finding.rate == 0 else (finding.rate, "")


def _base(bases: Sequence[Schedule], code: str, year_index: int) -> tuple[int | None, str, bool]:
    for base in bases:
        hit = base.find(code)
        if hit is None:
            continue
        if type(hit[1]) is Undecided:
            return None, "base_conditional", False
        finding = base.in_year(hit[1], year_index)
        rate, why = _rate(finding)
        return rate, f"base_{why}", finding.applies is False
    return None, "no_base", False


def _cut(base: int, cuts: int, year_index: int, rounding: Rounding) -> int:
    left = max(0, cuts - year_index)
    return round_rate(base * left, cuts, rounding.decimals, rounding.mode)


def _fits(pairs: Sequence[tuple[int, int]], formulas: dict[int, dict[int, int]], cuts: Sequence[int]) -> Counter[int]:
    found: Counter[int] = Counter()
    for (base, rate), count in Counter(pairs).items():
        for n in cuts:
            if formulas[base][n] == rate:
                found[n] += count
    return found


def _first(pair: tuple[int, int], formulas: dict[int, dict[int, int]], order: Sequence[int]) -> int | None:
    base, rate = pair
    return next((n for n in order if formulas[base][n] == rate), None)


def _control(
    pairs: Sequence[tuple[int, int]], formulas: dict[int, dict[int, int]], cuts: Sequence[int], seed: int, rounds: int
) -> tuple[list[Counter[int]], list[int]]:
    """For each permutation the lines that fit by number of cuts, and the lines that fit any."""
    chance, total = [], []
    dice = np.random.default_rng(seed)
    rates = [rate for _, rate in pairs]
    for _ in range(rounds):
        order = dice.permutation(len(rates)).tolist()
        mixed = [(base, rates[at]) for (base, _), at in zip(pairs, order, strict=True)]
        chance.append(_fits(mixed, formulas, cuts))
        total.append(sum(_first(pair, formulas, cuts) is not None for pair in mixed))
    return chance, total


def _mean(counts: Sequence[int]) -> Decimal:
    return round(Decimal(sum(counts)) / len(counts), 1) if counts else Decimal(0)
