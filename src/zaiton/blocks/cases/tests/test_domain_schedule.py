"""The schedule comes from the graph: figures by the formula written here once more, and by the transitions themselves."""

from dataclasses import replace

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from zaiton.blocks.cases.domain.graph import Definition
from zaiton.blocks.cases.domain.schedule import finishes, in_days, schedule, serial_plan, totals
from zaiton.blocks.cases.domain.simulate import Assumptions, simulated
from zaiton.blocks.cases.domain.whatif import PastCase, replayed
from zaiton.blocks.cases.tests.graphs import definition, definitions, item, ships

SHIP_DAYS = {"own": 7, "nat": 7, "msm": 7, "ism": 20, "mmsi": 7, "radio": 7, "clc": 7}


def formula(case: Definition, days: dict[str, int], issue: int, *, prereview: bool) -> float:
    """F(i) by the two formulas of the text, item by item, without the plan."""
    done: dict[str, float] = {}
    waiting = {one.id: one for one in case.items}
    while waiting:
        for name, one in list(waiting.items()):
            if set(one.after) & set(waiting):
                continue
            before = max((done[other] for other in one.after), default=0)
            parallel = prereview and one.prereview
            review = max(days[name], before) if parallel else before + days[name]
            done[name] = review + (issue if one.output else 0)
            del waiting[name]
    return max(done.values())


def both(case: Definition, days: dict[str, int], issue: int) -> tuple[float, float]:
    """Serial and parallel totals of the engine."""
    lengths = in_days(case.plan, days, dict.fromkeys(days, issue))
    return schedule(serial_plan(case.plan), lengths).total, schedule(case.plan, lengths).total


def test_seven_certificates_take_41_days_one_after_another_and_20_with_pre_review():
    assert both(ships(), SHIP_DAYS, 0) == (41, 20)
    assert both(ships(), SHIP_DAYS, 1) == (45, 21)
    lengths = in_days(ships().plan, SHIP_DAYS, {})
    assert schedule(serial_plan(ships().plan), lengths).critical == (
        "own.review",
        "own.issue",
        "nat.review",
        "nat.issue",
        "msm.review",
        "msm.issue",
        "ism.review",
        "ism.issue",
    )
    assert schedule(ships().plan, lengths).critical[-2:] == ("ism.review", "ism.issue")


@settings(max_examples=200, deadline=None)
@given(case=definitions(), data=st.data(), issue=st.integers(0, 3))
def test_the_totals_follow_the_formula_for_any_graph_and_after_any_change(
    case: Definition, data: st.DataObject, issue: int
):
    days = {one.id: data.draw(st.integers(0, 30), one.id) for one in case.items}
    expected = formula(case, days, issue, prereview=False), formula(case, days, issue, prereview=True)
    assert both(case, days, issue) == expected
    changed = {**days, data.draw(st.sampled_from(sorted(days))): data.draw(st.integers(0, 40))}
    assert both(case, changed, issue) == (
        formula(case, changed, issue, prereview=False),
        formula(case, changed, issue, prereview=True),
    )
    last = case.items[-1]
    other = definition(*case.items[:-1], replace(last, after=tuple(one.id for one in case.items[:-1])))
    assert both(other, days, issue)[1] == formula(other, days, issue, prereview=True)


@settings(max_examples=100, deadline=None)
@given(case=definitions(), data=st.data())
def test_slack_is_what_a_step_can_take_longer_without_moving_the_end(case: Definition, data: st.DataObject):
    days = {one.id: data.draw(st.integers(1, 20)) for one in case.items}
    lengths = in_days(case.plan, days, {})
    made = schedule(case.plan, lengths)
    step = data.draw(st.sampled_from(case.plan.steps)).id
    assert schedule(case.plan, {**lengths, step: lengths[step] + made.slack[step]}).total == made.total
    assert schedule(case.plan, {**lengths, step: lengths[step] + made.slack[step] + 1}).total == made.total + 1
    assert all(made.slack[name] == 0 for name in made.critical)
    assert sum(lengths[name] for name in made.critical) == made.total


@settings(max_examples=60, deadline=None)
@given(case=definitions(), data=st.data())
def test_many_at_once_equal_each_alone(case: Definition, data: st.DataObject):
    plan = case.plan
    rows = data.draw(
        st.lists(
            st.lists(st.integers(0, 30), min_size=len(plan.steps), max_size=len(plan.steps)), min_size=1, max_size=4
        )
    )
    found = finishes(plan, np.array(rows))
    for row, finish, total in zip(rows, found, totals(plan, np.array(rows)), strict=True):
        alone = schedule(plan, {step.id: length for step, length in zip(plan.steps, row, strict=True)})
        assert [alone.finish[step.id] for step in plan.steps] == list(finish) and alone.total == total


@settings(max_examples=100, deadline=None)
@given(case=definitions(), data=st.data())
def test_the_transitions_with_people_enough_take_what_the_schedule_says(case: Definition, data: st.DataObject):
    plan = case.plan
    taken = {step.id: data.draw(st.integers(0, 15)) for step in plan.steps}
    past = [PastCase(number * 3, frozenset(), taken) for number in range(3)]
    done = replayed(plan, past, taken)
    assert set(done.days) == {schedule(plan, taken).total}
    assert sum(done.worked.values()) == 3 * sum(taken.values()) and not any(done.waited.values())


def test_fewer_people_make_a_queue_and_who_is_due_first_goes_first():
    case = definition(item("a", output=None, prereview=False))
    past = [PastCase(0, frozenset(), {"a.review": 5}), PastCase(0, frozenset(), {"a.review": 2})]
    assert replayed(case.plan, past, {"a.review": 5}).days == (5, 2)
    assert replayed(case.plan, past, {"a.review": 5}, {"desk": 1}).days == (5, 7)
    assert replayed(case.plan, past, {"a.review": 5}, {"desk": 1}).waited == {"desk": 5}


def test_a_simulation_states_its_assumptions_and_can_be_made_again():
    plan = ships().plan
    lengths = in_days(plan, SHIP_DAYS, {})
    made = simulated(plan, lengths, (), Assumptions(runs=2_000, seed=7))
    assert (made.serial, made.parallel) == (41, 20)
    assert made == simulated(plan, lengths, (), Assumptions(runs=2_000, seed=7))
    assert made != simulated(plan, lengths, (), Assumptions(runs=2_000, seed=8))
    for name, most in (("serial", 41), ("parallel", 20)):
        spread = made.distribution[name]
        assert 0 < spread["p5"] < spread["p50"] < spread["p95"] < most
    fifth, day = (effect for effect in made.sensitivity if effect.item == "ism")
    assert (fifth.days, fifth.to, fifth.serial, fifth.parallel) == (20, 16, 37, 16)
    assert (day.days, day.to, day.serial, day.parallel) == (20, 19, 40, 19)
    narrow = simulated(plan, lengths, (), Assumptions(runs=2_000, seed=7, alpha=50, beta=50))
    assert narrow.distribution["serial"]["p95"] < made.distribution["serial"]["p95"]
    left = simulated(plan, lengths, ("ism",), Assumptions(runs=10))
    assert (left.serial, left.parallel) == (21, 7)


@settings(max_examples=100, deadline=None)
@given(case=definitions(), data=st.data())
def test_what_is_left_out_takes_along_what_cannot_be_without_it_as_the_transitions_do(
    case: Definition, data: st.DataObject
):
    out = frozenset(data.draw(st.sets(st.sampled_from([one.id for one in case.items]))))
    days = {one.id: data.draw(st.integers(1, 20)) for one in case.items}
    lengths = in_days(case.plan, days, {})
    gone = set(out)
    for one in sorted(case.items, key=lambda one: case.plan.items.index(one.id)):
        if any(name in gone and case.item(name).skipped == "skips" for name in one.after):
            gone.add(one.id)
    made = schedule(case.plan, lengths, out)
    assert {case.plan.steps[case.plan.index[name]].item for name in made.finish} == set(case.plan.items) - gone
    assert replayed(case.plan, [PastCase(0, out, lengths)], lengths).days in ((made.total,), (0,) * (not made.finish))
    assert simulated(case.plan, lengths, out, Assumptions(runs=10)).parallel == made.total
