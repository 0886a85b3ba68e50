"""The supervisor's board and the officers' pages: figures by hand, work passed on, bad grades answered, authority given and ended."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from zaiton.blocks.cases.actions.officers import absence_enter, authority_grant, authority_revoke
from zaiton.blocks.cases.actions.passing import DEPUTY, steps_pass_on
from zaiton.blocks.cases.actions.ratings import item_rate
from zaiton.blocks.cases.actions.steps import recuse, step_claim
from zaiton.blocks.cases.domain import refusals
from zaiton.blocks.cases.models import Absence, Authority, Case, Rating, StepRow
from zaiton.blocks.cases.queries.board import board_of, officers_loaded, ratings_waiting, types_led
from zaiton.blocks.cases.tests.office import an_office, made_officer, signed_in, text
from zaiton.blocks.cases.tests.world import World, later
from zaiton.blocks.evidence.public import verify
from zaiton.blocks.identity.models import Person
from zaiton.blocks.identity.tests.factories import NOON, a_person
from zaiton.kit import clock

pytestmark = pytest.mark.django_db
FIRST = date(2026, 1, 1)


@pytest.fixture
def world(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> World:
    """The pages' clock stands at noon."""
    monkeypatch.setattr(clock, "now", lambda: NOON)
    return an_office(tmp_path)


def entitled(person: str, role: str, type: str = "quay", at: datetime = NOON) -> None:
    """The person holds the role."""
    authority_grant(actor="system", person=person, type=type, role=role, first=FIRST, until=None, at=at)


def email_of(person: str) -> str:
    return Person.objects.get(public_id=person).email


def test_the_figures_are_those_counted_by_hand(world: World):
    cases = [world.opened() for _ in range(5)]
    for step in ("safety.review", "waterway.review", "nature.review", "permit.review", "permit.issue"):
        world.decide(cases[0], step)
    world.decide(cases[1], "waterway.review")
    step_claim(person=world.officers["safety"], case=cases[1], step="safety.review", at=NOON)
    Case.objects.filter(public_id=cases[2]).update(due_on=date(2026, 11, 19))
    Case.objects.filter(public_id=cases[3]).update(due_on=date(2026, 11, 25))
    StepRow.objects.filter(case__public_id=cases[2], step="nature.review").update(due_on=date(2026, 11, 19))
    (definition,) = types_led(world.supervisor, at=NOON)
    board = board_of(definition, at=NOON)
    assert (board.open, board.overdue, board.near, board.later) == (4, 1, 1, 2)
    assert (board.opened, board.closed, board.in_time) == (5, 1, 1)
    assert board.since == date(2026, 10, 23)  # twenty working days back from Friday 20 November
    assert board.oldest[0] == cases[1]
    roles = {role.role: role for role in board.roles}
    assert (roles["safety"].waiting, roles["safety"].taken, roles["safety"].decided) == (7, 1, 3)
    assert roles["safety"].days_of_work == Decimal("53.3")  # 8 steps, 3 decided in 20 days
    assert (roles["nature"].waiting, roles["nature"].overdue, roles["nature"].days_of_work) == (4, 1, Decimal("80.0"))
    assert (roles["waterway"].waiting, roles["waterway"].decided) == (3, 2)
    assert (roles["fire"].waiting, roles["fire"].days_of_work) == (0, None)
    assert board.bottleneck.role == "nature"
    (load,) = officers_loaded(definition, at=NOON)
    assert (load.person, load.taken, load.overdue, load.deputy) == (world.officers["safety"], 1, 0, None)


def test_what_was_done_long_ago_is_not_counted_and_a_queue_nobody_works_on_comes_first(world: World):
    world.decide(world.opened(), "nature.review", at=later(1))
    (definition,) = types_led(world.supervisor, at=later(60))
    board = board_of(definition, at=later(60))
    assert (board.opened, board.closed) == (0, 0)
    assert {role.role: role.decided for role in board.roles} == dict.fromkeys(world.officers, 0)
    assert board.bottleneck.days_of_work is None and board.bottleneck.role == "safety"


def test_the_board_is_for_supervisors(world: World):
    world.opened()
    assert signed_in(world.officers["safety"]).get("/cases/board/").status_code == 403
    assert signed_in(world.stranger).get("/cases/board/").status_code == 403
    page = signed_in(world.supervisor).get("/en/cases/board/")
    said = text(page)
    assert page.status_code == 200 and "Near the limit" in said and "How it is counted" in said
    assert "nothing decided lately" in said and "<svg" in said
    refused = signed_in(world.officers["safety"]).post("/cases/board/pass-on/", {"type": "quay"})
    assert refused.status_code == 403


def test_everything_of_an_absent_officer_is_passed_on_and_each_is_told(world: World):
    cases = [world.opened() for _ in range(3)]
    away, deputy = world.officers["nature"], world.officers["waterway"]
    for case in cases:
        step_claim(person=away, case=case, step="nature.review", at=NOON)
    until = NOON.date() + timedelta(days=5)
    absence_enter(actor="system", person=away, deputy=deputy, first=NOON.date(), until=until, at=NOON)
    client = signed_in(world.supervisor)
    page = client.get("/en/cases/board/")
    (line,) = page.context["officers"]
    assert line["away"] and line["load"].taken == 3 and "the deputy" in text(page)
    sent = {"type": "quay", "officer": away, "to": DEPUTY}
    page = client.post("/en/cases/board/pass-on/", sent, follow=True)
    assert "Steps not passed on: 3. The officer chosen does not hold the role “Nature”" in text(page)
    entitled(deputy, "nature")
    recuse(person=deputy, case=cases[1], reason="亲属任职", at=NOON)
    page = client.post("/en/cases/board/pass-on/", sent, follow=True)
    said = text(page)
    assert "Steps passed on: 2." in said and "Steps not passed on: 1. You take no part in this case" in said
    assert world.row(cases[0], "nature.review").officer == deputy
    assert world.row(cases[1], "nature.review").officer == away
    assert verify().ok


def test_passing_on_wants_a_supervisor_a_target_and_something_to_pass(world: World):
    case = world.opened()
    away, other = world.officers["nature"], world.officers["safety"]
    known = {"officer": away, "type": "quay", "reason": "外出", "at": NOON}
    with pytest.raises(refusals.NothingToPass):
        steps_pass_on(person=world.supervisor, to=other, **known)
    step_claim(person=away, case=case, step="nature.review", at=NOON)
    with pytest.raises(refusals.NothingToPass):
        steps_pass_on(person=world.supervisor, to=DEPUTY, **known)
    with pytest.raises(refusals.NoAuthority):
        steps_pass_on(person=other, to=other, **known)
    ((_, step, refusal),) = steps_pass_on(person=world.supervisor, to=other, **known)
    assert step == "nature.review" and isinstance(refusal, refusals.OtherWithoutAuthority)
    assert world.row(case, "nature.review").officer == away


def test_a_bad_grade_is_answered_once_by_a_supervisor(world: World):
    case = world.opened()
    world.decide(case, "nature.review")
    item_rate(person=world.applicant, case=case, item="nature", grade=1, words="等了很久", at=NOON)
    world.decide(case, "waterway.review")
    item_rate(person=world.applicant, case=case, item="waterway", grade=4, at=NOON)
    ((card, _),) = ratings_waiting(world.supervisor, at=NOON)
    assert card.item == "nature" and ratings_waiting(world.officers["nature"], at=NOON) == ()
    client = signed_in(world.supervisor)
    assert "等了很久" in text(client.get("/cases/board/"))
    at = f"/cases/board/ratings/{card.id}/"
    assert client.post(at, {"answer": " "}).status_code == 422
    assert signed_in(world.officers["nature"]).post(at, {"answer": "x"}).status_code == 403
    assert client.post(at, {"answer": "已核实并道歉"}).status_code == 302
    assert Rating.objects.get(pk=card.id).answer == "已核实并道歉"
    assert client.get(at).status_code == 404


def an_administrator() -> str:
    """Somebody who looks after the installation."""
    person = a_person().public_id
    made_officer(person, "administrator")
    return person


def test_an_administrator_gives_and_ends_authority(world: World):
    client = signed_in(an_administrator())
    stranger = world.stranger
    sent = {"act": "grant", "email": email_of(stranger), "role": "quay/nature", "first": "2026-11-20", "last": ""}
    page = client.post("/en/cases/officers/", sent)
    assert page.status_code == 422 and "is not the address of an officer" in text(page)
    made_officer(stranger)
    assert client.post("/cases/officers/", sent | {"last": "2026-11-19"}).status_code == 422
    assert client.post("/cases/officers/", sent | {"role": "quay/none"}).status_code == 422
    assert not Authority.objects.filter(person=stranger).exists()
    assert client.post("/cases/officers/", sent | {"last": "2026-11-30", "basis": "人发〔2026〕1号"}).status_code == 302
    row = Authority.objects.get(person=stranger)
    assert (row.role, row.valid_until, row.basis) == ("nature", date(2026, 12, 1), "人发〔2026〕1号")
    page = client.get("/en/cases/officers/")
    assert "2026-11-30" in text(page)
    client.post("/cases/officers/", {"act": "end", "number": row.pk})
    assert Authority.objects.get(pk=row.pk).revoked_at == NOON
    assert "2026-11-30" in text(client.get("/en/cases/officers/?ended"))
    assert client.post("/cases/officers/", {"act": "end", "number": "x"}).status_code == 302
    assert verify().ok


def test_a_supervisor_manages_the_roles_of_the_own_matter_only(world: World):
    client = signed_in(world.supervisor)
    page = client.get("/cases/officers/")
    values = [value for value, _ in page.context["grant"].fields["role"].choices]
    assert values == ["quay/safety", "quay/waterway", "quay/nature", "quay/fire"]
    sent = {"act": "grant", "email": email_of(world.supervisor), "role": "quay/safety", "first": "2026-11-20"}
    page = client.post("/en/cases/officers/", sent)
    assert page.status_code == 422 and "Nobody gives authority to themselves" in text(page)
    own = Authority.objects.get(person=world.supervisor)
    page = client.post("/en/cases/officers/", {"act": "end", "number": own.pk}, follow=True)
    assert "not yours to manage" in text(page) and Authority.objects.get(pk=own.pk).revoked_at is None
    assert signed_in(world.officers["safety"]).get("/cases/officers/").status_code == 403
    for role, type, person in (("supervisor", "quay", world.stranger), ("safety", "*", world.stranger)):
        with pytest.raises(refusals.NotYourOfficers):
            authority_grant(
                actor=f"person/{world.supervisor}",
                person=person,
                type=type,
                role=role,
                first=FIRST,
                until=None,
                at=NOON,
            )


def test_an_officer_enters_an_absence_and_is_back(world: World):
    officer, other = world.officers["nature"], world.officers["safety"]
    client = signed_in(officer)
    sent = {"act": "absent", "first": "2026-11-23", "last": "2026-11-27", "deputy": other}
    assert client.post("/cases/absences/", sent | {"last": "2026-11-22"}).status_code == 422
    assert client.post("/cases/absences/", sent | {"deputy": world.stranger}).status_code == 422
    assert client.post("/cases/absences/", sent).status_code == 302
    row = Absence.objects.get()
    assert (row.person, row.deputy, row.until) == (officer, other, date(2026, 11, 28))
    page = signed_in(other).post("/en/cases/absences/", {"act": "back", "number": row.pk}, follow=True)
    assert "not yours to manage" in text(page) and Absence.objects.get().ended_at is None
    client.post("/cases/absences/", {"act": "back", "number": row.pk})
    assert Absence.objects.get().ended_at == NOON


def test_a_supervisor_enters_the_absence_of_an_officer_of_the_matter(world: World):
    client, officer = signed_in(world.supervisor), world.officers["nature"]
    sent: dict[str, Any] = {"act": "absent", "person": officer, "first": "2026-11-20", "last": "2026-11-20"}
    assert client.post("/cases/officers/", sent).status_code == 302
    assert Absence.objects.get().entered_by == f"person/{world.supervisor}"
    with pytest.raises(refusals.NotYourOfficers):
        absence_enter(
            actor=f"person/{world.officers['safety']}",
            person=officer,
            deputy="",
            first=FIRST,
            until=date(2026, 1, 2),
            at=NOON,
        )


def test_ending_what_is_not_there_changes_nothing(world: World):
    assert authority_revoke(actor="system", authority=99_999, at=NOON) is False


def test_what_if_does_the_closed_cases_again(world: World, monkeypatch: pytest.MonkeyPatch):
    case = world.opened()
    for step, days in (("waterway.review", 3), ("permit.review", 3), ("nature.review", 4), ("safety.review", 18)):
        world.decide(case, step, at=later(days))
    world.decide(case, "permit.issue", at=later(19))
    monkeypatch.setattr(clock, "now", lambda: later(20))
    client = signed_in(world.supervisor)
    at = "/en/cases/board/what-if/?type=quay"
    assert "rows" not in client.get(at).context
    page = client.get(f"{at}&limit-safety=5")
    figures = {name: (before, after) for name, before, after in page.context["rows"]}
    assert figures["Cases done again"] == ("1", "1") and page.context["saved"] > 0
    before, after = (float(one) for one in figures["Half of them within (working days)"])
    assert before - after == page.context["saved"] and "working days" in text(page)
    assert client.get(f"{at}&limit-safety=0").status_code == 422
    assert client.get(f"{at}&staff-safety=many").status_code == 422
    monkeypatch.setattr(clock, "now", lambda: later(300))
    assert "No case was granted and closed" in text(client.get(f"{at}&limit-safety=5"))
    assert signed_in(world.officers["safety"]).get(at).status_code == 403
