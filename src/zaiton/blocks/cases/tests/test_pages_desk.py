"""The officer's pages: who sees what, what a form does, what is said when it is refused, and that nothing typed is lost."""

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from zaiton.blocks.cases.actions.corrections import correction_answer
from zaiton.blocks.cases.actions.officers import absence_enter, authority_revoke
from zaiton.blocks.cases.actions.steps import step_claim
from zaiton.blocks.cases.models import Authority, Event, StepRow
from zaiton.blocks.cases.tests.office import an_office, made_officer, signed_in, text
from zaiton.blocks.cases.tests.world import World
from zaiton.blocks.identity.tests.factories import NOON
from zaiton.kit import clock

pytestmark = pytest.mark.django_db


@pytest.fixture
def world(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> World:
    """The pages' clock stands at noon."""
    monkeypatch.setattr(clock, "now", lambda: NOON)
    return an_office(tmp_path)


def address(case: str, step: str, language: str = "") -> str:
    return f"{language}/cases/{case}/steps/{step}/"


def send(client: Client, world: World, case: str, step: str, act: str, *, follow: bool = True, **typed: Any):
    """The form of an act, as the page makes it now."""
    sent = {"act": act, "version": world.case(case).version, **typed}
    return client.post(address(case, step), sent, follow=follow)


def test_the_desk_is_for_officers(world: World):
    world.opened()
    assert Client().get("/cases/desk/").status_code == 302
    assert signed_in(world.applicant).get("/cases/desk/").status_code == 403
    page = signed_in(world.officers["safety"]).get("/cases/desk/")
    assert page.status_code == 200 and "QY-2026-000001" in text(page)
    assert "No role" not in text(page) and "no-store" in page.headers["Cache-Control"]
    empty = text(signed_in(world.supervisor).get("/en/cases/desk/"))
    assert "You hold no role in any matter today" in empty


def test_ticked_steps_are_taken_and_each_is_told(world: World):
    first, second = world.opened(), world.opened()
    officer = world.officers["safety"]
    step_claim(person=officer, case=second, step="safety.review", at=NOON)
    picks = [f"{first}/safety.review", f"{second}/safety.review", f"{first}/nature.review", "nonsense", "x/y"]
    page = signed_in(officer).post("/en/cases/desk/take/", {"pick": picks, "box": "ready"}, follow=True)
    said = text(page)
    assert "Taken: 1. QY-2026-000001 Opinion on safety" in said
    assert "QY-2026-000002 Opinion on safety: “Opinion on safety” is In review" in said
    assert "Not among the steps of your roles any more: 2" in said
    assert world.row(first, "safety.review").officer == officer
    assert world.row(first, "nature.review").state == "ready"
    nothing = signed_in(officer).post("/en/cases/desk/take/", {}, follow=True)
    assert "Nothing was ticked" in text(nothing)


def test_pages_of_the_list_follow_one_another(world: World, monkeypatch: pytest.MonkeyPatch):
    from zaiton.blocks.cases.pages import desk

    monkeypatch.setattr(desk, "PAGE", 3)
    cases = [world.opened() for _ in range(4)]
    client, seen, at = signed_in(world.officers["nature"]), [], "/cases/desk/?type=quay"
    for _ in range(2):
        page = client.get(at)
        seen += [row["number"] for row in page.context["rows"]]
        at = page.context["next_address"]
    assert len(seen) == len(cases) == len(set(seen)) and at == "" and "type=quay" in page.context["first_address"]
    assert client.get("/cases/desk/?after=rubbish&box=none").status_code == 200


def test_an_applicant_and_a_stranger_see_no_step(world: World):
    case = world.opened()
    made_officer(world.stranger)
    made_officer(world.applicant)
    assert signed_in(world.stranger).get(address(case, "safety.review")).status_code == 404
    assert signed_in(world.applicant).get(address(case, "safety.review")).url == f"/cases/{case}/"
    assert signed_in(world.officers["safety"]).get(address(case, "no.such")).status_code == 404
    other = signed_in(world.officers["nature"]).get(address(case, "safety.review"))
    assert other.status_code == 200 and other.context["acts"] == {"recuse"}


def test_claim_decide_and_what_the_page_says(world: World):
    case = world.opened()
    client = signed_in(world.officers["safety"])
    page = client.get(address(case, "safety.review", "/en"))
    assert page.context["acts"] == {"claim", "decide", "pause", "ask", "recuse"}
    said = text(page)
    assert "It speaks for granting" in said and "Days counted" in said and "holiday" not in said
    assert page.context["clock"]["counted"] == 20 and page.context["clock"]["last"] == date(2026, 12, 18)
    assert "您已领取该环节" in text(send(client, world, case, "safety.review", "claim"))
    assert world.row(case, "safety.review").officer == world.officers["safety"]
    send(client, world, case, "safety.review", "release")
    assert world.row(case, "safety.review").state == "ready"
    done = send(client, world, case, "safety.review", "decide", decision="grant")
    assert done.status_code == 200 and world.row(case, "safety.review").state == "done"
    assert done.context["table"]["decided"] is True and done.context["acts"] == {"recuse"}


def test_a_refusal_without_a_reason_is_told_at_the_field(world: World):
    case = world.opened()
    client = signed_in(world.officers["nature"])
    page = send(client, world, case, "nature.review", "decide", decision="refuse")
    assert page.status_code == 422 and page.context["form"].errors["reason"]
    assert world.row(case, "nature.review").state == "ready"
    page = send(client, world, case, "nature.review", "decide", decision="refuse", reason="鸟类繁殖期")
    assert world.row(case, "nature.review").state == "refused" and world.row(case, "permit.issue").state == "refused"


def test_against_the_table_a_reason_is_wanted_and_the_page_says_what_would_change_it(world: World):
    case = world.opened(length="400")
    client = signed_in(world.officers["safety"])
    page = client.get(address(case, "safety.review", "/en"))
    assert page.context["table"]["holds"] is False and "Length of quay (m)" in text(page)
    assert any(change["fact"] for change in page.context["table"]["changes"])
    assert send(client, world, case, "safety.review", "decide", decision="grant").status_code == 422
    send(client, world, case, "safety.review", "decide", decision="grant", reason="现场复核，安全措施到位")
    assert world.row(case, "safety.review").state == "done"


def test_a_form_of_an_older_page_changes_nothing_and_keeps_what_was_typed(world: World):
    case = world.opened()
    client, old = signed_in(world.officers["safety"]), world.case(case).version
    world.decide(case, "nature.review")
    sent = {"act": "decide", "version": old, "decision": "refuse", "reason": "写了很久的理由"}
    page = client.post(address(case, "safety.review", "/en"), sent)
    assert page.status_code == 409 and "moved on since this page was made" in text(page)
    assert "写了很久的理由" in text(page) and world.row(case, "safety.review").state == "ready"
    assert f'name="version" value="{world.case(case).version}"' in text(page)
    again = client.post(address(case, "safety.review"), sent | {"version": world.case(case).version})
    assert again.status_code == 302 and world.row(case, "safety.review").state == "refused"


def test_a_correction_is_asked_for_once_with_everything_in_it(world: World):
    case = world.opened()
    client = signed_in(world.officers["safety"])
    assert send(client, world, case, "safety.review", "ask", why="看不清").status_code == 422
    page = send(client, world, case, "safety.review", "ask", why="看不清", facts=["length"], materials=["drawing"])
    row = world.row(case, "safety.review")
    assert row.state == "paused" and world.case(case).correction["facts"] == ["length"]
    assert "ask" not in page.context["acts"] and "resume" not in page.context["acts"]
    from zaiton.blocks.cases.actions.materials import Upload
    from zaiton.blocks.cases.tests.quay import PDF

    correction_answer(
        person=world.applicant,
        case=case,
        data={"length": "90"},
        uploads=[Upload("drawing", "b.pdf", PDF + b"2")],
        at=NOON,
    )
    page = client.get(address(case, "safety.review"))
    length = next(fact for fact in page.context["grounds"]["facts"] if fact["name"] == "length")
    assert length["corrected_at"] == NOON and length["read"]
    assert "ask" not in page.context["acts"] and "decide" in page.context["acts"]


def test_a_pause_without_a_written_day_is_noted_and_the_clock_runs(world: World):
    case = world.opened()
    client = signed_in(world.officers["safety"])
    page = send(client, world, case, "safety.review", "pause", ground="tender", last="2026-11-30")
    assert page.status_code == 422
    page = send(client, world, case, "safety.review", "pause", ground="inspection", last="")
    assert world.row(case, "safety.review").state == "ready"
    assert Event.objects.filter(case__public_id=case, kind="noted").count() == 1
    page = send(client, world, case, "safety.review", "pause", ground="inspection", last="2026-11-01")
    assert page.status_code == 422 and world.row(case, "safety.review").state == "ready"
    page = send(client, world, case, "safety.review", "pause", ground="inspection", last="2026-11-30")
    assert world.row(case, "safety.review").state == "paused" and "resume" in page.context["acts"]
    send(client, world, case, "safety.review", "resume")
    assert world.row(case, "safety.review").state == "ready"


def test_a_supervisor_extends_and_passes_on(world: World):
    case = world.opened()
    step_claim(person=world.officers["safety"], case=case, step="safety.review", at=NOON)
    client = signed_in(world.supervisor)
    page = client.get(address(case, "safety.review"))
    assert page.context["acts"] == {"extend", "migrate"}  # nobody else holds the role
    assert send(client, world, case, "safety.review", "extend", number="11", ground="复杂").status_code == 422
    send(client, world, case, "safety.review", "extend", number="10", ground="复杂")
    row = world.row(case, "safety.review")
    assert (row.due_on, row.provisional) == (date(2027, 1, 1), True)  # no calendar of 2027 yet, so the days are a guess
    from zaiton.blocks.cases.actions.officers import authority_grant

    other = world.officers["nature"]
    authority_grant(
        actor="system", person=other, type="quay", role="safety", first=date(2026, 1, 1), until=None, at=NOON
    )
    page = send(client, world, case, "safety.review", "pass_on", to=other, reason="原经办人外出")
    assert world.row(case, "safety.review").officer == other and page.status_code == 200
    officer = signed_in(world.officers["safety"])
    assert send(officer, world, case, "safety.review", "extend", number="1", ground="x").status_code == 403


def test_authority_that_ends_between_page_and_decision(world: World):
    case = world.opened()
    officer = world.officers["nature"]
    step_claim(person=officer, case=case, step="nature.review", at=NOON)
    client, version = signed_in(officer), world.case(case).version
    assert "decide" in client.get(address(case, "nature.review")).context["acts"]
    Authority.objects.filter(person=officer).update(valid_until=date(2026, 11, 20))
    before = StepRow.objects.filter(case__public_id=case).values().order_by("pk")
    kept = list(before)
    answer = client.post(address(case, "nature.review"), {"act": "decide", "version": version, "decision": "grant"})
    assert answer.status_code == 404  # without the role the case is not theirs to see
    assert list(before.all()) == kept and world.case(case).version == version


def test_one_of_two_roles_ends_and_the_sentence_says_which(world: World):
    from zaiton.blocks.cases.actions.officers import authority_grant

    case, officer = world.opened(), world.officers["nature"]
    authority_grant(
        actor="system", person=officer, type="quay", role="waterway", first=date(2026, 1, 1), until=None, at=NOON
    )
    step_claim(person=officer, case=case, step="nature.review", at=NOON)
    authority_revoke(actor="system", authority=Authority.objects.get(person=officer, role="nature").pk, at=NOON)
    client, version = signed_in(officer), world.case(case).version
    sent = {"act": "decide", "version": version, "decision": "grant"}
    answer = client.post(address(case, "nature.review", "/en"), sent)
    assert answer.status_code == 403 and "Your authority as “Nature” does not hold on 2026-11-20" in text(answer)
    assert world.row(case, "nature.review").state == "claimed" and world.case(case).version == version


def test_a_deputy_takes_over_and_a_recused_officer_may_not(world: World):
    from zaiton.blocks.cases.actions.officers import authority_grant

    case, away, deputy = world.opened(), world.officers["nature"], world.officers["waterway"]
    authority_grant(
        actor="system", person=deputy, type="quay", role="nature", first=date(2026, 1, 1), until=None, at=NOON
    )
    step_claim(person=away, case=case, step="nature.review", at=NOON)
    client = signed_in(deputy)
    assert "claim" not in client.get(address(case, "nature.review")).context["acts"]
    until = NOON.date() + timedelta(days=3)
    absence_enter(actor="system", person=away, deputy=deputy, first=NOON.date(), until=until, at=NOON)
    assert "claim" in client.get(address(case, "nature.review")).context["acts"]
    send(client, world, case, "nature.review", "claim")
    assert world.row(case, "nature.review").officer == deputy
    page = send(client, world, case, "nature.review", "recuse", reason="亲属任职")
    assert world.row(case, "nature.review").state == "ready" and page.context["acts"] == frozenset()
    answer = send(client, world, case, "nature.review", "claim")
    assert answer.status_code == 403 and "亲属任职" in text(answer)


def test_confidential_papers_are_for_the_role_that_needs_them(world: World):
    case = world.opened(hot=True)
    seen = signed_in(world.officers["fire"]).get(address(case, "fire.review"))
    assert [line["title"] for line in seen.context["grounds"]["papers"]] == ["动火方案"]
    hidden = signed_in(world.officers["nature"]).get(address(case, "fire.review"))
    assert hidden.context["grounds"]["papers"] == [] and hidden.context["grounds"]["missing"] == ["动火方案"]
    assert "plan.pdf" not in text(hidden)


def test_another_version_is_tried_first_and_then_confirmed(world: World, tmp_path: Path):
    from zaiton.blocks.cases.tests.publishing import published
    from zaiton.blocks.cases.tests.quay import CASE, quay_folder

    case = world.opened()
    client = signed_in(world.supervisor)
    assert signed_in(world.officers["safety"]).get(f"/cases/{case}/version/").status_code == 404
    text_of_new = CASE.replace("in_force_from: 2026-01-01", "in_force_from: 2026-11-20").replace(
        "after: [safety, waterway, nature, fire]", "after: [safety, waterway]"
    )
    to = published(quay_folder(tmp_path / "new", case=text_of_new), at=NOON)
    sent = {"to": to, "version": world.case(case).version, "act": "try"}
    page = client.post(f"/cases/{case}/version/", sent)
    assert page.status_code == 200 and page.context["trial"] is not None and world.case(case).definition != to
    page = client.post(f"/cases/{case}/version/", sent | {"act": "move", "reason": " "})
    assert page.status_code == 422 and page.context["trial"] is not None and world.case(case).definition != to
    page = client.post(f"/cases/{case}/version/", sent | {"act": "move", "reason": "办法修订", "version": 0})
    assert page.status_code == 409 and "办法修订" in text(page)
    page = client.post(f"/cases/{case}/version/", sent | {"act": "move", "reason": "办法修订"})
    assert page.status_code == 302 and world.case(case).definition == to


def test_addresses_of_words_come_before_cases():
    assert reverse("cases:desk") == "/cases/desk/"
