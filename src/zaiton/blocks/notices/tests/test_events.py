"""Events by a real receiver: signed, once per endpoint, tried again, given up, sent again, and an endpoint that only fails."""

import json
from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
from django.db import IntegrityError, transaction

from zaiton.blocks.identity.public import Unseen
from zaiton.blocks.notices.actions.endpoints import endpoint_on, endpoint_remove, secret_rotate
from zaiton.blocks.notices.actions.events import deliveries_forget, delivery_resend, endpoint_try, event_resend
from zaiton.blocks.notices.domain.limits import HOOK_FAILING_MOST, HOOK_PAUSES, SECRET_OVERLAP
from zaiton.blocks.notices.domain.refusals import EndpointOff, NotOver, UnknownDelivery
from zaiton.blocks.notices.models import Delivery, Endpoint, Notice
from zaiton.blocks.notices.public import UnknownKind, webhook_put
from zaiton.blocks.notices.queries.failed import failed
from zaiton.blocks.notices.tests.factories import NOON, an_endpoint, firm_of
from zaiton.blocks.notices.tests.servers import Receiver, receiver
from zaiton.kit.work import NoTransaction
from zaiton.kit.work.models import Job
from zaiton.kit.work.worker import drain

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("kinds")]
SECOND = timedelta(seconds=1)


@pytest.fixture
def there(settings) -> Iterator[Receiver]:
    """A receiver on this machine, which the operator has opened."""
    settings.WEBHOOK_ALLOW = ["127.0.0.0/8"]
    settings.SITE_URL = "https://zone.example"
    with receiver() as found:
        yield found


@pytest.fixture
def owner(people: dict[str, str]) -> tuple[str, str]:
    """The importer and her company."""
    return people["importer"], firm_of(people["importer"])


def put(firm: str, key: str = "k", at: datetime = NOON, kind: str = "trials.decided") -> int:
    """An event as an action of another module would put it in."""
    with transaction.atomic():
        return webhook_put(organisation=firm, kind=kind, subject="case/1", data={"名": key}, key=key, at=at)


def work(at: datetime = NOON) -> None:
    """A worker does what is due."""
    drain(now=lambda: at, ticks=False)


def states() -> list[str]:
    """How deliveries stand, in the order they were put in."""
    return list(Delivery.objects.order_by("id").values_list("state", flat=True))


def test_an_event_arrives_signed_and_whole(there: Receiver, owner: tuple[str, str]) -> None:
    endpoint, secret = an_endpoint(*owner, there.url)
    assert put(owner[1]) == 1
    work()
    got = there.got[0]
    assert got.is_signed_with(secret) and not got.is_signed_with("whsec_" + "A" * 43 + "=")
    assert got.headers["content-type"].startswith("application/cloudevents+json")
    event = json.loads(got.body)
    assert event["id"] == got.headers["webhook-id"] and event["type"] == "zaiton.trials.decided"
    assert (event["source"], event["subject"], event["data"]) == ("https://zone.example", "case/1", {"名": "k"})
    assert got.headers["webhook-timestamp"] == str(int(NOON.timestamp()))
    assert states() == ["delivered"]


def test_each_endpoint_that_wants_the_kind_is_told_once(there: Receiver, owner: tuple[str, str], people) -> None:
    an_endpoint(*owner, there.url)
    an_endpoint(*owner, there.url, kinds=("trials.decided",))
    an_endpoint(*owner, there.url, kinds=("notices.trial",))
    an_endpoint(people["agent"], firm_of(people["agent"]), there.url)
    assert put(owner[1]) == 2
    assert put(owner[1]) == 0
    work()
    work(NOON + timedelta(days=1))
    assert len(there.got) == 2 and len({got.headers["webhook-id"] for got in there.got}) == 1


def test_an_event_falls_with_its_write_and_bugs_are_told(there: Receiver, owner: tuple[str, str]) -> None:
    an_endpoint(*owner, there.url)
    with pytest.raises(IntegrityError), transaction.atomic():
        put(owner[1])
        raise IntegrityError
    with pytest.raises(NoTransaction):
        webhook_put(organisation=owner[1], kind="trials.decided", subject="", data={}, key="k", at=NOON)
    for kind in ("trials.due", "trials.unheard"):
        with pytest.raises(UnknownKind):
            put(owner[1], kind=kind)
    work()
    assert there.got == [] and states() == []


def test_a_failure_is_tried_again_with_the_same_name_and_bytes(there: Receiver, owner: tuple[str, str]) -> None:
    _, secret = an_endpoint(*owner, there.url)
    put(owner[1])
    there.status = 500
    work()
    row = Delivery.objects.get()
    assert (row.state, row.error, row.status, row.attempts) == ("waiting", "status", 500, 1)
    assert row.next_at == NOON + HOOK_PAUSES[0]
    work(NOON + HOOK_PAUSES[0] - SECOND)
    assert len(there.got) == 1
    there.status = 200
    work(NOON + HOOK_PAUSES[0] + SECOND)
    first, second = there.got
    assert first.body == second.body and first.headers["webhook-id"] == second.headers["webhook-id"]
    assert first.headers["webhook-timestamp"] != second.headers["webhook-timestamp"]
    assert first.is_signed_with(secret) and second.is_signed_with(secret)
    assert states() == ["delivered"]


def test_what_never_arrives_is_given_up_and_its_owner_sends_it_again(
    there: Receiver, owner: tuple[str, str], people
) -> None:
    endpoint, _ = an_endpoint(*owner, there.url)
    put(owner[1])
    there.status, at = 503, NOON
    for pause in (timedelta(0), *HOOK_PAUSES):
        at += pause + SECOND
        work(at)
    assert states() == ["dead"] and len(there.got) == len(HOOK_PAUSES) + 1
    dead = failed()[0]
    assert (dead.channel, dead.to) == ("event", there.url.partition("?")[0])
    ids = {"endpoint_id": endpoint.public_id, "delivery_id": dead.id}
    with pytest.raises(Unseen):
        delivery_resend(person=people["agent"], at=at, **ids)
    with pytest.raises(UnknownDelivery):
        delivery_resend(person=owner[0], at=at, endpoint_id=endpoint.public_id, delivery_id="nothing")
    there.status = 200
    delivery_resend(person=owner[0], at=at, **ids)
    work(at)
    assert states() == ["delivered"]
    with pytest.raises(NotOver):
        event_resend(delivery_id=dead.id, actor="command", at=at)
    assert len({got.headers["webhook-id"] for got in there.got}) == 1


def test_an_endpoint_that_failed_rests_and_holds_nobody_up(there: Receiver, owner: tuple[str, str]) -> None:
    an_endpoint(*owner, there.url)
    there.status = 500
    for number in range(5):
        put(owner[1], f"k{number}")
    work()
    assert len(there.got) == 1, "after the first failure the others wait"
    there.status = 200
    work(NOON + timedelta(seconds=31))
    assert len(there.got) == 5 and states().count("delivered") == 4
    work(NOON + HOOK_PAUSES[0] + SECOND)
    assert states() == ["delivered"] * 5


def test_a_receiver_that_asks_for_time_gets_it(there: Receiver, owner: tuple[str, str]) -> None:
    an_endpoint(*owner, there.url)
    put(owner[1])
    there.status, there.headers = 429, {"Retry-After": "600"}
    work()
    assert Delivery.objects.get().next_at == NOON + timedelta(minutes=10)


def test_an_endpoint_that_only_failed_for_days_is_switched_off_and_its_owner_told(
    there: Receiver, owner: tuple[str, str]
) -> None:
    endpoint, _ = an_endpoint(*owner, there.url)
    there.status = 500
    put(owner[1], "a")
    work()
    put(owner[1], "b", at=NOON + HOOK_FAILING_MOST)
    work(NOON + HOOK_FAILING_MOST)
    endpoint.refresh_from_db()
    assert endpoint.state == "off"
    told = Notice.objects.get()
    assert (told.person, told.kind, told.data["name"]) == (owner[0], "notices.endpoint_off", "erp")
    assert "?" not in told.data["url"], "a query may hold a password"
    assert put(owner[1], "c") == 0, "nothing more is put in for it"
    with pytest.raises(EndpointOff):
        endpoint_try(person=owner[0], endpoint_id=endpoint.public_id, at=NOON)
    later = NOON + HOOK_FAILING_MOST + timedelta(days=3)
    work(later)
    assert set(states()) == {"dead"}
    seen = len(there.got)
    there.status = 200
    endpoint_on(person=owner[0], endpoint_id=endpoint.public_id, at=later)
    for row in failed():
        event_resend(delivery_id=row.id, actor="command", at=later)
    work(later)
    assert set(states()) == {"delivered"} and len(there.got) == seen + 2


def test_an_endpoint_that_is_gone_is_switched_off_at_once(there: Receiver, owner: tuple[str, str]) -> None:
    endpoint, _ = an_endpoint(*owner, there.url)
    put(owner[1])
    there.status = 410
    work()
    endpoint.refresh_from_db()
    assert endpoint.state == "off" and states() == ["dead"] and Notice.objects.count() == 1


def test_success_ends_the_count_of_failures(there: Receiver, owner: tuple[str, str]) -> None:
    endpoint, _ = an_endpoint(*owner, there.url)
    there.status = 500
    put(owner[1], "a")
    work()
    there.status = 200
    work(NOON + HOOK_PAUSES[0] + SECOND)
    endpoint.refresh_from_db()
    assert (endpoint.failures, endpoint.failing_since, endpoint.rest_until) == (0, None, None)
    there.status = 500
    put(owner[1], "b", at=NOON + HOOK_FAILING_MOST)
    work(NOON + HOOK_FAILING_MOST)
    endpoint.refresh_from_db()
    assert endpoint.state == "live"


def test_after_a_rotation_both_secrets_sign_for_a_day(there: Receiver, owner: tuple[str, str]) -> None:
    endpoint, first = an_endpoint(*owner, there.url)
    second = secret_rotate(person=owner[0], endpoint_id=endpoint.public_id, at=NOON)
    for number, at in enumerate((NOON, NOON + SECRET_OVERLAP - SECOND, NOON + SECRET_OVERLAP)):
        put(owner[1], f"k{number}", at=at)
        work(at)
    assert [(got.is_signed_with(first), got.is_signed_with(second)) for got in there.got] == [
        (True, True),
        (True, True),
        (False, True),
    ]
    third = secret_rotate(person=owner[0], endpoint_id=endpoint.public_id, at=NOON)
    put(owner[1], "again")
    work()
    last = there.got[-1]
    assert [last.is_signed_with(secret) for secret in (first, second, third)] == [False, True, True]
    assert len(last.headers["webhook-signature"].split()) == 2, "two at most"


def test_with_another_installation_key_nothing_goes_out_under_a_wrong_signature(
    there: Receiver, owner: tuple[str, str], settings
) -> None:
    endpoint, _ = an_endpoint(*owner, there.url)
    put(owner[1])
    settings.SECRET_KEY = "another key than before"
    work()
    assert (there.got, states(), Delivery.objects.get().error) == ([], ["dead"], "no_secret")
    new = secret_rotate(person=owner[0], endpoint_id=endpoint.public_id, at=NOON)
    event_resend(delivery_id=failed()[0].id, actor="command", at=NOON)
    work()
    assert there.got[0].is_signed_with(new)


def test_what_waits_for_a_removed_endpoint_is_not_sent(there: Receiver, owner: tuple[str, str]) -> None:
    endpoint, _ = an_endpoint(*owner, there.url)
    put(owner[1])
    endpoint_remove(person=owner[0], endpoint_id=endpoint.public_id, at=NOON)
    work()
    assert there.got == [] and states() == ["cancelled"]
    assert set(Job.objects.values_list("state", flat=True)) == {"done"}


def test_a_network_that_is_shut_later_ends_the_sending(there: Receiver, owner: tuple[str, str], settings) -> None:
    an_endpoint(*owner, there.url)
    put(owner[1])
    settings.WEBHOOK_ALLOW = []
    work()
    row = Delivery.objects.get()
    assert there.got == [] and (row.error, row.detail) == ("refused", "webhook_address")


def test_a_trial_arrives_whatever_the_endpoint_listens_to(there: Receiver, owner: tuple[str, str]) -> None:
    endpoint, secret = an_endpoint(*owner, there.url, kinds=("trials.decided",))
    Endpoint.objects.update(rest_until=NOON + timedelta(hours=1))
    endpoint_try(person=owner[0], endpoint_id=endpoint.public_id, at=NOON)
    endpoint_try(person=owner[0], endpoint_id=endpoint.public_id, at=NOON)
    work()
    assert [json.loads(got.body)["type"] for got in there.got] == ["zaiton.notices.trial"] * 2
    assert there.got[0].is_signed_with(secret)


def test_old_deliveries_go_and_waiting_ones_stay(there: Receiver, owner: tuple[str, str]) -> None:
    an_endpoint(*owner, there.url)
    put(owner[1], "a")
    work()
    put(owner[1], "b")
    assert deliveries_forget(at=NOON + timedelta(days=89)) == 0
    assert deliveries_forget(at=NOON + timedelta(days=91)) == 1
    assert states() == ["waiting"]
