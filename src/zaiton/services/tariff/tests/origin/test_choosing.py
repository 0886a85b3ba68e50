"""The fewest inputs that cover every need: equal to trying all, for any items."""

from itertools import combinations
from random import Random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import Bounds, LinearConstraint, milp

from zaiton.services.tariff.domain.origin import choosing
from zaiton.services.tariff.domain.origin.choosing import Item, cheapest

SIZES = st.integers(0, 60)


def by_trying_all(items: list[Item], needs: list[int]) -> tuple[int, int] | None:
    """Number and cost of the best choice."""
    for count in range(len(items) + 1):
        costs = [
            sum(items[n].cost for n in chosen)
            for chosen in combinations(range(len(items)), count)
            if all(sum(items[n].gains[k] for n in chosen) >= need for k, need in enumerate(needs))
        ]
        if costs:
            return count, min(costs)
    return None


@st.composite
def questions(draw):
    needs = draw(st.integers(1, 3))
    items = draw(st.lists(st.builds(Item, SIZES, st.tuples(*[SIZES] * needs)), max_size=9))
    return items, [draw(st.integers(-5, 220)) for _ in range(needs)]


def _agree(items, needs):
    found, wanted = cheapest(items, needs), by_trying_all(items, needs)
    if wanted is None:
        assert found is None
        return
    assert (len(found.chosen), found.cost) == wanted
    assert found.proven and len(set(found.chosen)) == len(found.chosen)
    assert all(sum(items[n].gains[k] for n in found.chosen) >= need for k, need in enumerate(needs))


@settings(max_examples=300, deadline=None)
@given(questions())
def test_it_equals_trying_all(question):
    _agree(*question)


@settings(max_examples=150, deadline=None)
@given(questions())
def test_so_does_the_search_where_halves_would_be_too_large(question):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(choosing, "MOST_LISTED", 0)
        _agree(*question)


@pytest.mark.parametrize("seed", range(6))
def test_twelve_inputs_of_one_bill_equal_trying_all(seed):
    chance = Random(seed)
    values = [chance.randint(900, 1100) if seed % 2 else chance.randint(1, 10**9) for _ in range(12)]
    blocking = [chance.random() < 0.6 for _ in values]
    items = [Item(v, (v if b else 0, v)) for v, b in zip(values, blocking, strict=True)]
    total = sum(values)
    _agree(items, [sum(v for v, b in zip(values, blocking, strict=True) if b) * 7 // 10, total * 6 // 10])


def test_where_the_steps_run_out_the_best_so_far_comes_and_is_not_called_proved(monkeypatch):
    monkeypatch.setattr(choosing, "MOST_LISTED", 0)
    monkeypatch.setattr(choosing, "MOST_STEPS", 40)
    chance = Random(1)
    items = [Item(v, (v,)) for v in (chance.randint(10**6, 2 * 10**6) for _ in range(24))]
    need = sum(sorted(item.cost for item in items)[6:18])
    found = cheapest(items, [need])
    assert not found.proven
    assert sum(items[n].gains[0] for n in found.chosen) >= need


def test_sums_beyond_sixty_four_bits_are_exact():
    items = [Item(1 << 62, (1 << 62,)), Item((1 << 62) + 1, ((1 << 62) + 1,)), Item(5, (5,))]
    assert cheapest(items, [(1 << 63) + 1]).chosen == (0, 1)


def test_nothing_needed_is_nothing_chosen():
    assert cheapest([Item(3, (1,))], [0]).chosen == ()


def test_the_first_place_from_somewhere_on_with_enough():
    values = np.array([3, 1, 4, 1, 5, 9, 2, 6], np.int64)
    for begin in range(9):
        for least in range(11):
            wanted = next((n for n in range(begin, 8) if values[n] >= least), 8)
            assert choosing._first(values, np.array([begin]), np.array([least]))[0] == wanted


@pytest.mark.parametrize("seed", range(5))
def test_thirty_inputs_equal_a_solver_without_a_gap(seed):
    chance = Random(seed)
    items = [Item(v, (v if chance.random() < 0.6 else 0, v)) for v in (chance.randint(1, 10**6) for _ in range(30))]
    needs = [sum(item.gains[0] for item in items) * 6 // 10, sum(item.cost for item in items) * 6 // 10]
    count, cost = by_solver(items, needs)
    found = cheapest(items, needs)
    assert (len(found.chosen), found.cost, found.proven) == (count, cost, True)


def by_solver(items: list[Item], needs: list[int]) -> tuple[int, int]:
    """Number and cost of the best by a mixed-integer solver: the number first, then the cost for that number."""
    options = {"options": {"mip_rel_gap": 0}, "integrality": np.ones(len(items)), "bounds": Bounds(0, 1)}
    covers = LinearConstraint(np.array([item.gains for item in items], float).T, np.array(needs, float))
    count = round(milp(np.ones(len(items)), constraints=covers, **options).fun)
    exactly = LinearConstraint(np.ones((1, len(items))), count, count)
    found = milp(np.array([item.cost for item in items], float), constraints=[covers, exactly], **options)
    return count, sum(item.cost for item, x in zip(items, found.x, strict=True) if x > 0.5)
