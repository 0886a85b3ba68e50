"""Matching: every line ends in exactly one match or one break.

Lines with the same reference and direction are one payment. The rules are tried in their order, each on all payments at once.
What no rule matches is a break: stated twice, in different amounts, not by everybody. A source that may still state it (its
next days are not there yet) is waited for; a source whose statement of the day has not come at all is one break for
all its lines. Lines without a reference are tried last, on payments that lack their source.
"""

import hashlib
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from zaiton.blocks.money.domain.breaks import Gap
from zaiton.blocks.money.domain.matching_lines import Groups, Held, Lines, grouped, payments
from zaiton.blocks.money.domain.matching_rules import DIFFERS, MATCH, Rule, Scheme

Reach = Callable[[int, int], int]
"""Of a day (ordinal) and a number of working days: the day on which the last of them falls."""
EVER = np.iinfo(np.int64).max
CROSS_DAY, DUPLICATE, MISSING_STATEMENT = "cross_day", "duplicate", "statement_missing"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of the lines. ``gap_of`` is for each line the number of its break, -1 where it is matched.

    ``matched`` counts lines by rule and ``digest`` is of all matches, both of payments that touch the day asked for.
    ``given`` are lines that came without a reference, with the one they were matched under.
    """

    gaps: tuple[Gap, ...]
    gap_of: np.ndarray
    matched: Mapping[str, int]
    digest: str
    given: Mapping[int, str]


class _Place(NamedTuple):
    """What a payment lacks: a line of this source, currency and amount."""

    source: int
    currency: int
    amount: int


class _Span(NamedTuple):
    """A payment that lacks something."""

    first: int
    last: int
    reference: str
    group: int


@dataclass(slots=True)
class _Work:
    """One matching under way."""

    lines: Lines
    scheme: Scheme
    held: Mapping[str, Held]
    reach: Reach
    groups: Groups
    complete: np.ndarray
    rule: np.ndarray
    gaps: list[Gap]
    gap_of: np.ndarray


def match(lines: Lines, scheme: Scheme, held: Mapping[str, Held], reach: Reach, on: date | None = None) -> Outcome:
    """Try the rules on all lines; ``on`` limits counts and digest to payments with a line of that day."""
    number = payments(lines)
    given = _adopt(lines, scheme, reach, number)
    if given:
        fresh = np.zeros(len(lines), bool)
        fresh[list(given)] = True
        said = pa.array([given[line] for line in sorted(given)], pa.string())
        reference = pc.replace_with_mask(lines.reference, pa.array(fresh), said)
        lines = replace(lines, adopted=lines.adopted | fresh, reference=reference)
    groups = grouped(lines, number)
    gap_of = np.full(len(lines), -1, np.int64)
    work = _Work(
        lines, scheme, held, reach, groups, _complete(groups, scheme), np.full(len(groups), -1, np.int16), [], gap_of
    )
    _matches(work)
    _breaks(work)
    _blanks(work, np.flatnonzero(number == -1))
    matched, digest = _told(work, on)
    return Outcome(tuple(work.gaps), gap_of, matched, digest, given)


def _complete(groups: Groups, scheme: Scheme) -> np.ndarray:
    needed = np.where(groups.outward, _bits(scheme, scheme.goes_out), _bits(scheme, scheme.comes_in))
    return (groups.sources & needed) == needed


def _bits(scheme: Scheme, names: frozenset[str]) -> int:
    return sum(1 << number for number, name in enumerate(scheme.names) if name in names)


def _latest(work_reach: Reach, days: np.ndarray, working_days: int | None) -> np.ndarray:
    """For each day the last one that a rule still reaches from it."""
    if working_days is None:
        return np.full(len(days), EVER, np.int64)
    unique, place = np.unique(days, return_inverse=True)
    return np.array([work_reach(int(day), working_days) for day in unique], np.int64)[place]


def _facts(groups: Groups, rule: Rule) -> np.ndarray:
    same = np.ones(len(groups), bool)
    if "amount" in rule.same:
        same &= groups.same_amount
    if "currency" in rule.same:
        same &= groups.same_currency
    return same


def _matches(work: _Work) -> None:
    """The rules in their order, on payments that everybody states once."""
    groups = work.groups
    for number, rule in enumerate(work.scheme.rules):
        if rule.makes != MATCH:
            continue
        fits = work.complete & groups.single & (work.rule < 0) & _facts(groups, rule)
        # a line that came without a reference is known by the rule that gave it one
        fits &= ~groups.adopted if "reference" in rule.same else groups.adopted
        fits[fits] = groups.last_day[fits] <= _latest(work.reach, groups.first_day[fits], rule.working_days)
        work.rule[fits] = number
    left = work.complete & groups.single & (work.rule < 0) & groups.same_amount & groups.same_currency
    late = [n for n, rule in enumerate(work.scheme.rules) if rule.makes == MATCH and rule.working_days is None]
    if late:  # also where a line without a reference was taken in, and another source came later still
        work.rule[left] = late[0]


def _breaks(work: _Work) -> None:
    """Everything that is left: why, and for whom."""
    groups = work.groups
    left = work.rule < 0
    differs = left & groups.single & ~(groups.same_amount & groups.same_currency)
    for group in np.flatnonzero(left & ~groups.single):
        _break(work, group, DUPLICATE)
    for group in np.flatnonzero(differs):
        _break(work, group, DIFFERS)
    left &= groups.single & ~differs
    for group in np.flatnonzero(left & work.complete):
        _break(work, group, CROSS_DAY)
    lacking = np.flatnonzero(left & ~work.complete)
    if len(lacking):
        _lacking(work, lacking)


def _lacking(work: _Work, numbers: np.ndarray) -> None:
    """Payments that not everybody states: a statement has not come, a line may still come, or it is missing."""
    groups, scheme = work.groups, work.scheme
    needed = np.where(groups.outward[numbers], _bits(scheme, scheme.goes_out), _bits(scheme, scheme.comes_in))
    absent = needed & ~groups.sources[numbers]
    first, last = groups.first_day[numbers].astype(np.int64), groups.last_day[numbers].astype(np.int64)
    until = _latest(work.reach, last, scheme.patience)
    waits_source = np.full(len(numbers), -1, np.int64)
    waits_day = np.zeros(len(numbers), np.int64)
    may_come = np.zeros(len(numbers), bool)
    for place, name in reversed(list(enumerate(scheme.names))):
        held = work.held[name]
        lacks = (absent >> place & 1).astype(bool)
        for days in (last, first):
            out = lacks & ~held.has(days) & (days <= _frontier(work))
            waits_source[out], waits_day[out] = place, days[out]
        may_come |= lacks & (held.last < until)
    waiting = waits_source >= 0
    _waiting(work, numbers[waiting], waits_source[waiting], waits_day[waiting])
    for at in np.flatnonzero(~waiting):
        names = tuple(name for place, name in enumerate(scheme.names) if absent[at] >> place & 1)
        _break(
            work,
            numbers[at],
            CROSS_DAY if may_come[at] else _missing(groups.sources[numbers[at]], names, scheme),
            names,
        )


def _frontier(work: _Work) -> int:
    """The last day of which anything is known; later ones are only to come."""
    return max((held.last for held in work.held.values()), default=0)


def _missing(there: int, lacking: tuple[str, ...], scheme: Scheme) -> str:
    names = [name for place, name in enumerate(scheme.names) if there >> place & 1]
    return f"only_{names[0]}" if len(names) == 1 and len(lacking) > 1 else f"missing_{lacking[0]}"


def _waiting(work: _Work, numbers: np.ndarray, sources: np.ndarray, days: np.ndarray) -> None:
    """One break for each statement that has not come, whatever waits for it."""
    keys, place = np.unique(sources << 32 | days, return_inverse=True)
    for at, key in enumerate(keys):
        waiting = numbers[place == at]
        source, day = work.scheme.names[key >> 32], date.fromordinal(int(key & 0xFFFFFFFF))
        gap = statement_missing(source, day, int(work.groups.sizes[waiting].sum()))
        chosen = np.zeros(len(work.groups), bool)
        chosen[waiting] = True
        work.gap_of[work.groups.order[np.repeat(chosen, work.groups.sizes)]] = len(work.gaps)
        work.gaps.append(gap)


def statement_missing(source: str, day: date, size: int) -> Gap:
    """The break for a statement that has not come."""
    return Gap(MISSING_STATEMENT, source, day, None, "", lacking=(source,), size=size, apart=day.isoformat())


def _break(work: _Work, group: int, kind: str, lacking: tuple[str, ...] = ()) -> None:
    numbers = work.groups.lines(group)
    work.gap_of[numbers] = len(work.gaps)
    work.gaps.append(_gap(work.lines, numbers, kind, lacking, apart="out" if work.groups.outward[group] else ""))


def _gap(lines: Lines, numbers: np.ndarray, kind: str, lacking: tuple[str, ...], apart: str) -> Gap:
    told = sorted((lines.told(number) for number in numbers), key=lambda one: [str(one[name]) for name in _ORDER])
    reference = next((str(one["reference"]) for one in told if one["reference"]), "")
    amounts = {one["amount"] for one in told}
    currencies = {str(one["currency"]) for one in told}
    return Gap(
        kind=kind,
        reference=reference,
        day=date.fromisoformat(min(str(one["day"]) for one in told)),
        amount=amounts.pop() if len(amounts) == 1 else None,
        currency=currencies.pop() if len(currencies) == 1 else "",
        lines=tuple(told),
        lacking=lacking,
        size=len(told),
        apart=apart,
    )


_ORDER = ("source", "day", "amount", "currency", "id")


def _adopt(lines: Lines, scheme: Scheme, reach: Reach, number: np.ndarray) -> dict[int, str]:
    """Give lines without a reference the payment that lacks them; changes ``number``, returns the references given.

    Days decide first, then references, so that the order in which lines came does not. Lines of one source, currency, amount
    and day are alike: which of them goes to which payment makes no difference.
    """
    rule = next((rule for rule in scheme.rules if rule.makes == MATCH and "reference" not in rule.same), None)
    blanks = np.flatnonzero(number == -1)
    if rule is None or not len(blanks):
        return {}
    groups = grouped(lines, number)
    heads = groups.heads()
    free = _free(lines, scheme, groups, np.unique(lines.amount[blanks]))
    given: dict[int, str] = {}
    for line in sorted(blanks.tolist(), key=lambda one: (int(lines.day[one]), int(lines.id[one]))):
        place = _Place(int(lines.source[line]), int(lines.currency[line]), int(lines.amount[line]))
        spans, day = free.get(place, deque()), int(lines.day[line])
        for at, (first, last, reference, group) in enumerate(spans):
            if max(last, day) <= reach(min(first, day), rule.working_days or 0):
                number[line], given[line] = number[heads[group]], reference
                del spans[at]
                break
    return given


def _free(lines: Lines, scheme: Scheme, groups: Groups, amounts: np.ndarray) -> dict[_Place, deque[_Span]]:
    """Payments of these amounts that lack a source, by what they lack."""
    heads = groups.heads()
    able = groups.single & groups.same_amount & groups.same_currency & ~_complete(groups, scheme)
    free: dict[_Place, list[_Span]] = {}
    for group in np.flatnonzero(able & np.isin(lines.amount[heads], amounts)):
        head = heads[group]
        needed = scheme.goes_out if groups.outward[group] else scheme.comes_in
        reference = lines.reference[int(head)].as_py()
        span = _Span(int(groups.first_day[group]), int(groups.last_day[group]), reference, int(group))
        for source, name in enumerate(scheme.names):
            if name in needed and not groups.sources[group] >> source & 1:
                place = _Place(source, int(lines.currency[head]), int(lines.amount[head]))
                free.setdefault(place, []).append(span)
    return {place: deque(sorted(spans)) for place, spans in free.items()}


def _blanks(work: _Work, numbers: np.ndarray) -> None:
    """Lines without a reference that nothing lacks: each its own break."""
    lines, scheme = work.lines, work.scheme
    seen: dict[tuple[object, ...], int] = {}
    for number in sorted(numbers.tolist(), key=lambda one: int(lines.id[one])):
        name = scheme.names[lines.source[number]]
        until = work.reach(int(lines.day[number]), scheme.patience)
        others = [held.last for other, held in work.held.items() if other != name]
        told = lines.told(number)
        content = tuple(told[key] for key in ("source", "day", "amount", "currency"))
        seen[content] = seen.get(content, 0) + 1
        kind = f"only_{name}" if all(last >= until for last in others) else CROSS_DAY
        work.gap_of[number] = len(work.gaps)
        lacking = tuple(other for other in scheme.names if other != name)
        work.gaps.append(_gap(lines, np.array([number]), kind, lacking, apart=f"blank/{seen[content]}"))


def _told(work: _Work, on: date | None) -> tuple[dict[str, int], str]:
    """Lines by rule, and a digest of all matches in the order of their references."""
    groups = work.groups
    chosen = work.rule >= 0
    if on is not None and len(groups):
        touches = np.logical_or.reduceat(work.lines.day[groups.order] == on.toordinal(), groups.starts)
        chosen &= touches
    counts = np.bincount(work.rule[chosen], weights=groups.sizes[chosen], minlength=len(work.scheme.rules))
    matched = {rule.name: int(n) for rule, n in zip(work.scheme.rules, counts, strict=True) if n}
    heads = groups.heads()[chosen]
    columns = {
        "reference": work.lines.reference.take(pa.array(heads)),
        "amount": pa.array(work.lines.amount[heads]),
        "currency": pa.array(np.array(work.lines.currencies, object)[work.lines.currency[heads]], pa.string()),
        "sources": pa.array(groups.sources[chosen].astype(np.int32)),
        "first": pa.array(groups.first_day[chosen]),
        "last": pa.array(groups.last_day[chosen]),
    }
    table = pa.table(columns)
    table = table.take(pc.sort_indices(table, [("reference", "ascending"), ("amount", "ascending")]))
    digest = hashlib.sha256()
    for name in table.column_names:
        for content in _bytes(table.column(name)):
            digest.update(content)
    return matched, digest.hexdigest()


def _bytes(column: pa.ChunkedArray) -> tuple[bytes | memoryview, ...]:
    """What a column holds, whatever pieces it came in: lengths and letters of texts, plain numbers otherwise."""
    if not pa.types.is_string(column.type):
        return (column.to_numpy().tobytes(),)
    whole = pa.concat_arrays([pa.array([], pa.string()), *column.chunks])
    places = np.frombuffer(whole.buffers()[1], np.int32, len(whole) + 1, whole.offset * 4)
    letters = whole.buffers()[2]
    text = memoryview(letters)[places[0] : places[-1]] if letters is not None else b""
    return np.diff(places).tobytes(), text
