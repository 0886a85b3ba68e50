"""What somebody with ill will tries: names that break an answer, judging one's own case by a side door, versions nobody published."""

import base64
import json
from pathlib import Path

import pytest
from django.test import Client

from zaiton.blocks.cases.actions.corrections import correction_answer, correction_ask
from zaiton.blocks.cases.actions.definitions import case_type_draft
from zaiton.blocks.cases.actions.materials import Upload
from zaiton.blocks.cases.actions.migrating import case_migrate
from zaiton.blocks.cases.actions.officers import authority_grant
from zaiton.blocks.cases.actions.passing import steps_pass_on
from zaiton.blocks.cases.actions.ratings import item_rate, rating_answer
from zaiton.blocks.cases.actions.steps import recuse, step_claim, step_extend, step_reassign
from zaiton.blocks.cases.actions.submissions import MOST_DRAFTS, draft_begin, draft_save
from zaiton.blocks.cases.domain import refusals
from zaiton.blocks.cases.jobs import lapse
from zaiton.blocks.cases.models import Draft, MaterialFile, Rating
from zaiton.blocks.cases.queries.cases import case_for
from zaiton.blocks.cases.queries.definitions import read_folder
from zaiton.blocks.cases.queries.replaying import case_replayed
from zaiton.blocks.cases.tests.office import an_office, signed_in
from zaiton.blocks.cases.tests.publishing import published
from zaiton.blocks.cases.tests.quay import CASE, PDF, quay_folder
from zaiton.blocks.cases.tests.test_api import key
from zaiton.blocks.cases.tests.world import World, later
from zaiton.blocks.evidence.models import Entry
from zaiton.blocks.identity.tests.factories import NOON
from zaiton.kit import clock

pytestmark = pytest.mark.django_db
FIRST = NOON.date().replace(month=1, day=1)


@pytest.fixture
def world(tmp_path: Path) -> World:
    return an_office(tmp_path)


def leads_own(world: World) -> None:
    """The applicant is made supervisor of the type they applied for."""
    facts = {"actor": "system", "type": "quay", "first": FIRST, "until": None, "at": NOON}
    authority_grant(person=world.applicant, role="supervisor", **facts)


@pytest.mark.parametrize("name", ["a\r\nSet-Cookie: x=1.pdf", "\u202egpj.pdf"])
def test_a_paper_can_be_opened_whatever_its_name(client: Client, world: World, name: str):
    file = {"material": "drawing", "name": name, "content": base64.b64encode(PDF).decode()}
    body = {"type": "quay", "organisation": world.company, "facts": {"length": 80, "hot_work": False}, "files": [file]}
    made = client.post(
        "/api/cases/cases", json.dumps(body), content_type="application/json", headers=key(world.applicant)
    )
    assert made.status_code == 201, made.content
    case = made.json()["id"]
    paper = case_for(world.applicant, case, at=clock.now()).files[0]
    answer = signed_in(world.officers["safety"]).get(f"/cases/{case}/papers/{paper.public_id}/")
    assert answer.status_code == 200 and answer.content == PDF
    assert "Set-Cookie" not in answer.headers and "\n" not in answer.headers["Content-Disposition"]


@pytest.mark.parametrize("text", ["a\x00b", "a\ud800b"])
def test_a_text_that_no_store_holds_is_refused(client: Client, world: World, text: str):
    facts = {"length": 80, "hot_work": False, "purpose": text}
    file = {"material": "drawing", "name": "a.pdf", "content": base64.b64encode(PDF).decode()}
    body = {"type": "quay", "organisation": world.company, "facts": facts, "files": [file]}
    made = client.post(
        "/api/cases/cases", json.dumps(body), content_type="application/json", headers=key(world.applicant)
    )
    assert made.status_code == 422, made.content


@pytest.mark.parametrize("name", ["type", "organisation", "facts", "files"])
@pytest.mark.parametrize("text", ["a\x00b", "a\ud800b"])
def test_a_name_that_no_store_holds_is_refused(client: Client, world: World, name: str, text: str):
    named = {"material": "drawing", "name": text, "content": base64.b64encode(PDF).decode()}
    given = {"type": text, "organisation": text, "facts": {text: "1"}, "files": [named]}
    body = {"type": "quay", "organisation": world.company, "facts": {"length": 80}} | {name: given[name]}
    made = client.post(
        "/api/cases/cases", json.dumps(body), content_type="application/json", headers=key(world.applicant)
    )
    assert made.status_code in (404, 422), made.content


def test_a_supervisor_does_nothing_for_their_own_case(world: World, tmp_path: Path):
    leads_own(world)
    case, safety = world.opened(), world.officers["safety"]
    other = published(quay_folder(tmp_path / "two", case=CASE.replace("2026-01-01", "2026-11-20")), at=NOON)
    known = {"person": world.applicant, "case": case, "at": NOON}
    step = {"step": "safety.review"}
    with pytest.raises(refusals.OwnCase):
        step_reassign(**known, **step, to=safety, reason="x")
    with pytest.raises(refusals.OwnCase):
        step_extend(**known, **step, number=1, ground="x")
    with pytest.raises(refusals.OwnCase):
        case_migrate(**known, to=other, reason="x", dry_run=False)
    step_claim(person=safety, at=NOON, case=case, **step)
    told = steps_pass_on(person=world.applicant, officer=safety, type="quay", to=safety, reason="x", at=NOON)
    assert isinstance(told[0][2], refusals.OwnCase)
    world.decide(case, "nature.review")
    item_rate(person=world.applicant, case=case, item="nature", grade=1, at=NOON)
    with pytest.raises(refusals.OwnCase):
        rating_answer(person=world.applicant, rating=Rating.objects.get().pk, answer="x", at=NOON)


def test_a_supervisor_who_keeps_away_does_nothing_for_the_case(world: World):
    facts = {"actor": "system", "type": "quay", "first": FIRST, "until": None, "at": NOON}
    authority_grant(person=world.supervisor, role="fire", **facts)
    case = world.opened(hot=True)
    recuse(person=world.supervisor, case=case, reason="a brother works there", at=NOON)
    with pytest.raises(refusals.Recused):
        step_reassign(
            person=world.supervisor, case=case, step="safety.review", to=world.officers["safety"], reason="x", at=NOON
        )


def test_who_keeps_away_does_not_read_confidential_papers(world: World):
    case, fire = world.opened(hot=True), world.officers["fire"]
    assert {file.material for file in case_for(fire, case, at=NOON).files} == {"drawing", "fire-plan"}
    recuse(person=fire, case=case, reason="a brother works there", at=NOON)
    assert {file.material for file in case_for(fire, case, at=NOON).files} == {"drawing"}


def test_a_case_goes_over_to_published_versions_only(world: World, tmp_path: Path):
    case = world.opened()
    folder = quay_folder(tmp_path / "two", case=CASE.replace("2026-01-01", "2026-11-20"))
    draft = case_type_draft(read_folder(folder), actor="system", at=NOON)
    with pytest.raises(refusals.MigrationNotPossible):
        case_migrate(person=world.supervisor, case=case, to=draft, reason="x", dry_run=False, at=NOON)


def test_a_case_that_is_being_corrected_keeps_the_step_that_asked(world: World, tmp_path: Path):
    case = world.opened()
    without = CASE.replace(
        "days: 10, unit: working, article: 某办法第四条", "days: 9, unit: working, article: 某办法第四条"
    )
    without = without.replace("- id: waterway", "- id: channel").replace(
        "waterway, nature, fire]", "channel, nature, fire]"
    )
    to = published(quay_folder(tmp_path / "two", case=without.replace("2026-01-01", "2026-11-20")), at=NOON)
    correction_ask(
        person=world.officers["waterway"],
        case=case,
        step="waterway.review",
        facts=["length"],
        materials=[],
        why="x",
        at=NOON,
    )
    with pytest.raises(refusals.MigrationNotPossible):
        case_migrate(person=world.supervisor, case=case, to=to, reason="x", dry_run=False, at=NOON)
    correction_answer(person=world.applicant, case=case, data={"length": "90"}, at=NOON)
    assert world.case(case).state == "open"


def test_a_replaced_paper_of_a_draft_is_not_kept_and_an_evicted_draft_leaves_evidence(world: World):
    known = {"person": world.applicant, "organisation": world.company, "type": "quay", "at": NOON}
    draft = draft_begin(**known)
    for number in range(3):
        upload = Upload("drawing", "a.pdf", PDF + bytes([number]))
        draft_save(person=world.applicant, draft=draft, data={}, uploads=[upload], at=NOON)
    assert MaterialFile.objects.filter(draft__public_id=draft).count() == 1
    for _ in range(MOST_DRAFTS):
        draft_begin(**known | {"at": later(1)})
    assert Draft.objects.count() == MOST_DRAFTS
    assert Entry.objects.filter(action="cases.draft_removed", object=f"cases.draft/{draft}").exists()


def test_a_fact_taken_back_opens_what_rested_on_it(world: World):
    case = world.opened(purpose="a wall")
    world.decide(case, "nature.review")
    asked = {"facts": ["purpose"], "materials": [], "why": "x", "at": NOON}
    correction_ask(person=world.officers["waterway"], case=case, step="waterway.review", **asked)
    correction_answer(person=world.applicant, case=case, data={"purpose": ""}, at=NOON)
    assert world.states(case)["nature.review"] == "ready"
    case_replayed(world.case(case))


def test_one_case_that_cannot_lapse_holds_up_no_other(world: World):
    stuck, other = world.opened(), world.opened()
    for case in (stuck, other):
        asked = {"facts": ["length"], "materials": [], "why": "x", "at": NOON}
        correction_ask(person=world.officers["waterway"], case=case, step="waterway.review", **asked)
    row = world.case(stuck)
    row.correction = row.correction | {"asks": {"gone.review": {}}}
    row.save()
    with pytest.raises(refusals.NoSuchStep):
        lapse(at=later(60))
    assert (world.case(stuck).state, world.case(other).state) == ("returned", "open")
