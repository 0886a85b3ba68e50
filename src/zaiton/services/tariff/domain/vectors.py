"""The rate book reduced to vectors: which row of a batch (``domain.outcome``) holds for each line, origin and period.

Tens of thousands of lines share a few hundred rows of rates. For one origin two lines are told apart only by what the tables
of its plan say of them; in one stretch of time they share the answer when every table says the same (the duty, its reason,
its source, at the same depth) and HS edition and safeguards treat them alike. So the engine is asked once for each such
combination, with one of its lines, and what it answers holds for all of them. Guarantee and exceptions: see the explanation
page on the batch. Lines in no table that holds are not answered here, because what is said of them names their code.
"""

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from datetime import date

import numpy as np

from zaiton.services.tariff.domain.answer import answer
from zaiton.services.tariff.domain.book import RateBook
from zaiton.services.tariff.domain.document import Voice
from zaiton.services.tariff.domain.outcome import Outcome, depends_on_value, outcome_of
from zaiton.services.tariff.domain.plan import Entry, Plan, Slot
from zaiton.services.tariff.domain.question import Question
from zaiton.services.tariff.domain.schedule import Finding, Schedule
from zaiton.services.tariff.domain.staging import Rounding, margin

SOME_VALUE = 1_000_000
SHORTEST_LINE = 8
NO_OUTCOME = -1
OPEN, UNKNOWN, SAID, MARGIN, RATE = range(5)
"""What a table says of a line: something only the engine can weigh; nothing with a source; no rate that applies; a share of
the MFN rate; a percentage that applies."""
ROOM = 1 << 62
NEVER = 1 << 46
"""Stands for the rate of a table that gives none."""


class Vectors:
    """The reduced book of one destination. ``codes`` are its lines, ``outcomes`` every distinct row met so far, in order."""

    def __init__(self, book: RateBook, destination: str, voice: Voice, outcomes: dict[Outcome, int]) -> None:
        self.book, self.destination, self.voice, self.outcomes = book, destination, voice, outcomes
        schedules = book.by_destination.get(destination, ())
        self.codes = sorted({code for s in schedules for code in s.lines if len(code) >= SHORTEST_LINE})
        self._index = {code: at for at, code in enumerate(self.codes)}
        self._columns: dict[int, np.ndarray] = {}
        self._rows: dict[int, list[tuple[str, int]]] = {}
        self._values: dict[tuple, int] = {}
        self._kinds: list[int] = [UNKNOWN]
        self._weighed = (np.array([], np.int64), np.array([], np.int64))
        self._margins: dict[int, tuple[int, Rounding]] = {}
        self._rates: list[int] = [NEVER]
        self._said: dict[tuple[int, int], np.ndarray] = {}
        self._memo: dict[tuple, int] = {}
        self._slot_keys: dict[tuple, int] = {}
        self._editions = {
            n.edition: np.fromiter((code[:6] in n.codes for code in self.codes), np.int64, len(self.codes))
            for n in book.nomenclatures
        }

    def of_origin(self, origin: str, periods: Sequence[date]) -> tuple[np.ndarray, np.ndarray]:
        """The class of each of ``codes``, and for each class and each period (by its first day) the number of its outcome,
        or ``NO_OUTCOME``: shapes (codes,) and (classes, periods)."""
        plan = self.book.plan(origin, self.destination)
        classes, examples = self._classes(plan)
        slots = [plan.on(day) for day in periods]
        found = np.empty((len(examples), len(periods)), np.int32)
        for at, slot in enumerate(slots):
            if at and slot is slots[at - 1]:
                found[:, at] = found[:, at - 1]
            else:
                found[:, at] = self._in_slot(origin, slot, examples)
        return classes, found

    def _classes(self, plan: Plan) -> tuple[np.ndarray, np.ndarray]:
        """Lines that no table of the plan tells apart: the class of each code, and one code of each class."""
        guards = {g.code for slot in plan.slots for e in slot.entries for g in e.safeguards}
        columns = [*self._editions.values(), *(self._beneath(code) for code in sorted(guards))]
        columns += [self._column(s) for s in _schedules(plan)]
        return _combined(columns, len(self.codes))

    def _in_slot(self, origin: str, slot: Slot, examples: np.ndarray) -> np.ndarray:
        """The outcome number of each example line in one stretch of time."""
        edition = self.book.edition_on(slot.begins)
        facts = [] if edition is None else [self._editions[edition.edition][examples]]
        facts += [self._beneath(g.code)[examples] for entry in _entries(slot) for g in entry.safeguards]
        facts += [(self._column(s)[examples] > 0).astype(np.int64) for e in _entries(slot) for s in e.others]
        said = [self._says(s, year)[self._column(s)[examples]] for e in _entries(slot) for s, year in e.schedules]
        numbers = np.full(len(examples), NO_OUTCOME, np.int32)
        if not said:
            return numbers
        plain, short = self._plain(slot, said)
        for rows, columns, kind in ((plain, short, 1), (~plain, said, 0)):
            chosen = np.flatnonzero(rows)
            key = (kind, self._slot_keys.setdefault(_slot_key(slot, edition), len(self._slot_keys)))
            kept = [column[chosen] for column in (*columns, *facts)]
            numbers[chosen] = self._grouped(origin, slot, examples[chosen], key, kept)
        return numbers

    def _grouped(
        self, origin: str, slot: Slot, examples: np.ndarray, key: tuple[int, int], columns: list[np.ndarray]
    ) -> np.ndarray:
        groups, firsts = _combined(columns, len(examples))
        numbers = np.empty(len(firsts), np.int32)
        cells = np.array(columns).T[firsts].tolist() if columns else [[]] * len(firsts)
        for group, first in enumerate(firsts.tolist()):
            told = (*key, *cells[group])
            number = self._memo.get(told)
            if number is None:
                number = self._memo[told] = self._asked(origin, slot, self.codes[examples[first]])
            numbers[group] = number
        return numbers[groups]

    def _plain(self, slot: Slot, said: list[np.ndarray]) -> tuple[np.ndarray, list[np.ndarray]]:
        """Lines of which every table says a percentage or nothing, and what then decides: the lowest rate and whose it is,
        the MFN rate, and which tables say anything at all. For them two lines that agree in this have one outcome."""
        entries = _entries(slot)
        usual = slot.mfn is not None and slot.provisional_absent and all(len(e.schedules) <= 1 for e in entries)
        if not usual or any(s.default is not None for e in entries for s, _ in e.schedules):
            return np.zeros(len(said[0]), bool), []
        kinds, rates = self._weights()
        of_mfn = said[0] if slot.mfn.schedules else np.zeros(len(said[0]), np.int64)
        lowest = np.array([rates[column] for column in said])
        plain = np.all([kinds[column] != OPEN for column in said], axis=0)
        for column, found in zip(said, lowest, strict=True):
            of_margin = np.flatnonzero(kinds[column] == MARGIN)
            if len(of_margin):
                found[of_margin] = self._of_margins(column[of_margin], rates[of_mfn[of_margin]])
                plain[of_margin] &= rates[of_mfn[of_margin]] < NEVER
        plain &= lowest.min(axis=0) < NEVER
        sources = [(kinds[column] >= SAID).astype(np.int64) for column in said]
        listed = [(column > 0).astype(np.int64) for column in said]
        return plain, [lowest.argmin(axis=0), lowest.min(axis=0), of_mfn, *sources, *listed]

    def _weights(self) -> tuple[np.ndarray, np.ndarray]:
        """Kinds and rates of all values as arrays, made again when there are new ones."""
        if len(self._weighed[0]) < len(self._kinds):
            self._weighed = np.array(self._kinds, np.int64), np.array(self._rates, np.int64)
        return self._weighed

    def _of_margins(self, values: np.ndarray, mfn: np.ndarray) -> np.ndarray:
        """The rates under margins of preference, each distinct one derived by the staging code."""
        derived = np.full(len(values), NEVER, np.int64)
        groups, firsts = _combined([values, mfn], len(values))
        for group, first in enumerate(firsts):
            if mfn[first] < NEVER:
                percent, rounding = self._margins[int(values[first])]
                derived[groups == group] = margin(int(mfn[first]), percent, rounding).rounded
        return derived

    def _asked(self, origin: str, slot: Slot, code: str) -> int:
        """The engine's answer for one line, as the number of its outcome."""
        if not any(code in schedule.lines for schedule in slot.schedules):
            return NO_OUTCOME
        given = answer(self.book, Question(code, origin, self.destination, slot.begins, value_minor=SOME_VALUE))
        if given.lines or depends_on_value(given):
            return NO_OUTCOME
        return self.outcomes.setdefault(outcome_of(given, self.voice), len(self.outcomes))

    # what a table says, as numbers

    def _beneath(self, code: str) -> np.ndarray:
        inside = np.zeros(len(self.codes), np.int64)
        inside[bisect_left(self.codes, code) : bisect_left(self.codes, code + ":")] = 1
        return inside

    def _column(self, schedule: Schedule) -> np.ndarray:
        """For each code the number of the row of the table that holds for it; 0: none."""
        column = self._columns.get(id(schedule))
        if column is None:
            column = self._columns[id(schedule)] = self._compiled(schedule)
        return column

    def _compiled(self, schedule: Schedule) -> np.ndarray:
        column = np.zeros(len(self.codes), np.int64)
        numbers: dict[tuple[int, int], int] = {}
        rows = self._rows[id(schedule)] = [("", 0)]
        longest = max(map(len, self.codes), default=0)

        def number(code: str, depth: int) -> int:
            key = (id(schedule.lines[code]), depth)
            if key not in numbers:
                numbers[key] = len(rows)
                rows.append((code, depth))
            return numbers[key]

        for length in reversed(schedule.lengths):
            for code in (c for c in schedule.codes if len(c) == length):
                if length < longest and not schedule.table.exact:
                    first, last = bisect_left(self.codes, code), bisect_left(self.codes, code + ":")
                    if last > first:
                        column[first:last] = number(code, length)
                at = self._index.get(code)
                if at is not None:
                    column[at] = number(code, 0)
        return column

    def _number(self, finding: Finding, depth: int) -> int:
        value = _value(finding, depth)
        if value not in self._values:
            self._values[value] = len(self._kinds)
            kind = _kind(finding, depth)
            if kind == MARGIN:
                self._margins[len(self._kinds)] = finding.margin
            self._kinds.append(kind)
            self._rates.append(finding.rate if kind == RATE else NEVER)
        return self._values[value]

    def _says(self, schedule: Schedule, year: int) -> np.ndarray:
        """For each row number of the table a number for what it says in a staging year: equal numbers say the same."""
        key = (id(schedule), year)
        if key not in self._said:
            self._column(schedule)
            said = [0]
            for code, depth in self._rows[id(schedule)][1:]:
                finding = schedule.in_year(schedule.lines[code], year)
                said.append(self._number(finding, depth))
            self._said[key] = np.array(said, np.int64)
        return self._said[key]


def _kind(finding: Finding, depth: int) -> int:
    """Which of ``OPEN`` to ``RATE`` a finding is; what stands beneath a shorter row is left to the engine."""
    if depth or finding.undecided is not None:
        return OPEN
    if finding.margin is not None:
        return MARGIN if finding.applies and finding.source is not None else OPEN
    if finding.source is None:
        return UNKNOWN
    if not finding.applies:
        return SAID
    return RATE if finding.rate is not None else OPEN


def _value(finding: Finding, depth: int) -> tuple:
    """Everything about a finding that an outcome can depend on (not how a rate was derived, nor until when it holds)."""
    return (
        *(depth, id(finding.source), finding.agreement, finding.duty, finding.applies, finding.reason),
        *(finding.margin, None if finding.undecided is None else id(finding.undecided)),
    )


def _slot_key(slot: Slot, edition: object) -> tuple:
    """Everything about a stretch of time that an outcome can depend on, beside what its tables say of the line."""
    entries = tuple(
        (e.agreement, e.in_force, e.absent.reason, e.safeguards, *(id(s) for s, _ in e.schedules), *map(id, e.others))
        for e in _entries(slot)
    )
    parts = (slot.mfn is None, len(slot.parts), slot.general is None, slot.provisional is None)
    return (entries, parts, id(edition))


def _entries(slot: Slot) -> tuple[Entry, ...]:
    singles = tuple(e for e in (slot.mfn, slot.general, slot.provisional) if e is not None)
    return (*singles, *slot.parts, *slot.entries)


def _schedules(plan: Plan) -> Iterable[Schedule]:
    found: dict[int, Schedule] = {}
    for slot in plan.slots:
        for entry in _entries(slot):
            for schedule in (*(s for s, _ in entry.schedules), *entry.others):
                found.setdefault(id(schedule), schedule)
    return found.values()


def _combined(columns: Iterable[np.ndarray], size: int) -> tuple[np.ndarray, np.ndarray]:
    """Rows that are equal in every column: the group of each row, and one row of each group."""
    packed, room = np.zeros(size, np.int64), 1
    for column in columns:
        width = int(column.max(initial=0)) + 1
        if room * width >= ROOM:
            _, packed = np.unique(packed, return_inverse=True)
            room = int(packed.max(initial=0)) + 1
        packed, room = packed * width + column, room * width
    values, groups = np.unique(packed, return_inverse=True)
    examples = np.empty(len(values), np.int64)
    examples[groups] = np.arange(size)
    return groups, examples
