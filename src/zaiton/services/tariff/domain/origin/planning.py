"""What would make a product originate: the smallest changes, each applied to the bill and judged again before it is shown.

Guarantee: of the changes of one kind the first has the fewest inputs, and the least value moved for that number (``choosing``; where
that is not proved the proposal says so); every proposal was judged by the engine, and none that fails is shown. Input: the
product, the agreement, its rules. Steps: what each way of the rule lacks becomes demands (``demands``); the cheapest inputs that
cover them are found; the bill is changed, judged, and kept if it passes or only waits for facts. Kinds: ``declare`` (suppliers in a
party say that a material originates), ``resource`` (a material is bought from a party instead), ``operation`` (something is done
that is not done now), ``raise_value`` (more originating value at a higher price), ``route`` (another way of travelling).
"""

from collections.abc import Iterator
from dataclasses import replace
from typing import NamedTuple

from zaiton.services.tariff.domain.origin.choosing import Choice, Item, cheapest
from zaiton.services.tariff.domain.origin.demands import Demand, all_originating, demands_of
from zaiton.services.tariff.domain.origin.judging import NO_IMPORTER, Verdict, judge
from zaiton.services.tariff.domain.origin.product import Material, Product, find_material, with_material
from zaiton.services.tariff.domain.origin.profile import Profile
from zaiton.services.tariff.domain.origin.rules import Change, ValueContent, Way
from zaiton.services.tariff.domain.origin.sheet import Entry
from zaiton.services.tariff.domain.origin.ways import WayResult
from zaiton.services.tariff.domain.origin.world import Importer, Rules, World

ORIGINATING, NOT_ORIGINATING, UNDETERMINED = "originating", "not_originating", "undetermined"
ORDER = {"declare": 0, "resource": 1, "raise_value": 2, "route": 3, "operation": 4}


class Alteration(NamedTuple):
    """One changed line: ``what`` is declare, resource, operation, processing, price or route; values as they were and are."""

    what: str
    line: str
    name: str
    before: str
    after: str
    value: int | None = None


class Proposal(NamedTuple):
    """A change that was judged. ``inputs`` and ``moved``: its cost. ``parties``: where the inputs may come from instead of the
    party that was tried. ``way``: the way of the rule that it meets; None where it meets none by itself.
    """

    kind: str
    alterations: tuple[Alteration, ...]
    inputs: int
    moved: int
    proven: bool
    parties: tuple[str, ...]
    way: Way | None
    product: Product
    verdict: Verdict


class Headroom(NamedTuple):
    """How far a test is from its edge: ``used`` of ``allowed`` in minor units or grams; what is used may be too much."""

    measure: str
    used: int
    allowed: int


class Plan(NamedTuple):
    """The verdict as it stands, what would change it, and what room the tests leave."""

    verdict: Verdict
    proposals: tuple[Proposal, ...]
    headroom: tuple[Headroom, ...]


class _Case(NamedTuple):
    product: Product
    profile: Profile
    rules: Rules
    world: World
    importer: Importer
    verdict: Verdict

    def judged(self, changed: Product) -> Verdict:
        return judge(changed, self.profile, self.rules, self.world, self.importer)


def plan(product: Product, profile: Profile, rules: Rules, world: World, importer: Importer = NO_IMPORTER) -> Plan:
    """What would make the product originate under one agreement; no proposals where it does, or the agreement cannot be asked."""
    verdict = judge(product, profile, rules, world, importer)
    room = tuple(_headroom(verdict))
    if verdict.outcome == ORIGINATING or not verdict.codes:
        return Plan(verdict, (), room)
    case = _Case(product, profile, rules, world, importer, verdict)
    found = [*_by_inputs(case), *_by_value(case), *_by_route(case)]
    found.sort(key=_rank)
    best: dict[tuple, Proposal] = {}
    for proposal in found:
        best.setdefault((proposal.kind, frozenset(a[:2] for a in proposal.alterations)), proposal)
    return Plan(verdict, tuple(_undominated(list(best.values()))), room)


def _rank(proposal: Proposal) -> tuple:
    waits = proposal.verdict.outcome != ORIGINATING
    return waits, ORDER[proposal.kind], proposal.inputs, proposal.moved


def _undominated(found: list[Proposal]) -> Iterator[Proposal]:
    """Leave out what changes all that another of its kind changes, and more."""
    kept: list[Proposal] = []
    for proposal in found:
        lines = {a[:2] for a in proposal.alterations}
        if not any(k.kind == proposal.kind and {a[:2] for a in k.alterations} < lines for k in kept):
            kept.append(proposal)
            yield proposal


# by other inputs, or by operations


def _by_inputs(case: _Case) -> Iterator[Proposal]:
    entries = {entry.path: entry for entry in case.verdict.entries}
    declared = {
        path: entry
        for path, entry in entries.items()
        if entry.state is None and entry.origin in case.profile.cumulation and entry.material.fungible is None
    }
    movable = {path: entry for path, entry in entries.items() if entry.state is not True}
    for way, demand in _demands(case):
        for kind, may in (("declare", declared), ("resource", movable)):
            proposal = _covered(case, kind, way, demand, may)
            if proposal is not None:
                yield proposal


def _demands(case: _Case) -> Iterator[tuple[Way | None, Demand]]:
    verdict = case.verdict
    yield None, all_originating(verdict.entries)
    if len(verdict.candidates) != 1:
        return
    for part in verdict.parts:
        for way in part.ways:
            for demand in demands_of(way, verdict.entries, case.profile):
                yield way.way, demand


def _covered(case: _Case, kind: str, way: Way | None, demand: Demand, may: dict[str, Entry]) -> Proposal | None:
    """The cheapest inputs that meet a demand, applied and judged."""
    paths = sorted(may, key=lambda path: [*map(_number, path.split("."))])
    items = [
        Item(may[path].value or 0, tuple(cover.gains.get(path, 0) or 0 for cover in demand.covers)) for path in paths
    ]
    choice = cheapest(items, [cover.need for cover in demand.covers])
    if choice is None:
        return None
    chosen = [paths[n] for n in choice.chosen]
    for path in demand.wholly:
        if path not in chosen:
            return None
    changed, alterations = _changed(case, kind, chosen, demand)
    if not alterations:
        return None
    return _kept(case, kind if chosen else "operation", changed, alterations, choice, way, demand)


def _number(text: str) -> tuple[int, str]:
    return (int(text), "") if text.isdigit() else (1 << 30, text)


def _changed(case: _Case, kind: str, chosen: list[str], demand: Demand) -> tuple[Product, tuple[Alteration, ...]]:
    product, alterations = case.product, []
    for path in chosen:
        material = find_material(product, path)
        if material is None:
            continue
        changes = _declared(material, case.profile) if kind == "declare" else _moved(case.product.exporter)
        if path in demand.wholly:
            changes["wholly_obtained"] = True
        product = with_material(product, path, **changes)
        after = material.origin if kind == "declare" else case.product.exporter
        alterations.append(Alteration(kind, path, material.name, material.origin or "", after or "", material.value))
    said = dict(product.operations)
    for key in demand.operations:
        if said.get(key) is not True:
            alterations.append(Alteration("operation", "product", key, "", ""))
            said[key] = True
    if product.processing.more_than_minimal is False:
        alterations.append(Alteration("processing", "product", "", "", ""))
        product = replace(product, processing=replace(product.processing, more_than_minimal=True))
    return replace(product, operations=tuple(said.items())), tuple(alterations)


def _declared(material: Material, profile: Profile) -> dict:
    said = material.originating
    if isinstance(said, tuple):
        return {"originating": (*(one for one in said if one[0] != profile.agreement), (profile.agreement, True))}
    return {"originating": True}


def _moved(party: str) -> dict:
    """A material that is bought from a party and shown to originate there; what it was made of no longer matters."""
    return {"origin": party, "originating": True, "own_made": False, "materials": (), "fungible": None}


def _kept(
    case: _Case,
    kind: str,
    changed: Product,
    alterations: tuple[Alteration, ...],
    choice: Choice,
    way: Way | None,
    demand: Demand,
) -> Proposal | None:
    verdict = case.judged(changed)
    if verdict.outcome == NOT_ORIGINATING:
        return None
    if verdict.outcome == UNDETERMINED and case.verdict.outcome == UNDETERMINED and not _fewer(verdict, case.verdict):
        return None
    parties = tuple(sorted(case.profile.cumulation)) if kind == "resource" and not demand.wholly else ()
    if demand.operations or any(a.what == "processing" for a in alterations):
        kind = "operation"
    return Proposal(kind, alterations, len(choice.chosen), choice.cost, choice.proven, parties, way, changed, verdict)


def _fewer(now: Verdict, before: Verdict) -> bool:
    """Whether fewer facts are missing than before, and none that was not."""
    return set(now.missing) < set(before.missing)


# by value, and by the way it travels


def _by_value(case: _Case) -> Iterator[Proposal]:
    """Originating value added to the price, where a share of value is all that is short."""
    for part in case.verdict.parts:
        for way in part.ways:
            added = _short(way)
            if added is None:
                continue
            product = case.product
            changed = replace(
                product,
                fob=None if product.fob is None else product.fob + added,
                ex_works=None if product.ex_works is None else product.ex_works + added,
            )
            price = product.ex_works if case.profile.base == "ex_works" else product.fob
            told = Alteration("price", "product", product.name, str(price), str((price or 0) + added), added)
            verdict = case.judged(changed)
            if verdict.outcome != NOT_ORIGINATING:
                yield Proposal("raise_value", (told,), 0, added, True, (), way.way, changed, verdict)


def _short(way: WayResult) -> int | None:
    """The originating value to add; None where something else fails too."""
    failing = [result for result in way.tests if result.outcome is not True]
    if not failing or not all(isinstance(result.test, ValueContent) and result.outcome is False for result in failing):
        return None
    most = 0
    for result in failing:
        added = [figures.added for figures in result.figures if figures.added is not None]
        if not added:
            return None
        most = max(most, min(added))
    return most


def _by_route(case: _Case) -> Iterator[Proposal]:
    if case.product.consignment is None:
        return
    changed = replace(case.product, consignment=None)
    verdict = case.judged(changed)
    if verdict.outcome == ORIGINATING or (verdict.outcome == UNDETERMINED and case.verdict.outcome == NOT_ORIGINATING):
        via = ", ".join(case.product.consignment.via)
        told = Alteration("route", "product", case.product.name, via, "")
        yield Proposal("route", (told,), 0, 0, True, (), None, changed, verdict)


def _headroom(verdict: Verdict) -> Iterator[Headroom]:
    """What the tests of the rule leave, or lack, by value and weight; of a product that originates only where they are met."""
    seen: set[Headroom] = set()
    for part in verdict.parts:
        for way in part.ways:
            if verdict.outcome == ORIGINATING and way.outcome is not True:
                continue
            for result in way.tests:
                for room in _room(result.test, result.figures):
                    if room not in seen:
                        seen.add(room)
                        yield room


def _room(test: object, figures) -> Iterator[Headroom]:
    if isinstance(test, Change):
        for measure in ("value", "weight"):
            most, allowed = getattr(figures, f"{measure}_most"), getattr(figures, f"allowance_{measure}")
            if most is not None and allowed is not None:
                yield Headroom(f"tolerance_{measure}", most, allowed)
        return
    for figure in figures or ():
        if figure.price is not None and figure.foreign_most is not None and figure.method != "build_up":
            share = figure.percent_needed * figure.price / 100
            allowed = int(share) if figure.method == "cap" else figure.price - -(-share.numerator // share.denominator)
            yield Headroom("foreign_value", figure.foreign_most, allowed)
