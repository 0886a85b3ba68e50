"""Bad input: numbers that do not hold, facts that disagree, ships of others, mortgages in the way."""

from collections.abc import Mapping

import pytest

from zaiton.base.refusals import Refusal
from zaiton.blocks.cases.domain.answers import AnswersRefused
from zaiton.blocks.cases.models import Case
from zaiton.services.ships.domain import refusals
from zaiton.services.ships.queries.register import ship_card
from zaiton.services.ships.tests.world import FACTS, World, a_world, other_ship, papers_of

pytestmark = pytest.mark.django_db(transaction=True)
SHIP = {"ship_id": FACTS["ship_id"], "name_zh": FACTS["name_zh"]}


@pytest.fixture
def world() -> World:
    return a_world()


@pytest.mark.parametrize(
    ("wrong", "field", "code"),
    [
        ({"imo": "9074728"}, "imo", "imo_number_wrong"),
        ({"imo": "907472"}, "imo", "imo_number_wrong"),
        ({"mmsi": "477123456"}, "mmsi", "mmsi_wrong"),
        ({"call_sign": "W1AW"}, "call_sign", "call_sign_wrong"),
        ({"ship_id": "CN2025000001"}, "ship_id", "ship_id_wrong"),
        ({"surveyed_on": "2024-02-28"}, "surveyed_on", "case_facts_disagree"),
        ({"built_on": "2024-02-28", "surveyed_on": "2024-03-02"}, "built_on", "case_facts_disagree"),
        ({"handed_over_on": "2026-10-19"}, "handed_over_on", "case_facts_disagree"),
        ({"net": "50001"}, "gross", "case_facts_disagree"),
        ({"type": "oil_tanker"}, "gross", "case_facts_disagree"),
        ({"oil": "true"}, "gross", "case_facts_disagree"),
        ({"type": "tug", "gross": "9000", "net": "3000"}, "gross", "case_facts_disagree"),
        ({"power": "0"}, "gross", "case_facts_disagree"),
        ({"type": "barge"}, "gross", "case_facts_disagree"),
        ({"gross": "0"}, "gross", "case_answer_range"),
        ({"name_zh": ""}, "name_zh", "case_answer_missing"),
    ],
    ids=str,
)
def test_wrong_facts_are_refused_at_their_field(world: World, wrong: Mapping[str, str], field: str, code: str) -> None:
    with pytest.raises(AnswersRefused) as refused:
        world.apply("ships", {**FACTS, **wrong})
    told = {(name, one.code) for name, one in refused.value.problems}
    assert (field, code) in told
    assert not Case.objects.exists()


def test_numbers_typed_in_any_way_are_kept_in_their_plain_form(world: World) -> None:
    typed = {"imo": "IMO 9074729", "ship_id": "cn 2025-000000-1", "mmsi": "４１２345678", "call_sign": "bpkl"}
    world.grant(world.apply("ships", {**FACTS, **typed}))
    ship = ship_card(FACTS["imo"])
    assert (ship.imo, ship.ship_id, ship.mmsi, ship.call_sign) == ("9074729", "CN20250000001", "412345678", "BPKL")


@pytest.mark.parametrize(
    ("same", "refusal"),
    [
        ("ship_id", refusals.ShipKnown),
        ("imo", refusals.ShipKnown),
        ("mmsi", refusals.StationTaken),
        ("call_sign", refusals.StationTaken),
    ],
)
def test_a_number_of_a_registered_ship_is_refused(world: World, same: str, refusal: type[Refusal]) -> None:
    world.ship()
    with pytest.raises(refusal) as refused:
        world.apply("ships", {**other_ship(2), same: FACTS[same]})
    assert refused.value.field == same


def test_the_numbers_of_another_ship_are_taken(world: World) -> None:
    world.ship()
    assert world.ship(other_ship(2)).state == "registered"


def test_only_the_owner_mortgages_and_cancels(world: World) -> None:
    world.ship()
    other = {"person": world.buyer, "company": world.buying.public_id}
    with pytest.raises(refusals.NotTheOwner):
        world.apply("ship-mortgage", {**SHIP, **world.loan()}, **other)
    with pytest.raises(refusals.NotTheOwner):
        world.apply("ship-cancellation", {**SHIP, "cause": "lost", "happened_on": "2026-11-15"}, **other)


def test_unknown_ships_and_other_names_are_refused(world: World) -> None:
    world.ship()
    with pytest.raises(refusals.NotInRegister):
        world.apply("ship-mortgage", {**SHIP, "ship_id": "CN20259999999", **world.loan()})
    with pytest.raises(refusals.NameDiffers):
        world.apply("ship-mortgage", {**SHIP, "name_zh": "海棠一号", **world.loan()})


def test_a_mortgaged_ship_is_not_cancelled_and_not_sold_in_silence(world: World) -> None:
    world.ship()
    world.mortgaged()
    with pytest.raises(refusals.Mortgaged) as refused:
        world.apply("ship-cancellation", {**SHIP, "cause": "abroad", "happened_on": "2026-11-15"})
    assert refused.value.data["mortgagee"] == "示例银行"
    sale = {"seller_code": world.company.credit_code, "sold_on": "2026-11-12", "handed_over_on": "2026-11-18"}
    with pytest.raises(refusals.MortgageNotNamed):
        world.apply(
            "ship-transfer", {**SHIP, **sale, "mortgaged": "false"}, person=world.buyer, company=world.buying.public_id
        )


def test_a_ship_is_bought_of_its_owner_and_not_by_it(world: World) -> None:
    world.ship()
    sale = {"sold_on": "2026-11-12", "handed_over_on": "2026-11-18", "mortgaged": "false"}
    with pytest.raises(refusals.NotTheSeller):
        world.apply(
            "ship-transfer",
            {**SHIP, **sale, "seller_code": world.bank.credit_code},
            person=world.buyer,
            company=world.buying.public_id,
        )
    with pytest.raises(refusals.OwnedAlready):
        world.apply("ship-transfer", {**SHIP, **sale, "seller_code": world.company.credit_code})


def test_a_release_is_asked_by_one_of_the_two_sides_for_a_mortgage_that_stands(world: World) -> None:
    world.ship()
    number = papers_of(world.mortgaged())["ships.mortgage"].number
    facts = {**SHIP, "ended_on": "2026-11-19"}
    with pytest.raises(refusals.NotOfTheMortgage):
        world.apply(
            "ship-mortgage-release",
            {**facts, "mortgage_number": number},
            person=world.buyer,
            company=world.buying.public_id,
        )
    with pytest.raises(refusals.NoSuchMortgage):
        world.apply("ship-mortgage-release", {**facts, "mortgage_number": "SB-2026-999999"})


def test_a_renewal_needs_a_survey_not_older_than_the_one_known(world: World) -> None:
    world.ship()
    facts = {"society": "某船级社", "survey_number": "X", "surveyed_on": "2026-10-14", "gross": "50000", "net": "28000"}
    with pytest.raises(refusals.SurveyOlder) as refused:
        world.apply("ship-renewal", {**SHIP, **facts})
    assert refused.value.field == "surveyed_on"
