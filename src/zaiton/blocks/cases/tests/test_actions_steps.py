"""Steps in the store: order, cascade, correction, pauses, authority, recusal; and that a refused act leaves nothing."""

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from zaiton.base.refusals import Refusal
from zaiton.blocks.cases.actions.corrections import correction_answer, correction_ask, correction_lapse
from zaiton.blocks.cases.actions.materials import Upload
from zaiton.blocks.cases.actions.officers import absence_enter, authority_revoke
from zaiton.blocks.cases.actions.steps import (
    recuse,
    step_claim,
    step_decide,
    step_extend,
    step_pause,
    step_reassign,
    step_release,
    step_resume,
)
from zaiton.blocks.cases.actions.withdrawing import case_withdraw
from zaiton.blocks.cases.domain import refusals
from zaiton.blocks.cases.models import Authority, Event, StepRow
from zaiton.blocks.cases.queries.replaying import case_replayed
from zaiton.blocks.cases.tests.quay import PDF
from zaiton.blocks.cases.tests.world import World, a_world, later
from zaiton.blocks.evidence.public import verify
from zaiton.blocks.identity.tests.factories import NOON
from zaiton.kit.work.models import Job

pytestmark = pytest.mark.django_db


@pytest.fixture
def world(tmp_path: Path) -> World:
    return a_world(tmp_path)


def nothing_changes(world: World, case: str, refusal: type[Refusal], act: Callable[[], object]) -> Refusal:
    """The act is refused, and leaves neither event nor changed row."""
    before = list(StepRow.objects.filter(case__public_id=case).order_by("pk").values())
    events, version = Event.objects.count(), world.case(case).version
    with pytest.raises(refusal) as caught:
        act()
    assert list(StepRow.objects.filter(case__public_id=case).order_by("pk").values()) == before
    assert (Event.objects.count(), world.case(case).version) == (events, version)
    return caught.value


def test_three_organs_review_at_once_and_the_permit_waits_for_all(world: World):
    case = world.opened()
    states = world.states(case)
    assert {s for s, state in states.items() if state == "ready"} == {
        "safety.review",
        "waterway.review",
        "nature.review",
        "permit.review",
    }
    assert states["fire.review"] == "skipped" and states["permit.issue"] == "blocked"
    for step in ("safety.review", "permit.review", "waterway.review"):
        world.decide(case, step)
    assert world.states(case)["permit.issue"] == "blocked"
    world.decide(case, "nature.review")
    assert world.states(case)["permit.issue"] == "ready"
    world.decide(case, "permit.issue")
    row = world.case(case)
    assert (row.state, row.outcome) == ("closed", "granted") and row.closed_at == NOON
    assert verify().ok


def test_the_limits_run_from_the_day_a_step_is_open(world: World):
    case = world.opened()
    assert world.row(case, "safety.review").due_on == date(2026, 12, 18)
    assert world.row(case, "waterway.review").due_on == date(2026, 12, 4)
    assert world.row(case, "nature.review").due_on == date(2026, 12, 21)  # 30 calendar days end on a Sunday
    assert world.case(case).due_on == date(2026, 11, 27)
    assert world.case(case).promised_on == date(2026, 12, 22)


def test_a_refusal_cascades_with_its_cause_and_wants_a_reason(world: World):
    case = world.opened()
    step_claim(person=world.officers["nature"], case=case, step="nature.review", at=NOON)
    facts = {
        "person": world.officers["nature"],
        "case": case,
        "step": "nature.review",
        "decision": "refuse",
        "at": NOON,
    }
    nothing_changes(world, case, refusals.ReasonMissing, lambda: step_decide(**facts))
    step_decide(**facts, reason="too close to the breeding ground")
    states = world.states(case)
    assert states["nature.review"] == states["permit.issue"] == states["permit.review"] == "refused"
    assert world.row(case, "permit.issue").cause == "nature.review"
    assert states["safety.review"] == "ready" and world.case(case).state == "open"


def test_a_decision_against_the_table_wants_a_reason_and_keeps_the_receipt(world: World):
    case = world.opened(length="400")
    step_claim(person=world.officers["safety"], case=case, step="safety.review", at=NOON)
    facts = {"person": world.officers["safety"], "case": case, "step": "safety.review", "decision": "grant", "at": NOON}
    nothing_changes(world, case, refusals.ReasonMissing, lambda: step_decide(**facts))
    step_decide(**facts, reason="a tug stands by")
    event = Event.objects.get(case__public_id=case, kind="granted")
    assert json.loads(json.loads(event.data)["check"]["receipt"])["rows"] == ["long-cold"]


def test_two_officers_on_one_step(world: World):
    case = world.opened()
    first, other = world.officers["safety"], world.officers["waterway"]
    Authority.objects.create(
        person=other, type="*", role="safety", valid_from=date(2026, 1, 1), granted_by="system", granted_at=NOON
    )
    step_claim(person=first, case=case, step="safety.review", at=NOON)
    for act in (step_claim, step_release):
        nothing_changes(
            world,
            case,
            refusals.ClaimedByAnother,
            lambda act=act: act(person=other, case=case, step="safety.review", at=NOON),
        )
    version = world.case(case).version
    step_release(person=first, case=case, step="safety.review", at=NOON)
    nothing_changes(
        world,
        case,
        refusals.Stale,
        lambda: step_claim(person=other, case=case, step="safety.review", at=NOON, version=version),
    )
    step_claim(person=other, case=case, step="safety.review", at=NOON)


def test_authority_that_ended_between_claim_and_decision(world: World):
    case, officer = world.opened(), world.officers["safety"]
    step_claim(person=officer, case=case, step="safety.review", at=NOON)
    authority_revoke(actor="system", authority=Authority.objects.get(person=officer).pk, at=NOON)
    nothing_changes(
        world,
        case,
        refusals.NoAuthority,
        lambda: step_decide(person=officer, case=case, step="safety.review", decision="grant", at=later(1)),
    )


def test_an_officer_does_not_decide_an_own_case_nor_one_kept_away_from(world: World):
    case = world.opened()
    Authority.objects.create(
        person=world.applicant, type="quay", role="safety", valid_from=date(2026, 1, 1), granted_by="s", granted_at=NOON
    )
    nothing_changes(
        world,
        case,
        refusals.OwnCase,
        lambda: step_claim(person=world.applicant, case=case, step="safety.review", at=NOON),
    )
    officer = world.officers["safety"]
    step_claim(person=officer, case=case, step="safety.review", at=NOON)
    recuse(person=officer, case=case, reason="a cousin builds it", at=NOON)
    assert world.states(case)["safety.review"] == "ready"
    nothing_changes(
        world, case, refusals.Recused, lambda: step_claim(person=officer, case=case, step="safety.review", at=NOON)
    )


def test_a_stranger_decides_nothing(world: World):
    case = world.opened()
    for act in (
        lambda: step_claim(person=world.stranger, case=case, step="safety.review", at=NOON),
        lambda: case_withdraw(person=world.stranger, case=case, at=NOON),
        lambda: recuse(person=world.stranger, case=case, reason="x", at=NOON),
        lambda: step_extend(person=world.stranger, case=case, step="safety.review", number=1, ground="x", at=NOON),
    ):
        nothing_changes(world, case, Refusal, act)


def test_a_supervisor_passes_on_the_work_of_an_absent_officer_and_a_deputy_takes_it(world: World):
    case, officer, deputy = world.opened(), world.officers["safety"], world.officers["waterway"]
    for person in (deputy, world.stranger):
        Authority.objects.create(
            person=person, type="quay", role="safety", valid_from=date(2026, 1, 1), granted_by="s", granted_at=NOON
        )
    step_claim(person=officer, case=case, step="safety.review", at=NOON)
    absence_enter(
        actor="system", person=officer, deputy=deputy, first=date(2026, 11, 20), until=date(2026, 11, 25), at=NOON
    )
    step_claim(person=deputy, case=case, step="safety.review", at=NOON)
    assert world.row(case, "safety.review").officer == deputy
    step_reassign(
        person=world.supervisor, case=case, step="safety.review", to=world.stranger, reason="holiday", at=NOON
    )
    assert world.row(case, "safety.review").officer == world.stranger
    nothing_changes(
        world,
        case,
        refusals.NoAuthority,
        lambda: step_reassign(
            person=world.supervisor, case=case, step="safety.review", to=world.officers["fire"], reason="x", at=NOON
        ),
    )


def test_a_pause_with_a_written_time_moves_the_last_day_and_one_without_does_not(world: World):
    case, officer = world.opened(), world.officers["safety"]
    facts = {"person": officer, "case": case, "step": "safety.review", "at": NOON}
    nothing_changes(
        world, case, refusals.GroundNotInLaw, lambda: step_pause(**facts, ground="lunch", last=date(2026, 11, 27))
    )
    step_pause(**facts, ground="inspection", last=None)
    assert world.row(case, "safety.review").due_on == date(2026, 12, 18)
    assert world.states(case)["safety.review"] == "ready"
    step_pause(**facts, ground="inspection", last=date(2026, 11, 27))
    assert world.states(case)["safety.review"] == "paused"
    assert world.row(case, "safety.review").due_on == date(
        2026, 12, 25
    )  # five working days of the pause are not counted
    step_resume(actor=f"person/{officer}", case=case, step="safety.review", at=later(3))
    assert world.row(case, "safety.review").due_on == date(2026, 12, 18)


def test_an_extension_is_approved_within_what_the_article_allows(world: World):
    case = world.opened()
    facts = {"person": world.supervisor, "case": case, "step": "safety.review", "ground": "complex", "at": NOON}
    nothing_changes(world, case, refusals.ExtensionTooLong, lambda: step_extend(**facts, number=11))
    step_extend(**facts, number=4)
    assert world.row(case, "safety.review").due_on == date(2026, 12, 24)
    nothing_changes(world, case, refusals.ExtensionTooLong, lambda: step_extend(**facts, number=7))


def asked(world: World, case: str) -> None:
    correction_ask(
        person=world.officers["safety"],
        case=case,
        step="safety.review",
        facts=["length"],
        materials=["drawing"],
        why="the drawing shows 90 m",
        at=NOON,
    )


def test_a_correction_is_asked_once_answered_whole_and_reopens_only_what_read_the_fact(world: World):
    case = world.opened()
    world.decide(case, "waterway.review")
    world.decide(case, "nature.review")
    asked(world, case)
    row = world.case(case)
    assert row.state == "returned" and world.states(case)["safety.review"] == "paused"
    answer = {"person": world.applicant, "case": case, "at": later(3)}
    new = Upload("drawing", "new.pdf", PDF + b" with 90 m")
    nothing_changes(world, case, refusals.StillWrong, lambda: correction_answer(**answer, data={"length": "90"}))
    nothing_changes(
        world,
        case,
        refusals.NotAsked,
        lambda: correction_answer(**answer, data={"length": "90", "purpose": "x"}, uploads=[new]),
    )
    correction_answer(**answer, data={"length": "90"}, uploads=[new])
    states = world.states(case)
    assert states["waterway.review"] == "ready" and states["nature.review"] == "done"
    assert states["safety.review"] == "claimed" and world.case(case).facts["length"] == "90"
    nothing_changes(world, case, refusals.AskedAlready, lambda: asked(world, case))
    assert world.row(case, "waterway.review").due_on == date(2026, 12, 7)


def test_a_correction_that_makes_another_item_apply_opens_it_and_asks_for_its_paper(world: World):
    case = world.opened()
    correction_ask(
        person=world.officers["safety"],
        case=case,
        step="safety.review",
        facts=["hot_work"],
        materials=["fire-plan"],
        why="the drawing shows welding",
        at=NOON,
    )
    plan = Upload("fire-plan", "plan.pdf", PDF + b" of the fire")
    correction_answer(person=world.applicant, case=case, data={"hot_work": "true"}, uploads=[plan], at=later(1))
    assert world.states(case)["fire.review"] == "ready"


def test_a_correction_nobody_answers_lapses(world: World):
    case = world.opened()
    asked(world, case)
    assert not correction_lapse(case=case, today=date(2026, 11, 27), at=later(7))
    assert correction_lapse(case=case, today=date(2026, 11, 28), at=later(8))
    assert (world.case(case).state, world.states(case)["safety.review"]) == ("open", "claimed")


def test_a_withdrawal_ends_what_is_open_and_keeps_what_was_decided(world: World):
    case = world.opened()
    world.decide(case, "nature.review")
    case_withdraw(person=world.applicant, case=case, reason="not built", at=later(1))
    assert world.states(case)["nature.review"] == "done" and world.case(case).state == "closed"
    nothing_changes(
        world,
        case,
        refusals.CaseClosed,
        lambda: step_claim(person=world.officers["safety"], case=case, step="safety.review", at=later(1)),
    )


def test_every_event_has_one_effect_with_a_key_of_its_own(world: World):
    case = world.opened()
    world.decide(case, "nature.review")
    version = world.case(case).version
    told = Job.objects.filter(event="cases.event", key__endswith="cases.jobs:tell")
    keys = set(told.values_list("key", flat=True))
    assert keys == {f"cases/{case}/{seq}/zaiton.blocks.cases.jobs:tell" for seq in range(1, version + 1)}


def test_a_case_is_replayed_byte_for_byte_and_a_changed_journal_is_found(world: World):
    case = world.opened(length="400", hot=True)
    asked(world, case)
    correction_answer(
        person=world.applicant,
        case=case,
        data={"length": "90"},
        uploads=[Upload("drawing", "new.pdf", PDF + b"2")],
        at=later(2),
    )
    world.decide(case, "safety.review", at=later(2))
    world.decide(case, "fire.review", "refuse", reason="no extinguisher", at=later(3))
    done = case_replayed(world.case(case))
    assert done.events == world.case(case).version and done.decisions == 2 and done.receipts >= 3
    event = Event.objects.get(case__public_id=case, kind="refused")
    Event.objects.filter(pk=event.pk).update(data=event.data.replace("no extinguisher", "no extinguishes"))
    with pytest.raises(refusals.ReplayDiffers):
        case_replayed(world.case(case))
