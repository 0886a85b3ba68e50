"""What does not fit the register is held without losing sight of the rest; names that no row holds; many errands at little cost."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from zaiton.base.refusals import Refusal
from zaiton.blocks.cases.models import Case
from zaiton.blocks.evidence import public as evidence
from zaiton.services.ships.models import Errand, Ship
from zaiton.services.ships.queries.papers import certificates_of_ship
from zaiton.services.ships.queries.register import registered, ship_card
from zaiton.services.ships.tests.world import FACTS, World, a_world, other_ship, papers_of

pytestmark = pytest.mark.django_db(transaction=True)
SHIP = {"ship_id": FACTS["ship_id"], "name_zh": FACTS["name_zh"]}


@pytest.fixture
def world() -> World:
    return a_world()


@pytest.mark.parametrize("same", ["mmsi", "call_sign"])
def test_a_station_that_another_ship_got_meanwhile_is_held_alone(world: World, same: str) -> None:
    """Both ships are in the register before either has its radio identity; the second one's alone is suspended."""
    one, two = world.apply("ships", FACTS), world.apply("ships", {**other_ship(2), same: FACTS[same]})
    for case in (one, two):
        world.grant(case, "own", "nat")
    world.grant(one)
    world.grant(two)
    row = Errand.objects.get(case=two)
    assert FACTS[same] in row.held_zh and row.ship is not None and row.ship.mmsi == ""
    found = {kind: card.status for kind, card in papers_of(two).items()}
    assert (found["ships.mmsi"], found["ships.radio"]) == ("suspended", "suspended")
    assert found["ships.ownership"] == found["ships.nationality"] == found["ships.manning"] == "valid"
    assert {card.status for card in papers_of(one).values()} == {"valid"}
    assert evidence.verify().ok


def test_certificates_of_a_ship_whose_errand_is_held_later_stay_in_sight_and_fall_with_it(world: World) -> None:
    one, two = world.apply("ships", FACTS), world.apply("ships", {**other_ship(2), "mmsi": FACTS["mmsi"]})
    for case in (one, two):
        world.grant(case, "own", "nat")
    world.grant(one)
    world.grant(two)
    ship = ship_card(other_ship(2)["ship_id"])
    assert {card.public_id for card in certificates_of_ship(ship.public_id)} == {
        card.public_id for card in papers_of(two).values()
    }
    world.grant(
        world.apply(
            "ship-cancellation",
            {"ship_id": ship.ship_id, "name_zh": ship.name_zh, "cause": "lost", "happened_on": "2026-11-15"},
        )
    )
    assert registered(ship.ship_id) is None
    assert {card.status for card in papers_of(two).values()} == {"revoked"}


@pytest.mark.parametrize(
    ("field", "most"), [("name_zh", 120), ("name_en", 120), ("builder", 200), ("society", 200), ("survey_number", 200)]
)
def test_texts_that_the_register_does_not_hold_are_told_at_their_field(world: World, field: str, most: int) -> None:
    with pytest.raises(Refusal) as refused:
        world.apply("ships", {**FACTS, field: "长" * (most + 1)})
    assert (refused.value.field, refused.value.code) == (field, "ship_text_long")
    assert not Case.objects.exists()
    world.grant(world.apply("ships", {**FACTS, field: "长" * most}))
    assert Ship.objects.count() == 1


def test_a_long_mortgagee_is_told_at_once_and_the_longest_one_is_entered(world: World) -> None:
    world.ship()
    with pytest.raises(Refusal):
        world.apply("ship-mortgage", {**SHIP, **world.loan(), "mortgagee": "银" * 201})
    world.grant(world.apply("ship-mortgage", {**SHIP, **world.loan(), "mortgagee": "银" * 200}))
    assert registered(FACTS["ship_id"]).open_mortgages[0].mortgagee == "银" * 200


def test_a_ship_named_by_its_numbers_shows_its_certificates(world: World, client: Client) -> None:
    world.ship()
    for name in (FACTS["imo"], FACTS["ship_id"], FACTS["ship_id"].lower()):
        assert client.get(f"/ships/{name}/").content.decode().count("/papers/verify/") >= 7, name


def test_many_errands_of_a_ship_cost_no_more_queries(world: World) -> None:
    ship = world.ship()
    with CaptureQueriesContext(
        connection,
    ) as few:
        certificates_of_ship(ship.public_id)
    for _ in range(3):
        world.mortgaged()
    with CaptureQueriesContext(connection) as many:
        assert len(certificates_of_ship(ship.public_id)) == 10
    assert len(many) <= len(few)


def test_the_table_of_limits_speaks_of_days_saved(world: World, client: Client) -> None:
    """The word for what is kept is another one in Chinese."""
    page = client.get("/cases/types/ships/").content.decode()
    assert "节省天数" in page and "保存于" not in page
