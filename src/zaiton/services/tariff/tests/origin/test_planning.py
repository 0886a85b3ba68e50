"""What would make a product originate: never more changes than needed (all tried), always judged again, exact to the unit."""

from itertools import combinations
from random import Random

import pytest

from zaiton.services.tariff.domain.origin.judging import judge
from zaiton.services.tariff.domain.origin.planning import NOT_ORIGINATING, ORIGINATING, Plan, plan
from zaiton.services.tariff.domain.origin.product import Product, with_material
from zaiton.services.tariff.domain.origin.world import World
from zaiton.services.tariff.tests.origin.cases import foreign, make, profile, rules

RULES = (
    "CTH",
    "RVC40",
    "CC | RVC45",
    "CTH & RVC40",
    "CTH -7201-7300 | RVC50",
    "VNM40",
    "CTH & VNM30 8501-8544",
    "WO 8501",
    "ORIG 8501-8503",
    "WO",
)
CODES = ("850131", "850980", "850990", "851610", "720610", "721010", "620342", "540710", "390110")
WORLD = World()


def ask(rule: str, materials: list[dict], product: dict | None = None, agreement: str = "RCEP", **top) -> Plan:
    made = make(product, materials, **top)
    return plan(made, profile(agreement, made.on, made.exporter), rules(rule), WORLD)


def drawn(seed: int) -> tuple[str, Product]:
    """A rule and a bill of up to twelve inputs, most of them foreign; a garment in every third, with weights."""
    chance = Random(seed)
    garment = seed % 3 == 0
    count = chance.randint(1, 12)
    materials = []
    for _ in range(count):
        origin = chance.choice(("US", "US", "DE", "JP", "CN", None))
        one = {"code": chance.choice(CODES), "origin": origin, "value": chance.randint(1, 2500)}
        one["weight_kg"] = f"{chance.randint(1, 900) / 1000:.3f}"
        if origin in ("JP", "CN") and chance.random() < 0.6:
            one["originating"] = chance.random() < 0.5
        materials.append(one)
    product = {
        "code": "620342" if garment else "850980",
        "fob": sum(m["value"] for m in materials) + chance.randint(1, 6000),
    }
    product["weight_kg"] = f"{sum(float(m['weight_kg']) for m in materials) + chance.randint(0, 900) / 1000:.3f}"
    return RULES[seed % len(RULES)], make(product, materials)


def moved(product: Product, paths: tuple[str, ...], wholly: bool) -> Product:
    for path in paths:
        more = {"wholly_obtained": True} if wholly else {}
        product = with_material(product, path, origin=product.exporter, originating=True, **more)
    return product


@pytest.mark.parametrize("seed", range(40))
def test_no_fewer_inputs_and_no_less_value_would_do(seed):
    rule, product = drawn(seed)
    general = profile("RCEP", product.on, product.exporter)
    found = plan(product, general, rules(rule), WORLD)
    if found.verdict.outcome == ORIGINATING:
        assert not found.proposals
        return
    values = {m.path: m.value for m in product.materials}
    open_ = [entry.path for entry in found.verdict.entries if entry.state is not True]
    best = None
    for count in range(1, len(open_) + 1):
        costs = [
            sum(values[p] for p in paths)
            for paths in combinations(open_, count)
            if judge(moved(product, paths, "WO" in rule), general, rules(rule), WORLD).outcome == ORIGINATING
        ]
        if costs:
            best = count, min(costs)
            break
    proposed = [(p.inputs, p.moved) for p in found.proposals if p.kind == "resource"]
    assert all(p.proven for p in found.proposals)
    assert (min(proposed) if proposed else None) == best


@pytest.mark.parametrize("seed", range(100, 160))
def test_every_proposal_passes_when_judged_again(seed):
    rule, product = drawn(seed)
    general = profile("RCEP", product.on, product.exporter)
    for proposal in plan(product, general, rules(rule), WORLD).proposals:
        again = judge(proposal.product, general, rules(rule), WORLD)
        assert again == proposal.verdict
        assert again.outcome != NOT_ORIGINATING
        assert proposal.alterations


def test_a_bill_that_lacks_two_point_three_points_gets_the_exact_value_to_add():
    found = ask("RVC40", [foreign(value=6230)])
    (value,) = [p for p in found.proposals if p.kind == "raise_value"]
    # (price + x - 6230) / (price + x) >= 40 %: x >= 6230 / 0.6 - 10000 = 383.33…
    assert value.moved == 384
    assert value.verdict.outcome == ORIGINATING
    short = judge(make({"fob": 10383}, [foreign(value=6230)]), profile(), rules("RVC40"), WORLD)
    assert short.outcome == NOT_ORIGINATING
    (room,) = found.headroom
    assert (room.used, room.allowed) == (6230, 6000)


def test_of_several_inputs_the_one_that_is_just_enough_is_bought_elsewhere():
    found = ask("RVC40", [foreign(value=4000), foreign(value=1900), foreign(value=330)])
    best = found.proposals[0]
    assert (best.kind, best.inputs, best.moved) == ("resource", 1, 330)
    assert [a.line for a in best.alterations] == ["3"]
    assert {"CN", "JP", "VN"} <= set(best.parties)
    assert best.verdict.outcome == ORIGINATING


def test_a_change_of_heading_names_the_one_input_that_blocks_it_and_what_the_tolerance_would_take():
    found = ask("CTH", [foreign("850990", 1500), foreign("850131", 3000)])
    assert [a.line for a in found.proposals[0].alterations] == ["1"]
    (room,) = found.headroom
    assert (room.measure, room.used, room.allowed) == ("tolerance_value", 1500, 1000)
    passing = ask("CTH", [foreign("850990", 999), foreign("850131", 3000)])
    assert passing.verdict.outcome == ORIGINATING and not passing.proposals
    assert (passing.headroom[0].used, passing.headroom[0].allowed) == (999, 1000)


def test_two_small_inputs_may_stay_where_the_tolerance_passes_over_them():
    found = ask("CTH", [foreign("850990", 600), foreign("850980", 700), foreign("850131", 3000)])
    best = found.proposals[0]
    assert (best.inputs, best.moved, [a.line for a in best.alterations]) == (1, 600, ["1"])


def test_a_supplier_in_a_party_is_asked_to_declare_before_anything_is_bought_elsewhere():
    found = ask("RVC40", [foreign(value=5000), {"code": "850131", "origin": "JP", "value": 2000}])
    assert found.verdict.outcome == "undetermined"
    best = found.proposals[0]
    assert (best.kind, [a.line for a in best.alterations]) == ("declare", ["2"])
    assert best.verdict.outcome == ORIGINATING


def test_a_chemical_reaction_that_is_not_made_is_proposed_as_an_operation():
    found = ask("CR", [foreign("290110", 3000)], {"code": "290210", "operations": {"chemical_reaction": False}})
    kinds = {p.kind for p in found.proposals}
    assert "operation" in kinds
    assert all(p.verdict.outcome == ORIGINATING for p in found.proposals)


def test_more_than_minimal_work_is_proposed_where_only_that_is_lacking():
    found = ask("CTH", [foreign("850131", 3000)], {"processing": {"more_than_minimal": False}})
    assert any(a.what == "processing" for p in found.proposals for a in p.alterations)


def test_another_way_of_travelling_is_proposed_where_only_that_is_wrong():
    via = {"via": ["US"], "customs_control": False, "further_processing": True}
    found = ask("CTH", [foreign("850131", 3000)], {"consignment": via})
    assert [p.kind for p in found.proposals][0] == "route"


def test_without_a_rule_nothing_is_proposed_but_originating_materials():
    found = ask("-", [foreign("850131", 3000)])
    assert found.verdict.outcome == "undetermined"
    assert all(len(p.alterations) == 1 and p.way is None for p in found.proposals)


def test_parts_of_what_the_producer_makes_himself_can_be_bought_elsewhere():
    own = {
        "code": "850131",
        "own_made": True,
        "value": 7000,
        "materials": [foreign("850300", 6400), foreign("850300", 100)],
    }
    found = ask({"8509": "RVC40", "": "CC"}, [own])
    assert [a.line for a in found.proposals[0].alterations] == ["1.1"]


def test_a_passing_product_needs_nothing():
    assert ask("CTH", [foreign("720610", 100)]).proposals == ()
