"""A table compiled for speed: for each column the rows that each value lets pass, as bits, combined by one AND a column.

Facts are typed values (``facts_of`` makes them); a fact that is absent or None is not known. With all facts known the answer
is a handful of look-ups. With some unknown, every way they can fall is followed, slot by slot: the answer is decided where
all ways end in the same outputs, otherwise ``undetermined`` with the facts on which it turns.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from types import MappingProxyType
from typing import Any

from zaiton.blocks.law.domain.rules import faults
from zaiton.blocks.law.domain.rules.slots import Cut
from zaiton.blocks.law.domain.rules.soundness import table_cuts
from zaiton.blocks.law.domain.rules.table import Table
from zaiton.blocks.law.domain.rules.values import (
    GREATEST,
    LEAST,
    LIMIT,
    ORDERED,
    PYTHON_TYPES,
    Column,
    fact_of,
    places_of,
)

MOST_WAYS = 20_000
MOST_REMEMBERED = 4_096

Facts = Mapping[str, Any]
Outputs = Mapping[str, Any] | tuple[Mapping[str, Any], ...] | None


@dataclass(frozen=True, slots=True)
class Decision:
    """What a table says: ``status`` is decided, no_match or undetermined.

    ``rows`` names the rows that gave the outputs; ``outputs`` is a mapping, for the policy collect a tuple of mappings, and
    None where nothing is decided; ``matters`` names the unknown facts on which an undetermined answer turns.
    """

    status: str
    rows: tuple[str, ...] = ()
    outputs: Outputs = None
    matters: tuple[str, ...] = ()


NO_MATCH = Decision("no_match")


class Receipt:
    """A decision with what it came from: the facts and, for each column, the rows they let pass. Its text is made when read."""

    __slots__ = ("decision", "masks", "rules", "values")

    def __init__(self, rules: "Rules", values: Sequence[Any], masks: Sequence[int] | None, decision: Decision) -> None:
        self.rules, self.values, self.masks, self.decision = rules, values, masks, decision


class Engine:
    """A table ready to be asked. The day chooses the rows in force; ``on(day)`` gives the rules of that day."""

    def __init__(self, table: Table) -> None:
        self.table = table
        self.cuts = table_cuts(table)
        self.lookups = tuple(_lookup(cut) for cut in self.cuts[1:])
        self.keyed = tuple(lookup[:3] for lookup in self.lookups if lookup[2] is not None)
        self.ordered = tuple((*lookup[:2], *lookup[3:]) for lookup in self.lookups if lookup[2] is None)
        self.conditions = tuple(tuple(cell.text for cell in row.cells) for row in table.rows)
        self.remembered: dict[int, Decision] = {0: NO_MATCH}

    def on(self, day: date) -> "Rules":
        """The rules in force on the day; raises ``TableNotInForce``."""
        table = self.table
        if not table.in_force.holds(day):
            first, until = table.in_force.first, table.in_force.until or "…"
            raise faults.TableNotInForce(table=table.name, day=day, first=first, until=until)
        days = self.cuts[0]
        return Rules(self, day, days.slots[bisect_right(days.bounds, day) - 1].rows)

    def facts_of(self, given: Mapping[str, Any]) -> dict[str, Any]:
        """Facts from JSON, typed by the inputs; raises ``UnknownFact``, ``BadValue``, ``TooPrecise``, ``OutsideRange``."""
        columns = {column.name: column for column in self.table.inputs}
        for name in given:
            if name not in columns:
                raise faults.UnknownFact(name, table=self.table.name, name=name[:80], known=", ".join(columns))
        return {name: fact_of(column, given.get(name), name) for name, column in columns.items()}


class Rules:
    """The rows in force on one day. ``decide`` answers; ``receipt`` answers and keeps what the answer came from."""

    __slots__ = ("_lowest", "_remembered", "day", "engine", "in_force", "lookups")

    def __init__(self, engine: Engine, day: date, in_force: int) -> None:
        self.engine, self.day, self.in_force, self.lookups = engine, day, in_force, engine.lookups
        self._lowest = engine.table.hit != "collect"
        self._remembered = engine.remembered

    def decide(self, facts: Facts) -> Decision:
        """What the rules say of the facts; raises ``BadValue`` and its like for a fact that is not of its type."""
        hits = self.in_force
        try:
            for name, kind, keyed in self.engine.keyed:
                value = facts.get(name)
                if type(value) is not kind:
                    return self._settle(facts).decision
                hits &= keyed[value]
            for name, kind, bounds, passing, place in self.engine.ordered:
                value = facts.get(name)
                if type(value) is not kind:
                    return self._settle(facts).decision
                hits &= passing[place(bounds, value)]
        except (KeyError, TypeError, InvalidOperation):
            return self._settle(facts).decision
        if self._lowest:
            hits &= -hits
        return self._remembered.get(hits) or self.outcome(hits)

    def receipt(self, facts: Facts) -> Receipt:
        """As ``decide``, with the receipt."""
        hits = self.in_force
        values, masks = [], []
        try:
            for name, kind, keyed, bounds, passing, place in self.lookups:
                value = facts.get(name)
                if type(value) is not kind:
                    return self._settle(facts)
                mask = passing[place(bounds, value)] if keyed is None else keyed[value]
                hits &= mask
                values.append(value)
                masks.append(mask)
        except (KeyError, TypeError, InvalidOperation):
            return self._settle(facts)
        if self._lowest:
            hits &= -hits
        return Receipt(self, values, masks, self._remembered.get(hits) or self.outcome(hits))

    def outcome(self, hits: int) -> Decision:
        """The decision of a set of matching rows."""
        if self._lowest:
            hits &= -hits
        known = self._remembered.get(hits)
        if known is not None:
            return known
        table = self.engine.table
        rows = [row for i, row in enumerate(table.rows) if hits >> i & 1]
        told = tuple(MappingProxyType(table.outputs_of(row)) for row in rows)
        decision = Decision("decided", tuple(row.id for row in rows), told[0] if self._lowest else told)
        if len(self._remembered) < MOST_REMEMBERED:
            self._remembered[hits] = decision
        return decision

    def passing(self, facts: Sequence[Any]) -> list[list[int]]:
        """For each column the sets of rows that pass: one for a known fact, all that are possible for an unknown one."""
        ways = []
        for cut, value, lookup in zip(self.engine.cuts[1:], facts, self.lookups, strict=True):
            _, _, keyed, bounds, passing, place = lookup
            if value is None:
                ways.append(list(dict.fromkeys(slot.rows for slot in cut.slots)))
            else:
                ways.append([passing[place(bounds, value)] if keyed is None else keyed[value]])
        return ways

    def _settle(self, facts: Facts) -> Receipt:
        """The answer when facts are unknown; raises the fault of a fact that cannot be taken."""
        inputs = self.engine.table.inputs
        values = [_checked(column, facts.get(column.name)) for column in inputs]
        ways = self.passing(values)
        reached = _reach(self.in_force, ways)
        unknown = [i for i, value in enumerate(values) if value is None]
        if reached is None:
            return Receipt(self, values, None, Decision("undetermined", matters=tuple(inputs[i].name for i in unknown)))
        outcomes = [self.outcome(hits) for hits in sorted(reached)]
        if len({_said(outcome) for outcome in outcomes}) == 1:
            rows, one = {row for outcome in outcomes for row in outcome.rows}, outcomes[0]
            named = tuple(row.id for row in self.engine.table.rows if row.id in rows)
            return Receipt(self, values, None, Decision(one.status, named, one.outputs))
        matters = tuple(inputs[i].name for i in unknown if self._turns_on(i, ways))
        return Receipt(self, values, None, Decision("undetermined", matters=matters))

    def _turns_on(self, i: int, ways: Sequence[Sequence[int]]) -> bool:
        """Whether, for some way the other facts can fall, the answer depends on this one."""
        others = _reach(self.in_force, [way for j, way in enumerate(ways) if j != i])
        if others is None:
            return True
        return any(len({_said(self.outcome(hits & way)) for way in ways[i]}) > 1 for hits in others)


def _said(decision: Decision) -> tuple:
    """What of a decision people act upon: its status and outputs, not the row they came from."""
    told = decision.outputs
    listed = told if isinstance(told, tuple) else () if told is None else (told,)
    return (decision.status, tuple(tuple(one.items()) for one in listed))


def _reach(rows: int, ways: Sequence[Sequence[int]]) -> set[int] | None:
    """The sets of matching rows that can come about; None where they are too many to be followed."""
    reached = {rows}
    for way in ways:
        reached = {hits & mask for hits in reached for mask in way}
        if len(reached) > MOST_WAYS:
            return None
    return reached


def _checked(column: Column, value: Any) -> Any:
    if isinstance(value, float):
        raise faults.BadValue(column.name, place=column.name, given=repr(value), type=column.type)
    return fact_of(column, value, column.name)


class _Texts(dict):
    """Rows by text; any text that no condition names has those of the last slot."""

    def __missing__(self, key: str) -> int:
        return self.others

    others: int


Lookup = tuple[str, type, dict | None, Sequence, Sequence[int | None], Callable]


def _lookup(cut: Cut) -> Lookup:
    column = cut.column
    kind = PYTHON_TYPES[column.type]
    if column.type not in ORDERED:
        keyed: dict = {slot.sample: slot.rows for slot in cut.slots}
        if column.type == "text":
            keyed = _Texts(keyed)
            keyed.others = cut.slots[-1].rows
        return (column.name, kind, keyed, (), (), bisect_right)
    passing: list[int | None] = [None] * (2 * len(cut.bounds) + 1)
    for place, slot in zip(cut.places, cut.slots, strict=True):
        passing[place] = slot.rows
    if column.places is not None:
        return (column.name, kind, None, cut.bounds, passing, _place_of_rounded(column.places))
    bounds = cut.bounds
    if bounds[0] == date.min:
        passing[0] = passing[1]
    if bounds[-1] == date.max:
        passing[-1] = passing[-2]
    found = [(bound, *passing[2 * i : 2 * i + 3]) for i, bound in enumerate(bounds)]
    if all(at == after or bound == -LIMIT for bound, _, at, after in found):
        first = LEAST if bounds[0] == -LIMIT else bounds[0]
        return (column.name, kind, None, (first, *bounds[1:]), passing[::2], bisect_right)
    if all(at == before or bound == LIMIT for bound, before, at, _ in found):
        last = GREATEST if bounds[-1] == LIMIT else bounds[-1]
        return (column.name, kind, None, (*bounds[:-1], last), passing[::2], bisect_left)
    return (column.name, kind, None, cut.bounds, passing, _place)


def _place(bounds: Sequence, value: Any) -> int:
    return bisect_left(bounds, value) + bisect_right(bounds, value)


def _place_of_rounded(places: int) -> Callable[[Sequence, Decimal], int]:
    def place(bounds: Sequence, value: Decimal) -> int:
        if value.as_tuple().exponent < -places and places_of(value) > places:
            raise KeyError(value)
        return bisect_left(bounds, value) + bisect_right(bounds, value)

    return place
