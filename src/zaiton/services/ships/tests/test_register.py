"""From cases to the register: the ship with its seven certificates, and what each follow-up does to them."""

from datetime import UTC, datetime, timedelta

import pytest

from zaiton.blocks.cases.actions.steps import step_claim, step_decide
from zaiton.blocks.cases.models import StepRow
from zaiton.blocks.cases.public import definition_in_force
from zaiton.blocks.evidence import public as evidence
from zaiton.blocks.identity.tests.factories import NOON
from zaiton.blocks.papers.public import certificate_card, seal_names
from zaiton.kit.work.models import Job
from zaiton.kit.work.worker import drain
from zaiton.services.ships.actions.following import case_followed
from zaiton.services.ships.domain.words import FIRST, FOLLOW_UPS
from zaiton.services.ships.models import Errand, Mortgage, Ownership, Ship
from zaiton.services.ships.public import set_up
from zaiton.services.ships.queries.papers import certificates_of_ship
from zaiton.services.ships.queries.register import ship_card
from zaiton.services.ships.tests.world import FACTS, World, a_world, other_ship, outcome_of, papers_of

pytestmark = pytest.mark.django_db(transaction=True)
KINDS = [
    "ships.ownership",
    "ships.nationality",
    "ships.manning",
    "ships.mmsi",
    "ships.liability",
    "ships.ism",
    "ships.radio",
]


@pytest.fixture
def world() -> World:
    return a_world()


def statuses(ship: str) -> dict[str, list[str]]:
    """The statuses of the ship's certificates by kind, in the order of issue."""
    found: dict[str, list[str]] = {}
    for card in certificates_of_ship(ship):
        found.setdefault(card.kind.removeprefix("ships."), []).append(card.status)
    return found


def test_a_new_ship_comes_into_the_register_with_seven_certificates_in_order(world: World) -> None:
    case = world.apply("ships", FACTS)
    world.grant(case, "radio", "ism", "clc", "msm", "mmsi", "nat")
    assert papers_of(case) == {} and not Ship.objects.exists()
    world.grant(case, "own")
    issued = papers_of(case)
    assert sorted(issued) == sorted(KINDS) and outcome_of(case) == "granted"
    own, nat = issued["ships.ownership"].public_id, issued["ships.nationality"].public_id
    assert issued["ships.nationality"].rests_on == (own,)
    assert issued["ships.manning"].rests_on == issued["ships.liability"].rests_on == (nat,)
    assert set(issued["ships.radio"].rests_on) == {nat, issued["ships.mmsi"].public_id}
    ship = ship_card(FACTS["imo"])
    assert (ship.name_zh, ship.mmsi, ship.call_sign, ship.length_cm) == ("鹭泽一号", "412345678", "BPKL", 26200)
    assert ship.owner.organisation == world.company.public_id and ship.flag_on == ship.registered_on
    assert [one.number for one in ship.surveys] == ["XM26-001"]


def test_ownership_alone_makes_the_entry_and_nationality_adds_the_flag(world: World) -> None:
    case = world.apply("ships", FACTS)
    world.grant(case, "own")
    ship = ship_card(FACTS["ship_id"])
    assert ship.flag_on is None and ship.mmsi == ""
    world.grant(case, "nat", at=NOON + timedelta(days=3))
    assert ship_card(FACTS["ship_id"]).flag_on == (NOON + timedelta(days=3)).date()


def test_following_twice_changes_nothing(world: World) -> None:
    ship = world.ship()
    before, entries = ship_card(ship.public_id), evidence.verify().entries
    for case in Errand.objects.values_list("case", flat=True):
        case_followed(case, at=NOON)
    assert ship_card(ship.public_id) == before and evidence.verify().entries == entries
    assert Ship.objects.count() == Ownership.objects.count() == 1


def test_the_worker_is_told_of_what_cases_give_out(world: World) -> None:
    """The event of the case names our handler, and the handler does nothing for what gives nothing out."""
    case = world.apply("ships", FACTS)
    row = StepRow.objects.get(case__public_id=case, step="own.review")
    step_claim(person=world.officers["registry"], case=case, step=row.step, at=NOON)
    step_decide(person=world.officers["registry"], case=case, step=row.step, decision="grant", reason="", at=NOON)
    jobs = Job.objects.filter(handler="zaiton.services.ships.jobs:follow").order_by("pk")
    assert jobs.count() == 4
    drain(now=lambda: NOON, ticks=False)
    assert ship_card(FACTS["imo"]).name_zh == "鹭泽一号"


def test_renewal_takes_the_place_of_the_old_nationality_and_carries_what_rested_on_it(world: World) -> None:
    ship = world.ship()
    facts = {
        "society": "某船级社",
        "survey_number": "XM31-9",
        "surveyed_on": "2026-11-18",
        "gross": "50000",
        "net": "28000",
    }
    case = world.follow("ship-renewal", facts)
    new = papers_of(case)["ships.nationality"]
    assert statuses(ship.public_id)["nationality"] == ["superseded", "valid"]
    manning = next(card for card in certificates_of_ship(ship.public_id) if card.kind == "ships.manning")
    assert manning.rests_on == (new.public_id,) and manning.status == "valid"
    assert [one.number for one in ship_card(ship.public_id).surveys] == ["XM31-9", "XM26-001"]


def test_a_mortgage_stands_on_the_certificate_of_ownership_until_it_is_released(world: World) -> None:
    ship = world.ship()
    case = world.mortgaged()
    own = next(card for card in certificates_of_ship(ship.public_id) if card.kind == "ships.ownership")
    notes = [entry.reason.zh for entry in own.history if entry.note]
    assert own.status == "valid" and len(notes) == 1 and "120,000,000.00元" in notes[0] and "示例银行" in notes[0]
    assert Mortgage.objects.get().amount_fen == 12_000_000_000
    number = papers_of(case)["ships.mortgage"].number
    world.follow(
        "ship-mortgage-release",
        {"mortgage_number": number.lower(), "ended_on": "2026-11-19"},
        person=world.banker,
        company=world.bank.public_id,
    )
    after = ship_card(ship.public_id)
    assert after.open_mortgages == () and after.mortgages[0].until == NOON.date()
    assert certificate_card(papers_of(case)["ships.mortgage"].public_id).status == "revoked"
    assert len([e for e in certificate_card(own.public_id).history if e.note]) == 2


def test_a_sold_ship_keeps_its_mortgage_and_the_new_certificate_says_so(world: World) -> None:
    ship = world.ship()
    world.mortgaged()
    sale = {"seller_code": world.company.credit_code, "sold_on": "2026-11-12", "handed_over_on": "2026-11-18"}
    case = world.follow(
        "ship-transfer", {**sale, "mortgaged": "true"}, person=world.buyer, company=world.buying.public_id
    )
    after = ship_card(ship.public_id)
    assert [one.name for one in after.owners] == ["海棠航运有限公司", "鹭泽航运有限公司"]
    assert after.owner.organisation == world.buying.public_id and after.owners[1].until is not None
    found = statuses(ship.public_id)
    assert found["ownership"] == found["nationality"] == ["superseded", "valid"] and found["manning"] == ["valid"]
    new = certificate_card(papers_of(case)["ships.ownership"].public_id)
    assert [entry.reason.zh for entry in new.history if entry.note] != []


def test_a_cancelled_ship_has_no_certificate_left_and_its_numbers_are_free(world: World) -> None:
    ship = world.ship()
    world.follow("ship-cancellation", {"cause": "abroad", "happened_on": "2026-11-15"})
    after = ship_card(ship.public_id)
    assert after.state == "cancelled" and after.owner is None
    found = statuses(ship.public_id)
    assert found.pop("deletion") == ["valid"]
    assert set(sum(found.values(), [])) == {"revoked"}
    again = world.ship({**FACTS, "name_zh": "鹭泽二号"})
    assert again.public_id != ship.public_id and ship_card(FACTS["imo"]).public_id == again.public_id


def test_cancellation_after_a_renewal_reaches_everything(world: World) -> None:
    ship = world.ship()
    facts = {
        "society": "某船级社",
        "survey_number": "XM31-9",
        "surveyed_on": "2026-11-18",
        "gross": "50000",
        "net": "28000",
    }
    world.follow("ship-renewal", facts)
    world.follow("ship-cancellation", {"cause": "scrapped", "happened_on": "2026-11-15"})
    found = statuses(ship.public_id)
    assert found["nationality"] == ["superseded", "revoked"] and found["manning"] == ["revoked"]


def test_two_applications_for_one_ship_end_in_one_entry_and_a_suspended_certificate(world: World) -> None:
    """Both were submitted before either was decided: the second is held, and its certificates say why."""
    one = world.apply("ships", FACTS)
    other = world.apply("ships", {**FACTS, "name_zh": "鹭泽二号"})
    world.grant(one)
    world.grant(other)
    assert Ship.objects.count() == 1
    row = Errand.objects.get(case=other)
    assert row.ship is None and "CN20250000001" in row.held_zh and "CN20250000001" in row.held_en
    assert {card.status for card in papers_of(other).values()} == {"suspended"}
    assert {card.status for card in papers_of(one).values()} == {"valid"}
    assert papers_of(other)["ships.ownership"].history[-1].reason.zh == row.held_zh
    assert evidence.verify().ok


def test_a_mortgage_decided_after_the_ship_left_is_held(world: World) -> None:
    world.ship()
    late = world.apply("ship-mortgage", {"ship_id": FACTS["ship_id"], "name_zh": FACTS["name_zh"], **world.loan()})
    world.follow("ship-cancellation", {"cause": "lost", "happened_on": "2026-11-15"})
    world.grant(late)
    assert not Mortgage.objects.exists()
    assert papers_of(late)["ships.mortgage"].status == "suspended"


def test_a_refused_ship_never_comes_into_the_register(world: World) -> None:
    case = world.apply("ships", FACTS)
    officer = world.officers["registry"]
    step_claim(person=officer, case=case, step="own.review", at=NOON)
    step_decide(person=officer, case=case, step="own.review", decision="refuse", reason="权属不清。", at=NOON)
    case_followed(case, at=NOON)
    row = Errand.objects.get(case=case)
    assert not Ship.objects.exists() and row.outcome == "refused" and row.days == 0


def test_days_are_working_days_with_the_make_up_sunday() -> None:
    """Opened on Friday 18 September 2026, closed on Sunday the 20th, which is made a working day: one working day."""
    opened = datetime(2026, 9, 18, 4, tzinfo=UTC)
    world = a_world(opened)
    facts = {**FACTS, "built_on": "2026-08-01", "handed_over_on": "2026-08-02", "surveyed_on": "2026-08-01"}
    case = world.apply("ships", facts, at=opened)
    world.grant(case, at=datetime(2026, 9, 20, 4, tzinfo=UTC))
    assert Errand.objects.get(case=case).days == 1


def test_a_barge_has_no_station_and_no_radio_papers(world: World) -> None:
    barge = {
        **other_ship(7),
        "type": "barge",
        "voyages": "coastal",
        "gross": "800",
        "net": "600",
        "power": "0",
        "origin": "own",
    }
    ship = world.ship(barge)
    assert sorted(statuses(ship.public_id)) == ["manning", "nationality", "ownership"] and ship.mmsi == ""


def test_a_demonstration_has_the_seal_that_the_case_types_name(world: World) -> None:
    set_up(now=NOON, demo=False)
    assert seal_names() == ()
    set_up(now=NOON, demo=True)
    set_up(now=NOON, demo=True)
    named = {
        item.certificate.seal
        for type in (FIRST, *FOLLOW_UPS)
        for item in definition_in_force(type, NOON.date()).items
        if item.certificate
    }
    assert set(seal_names()) == named


def test_all_seven_are_drawn_and_sealed_by_the_worker(world: World) -> None:
    """Chinese and English, every line of every certificate: PDF and the SM2 signature beside it."""
    set_up(now=NOON, demo=True)
    case = world.apply("ships", FACTS)
    world.grant(case)
    while drain(now=lambda: NOON, ticks=False):
        pass
    made = papers_of(case).values()
    assert [(card.number, card.making, card.making_why) for card in made if card.making != "sealed"] == []
    assert {card.kind for card in made} == set(KINDS) and all("pdf" in card.files for card in made)
