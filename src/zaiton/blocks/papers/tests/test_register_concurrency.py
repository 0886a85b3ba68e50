"""Many at once on a real server: one certificate a key, numbers without gaps, nothing issued on what falls meanwhile."""

import random
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from django.db import connection, connections

from zaiton.base.refusals import Refusal
from zaiton.blocks.evidence.public import verify
from zaiton.blocks.papers.models import Certificate, Numbers, Rest
from zaiton.blocks.papers.public import (
    PrerequisiteFallen,
    certificate_issue,
    certificate_resume,
    certificate_revoke,
    certificate_suspend,
)
from zaiton.blocks.papers.tests.factories import LATER, OFFICER, REASON, a_certificate, an_order
from zaiton.blocks.papers.tests.test_register_changing import check_histories

pytestmark = pytest.mark.django_db(transaction=True)
SAID: dict[str, Any] = {"actor": OFFICER, "at": LATER, "reason": REASON}


@pytest.fixture(autouse=True)
def real_server() -> None:
    if connection.vendor != "postgresql":
        pytest.skip("SQLite in memory is one connection; its writers take turns")


def together(*acts) -> list[Any]:
    """What each act returned or refused with, all begun at one moment; anything else that is raised is raised."""
    gate = Barrier(len(acts))

    def run(act) -> Any:
        try:
            gate.wait()
            return act()
        except Refusal as refusal:
            return refusal
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(acts)) as pool:
        return [future.result(60) for future in [pool.submit(run, act) for act in acts]]


def test_one_key_raced_is_one_certificate_and_one_number():
    for turn in range(5):
        order = an_order(f"raced/{turn}")
        found = together(*[lambda order=order: certificate_issue(order, actor=OFFICER, at=LATER)] * 6)
        assert len({card.public_id for card in found}) == 1
    assert sorted(Certificate.objects.values_list("number", flat=True)) == [f"GJ-2026-{n:06}" for n in range(1, 6)]
    assert Numbers.objects.get().last == 5 and verify().ok


def test_many_at_once_get_numbers_without_gaps():
    together(*[lambda: a_certificate()] * 8)
    assert sorted(Certificate.objects.values_list("number", flat=True)) == [f"GJ-2026-{n:06}" for n in range(1, 9)]


@pytest.mark.parametrize("turn", range(6))
def test_nothing_is_issued_on_a_certificate_that_falls_at_the_same_instant(turn: int):
    ownership = a_certificate()
    issued, revoked = together(
        lambda: a_certificate(ownership),
        lambda: certificate_revoke(ownership.public_id, dependants="revoke", **SAID),
    )
    assert Certificate.objects.get(public_id=ownership.public_id).status == "revoked"
    if isinstance(issued, Refusal):
        assert isinstance(issued, PrerequisiteFallen) and len(revoked) == 1
    else:
        assert Certificate.objects.get(public_id=issued.public_id).status == "revoked" and len(revoked) == 2


def test_eight_officers_on_one_tree_leave_it_sound():
    cards = [a_certificate()]
    for _ in range(7):
        cards.append(a_certificate(*random.Random(len(cards)).sample(cards, min(2, len(cards)))))
    names = [card.public_id for card in cards]

    def officer(number: int) -> None:
        chance = random.Random(number)
        for _ in range(12):
            name = chance.choice(names)
            try:
                if chance.random() < 0.5:
                    certificate_suspend(name, dependants="suspend", **SAID)
                else:
                    certificate_resume(name, **SAID)
            except Refusal:
                continue

    together(*[lambda n=n: officer(n) for n in range(8)])
    assert not Rest.objects.filter(certificate__status="valid").exclude(on__status="valid").exists()
    check_histories()
