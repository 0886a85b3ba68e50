"""What must not go wrong where a case gives out certificates: days that are over, names nobody can draw, later corrections."""

from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path

import pytest

from zaiton.base.refusals import Refusal
from zaiton.base.text import Bilingual
from zaiton.blocks.cases.actions.corrections import correction_answer, correction_ask
from zaiton.blocks.cases.domain.answers import AnswersRefused
from zaiton.blocks.cases.models import Case, StepRow
from zaiton.blocks.cases.tests.errand import CASE, errand_folder
from zaiton.blocks.cases.tests.test_errand import Office, numbers
from zaiton.blocks.evidence.public import verify
from zaiton.blocks.identity.tests.factories import NOON
from zaiton.blocks.papers.public import certificate_suspend, certificates_of

pytestmark = pytest.mark.django_db
OTHER_HOLDER = {"shows: [ship], holder: owner, until": "shows: [ship], holder: remark, until"}


def an_office(place: Path, changes: Mapping[str, str] | None = None) -> Office:
    """The errand in force, its text changed."""
    text = CASE
    for old, new in (changes or {}).items():
        assert old in text
        text = text.replace(old, new)
    return Office(errand_folder(place, text))


def state(case: str, step: str) -> str:
    return StepRow.objects.get(case__public_id=case, step=step).state


def asked(office: Office, case: str, step: str, fact: str, value: str) -> None:
    """An officer of the step has a fact corrected."""
    role = StepRow.objects.get(case__public_id=case, step=step).role
    ask = {"case": case, "step": step, "facts": [fact], "materials": [], "why": "更正", "at": NOON}
    correction_ask(person=office.officers[role], **ask)
    correction_answer(person=office.person, case=case, data={fact: value}, at=NOON)


def test_nothing_is_given_out_whose_last_day_is_over_until_the_day_is_corrected(tmp_path: Path) -> None:
    """The grant is kept and the others go on; the officer is told why, asks for the day, reviews it and gives it out."""
    office = an_office(tmp_path)
    case = office.opened(plan_until="2026-11-19")
    for step in ("safety.review", "manning.review", "own.review"):
        office.grant(case, step)
    assert numbers(case).keys() == {"errand.own", "errand.manning"}
    assert state(case, "safety.issue") == "ready"
    with pytest.raises(Refusal) as refused:
        office.grant(case, "safety.issue")
    assert refused.value.code == "certificate_over"
    asked(office, case, "safety.issue", "plan_until", "2026-11-20")
    assert state(case, "safety.review") == "ready"
    office.grant(case, "safety.review")
    assert numbers(case).keys() == {"errand.own", "errand.manning", "errand.safety"}
    assert Case.objects.get(public_id=case).outcome == "granted" and verify().ok


def test_a_font_that_is_gone_holds_up_no_grant(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    office = an_office(tmp_path)
    case = office.opened()
    missing = "zaiton.blocks.papers.queries.rendering.undrawable"
    with monkeypatch.context() as gone:
        gone.setattr(missing, lambda text: ("鼎",))
        office.grant(case, "own.review")
        assert (state(case, "own.review"), state(case, "own.issue"), numbers(case)) == ("done", "ready", {})
    office.grant(case, "own.issue")
    assert numbers(case).keys() == {"errand.own"}


def test_a_holder_longer_than_the_register_holds_is_told_at_once(tmp_path: Path) -> None:
    office = an_office(tmp_path, OTHER_HOLDER)
    with pytest.raises(AnswersRefused) as refused:
        office.opened(remark="长" * 201)
    assert [(name, one.code) for name, one in refused.value.problems] == [("remark", "case_answer_long")]
    case = office.opened(remark="长" * 200)
    for step in ("own.review", "manning.review", "safety.review"):
        office.grant(case, step)
    assert {len(card.holder) for card in certificates_of(f"cases.case/{case}") if card.kind == "errand.safety"} == {200}


def test_a_fact_that_only_a_certificate_states_is_not_corrected_after_its_issue(tmp_path: Path) -> None:
    """No review says that it reads the tonnage; the certificate of ownership bears it all the same."""
    office = an_office(tmp_path)
    case = office.opened()
    asked(office, case, "own.review", "tonnage", "6000")
    office.grant(case, "own.review")
    lines = {card.kind: card.lines for card in certificates_of(f"cases.case/{case}")}["errand.own"]
    assert lines[-1].value.zh == "6000"
    with pytest.raises(Refusal) as refused:
        asked(office, case, "manning.review", "tonnage", "7000")
    assert refused.value.code == "already_issued"
    assert Case.objects.get(public_id=case).facts["tonnage"] == "6000"


def test_a_review_before_the_issue_is_open_again_when_its_certificate_would_state_something_else(
    tmp_path: Path,
) -> None:
    office = an_office(tmp_path)
    case = office.opened()
    office.grant(case, "safety.review")
    asked(office, case, "own.review", "plan_until", "2027-02-01")
    assert state(case, "safety.review") == "ready"


def test_what_is_suspended_in_the_very_moment_waits_and_the_grant_stands(tmp_path: Path) -> None:
    office = an_office(tmp_path)
    case = office.opened()
    office.grant(case, "own.review")
    own = certificates_of(f"cases.case/{case}")[0].public_id
    certificate_suspend(own, actor="system", at=NOON + timedelta(days=1), reason=Bilingual("核查", "Inquiry"))
    office.grant(case, "manning.review", after=1)
    assert (state(case, "manning.review"), state(case, "manning.issue")) == ("done", "ready")
