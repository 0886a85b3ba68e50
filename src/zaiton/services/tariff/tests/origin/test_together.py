"""Several people at one product at the same moment, on PostgreSQL: no version is lost or made twice, a link is used once."""

import copy
import threading
from collections.abc import Callable

import pytest
from django.db import connection

from zaiton.base.refusals import Refusal
from zaiton.services.tariff.actions.origin_products import product_revise
from zaiton.services.tariff.actions.origin_suppliers import supplier_answer, supplier_ask
from zaiton.services.tariff.models import OriginAssessment, OriginVersion
from zaiton.services.tariff.tests.conftest import NOON
from zaiton.services.tariff.tests.origin.test_products import ANSWER, MIXER, keep

PEOPLE = 4
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def many() -> None:
    """Skips where there is one connection only."""
    if connection.vendor != "postgresql":
        pytest.skip("SQLite in memory is one connection; its writers take turns")


def together(acts: list[Callable[[], object]]) -> list[str]:
    """Run all at once; what came of each: ``done``, or the code of its refusal."""
    begun, found = threading.Barrier(len(acts)), [""] * len(acts)

    def run(place: int) -> None:
        begun.wait()
        try:
            acts[place]()
            found[place] = "done"
        except Refusal as refusal:
            found[place] = refusal.code
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(place,)) for place in range(len(acts))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return found


def worth(value: int) -> dict:
    changed = copy.deepcopy(MIXER)
    changed["materials"][0]["value"] = value
    return changed


def test_of_several_who_looked_at_one_version_one_makes_the_next(transactional_db, cast):
    public_id, person = keep(cast["importer"]), cast["importer"].public_id
    acts = [
        lambda value=value: product_revise(
            person=person, public_id=public_id, document=worth(value), based_on=1, at=NOON
        )
        for value in range(1000, 1000 + PEOPLE)
    ]
    found = together(acts)
    assert sorted(found) == ["done"] + ["origin_version_moved"] * (PEOPLE - 1)
    assert OriginVersion.objects.count() == 2


def test_of_several_who_do_not_say_what_they_looked_at_each_makes_a_version(transactional_db, cast):
    public_id, person = keep(cast["importer"]), cast["importer"].public_id
    acts = [
        lambda value=value: product_revise(person=person, public_id=public_id, document=worth(value), at=NOON)
        for value in range(1000, 1000 + PEOPLE)
    ]
    assert together(acts) == ["done"] * PEOPLE
    assert sorted(OriginVersion.objects.values_list("number", flat=True)) == list(range(1, PEOPLE + 2))
    assert OriginAssessment.objects.count() == PEOPLE + 1


def test_a_link_is_answered_once(transactional_db, cast):
    public_id = keep(cast["importer"])
    _, secret = supplier_ask(person=cast["importer"].public_id, public_id=public_id, line="2", supplier="x", at=NOON)
    found = together([lambda: supplier_answer(secret=secret, given=ANSWER, at=NOON)] * PEOPLE)
    assert sorted(found) == ["done"] + ["origin_request_over"] * (PEOPLE - 1)
    assert OriginVersion.objects.count() == 2
