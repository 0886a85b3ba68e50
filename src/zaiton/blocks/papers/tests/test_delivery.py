"""Deliveries: one for everything of an object, changed until packed, one trip at most, and no address in the log."""

from datetime import timedelta
from itertools import product

import pytest
from django.db import IntegrityError, transaction

from zaiton.blocks.evidence.models import Entry
from zaiton.blocks.papers.actions.delivering import delivery_choose, delivery_mark
from zaiton.blocks.papers.domain import delivery_refusals as refused
from zaiton.blocks.papers.domain.delivering import NEXT, address_for
from zaiton.blocks.papers.domain.status import COUNTER, DOWNLOAD, POST, WAYS
from zaiton.blocks.papers.models import Delivery, DeliveryStep
from zaiton.blocks.papers.queries.deliveries import delivery_of, trips_of
from zaiton.kit import clock

NOW, CASE = clock.now(), "cases.case/ab12"
TO = {"recipient": "船务部", "address": "福建省厦门市某区某路 1 号", "telephone": "0592-123 4567"}
STATES = ("chosen", "packed", "sent", "arrived", "collected", "returned")
ON = {
    ("post", "chosen", "packed"),
    ("post", "packed", "sent"),
    ("post", "sent", "arrived"),
    ("post", "sent", "returned"),
}
ON |= {("counter", "chosen", "packed"), ("counter", "packed", "collected")}
SENT = {"carrier": "EMS", "tracking": "EA123456789CN"}


def choose(way: str = POST, object: str = CASE, **more):
    return delivery_choose(
        object, **({"way": way, "actor": "person/a", "at": NOW} | (TO if way == POST else {}) | more)
    )


def mark(state: str, object: str = CASE, **more):
    return delivery_mark(object, state, **({"actor": "person/o", "at": NOW} | more))


@pytest.mark.django_db
def test_by_post_from_the_choice_to_the_door() -> None:
    made = choose()
    assert (made.state, made.next_states, made.trips, made.open_to_choice) == ("chosen", ("packed",), 0, True)
    mark("packed")
    sent = mark("sent", carrier=" EMS ", tracking="EA123456789CN", at=NOW + timedelta(days=1))
    assert (sent.carrier, sent.tracking) == ("EMS", "EA123456789CN")
    done = mark("arrived", words="signed\x07 for")
    assert [step.state for step in done.steps] == ["chosen", "packed", "sent", "arrived"]
    assert done.steps[-1].words == "signed  for" and done.steps[0].actor == "person/a" and done.next_states == ()
    assert delivery_of(CASE) == done and trips_of([CASE, "cases.case/other"]) == {CASE: 0}


@pytest.mark.django_db
@pytest.mark.parametrize(("way", "state", "to"), list(product(WAYS, STATES, STATES)))
def test_nothing_but_the_ways_laid_down_leads_on(way: str, state: str, to: str) -> None:
    choose(way)
    Delivery.objects.update(state=state)
    if (way, state, to) in ON:
        assert mark(to, **SENT).state == to
        return
    with pytest.raises((refused.DeliveryStateUnfit, refused.SecondTrip)):
        mark(to, **SENT)
    assert Delivery.objects.get().state == state and DeliveryStep.objects.count() == 1


def test_the_table_of_ways_is_the_one_of_this_test() -> None:
    assert {(way, state, to) for way, states in NEXT.items() for state, tos in states.items() for to in tos} == ON


@pytest.mark.django_db
def test_nobody_is_made_to_come_twice() -> None:
    choose(COUNTER)
    mark("packed")
    assert mark("collected").trips == 1 and trips_of([CASE]) == {CASE: 1}
    with pytest.raises(refused.SecondTrip):
        mark("collected")
    with pytest.raises(refused.DeliveryFixed):
        choose(COUNTER)
    with pytest.raises(IntegrityError), transaction.atomic():
        Delivery.objects.update(trips=2)
    assert trips_of([CASE]) == {CASE: 1}


@pytest.mark.django_db
def test_it_is_changed_until_packed_and_again_when_it_came_back() -> None:
    choose()
    changed = choose(COUNTER, at=NOW + timedelta(hours=1))
    assert changed.way == COUNTER and changed.to.address == "" and changed.chosen_at == NOW
    choose(address="福建省泉州市某路 2 号")
    mark("packed")
    for way in WAYS:
        with pytest.raises(refused.DeliveryFixed):
            choose(way)
    mark("sent", **SENT)
    mark("returned", words="nobody there")
    again = choose(address="福建省福州市某路 3 号")
    assert (again.state, again.tracking, again.to.address) == ("chosen", "", "福建省福州市某路 3 号")
    assert Delivery.objects.count() == 1


@pytest.mark.django_db
def test_the_same_choice_again_changes_nothing() -> None:
    first = choose()
    assert choose(at=NOW + timedelta(days=1)) == first
    assert Entry.objects.count() == 1


@pytest.mark.django_db
def test_the_log_knows_no_address() -> None:
    choose()
    mark("packed")
    entries = list(Entry.objects.order_by("seq").values())
    assert [entry["action"] for entry in entries] == ["papers.delivery_chosen", "papers.delivery_marked"]
    assert entries[0]["after_digest"] == entries[1]["before_digest"] != entries[1]["after_digest"]
    assert not any(text in str(entries) for text in TO.values())


@pytest.mark.parametrize(
    ("way", "change", "field", "why"),
    [
        ("pigeon", {}, "way", refused.WayUnknown),
        (POST, {"recipient": " "}, "recipient", refused.AddressRefused),
        (POST, {"recipient": "x" * 121}, "recipient", refused.AddressRefused),
        (POST, {"address": "here"}, "address", refused.AddressRefused),
        (POST, {"address": "x" * 301}, "address", refused.AddressRefused),
        (POST, {"address": "a street \x00 1"}, "address", refused.AddressRefused),
        (POST, {"address": "a street \u202e 1"}, "address", refused.AddressRefused),
        (POST, {"telephone": "ask for me"}, "telephone", refused.TelephoneRefused),
        (POST, {"telephone": ""}, "telephone", refused.TelephoneRefused),
        (POST, {"telephone": "1" * 50}, "telephone", refused.TelephoneRefused),
    ],
)
def test_addresses_nothing_can_be_sent_to_are_refused(way: str, change: dict, field: str, why: type) -> None:
    with pytest.raises(why) as found:
        address_for(way, **(TO | change))
    assert found.value.field == field


@pytest.mark.django_db
@pytest.mark.parametrize("said", [{}, {"carrier": "EMS"}, {"tracking": "EA123456789CN"}, SENT | {"tracking": "<b>"}])
def test_what_is_sent_can_be_followed(said: dict) -> None:
    choose()
    mark("packed")
    with pytest.raises(refused.TrackingMissing):
        mark("sent", **said)
    assert Delivery.objects.get().state == "packed"


@pytest.mark.django_db
def test_nothing_to_mark_where_nobody_chose() -> None:
    assert delivery_of(CASE) is None
    with pytest.raises(refused.NoSuchDelivery):
        mark("packed")


@pytest.mark.django_db
def test_a_download_is_chosen_and_that_is_all() -> None:
    assert choose(DOWNLOAD).next_states == ()
