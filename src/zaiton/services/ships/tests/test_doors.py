"""The doors: pages for strangers, owners and officers, acts on certificates, the API and the commands."""

import json

import pytest
from click.testing import CliRunner
from django.test import Client

from zaiton.blocks.cases.actions.officers import authority_grant
from zaiton.blocks.cases.models import Draft
from zaiton.blocks.evidence import public as evidence
from zaiton.blocks.identity.models import Person, RoleGrant
from zaiton.blocks.identity.tests.factories import NOON
from zaiton.blocks.papers.public import certificate_card
from zaiton.services.ships.actions.certificates import certificate_act
from zaiton.services.ships.cli import ships
from zaiton.services.ships.domain import refusals
from zaiton.services.ships.queries.papers import certificates_of_ship
from zaiton.services.ships.queries.register import PAGE, ships_found
from zaiton.services.ships.tests.world import FACTS, World, a_world, other_ship

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def world() -> World:
    return a_world()


def browser(person: str, *, officer: bool = False) -> Client:
    """A browser of that person's, made an officer of the house if wanted."""
    row = Person.objects.get(public_id=person)
    if officer:
        RoleGrant.objects.create(person=row, role="officer", granted_at=NOON)
    client = Client()
    client.force_login(row)
    return client


def acting(world: World) -> Client:
    """The owner's browser, acting for the company."""
    client = browser(world.owner)
    client.post("/account/acting/", {"organisation": world.company.public_id})
    return client


def paper(ship: str, kind: str) -> str:
    return next(card.public_id for card in certificates_of_ship(ship) if card.kind == f"ships.{kind}")


def test_everybody_finds_a_ship_by_its_numbers_and_reads_its_page(world: World, client: Client) -> None:
    ship = world.ship()
    for asked in ("9074729", "imo 9074729", "cn20250000001", "412345678", "bpkl", "鹭泽", "lu ze"):
        assert ship.public_id in client.get("/ships/register/", {"q": asked}).content.decode(), asked
    assert ship.public_id not in client.get("/ships/register/", {"q": "海棠"}).content.decode()
    page = client.get(f"/ships/{ship.public_id}/").content.decode()
    assert world.company.name in page and "没有抵押" in page and page.count("/papers/verify/") >= 7
    assert "/apply/" not in page and "/certificates/" not in page
    assert client.get("/ships/nosuchship22/").status_code == 404


def test_a_mortgage_shows_on_the_page_and_on_the_verification_page(world: World, client: Client) -> None:
    ship = world.ship()
    world.mortgaged()
    page = client.get(f"/en/ships/{ship.public_id}/").content.decode()
    assert "Registered, and mortgaged" in page and "120,000,000.00" in page
    own = certificate_card(paper(ship.public_id, "ownership"))
    assert "120,000,000.00" in client.get(f"/en/papers/verify/{own.code}/").content.decode()


def test_lists_go_on_by_key(world: World, client: Client) -> None:
    for number in range(2, 5):
        world.grant(world.apply("ships", other_ship(number)), "own")
    assert [line.name_zh for line in ships_found(limit=2)] == ["鹭泽4号", "鹭泽3号"]
    after = ships_found(limit=2)[-1].position
    assert [line.name_zh for line in ships_found(after=after)] == ["鹭泽2号"]
    assert client.get("/ships/register/?after=99x").status_code == 200 and PAGE == 50


def test_the_owner_sees_own_ships_and_begins_a_prefilled_application(world: World) -> None:
    ship = world.ship()
    client = acting(world)
    assert ship.public_id in client.get("/ships/mine/").content.decode()
    page = client.get(f"/ships/{ship.public_id}/").content.decode()
    assert "/apply/ship-mortgage/" in page and "/apply/ship-transfer/" not in page
    answer = client.post(f"/ships/{ship.public_id}/apply/ship-renewal/")
    draft = Draft.objects.get()
    assert answer.status_code == 302 and draft.public_id in answer.headers["Location"]
    assert draft.organisation == world.company.public_id
    assert {
        "ship_id": "CN20250000001",
        "name_zh": "鹭泽一号",
        "gross": "50000",
        "net": "28000",
    }.items() <= draft.data.items()
    assert client.post(f"/ships/{ship.public_id}/apply/ships/").status_code == 404
    assert ship.public_id not in browser(world.stranger).get("/ships/mine/").content.decode()


def test_an_officer_suspends_with_what_rests_on_it_and_lets_it_hold_again(world: World) -> None:
    ship = world.ship()
    client = browser(world.officers["registry"], officer=True)
    address = f"/ships/{ship.public_id}/certificates/{paper(ship.public_id, 'nationality')}/"
    assert address in client.get(f"/ships/{ship.public_id}/").content.decode()
    alone = client.post(address, {"act": "suspend", "dependants": "refuse", "reason": "检验不合格。"})
    assert alone.status_code == 422 and certificate_card(paper(ship.public_id, "nationality")).status == "valid"
    sent = {"act": "suspend", "dependants": "suspend", "reason": "检验不合格。", "reason_en": "The survey failed."}
    assert client.post(address, sent).status_code == 302
    found = {card.kind: card for card in certificates_of_ship(ship.public_id)}
    assert found["ships.ownership"].status == found["ships.mmsi"].status == "valid"
    assert {found[f"ships.{kind}"].status for kind in ("nationality", "manning", "ism", "radio", "liability")} == {
        "suspended"
    }
    page = Client().get(f"/en/papers/verify/{found['ships.nationality'].code}/").content.decode()
    assert "The survey failed." in page
    assert client.post(address, {"act": "resume", "reason": "复检合格。"}).status_code == 302
    assert {card.status for card in certificates_of_ship(ship.public_id)} == {"valid"}
    assert evidence.verify().ok


def test_only_the_desk_that_gives_a_certificate_out_acts_on_it(world: World) -> None:
    ship = world.ship()
    nationality = paper(ship.public_id, "nationality")
    address = f"/ships/{ship.public_id}/certificates/{nationality}/"
    assert browser(world.officers["radio"], officer=True).get(address).status_code == 404
    assert browser(world.owner).get(address).status_code == 404
    assert Client().get(address).status_code == 302
    reason = certificate_card(nationality).title
    sent = {"ship": ship.public_id, "certificate": nationality, "reason": reason, "at": NOON}
    with pytest.raises(refusals.NoAuthorityOverShips):
        certificate_act(person=world.officers["radio"], act="suspend", **sent)
    with pytest.raises(refusals.ActUnknown):
        certificate_act(person=world.officers["registry"], act="burn", **sent)
    with pytest.raises(refusals.NoSuchShip):
        certificate_act(person=world.officers["registry"], act="suspend", **{**sent, "ship": "elsewhere222"})


def test_nobody_acts_on_a_ship_of_their_own_company(world: World) -> None:
    ship = world.ship()
    on = NOON.date()
    authority_grant(actor="system", person=world.owner, type="ships", role="registry", first=on, until=None, at=NOON)
    own = paper(ship.public_id, "ownership")
    with pytest.raises(refusals.OwnShip):
        certificate_act(
            person=world.owner,
            ship=ship.public_id,
            certificate=own,
            act="revoke",
            reason=certificate_card(own).title,
            dependants="revoke",
            at=NOON,
        )
    assert certificate_card(own).status == "valid"


def test_machines_read_the_register_and_the_figures(world: World, client: Client) -> None:
    ship = world.ship()
    world.mortgaged()
    found = client.get("/api/ships/ships", {"q": "9074729"}).json()
    assert [one["public_id"] for one in found["ships"]] == [ship.public_id] and found["next"] is None
    one = client.get("/api/ships/ships/9074729").json()
    assert one["mortgages"][0]["amount_fen"] == 12_000_000_000 and len(one["certificates"]) == 8
    assert [c["notes"] for c in one["certificates"] if c["kind"] == "ships.ownership"][0][0]["en"].startswith(
        "Mortgaged"
    )
    assert client.get("/api/ships/ships/0000000").status_code == 404
    assert client.get("/api/ships/kpi").json()["saved"]["serial_days"] == 41


def test_commands(world: World) -> None:
    world.ship()
    run = CliRunner().invoke
    assert json.loads(run(ships, ["list", "鹭泽", "--json"]).output)[0]["imo"] == FACTS["imo"]
    assert json.loads(run(ships, ["show", FACTS["imo"], "--json"]).output)["name_zh"] == "鹭泽一号"
    assert "SO-2026-" in run(ships, ["show", FACTS["ship_id"]]).output
    told = json.loads(run(ships, ["kpi", "--json"]).output)
    assert told["first_registrations"]["closed"] == 1
    assert "41" in run(ships, ["kpi"]).output
