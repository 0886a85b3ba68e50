"""Many writers on a few cases at once, on a real server: no lost update, no stuck step, a journal without gaps."""

import random
import threading
from collections import Counter
from pathlib import Path

import pytest
from django.db import connection, connections

from zaiton.base.refusals import Refusal
from zaiton.blocks.cases.actions.corrections import correction_answer, correction_ask
from zaiton.blocks.cases.actions.steps import step_claim, step_decide, step_release
from zaiton.blocks.cases.models import Authority, Case, Event, StepRow
from zaiton.blocks.cases.queries.replaying import case_replayed
from zaiton.blocks.cases.tests.world import ROLES, World, a_world
from zaiton.blocks.evidence.public import verify
from zaiton.blocks.identity.tests.factories import NOON, TODAY
from zaiton.kit.work.models import Job

pytestmark = pytest.mark.django_db(transaction=True)
WRITERS, CASES = 8, 6


@pytest.fixture
def world(tmp_path: Path) -> World:
    if connection.vendor != "postgresql":
        pytest.skip("SQLite in memory is one connection; its writers take turns (see the test with a killed process)")
    return a_world(tmp_path)


def everybody_may(world: World, people: list[str]) -> None:
    for person in people:
        for role in ROLES:
            Authority.objects.create(
                person=person, type="quay", role=role, valid_from=TODAY, granted_by="system", granted_at=NOON
            )


def together(acts: list) -> list[BaseException]:
    """Run the acts in threads that begin at one moment; returns what went wrong apart from refusals."""
    wrong: list[BaseException] = []
    gate = threading.Barrier(len(acts))

    def run(act) -> None:
        try:
            gate.wait()
            act()
        except BaseException as error:
            wrong.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return wrong


def test_eight_writers_finish_every_case_without_losing_anything(world: World):
    cases = [world.opened() for _ in range(CASES)]
    everybody_may(world, [world.officers["safety"], world.officers["fire"]])
    officers = [world.officers["safety"], world.officers["fire"]] * (WRITERS // 2)

    def writer(number: int) -> None:
        chance, person = random.Random(number), officers[number]
        while True:
            open_steps = list(
                StepRow.objects.filter(case__public_id__in=cases, state__in=("ready", "claimed")).values_list(
                    "case__public_id", "step", "state"
                )
            )
            if not open_steps:
                return
            case, step, state = chance.choice(open_steps)
            try:
                if state == "ready":
                    step_claim(person=person, case=case, step=step, at=NOON)
                elif chance.random() < 0.2:
                    step_release(person=person, case=case, step=step, at=NOON)
                else:
                    step_decide(person=person, case=case, step=step, decision="grant", at=NOON)
            except Refusal:
                continue

    assert together([lambda n=n: writer(n) for n in range(WRITERS)]) == []
    check_whole(cases)
    assert set(Case.objects.filter(public_id__in=cases).values_list("state", "outcome")) == {("closed", "granted")}
    for case in cases:
        ended = Event.objects.filter(case__public_id=case, kind__in=("granted", "issued"))
        assert Counter(ended.values_list("step", flat=True)).most_common(1)[0][1] == 1


def test_two_prerequisites_decided_at_the_same_instant_open_what_waits_for_both(world: World):
    for _ in range(5):
        case = world.opened()
        for step in ("safety.review", "permit.review"):
            world.decide(case, step)
        for step in ("waterway.review", "nature.review"):
            step_claim(person=world.officers[step.split(".")[0]], case=case, step=step, at=NOON)
        wrong = together(
            [
                lambda case=case, role=role: step_decide(
                    person=world.officers[role], case=case, step=f"{role}.review", decision="grant", at=NOON
                )
                for role in ("waterway", "nature")
            ]
        )
        assert wrong == [] and world.states(case)["permit.issue"] == "ready"
        check_whole([case])


def test_one_of_two_officers_gets_the_step(world: World):
    case = world.opened()
    people = [world.officers["safety"], world.officers["fire"]]
    everybody_may(world, people)
    wrong = together(
        [lambda person=person: step_claim(person=person, case=case, step="safety.review", at=NOON) for person in people]
    )
    assert [type(error).__name__ for error in wrong] == ["ClaimedByAnother"]
    check_whole([case])


def test_a_correction_and_a_decision_at_the_same_instant_leave_no_review_on_old_facts(world: World):
    for _ in range(5):
        case = world.opened()
        correction_ask(
            person=world.officers["safety"],
            case=case,
            step="safety.review",
            facts=["length"],
            materials=[],
            why="which?",
            at=NOON,
        )
        step_claim(person=world.officers["waterway"], case=case, step="waterway.review", at=NOON)
        wrong = together(
            [
                lambda case=case: correction_answer(person=world.applicant, case=case, data={"length": "95"}, at=NOON),
                lambda case=case: step_decide(
                    person=world.officers["waterway"], case=case, step="waterway.review", decision="grant", at=NOON
                ),
            ]
        )
        assert wrong == []
        row = world.row(case, "waterway.review")
        last = Event.objects.filter(case__public_id=case).order_by("-seq").first()
        assert row.state == ("done" if last.kind == "granted" else "ready")
        check_whole([case])


def test_papers_of_two_drafts_submitted_at_once_get_two_numbers(world: World):
    wrong = together([world.opened for _ in range(4)])
    assert wrong == []
    numbers = sorted(Case.objects.values_list("number", flat=True))
    assert len(set(numbers)) == 4 and numbers[-1].endswith("000004")


def check_whole(cases: list[str]) -> None:
    """Every case is what its journal says, no step hangs, each event has its effect, and the log is whole."""
    for case in Case.objects.filter(public_id__in=cases):
        seqs = list(Event.objects.filter(case=case).order_by("seq").values_list("seq", flat=True))
        assert seqs == list(range(1, case.version + 1))
        case_replayed(case)
        states = set(StepRow.objects.filter(case=case).values_list("state", flat=True))
        assert case.state == "closed" or states & {"ready", "claimed", "paused"}
        told = Job.objects.filter(event="cases.event", key__startswith=f"cases/{case.public_id}/")
        jobs = told.filter(key__endswith="cases.jobs:tell").count()
        assert jobs == case.version
    assert verify().ok
