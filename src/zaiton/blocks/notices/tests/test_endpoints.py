"""Endpoints: made and changed by owners only, refused where they lead inside, their secrets never in the tables, each act in the log."""

import pytest
from django.db import connection

from zaiton.blocks.evidence.public import verify
from zaiton.blocks.identity.public import Unseen
from zaiton.blocks.notices.actions import endpoints
from zaiton.blocks.notices.actions.endpoints import endpoint_change, endpoint_make, endpoint_remove, secret_rotate
from zaiton.blocks.notices.domain.limits import ENDPOINTS_MOST
from zaiton.blocks.notices.domain.refusals import AddressRefused, EndpointsMost, HostUnknown, HttpsNeeded, KindsMissing
from zaiton.blocks.notices.manifest import manifest
from zaiton.blocks.notices.models import Delivery, Endpoint, Secret
from zaiton.blocks.notices.queries.hooks import deliveries_of, endpoint_for, organisations_with_hooks
from zaiton.blocks.notices.tests.factories import NOON, firm_of, names

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("kinds")]
URL = "https://erp.example/hooks"


@pytest.fixture(autouse=True)
def book():
    """A name server with one public and one private host."""
    with names(erp_example="93.184.216.34", inner_example=["93.184.216.34", "10.0.0.8"]) as known:
        yield known


@pytest.fixture
def owner(people: dict[str, str]) -> tuple[str, str]:
    """The importer and her company."""
    return people["importer"], firm_of(people["importer"])


def acts() -> list[str]:
    """What the log says of this block, oldest first."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT action FROM evidence_entry WHERE action LIKE 'notices.%' ORDER BY seq")
        return [row[0] for row in cursor.fetchall()]


def make(owner: tuple[str, str], url: str = URL, kinds: tuple[str, ...] = ("*",)) -> tuple[str, str]:
    """Public id and secret."""
    return endpoint_make(person=owner[0], organisation=owner[1], name="erp", url=url, kinds=kinds, at=NOON)


@pytest.mark.parametrize("role", ["agent", "stranger", "officer", "administrator"])
def test_only_owners_make_see_and_change_them(owner: tuple[str, str], people: dict[str, str], role: str) -> None:
    public_id, _ = make(owner)
    other = people[role]
    who = {"person": other, "endpoint_id": public_id, "at": NOON}
    for act in (
        lambda: make((other, owner[1])),
        lambda: endpoint_for(other, public_id, at=NOON),
        lambda: deliveries_of(other, public_id, at=NOON),
        lambda: endpoint_change(**who, name="x", url=URL, kinds=["*"]),
        lambda: secret_rotate(**who),
        lambda: endpoints.endpoint_on(**who),
        lambda: endpoint_remove(**who),
    ):
        with pytest.raises(Unseen):
            act()
    assert endpoint_for(owner[0], public_id, at=NOON).state == "live"
    assert [len(found) for _, found in organisations_with_hooks(owner[0], at=NOON)] == [1]


@pytest.mark.parametrize(
    ("url", "refusal"),
    [
        ("https://inner.example/", AddressRefused),
        ("https://127.0.0.1.example/", HostUnknown),
        ("http://erp.example/", HttpsNeeded),
    ],
)
def test_what_leads_inside_is_refused_when_made_and_when_changed(
    owner: tuple[str, str], url: str, refusal: type
) -> None:
    with pytest.raises(refusal) as told:
        make(owner, url)
    assert told.value.field == "url"
    public_id, _ = make(owner)
    with pytest.raises(refusal):
        endpoint_change(person=owner[0], endpoint_id=public_id, name="x", url=url, kinds=["*"], at=NOON)
    assert Endpoint.objects.get().url == URL


def test_it_listens_to_something_known(owner: tuple[str, str]) -> None:
    for kinds in ((), ("trials.unheard",), ("trials.due",)):
        with pytest.raises(KindsMissing):
            make(owner, kinds=kinds)
    make(owner, kinds=("trials.decided", "trials.unheard"))
    make(owner, kinds=("trials.decided", "*"))
    assert [row.kinds for row in Endpoint.objects.order_by("id")] == [["trials.decided"], ["*"]]


def test_an_organisation_has_so_many_and_no_more(owner: tuple[str, str]) -> None:
    made = [make(owner)[0] for _ in range(ENDPOINTS_MOST)]
    with pytest.raises(EndpointsMost):
        make(owner)
    endpoint_remove(person=owner[0], endpoint_id=made[0], at=NOON)
    make(owner)


def test_the_tables_do_not_hold_a_secret(owner: tuple[str, str]) -> None:
    public_id, secret = make(owner)
    kept = str(list(Endpoint.objects.values())) + str(list(Secret.objects.values()))
    assert secret.startswith("whsec_") and secret not in kept and secret.removeprefix("whsec_") not in kept
    assert secret_rotate(person=owner[0], endpoint_id=public_id, at=NOON) != secret


def test_a_removed_one_is_gone_for_everybody(owner: tuple[str, str]) -> None:
    public_id, _ = make(owner)
    endpoint_remove(person=owner[0], endpoint_id=public_id, at=NOON)
    with pytest.raises(Unseen):
        endpoint_for(owner[0], public_id, at=NOON)
    with pytest.raises(Unseen):
        endpoint_remove(person=owner[0], endpoint_id=public_id, at=NOON)
    assert Delivery.objects.count() == 0 and organisations_with_hooks(owner[0], at=NOON)[0][1] == ()


def test_every_act_is_in_the_log_once_and_nothing_else_is(owner: tuple[str, str]) -> None:
    public_id, _ = make(owner)
    who = {"person": owner[0], "endpoint_id": public_id, "at": NOON}
    endpoint_change(**who, name="erp", url=URL, kinds=["*"])
    endpoint_change(**who, name="other", url=URL, kinds=["*"])
    secret_rotate(**who)
    endpoints.endpoint_on(**who)
    endpoints.endpoint_off(Endpoint.objects.get(), at=NOON)
    endpoints.endpoint_on(**who)
    endpoint_remove(**who)
    verbs = ["made", "changed", "rotated", "off", "on", "removed"]
    assert acts() == [f"notices.endpoint.{verb}" for verb in verbs]
    assert set(acts()) <= set(manifest.actions)
    assert verify().ok
