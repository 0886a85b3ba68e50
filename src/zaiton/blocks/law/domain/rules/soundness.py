"""Whether the rows of a table contradict each other or leave gaps, each finding with facts that fall into it.

Both checks are exact over the slots of the columns, the days in force among them. Two rows meet where they share a slot in
every column. Gaps are found by walking the columns and keeping the set of rows still possible; equal sets are walked once.
"""

from collections.abc import Sequence
from itertools import combinations
from typing import Any

from zaiton.base.text import Bilingual
from zaiton.blocks.law.domain.rules import faults
from zaiton.blocks.law.domain.rules.slots import Cut, Slot, cut_column, cut_days
from zaiton.blocks.law.domain.rules.table import ON, Table
from zaiton.blocks.law.domain.rules.values import Column, feel

MOST_STEPS = 200_000
ON_COLUMN = Column(ON, Bilingual("施行日期", "day in force"), "day")


def table_cuts(table: Table) -> tuple[Cut, ...]:
    """The slots of every column: first the days in force, then the inputs."""
    days = cut_days(ON_COLUMN, table.in_force, [row.in_force for row in table.rows])
    cells = [[row.cells[i] for row in table.rows] for i in range(len(table.inputs))]
    return (days, *(cut_column(column, cells[i]) for i, column in enumerate(table.inputs)))


def check_table(table: Table, file: str, cuts: Sequence[Cut] | None = None) -> tuple[str, ...]:
    """Raises ``NeverHolds``, ``RowsOverlap``, ``RowsDisagree`` or ``GapFound``, with place and witness.

    Returns the rows that can never apply, because rows before them take all their facts (hit policy first).
    """
    cuts = cuts or table_cuts(table)
    for number, row in enumerate(table.rows):
        for cut, cell in zip(cuts[1:], row.cells, strict=True):
            if not any(slot.rows >> number & 1 for slot in cut.slots):
                place = f"{file}: rows.{row.id}.when.{cut.column.name}"
                raise faults.NeverHolds(place, place=place, given=cell.text)
    if table.hit in ("unique", "any"):
        _check_overlaps(table, file, cuts)
    if table.gaps == "refused":
        facts = uncovered(cuts, (1 << len(table.rows)) - 1, file)
        if facts is not None:
            raise faults.GapFound("rows", place=f"{file}: rows", facts=shown(facts))
    return _never_reached(table, file, cuts) if table.hit == "first" else ()


def shown(facts: dict[str, Any]) -> str:
    """Facts as people read them: ``amount = 1000, kind = "sea"``."""
    return ", ".join(f"{name} = {feel(value)}" for name, value in facts.items())


def _check_overlaps(table: Table, file: str, cuts: Sequence[Cut]) -> None:
    for (i, first), (j, second) in combinations(enumerate(table.rows), 2):
        if table.hit == "any" and first.outputs == second.outputs:
            continue
        both = 1 << i | 1 << j
        facts = {}
        for cut in cuts:
            sample = next((slot.sample for slot in cut.slots if slot.rows & both == both), None)
            if sample is None:
                break
            facts[cut.column.name] = sample
        else:
            fault = faults.RowsOverlap if table.hit == "unique" else faults.RowsDisagree
            place = f"{file}: rows.{second.id}"
            raise fault(second.id, place=place, first=first.id, second=second.id, facts=shown(facts))


def _never_reached(table: Table, file: str, cuts: Sequence[Cut]) -> tuple[str, ...]:
    found = []
    for number, row in enumerate(table.rows):
        bit = 1 << number
        within = [Cut(cut.column, tuple(slot for slot in cut.slots if slot.rows & bit)) for cut in cuts]
        try:
            if uncovered(within, bit - 1, file) is None:
                found.append(row.id)
        except faults.TooEntangled:
            continue
    return tuple(found)


def uncovered(cuts: Sequence[Cut], rows: int, file: str) -> dict[str, Any] | None:
    """Facts within the cuts for which none of ``rows`` holds; None where there are none. Raises ``TooEntangled``."""
    pieces = [_distinct(cut.slots) for cut in cuts]
    always = [0] * (len(cuts) + 1)
    always[len(cuts)] = -1
    for i in range(len(cuts) - 1, -1, -1):
        everywhere = -1
        for slot in pieces[i]:
            everywhere &= slot.rows
        always[i] = always[i + 1] & everywhere
    walked: set[tuple[int, int]] = set()

    def walk(i: int, possible: int) -> list[Any] | None:
        if not possible:
            return [cut.slots[0].sample for cut in cuts[i:]]
        if possible & always[i] or (i, possible) in walked:
            return None
        if len(walked) >= MOST_STEPS:
            raise faults.TooEntangled("rows", place=f"{file}: rows", limit=MOST_STEPS)
        for slot in pieces[i]:
            rest = walk(i + 1, possible & slot.rows)
            if rest is not None:
                return [slot.sample, *rest]
        walked.add((i, possible))
        return None

    found = walk(0, rows)
    return None if found is None else {cut.column.name: v for cut, v in zip(cuts, found, strict=True)}


def _distinct(slots: Sequence[Slot]) -> list[Slot]:
    """One slot for each set of rows."""
    return list({slot.rows: slot for slot in reversed(slots)}.values())
