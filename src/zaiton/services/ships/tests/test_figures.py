"""The figures: counted from errands, compared with the days of a named set of limits, the simulation apart from both."""

from datetime import date

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from zaiton.blocks.identity.tests.factories import NOON
from zaiton.blocks.papers.public import delivery_choose
from zaiton.services.ships.domain.figures import rank, times, worth
from zaiton.services.ships.models import Errand
from zaiton.services.ships.queries.figures import figures
from zaiton.services.ships.tests.world import a_world

ON = date(2026, 11, 20)


def errands(*days: int) -> None:
    """Closed first registrations that took so many working days."""
    for number, one in enumerate(days):
        Errand.objects.create(
            case=f"case{number}",
            number=f"SHIP-2026-{number:06}",
            type="ships",
            opened_on=ON,
            closed_on=ON,
            outcome="granted",
            days=one,
        )


@given(st.lists(st.integers(0, 400), min_size=1), st.integers(1, 100))
def test_a_rank_is_a_value_that_enough_do_not_exceed(days: list[int], percent: int) -> None:
    found = rank(days, percent)
    assert found in days
    assert sum(one <= found for one in days) * 100 >= percent * len(days)
    assert sum(one < found for one in days) * 100 < percent * len(days)


def test_without_errands_nothing_is_counted() -> None:
    found = times([], 20)
    assert (found.median, found.p90, found.share) == (None, None, None)


def test_days_lost_are_worth_nothing() -> None:
    assert worth(-3, 5_000_000) == 0 and worth(2, 5_000_000) == 10_000_000


@pytest.mark.django_db(transaction=True)
def test_figures_from_errands() -> None:
    a_world()
    errands(8, 12, 16, 24, 45)
    delivery_choose("cases.case/case0", way="counter", actor="system", at=NOON)
    found = figures(on=ON)
    assert (found.times.cases, found.times.median, found.times.p90, found.times.within) == (5, 16, 45, 3)
    assert (found.baseline.serial, found.saved_days) == (41, 25)
    assert found.saved_fen == (33 + 29 + 25 + 17 + 0) * 5_000_000
    assert (found.trips.errands, found.trips.most) == (1, found.trips.total)
    assert found.asked == 12 and found.separately == 29
    assert {plan.name: (plan.serial, plan.parallel) for plan in found.plans}["national"] == (67, 30)


@pytest.mark.django_db(transaction=True)
def test_without_errands_the_page_says_so_and_shows_the_simulation_as_one(client: Client) -> None:
    a_world()
    found = figures(on=ON)
    assert found.saved_days is None and found.saved_fen is None
    assert figures(on=ON).drawn == found.drawn
    page = client.get("/en/ships/kpi/").content.decode()
    assert (
        "No first registration is closed yet." in page and "Drawn, not observed" in page and "Nothing is fitted" in page
    )


@pytest.mark.django_db(transaction=True)
def test_open_and_refused_errands_are_not_counted_as_done() -> None:
    a_world()
    errands(10)
    Errand.objects.create(case="open", number="SHIP-2026-9", type="ships", opened_on=ON)
    Errand.objects.create(
        case="no", number="SHIP-2026-8", type="ships", opened_on=ON, closed_on=ON, outcome="refused", days=1
    )
    Errand.objects.create(
        case="other", number="SHMO-2026-8", type="ship-mortgage", opened_on=ON, closed_on=ON, outcome="granted", days=1
    )
    found = figures(on=ON)
    assert (found.times.cases, found.opened) == (1, 1)
