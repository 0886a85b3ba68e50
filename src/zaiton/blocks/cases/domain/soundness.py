"""Whether the parts of a case type fit together: every name defined, every item reachable, nothing left unsaid or unused.

Tables come as shapes, so that this knows nothing of how they are written: the answers each row gives. Each fault names its
place in the file; the first one found is raised.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from zaiton.blocks.cases.domain import faults
from zaiton.blocks.cases.domain.graph import SKIPS, Condition, Definition, Item, in_order
from zaiton.blocks.cases.domain.soundness_papers import FILE, check_agreements, check_certificates, must_be_known

SUPERVISOR = "supervisor"


@dataclass(frozen=True, slots=True)
class TableShape:
    """A decision table as conditions see it: the values each output can have (None: any text), and the answers of each row."""

    file: str
    outputs: Mapping[str, tuple[str, ...] | None]
    rows: tuple[Mapping[str, str], ...]


Shapes = Mapping[str, TableShape]


def check_definition(definition: Definition, shapes: Shapes, registers: Collection[str]) -> None:
    """Raises the ``CaseTypeFault`` of the first thing that does not fit."""
    _check_names(definition, registers)
    check_certificates(definition)
    check_agreements(definition)
    for one in (definition, *(definition.under(dataset.name) for dataset in definition.datasets)):
        _check_graph(one)
    _check_conditions(definition, shapes)
    _check_skipping(definition)
    _check_reached(definition, shapes)
    _check_used(definition, shapes)


def conditions_of(definition: Definition) -> Iterable[tuple[str, Condition, bool]]:
    """Every condition with its place, and whether what applies turns on it (else an officer only sees it)."""
    for item in definition.items:
        if item.when:
            yield f"{FILE}: items.{item.id}.when", item.when, True
        if item.check:
            yield f"{FILE}: items.{item.id}.check", item.check, False
    for material in definition.materials:
        if material.when:
            yield f"{FILE}: materials.{material.id}.when", material.when, True
    for one in definition.consistent:
        if one.condition:
            yield f"{FILE}: consistent.{one.id}", one.condition, False


def _check_names(definition: Definition, registers: Collection[str]) -> None:
    facts = [fact.name for fact in definition.facts]
    papers = [material.id for material in definition.materials]
    roles = [role.id for role in definition.roles]
    for role in roles:
        if role == SUPERVISOR:
            raise faults.RoleReserved(role, place=f"{FILE}: roles.{role}", given=role)
    for kind, things in (("facts", definition.facts), ("materials", definition.materials)):
        for thing in things:
            name = getattr(thing, "name", None) or thing.id
            if thing.register and thing.register not in registers:
                place = f"{FILE}: {kind}.{name}.register"
                raise faults.TypeRegister(place, place=place, given=thing.register, known=", ".join(sorted(registers)))
    for fact in definition.facts:
        if fact.register and fact.type != "text":
            place = f"{FILE}: facts.{fact.name}.type"
            raise faults.TypeWord(place, place=place, given=fact.type, known="text")
    for item in definition.items:
        place = f"{FILE}: items.{item.id}"
        must_be_known(item.roles, roles, f"{place}.roles")
        must_be_known([need.material for need in item.needs], papers, f"{place}.needs")
        must_be_known(item.reads, facts, f"{place}.reads")


def _check_graph(definition: Definition) -> None:
    names = [item.id for item in definition.items]
    for item in definition.items:
        place = f"{FILE}: items.{item.id}"
        must_be_known(item.after, names, f"{place}.after")
        if item.prereview and (item.output is None or not item.after):
            lacking = "output" if item.output is None else "after"
            raise faults.ReviewUnclear(place, place=f"{place}.prereview", lacking=lacking)
        if item.issue_limit is not None and item.output is None:
            raise faults.IssuePointless(place, place=f"{place}.issue")
    try:
        in_order({item.id: item.after for item in definition.items})
    except ValueError as circle:
        raise faults.TypeCircle("items", place=f"{FILE}: items", items=str(circle)) from None


def _check_conditions(definition: Definition, shapes: Shapes) -> None:
    for place, condition, _ in conditions_of(definition):
        if condition.table not in shapes:
            raise faults.TableUnknown(place, place=f"{place}.table", given=condition.table, known=", ".join(shapes))
        outputs = shapes[condition.table].outputs
        if condition.output not in outputs:
            raise faults.TableUnknown(place, place=f"{place}.output", given=condition.output, known=", ".join(outputs))
        known = outputs[condition.output]
        if known is not None:
            must_be_known(condition.values, known, f"{place}.is")
        if not _rows(shapes, [condition], condition.table):
            given = ", ".join(condition.values)
            raise faults.NeverTrue(place, place=place, table=condition.table, output=condition.output, given=given)


def _check_skipping(definition: Definition) -> None:
    """What follows an item that can be left out is said, and only there."""
    can_go = _can_be_left_out(definition)
    for item in definition.items:
        place = f"{FILE}: items.{item.id}"
        followers = [other.id for other in definition.items if item.id in other.after]
        if item.id in can_go and followers and not item.skipped:
            raise faults.FollowersUnclear(place, place=place, followers=", ".join(followers))
        if item.skipped and item.id not in can_go:
            raise faults.SkippedPointless(place, place=f"{place}.skipped")


def _can_be_left_out(definition: Definition) -> set[str]:
    found: set[str] = set()
    for name in in_order({item.id: item.after for item in definition.items}):
        item = definition.item(name)
        if item.when or any(b in found and definition.item(b).skipped == SKIPS for b in item.after):
            found.add(name)
    return found


def _check_reached(definition: Definition, shapes: Shapes) -> None:
    """For each item some row of each table fulfils its condition and those of all items it cannot be without."""
    for item in definition.items:
        asked = _conditions_before(definition, item)
        for table in {condition.table for condition in asked}:
            if not _rows(shapes, asked, table):
                told = "; ".join(f"{c.table}.{c.output} = {', '.join(c.values)}" for c in asked if c.table == table)
                place = f"{FILE}: items.{item.id}"
                raise faults.NeverReached(place, place=place, conditions=told)


def _conditions_before(definition: Definition, item: Item) -> list[Condition]:
    found = [item.when] if item.when else []
    for name in item.after:
        before = definition.item(name)
        if before.skipped == SKIPS:
            found += _conditions_before(definition, before)
    return found


def _rows(shapes: Shapes, asked: Iterable[Condition], table: str) -> list[Mapping[str, str]]:
    """The rows of a table that fulfil all conditions on it."""
    ours = [condition for condition in asked if condition.table == table]
    return [row for row in shapes[table].rows if all(row[c.output] in c.values for c in ours)]


def _check_used(definition: Definition, shapes: Shapes) -> None:
    used_roles = {role for item in definition.items for role in item.roles}
    used_papers = {need.material for item in definition.items for need in item.needs}
    for role in definition.roles:
        if role.id not in used_roles:
            raise faults.TypeUnused(role.id, place=f"{FILE}: roles.{role.id}", given=role.id)
    for material in definition.materials:
        if material.id not in used_papers:
            raise faults.TypeUnused(material.id, place=f"{FILE}: materials.{material.id}", given=material.id)
    asked = {condition.table for _, condition, _ in conditions_of(definition)}
    for name, shape in shapes.items():
        if name not in asked:
            raise faults.TableUnused(name, file=shape.file)
