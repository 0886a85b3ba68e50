"""The transitions: order, cascade, skipping, voiding, and that a refused move changes nothing."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from zaiton.blocks.cases.domain import run as engine
from zaiton.blocks.cases.domain.graph import ISSUE, SKIPS, Definition, in_order
from zaiton.blocks.cases.domain.run import (
    BLOCKED,
    CLAIMED,
    DONE,
    OPEN,
    PAUSED,
    READY,
    REFUSED,
    SKIPPED,
    NotAllowed,
    Run,
)
from zaiton.blocks.cases.tests.graphs import definition, definitions, item, ships


def done(run: Run, *steps: str) -> None:
    for step in steps:
        run.claim(run.plan.index[step])
        run.finish(run.plan.index[step])


def state(run: Run, step: str) -> str:
    return engine.STATES[run.states[run.plan.index[step]]]


def test_with_pre_review_every_review_is_open_at_once_and_issues_wait():
    run = Run(ships().plan)
    run.begin()
    assert {run.plan.steps[n].kind for n in run.ready} == {"review"} and len(run.ready) == 7
    done(run, "nat.review")
    assert state(run, "nat.issue") == "blocked"
    done(run, "own.review", "own.issue")
    assert state(run, "nat.issue") == "ready"


def test_without_pre_review_the_review_waits_for_the_prerequisite():
    run = Run(definition(item("a"), item("b", ("a",), prereview=False)).plan)
    run.begin()
    assert state(run, "b.review") == "blocked"
    done(run, "a.review", "a.issue")
    assert state(run, "b.review") == "ready"


def test_joint_handling_waits_for_every_role():
    run = Run(definition(item("a", roles=("x", "y"))).plan)
    run.begin()
    done(run, "a.review.x")
    assert state(run, "a.issue") == "blocked"
    done(run, "a.review.y")
    assert state(run, "a.issue") == "ready"


def test_a_refusal_ends_everything_that_waits_for_it_and_names_its_cause():
    run = Run(ships().plan)
    run.begin()
    done(run, "mmsi.review")
    run.claim(run.plan.index["nat.review"])
    changes = run.refuse(run.plan.index["nat.review"])
    refused = {run.plan.steps[change.step].item for change in changes}
    assert refused == {"nat", "msm", "ism", "radio", "clc"}
    assert {change.cause for change in changes[1:]} == {run.plan.index["nat.review"]}
    assert run.is_open and state(run, "own.review") == "ready"
    done(run, "own.review", "own.issue", "mmsi.issue")
    assert run.outcome() == engine.PARTLY


def test_opinions_on_the_way_are_not_what_was_applied_for():
    run = Run(definition(item("opinion", output=None, prereview=False), item("permit", ("opinion",))).plan)
    run.begin()
    done(run, "opinion.review")
    run.claim(run.plan.index["permit.review"])
    run.refuse(run.plan.index["permit.review"])
    assert run.outcome() == engine.NOT_GRANTED


def test_a_skipped_item_satisfies_or_takes_its_followers_along():
    satisfied = Run(definition(item("a", skipped="satisfied"), item("b", ("a",))).plan)
    satisfied.begin(["a"])
    assert state(satisfied, "b.review") == "ready"
    taken = Run(definition(item("a", skipped=SKIPS), item("b", ("a",)), item("c")).plan)
    taken.begin(["a"])
    assert state(taken, "b.review") == "skipped" and state(taken, "c.review") == "ready"


def test_voiding_opens_the_review_again_and_closes_the_issue_behind_it():
    run = Run(ships().plan)
    run.begin()
    done(run, "own.review")
    assert state(run, "own.issue") == "ready"
    run.void([run.plan.index["own.review"]])
    assert (state(run, "own.review"), state(run, "own.issue")) == ("ready", "blocked")
    assert state(run, "nat.review") == "ready"


def test_what_was_issued_is_not_voided():
    run = Run(ships().plan)
    run.begin()
    done(run, "own.review", "own.issue")
    before = list(run.states)
    with pytest.raises(NotAllowed):
        run.void([run.plan.index["own.review"]])
    with pytest.raises(NotAllowed):
        run.change_items(["own"])
    assert run.states == before


def test_a_fact_that_makes_an_item_apply_opens_it():
    run = Run(ships().plan)
    run.begin(["clc"])
    done(run, "own.review")
    run.change_items([])
    assert (state(run, "clc.review"), state(run, "clc.issue")) == ("ready", "blocked")
    run.change_items(["clc"])
    assert state(run, "clc.review") == "skipped"


def test_withdrawal_keeps_what_was_decided():
    run = Run(ships().plan)
    run.begin()
    done(run, "own.review", "own.issue")
    run.withdraw()
    assert run.outcome() == engine.PARTLY and not run.is_open
    with pytest.raises(NotAllowed):
        run.withdraw()


def test_a_circle_has_no_order():
    with pytest.raises(ValueError, match="a, b"):
        in_order({"a": ["b"], "b": ["a"], "c": []})


@settings(max_examples=200, deadline=None)
@given(case=definitions(), data=st.data())
def test_random_walks_keep_the_rules(case: Definition, data: st.DataObject):
    plan = case.plan
    run = Run(plan)
    out = [name for name in plan.items if plan.skipped[name] and data.draw(st.integers(0, 5)) == 0]
    run.begin(out)
    for _ in range(6 * len(plan.steps)):
        _check(run)
        if not run.is_open:
            break
        _move(run, data)


def _move(run: Run, data: st.DataObject) -> None:
    step = data.draw(st.integers(0, len(run.states) - 1))
    name = data.draw(st.sampled_from(("claim", "finish", "finish", "refuse", "release", "pause", "resume", "void")))
    before, settled = list(run.states), run.settled
    try:
        changes = run.void([step]) if name == "void" else getattr(run, name)(step)
    except NotAllowed:
        assert (run.states, run.settled) == (before, settled)
        return
    rebuilt = list(before)
    for change in changes:
        assert rebuilt[change.step] == change.before
        rebuilt[change.step] = change.after
    assert rebuilt == run.states


def _check(run: Run) -> None:
    """No step hangs, none is open before its time, and the bits say what the states say."""
    plan = run.plan
    for step, state in enumerate(run.states):
        met = not plan.needs[step] & ~run.settled
        if state in (READY, CLAIMED, PAUSED, DONE):
            assert met
        if state == BLOCKED:
            assert not met
            needs = [other for other in range(len(plan.steps)) if plan.needs[step] >> other & 1]
            assert any(run.states[other] in OPEN for other in needs)
            assert not any(run.states[other] == REFUSED for other in needs)
        assert bool(run.settled >> step & 1) == (state in (DONE, SKIPPED))
    if run.is_open:
        assert any(state in (READY, CLAIMED, PAUSED) for state in run.states)
    else:
        assert run.outcome()


@settings(max_examples=100, deadline=None)
@given(case=definitions(), data=st.data())
def test_every_walk_of_grants_ends_with_everything_issued_in_order(case: Definition, data: st.DataObject):
    run = Run(case.plan)
    run.begin()
    seen: list[int] = []
    while run.is_open:
        step = data.draw(st.sampled_from(run.ready))
        run.claim(step)
        run.finish(step)
        seen.append(step)
    for place, step in enumerate(seen):
        needed = {case.plan.index[name] for name in case.plan.steps[step].after}
        assert needed <= set(seen[:place])
    assert run.outcome() == engine.GRANTED and len(seen) == len(case.plan.steps)
    assert {case.plan.steps[s].item for s in seen if case.plan.steps[s].kind == ISSUE} == {
        one.id for one in case.items if one.output
    }
