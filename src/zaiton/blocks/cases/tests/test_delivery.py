"""How papers of a case reach the applicant: chosen by the applicant, packed once when all is decided, the address seen by few."""

import json
from datetime import timedelta
from pathlib import Path

import pytest
from django.test import Client

from zaiton.blocks.cases.actions.delivering import case_delivery_choose, case_delivery_mark
from zaiton.blocks.cases.actions.steps import recuse
from zaiton.blocks.cases.domain.delivery_refusals import NotAllDecided, NothingToDeliver
from zaiton.blocks.cases.domain.refusals import NoSuchCase
from zaiton.blocks.cases.jobs import tell_delivery
from zaiton.blocks.cases.queries.delivering import delivery_for
from zaiton.blocks.cases.tests.office import an_office, signed_in, text
from zaiton.blocks.cases.tests.test_api import key
from zaiton.blocks.cases.tests.world import World
from zaiton.blocks.identity.tests.factories import NOON
from zaiton.blocks.notices.models import Notice
from zaiton.blocks.papers.public import trips_of
from zaiton.kit import clock
from zaiton.kit.work import Delivery
from zaiton.kit.work.models import Job

pytestmark = pytest.mark.django_db
TO = {"recipient": "船务部", "address": "福建省厦门市某区某路 1 号", "telephone": "0592-1234567"}
REVIEWS = ("safety.review", "waterway.review", "nature.review", "permit.review")


@pytest.fixture
def world(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> World:
    monkeypatch.setattr(clock, "now", lambda: NOON)
    return an_office(tmp_path)


def decided(world: World) -> str:
    """A case in which everything was granted and issued."""
    case = world.opened()
    for step in (*REVIEWS, "permit.issue"):
        world.decide(case, step)
    return case


def choose(world: World, case: str, way: str = "post", **more) -> None:
    told = {"way": way, **(TO if way == "post" else {}), **more}
    case_delivery_choose(**({"person": world.applicant, "case": case, "at": NOON} | told))


def mark(world: World, case: str, state: str, **more) -> None:
    told = {"person": world.officers["safety"], "case": case, "state": state, "at": NOON}
    case_delivery_mark(**(told | more))


def told(world: World) -> list[str]:
    """Do what waits of telling; the kinds of the applicant's notices about deliveries."""
    for job in Job.objects.filter(handler="zaiton.blocks.cases.jobs:tell_delivery").order_by("pk"):
        data = job.data if isinstance(job.data, dict) else json.loads(job.data)
        tell_delivery(Delivery("", data, job.key, 1, NOON, NOON))
    kinds = ("cases.sent", "cases.collect", "cases.letter_returned")
    return list(
        Notice.objects.filter(person=world.applicant, kind__in=kinds).order_by("pk").values_list("kind", flat=True)
    )


def test_by_post_with_a_number_to_follow(world: World) -> None:
    case = decided(world)
    choose(world, case)
    mark(world, case, "packed")
    mark(world, case, "sent", carrier="EMS", tracking="EA123456789CN")
    assert told(world) == ["cases.sent"] == told(world)
    page = text(signed_in(world.applicant).get(f"/en/cases/{case}/"))
    assert "EA123456789CN" in page and "Sent" in page
    mark(world, case, "returned", words="nobody there")
    assert told(world) == ["cases.sent", "cases.letter_returned"]
    assert delivery_for(world.applicant, case, at=NOON).may_choose


def test_at_the_counter_in_one_trip(world: World) -> None:
    case = decided(world)
    choose(world, case, "counter")
    mark(world, case, "packed")
    assert told(world) == ["cases.collect"]
    mark(world, case, "collected")
    assert trips_of([f"cases.case/{case}"]) == {f"cases.case/{case}": 1}


def test_nothing_is_packed_before_everything_is_decided(world: World) -> None:
    case = world.opened()
    choose(world, case)
    assert delivery_for(world.officers["safety"], case, at=NOON).marks == ()
    with pytest.raises(NotAllDecided):
        mark(world, case, "packed")
    assert not Job.objects.filter(handler__endswith=":tell_delivery").exists()


def test_a_case_that_gives_out_nothing_delivers_nothing(world: World) -> None:
    case = world.opened()
    world.decide(case, "safety.review", "refuse", reason="not fit")
    assert delivery_for(world.applicant, case, at=NOON).gives is False
    with pytest.raises(NothingToDeliver):
        choose(world, case)
    client = signed_in(world.applicant)
    assert client.get(f"/en/cases/{case}/delivery/").status_code == 404
    assert 'id="delivery"' not in text(client.get(f"/en/cases/{case}/"))


def test_the_address_is_for_the_applicant_and_officers_of_the_case(world: World) -> None:
    case = decided(world)
    choose(world, case)
    address = f"/en/cases/{case}/delivery/"
    assert TO["address"] in text(signed_in(world.applicant).get(address))
    assert TO["address"] in text(signed_in(world.officers["fire"]).get(address))
    assert delivery_for(world.supervisor, case, at=NOON).delivery.to.address == ""
    for person in (world.supervisor, world.stranger):
        assert signed_in(person).get(address).status_code == 404
    assert TO["address"] not in text(signed_in(world.supervisor).get(f"/en/cases/{case}/"))
    for person in (world.supervisor, world.stranger, world.applicant):
        with pytest.raises(NoSuchCase):
            mark(world, case, "packed", person=person)
    for person in (world.supervisor, world.stranger, world.officers["safety"]):
        with pytest.raises(NoSuchCase):
            choose(world, case, person=person)


def test_who_keeps_out_of_a_case_sees_no_address_and_packs_nothing(world: World) -> None:
    case = world.opened()
    choose(world, case)
    recuse(person=world.officers["fire"], case=case, reason="a cousin", at=NOON)
    seen = delivery_for(world.officers["fire"], case, at=NOON)
    assert not seen.address_shown and seen.delivery.to.address == ""
    with pytest.raises(NoSuchCase):
        mark(world, case, "packed", person=world.officers["fire"])


def test_the_pages_from_the_choice_to_the_door(world: World) -> None:
    case = decided(world)
    mine, office, address = (
        signed_in(world.applicant),
        signed_in(world.officers["safety"]),
        f"/en/cases/{case}/delivery/",
    )
    assert "You have not chosen yet" in text(mine.get(f"/en/cases/{case}/"))
    wrong = mine.post(address, {"way": "post", "recipient": "x", "address": "here", "telephone": "no"})
    assert wrong.status_code == 422 and 'value="here"' in text(wrong) and "at most 300 characters" in text(wrong)
    assert mine.post(address, {"recipient": "x"}).status_code == 422
    assert mine.post(address, {"way": "post", **TO}).status_code == 302
    assert "Mark as packed" in text(office.get(address)) and "Mark as sent" not in text(office.get(address))
    assert office.post(address, {"state": "packed"}).status_code == 302
    late = mine.post(address, {"way": "download"})
    assert late.status_code == 422 and "packed already" in text(late)
    missing = office.post(address, {"state": "sent", "carrier": "EMS"})
    assert missing.status_code == 422 and 'value="EMS"' in text(missing)
    assert office.post(address, {"state": "sent", "carrier": "EMS", "tracking": "EA123456789CN"}).status_code == 302
    twice = office.post(address, {"state": "sent", "carrier": "EMS", "tracking": "EA123456789CN"})
    assert twice.status_code == 409 and "nothing was changed" in text(twice)
    assert office.post(address, {"state": "arrived"}).status_code == 302
    assert "Arrived" in text(mine.get(address)) and office.post(address, {"state": "nonsense"}).status_code == 409
    assert "已送达" in text(signed_in(world.applicant).get(f"/cases/{case}/delivery/"))


def test_by_machine(world: World, client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    case = decided(world)
    monkeypatch.undo()  # tokens know the real clock only
    headers = key(world.applicant)
    address = f"/api/cases/cases/{case}/delivery"
    assert client.get(address, headers=headers).json() == {
        "way": "",
        "state": "",
        "recipient": "",
        "address": "",
        "telephone": "",
        "carrier": "",
        "tracking": "",
        "trips": 0,
        "may_choose": True,
        "changed_at": None,
    }

    def send(body: dict, headers: dict):
        return client.post(address, json.dumps(body), content_type="application/json", headers=headers)

    done = send({"way": "post", **TO}, headers)
    assert done.status_code == 200 and done.json()["address"] == TO["address"] and done.json()["state"] == "chosen"
    wrong = send({"way": "post"}, headers)
    assert wrong.status_code == 422 and wrong.json()["code"] == "delivery_address"
    assert send({"way": "counter"}, key(world.applicant, "cases:read")).status_code == 403
    assert send({"way": "counter"}, key(world.stranger)).status_code == 404
    mark(world, case, "packed", at=NOON + timedelta(days=1))
    assert send({"way": "counter"}, headers).status_code == 409
