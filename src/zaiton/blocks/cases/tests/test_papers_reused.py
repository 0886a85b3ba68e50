"""A paper under another name is refused; one that another applicant handed in is shown to the officer; time ends their keeping."""

from datetime import date
from pathlib import Path

import pytest

from zaiton.blocks.cases.actions.corrections import correction_answer, correction_ask
from zaiton.blocks.cases.actions.materials import Upload
from zaiton.blocks.cases.actions.retaining import papers_retained
from zaiton.blocks.cases.actions.submissions import case_open, draft_begin, draft_remove, draft_save
from zaiton.blocks.cases.actions.withdrawing import case_withdraw
from zaiton.blocks.cases.domain.material_refusals import SamePaperTwice
from zaiton.blocks.cases.domain.refusals import FileRefused
from zaiton.blocks.cases.jobs import retain
from zaiton.blocks.cases.models import Case, MaterialFile
from zaiton.blocks.cases.queries.cases import case_for, file_content
from zaiton.blocks.cases.queries.papers import handed_in_elsewhere
from zaiton.blocks.cases.tests.office import an_office, signed_in, text
from zaiton.blocks.cases.tests.quay import PDF
from zaiton.blocks.cases.tests.world import World
from zaiton.blocks.evidence.models import Entry
from zaiton.blocks.identity.tests.factories import NOON, a_person
from zaiton.blocks.papers.actions.sweeping import store_swept
from zaiton.blocks.papers.models import BlobUse
from zaiton.blocks.papers.public import NoSuchContent, ScannerSilent
from zaiton.blocks.papers.queries.blobs import files_found
from zaiton.blocks.papers.tests.files import pdf
from zaiton.kit import clock

pytestmark = pytest.mark.django_db
FACTS = {"length": "80", "hot_work": "true"}
DRAWING, PLAN = Upload("drawing", "drawing.pdf", PDF), Upload("fire-plan", "plan.pdf", PDF)


@pytest.fixture
def world(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, settings) -> World:
    monkeypatch.setattr(clock, "now", lambda: NOON)
    settings.ZAITON_HOME = tmp_path / "home"
    settings.ZAITON_HOME.mkdir()
    return an_office(tmp_path)


def begun(world: World) -> str:
    return draft_begin(person=world.applicant, organisation=world.company, type="quay", at=NOON)


def saved(world: World, draft: str, *uploads: Upload) -> None:
    draft_save(person=world.applicant, draft=draft, data=FACTS, uploads=uploads, at=NOON)


def of_another(world: World) -> tuple[str, str]:
    """A case of another applicant with the same drawing: the person and the case."""
    other = a_person().public_id
    data = {"length": "70", "hot_work": "false"}
    return other, case_open(person=other, organisation="", type="quay", data=data, uploads=[DRAWING], at=NOON)


def test_one_file_for_two_papers_is_refused_at_once_and_one_after_the_other(world: World) -> None:
    draft = begun(world)
    with pytest.raises(SamePaperTwice) as found:
        saved(world, draft, DRAWING, PLAN)
    assert found.value.field == "fire-plan" and "施工图 / Drawing" in found.value.sentence(str)
    assert not MaterialFile.objects.exists() and not BlobUse.objects.exists()
    saved(world, draft, DRAWING)
    with pytest.raises(SamePaperTwice):
        saved(world, draft, PLAN)
    saved(world, draft, Upload("drawing", "other.pdf", pdf("other")), PLAN)  # the drawing gives its file up
    saved(world, draft, Upload("drawing", "again.pdf", pdf("other")))


def test_the_page_says_which_paper_has_the_file_already(world: World) -> None:
    from django.core.files.uploadedfile import SimpleUploadedFile as Sent

    client, draft = signed_in(world.applicant), begun(world)
    sent = {**FACTS, "paper-drawing": Sent("a.pdf", PDF), "paper-fire-plan": Sent("b.pdf", PDF), "act": "save"}
    page = client.post(f"/en/cases/drafts/{draft}/", sent)
    assert page.status_code == 422 and 'id="paper-fire-plan-error"' in text(page)
    assert "is the very file that stands for “施工图 / Drawing” already" in text(page)


def test_a_correction_cannot_bring_it_either(world: World) -> None:
    case = world.opened(hot=True)
    officer = world.officers["fire"]
    correction_ask(person=officer, case=case, step="fire.review", facts=[], materials=["fire-plan"], why="old", at=NOON)
    with pytest.raises(SamePaperTwice):
        correction_answer(person=world.applicant, case=case, data={}, uploads=[PLAN], at=NOON)
    assert Case.objects.get(public_id=case).state == "returned"


def test_the_same_file_of_another_applicant_is_told_to_officers(world: World) -> None:
    mine = world.opened()
    again = world.opened()
    other, case = of_another(world)
    number = Case.objects.get(public_id=case).number
    page = text(signed_in(world.officers["safety"]).get(f"/en/cases/{mine}/steps/safety.review/"))
    assert "The same file came from another applicant" in page and number in page
    assert Case.objects.get(public_id=again).number not in page
    assert handed_in_elsewhere(case_for(world.applicant, mine, at=NOON), world.applicant, at=NOON) == {}
    assert "another applicant" not in text(signed_in(world.applicant).get(f"/en/cases/{mine}/"))
    seen = handed_in_elsewhere(case_for(world.officers["safety"], case, at=NOON), world.officers["safety"], at=NOON)
    (told,) = seen.values()
    assert {public_id for public_id, _ in told.cases} == {mine, again} and told.more == 0


def test_of_cases_an_officer_may_not_see_only_the_fact_is_told(world: World) -> None:
    mine = world.opened()
    _, case = of_another(world)
    Case.objects.filter(public_id=case).update(type="another-type")
    (told,) = handed_in_elsewhere(
        case_for(world.officers["safety"], mine, at=NOON), world.officers["safety"], at=NOON
    ).values()
    assert told.cases == () and told.more == 1
    page = text(signed_in(world.officers["safety"]).get(f"/en/cases/{mine}/steps/safety.review/"))
    assert "in a case that you may not see" in page


def test_drafts_thrown_away_keep_nothing_and_replaced_papers_of_cases_stay(world: World) -> None:
    draft = begun(world)
    saved(world, draft, DRAWING)
    saved(world, draft, Upload("drawing", "new.pdf", pdf("new")))
    assert BlobUse.objects.count() == 1
    draft_remove(person=world.applicant, draft=draft, at=NOON)
    assert not BlobUse.objects.exists() and not MaterialFile.objects.exists()
    assert store_swept(at=NOON).removed == 2 and not list(files_found())
    case, officer = world.opened(), world.officers["safety"]
    correction_ask(person=officer, case=case, step="safety.review", facts=[], materials=["drawing"], why="old", at=NOON)
    new = Upload("drawing", "new.pdf", pdf("new"))
    correction_answer(person=world.applicant, case=case, data={}, uploads=[new], at=NOON)
    card = case_for(world.applicant, case, at=NOON)
    assert [file_content(card, file.public_id)[1] for file in card.files] == [PDF, pdf("new")]


def test_what_a_case_does_not_ask_is_not_kept(world: World) -> None:
    draft = begun(world)
    saved(world, draft, DRAWING, Upload("fire-plan", "plan.pdf", pdf("plan")))
    draft_save(person=world.applicant, draft=draft, data={**FACTS, "hot_work": "false"}, at=NOON)
    from zaiton.blocks.cases.actions.submissions import case_submit

    case = case_submit(person=world.applicant, draft=draft, at=NOON)
    assert [use.owner for use in BlobUse.objects.all()] == [
        f.owner for f in MaterialFile.objects.filter(case__public_id=case)
    ]


def test_papers_of_closed_cases_are_kept_for_years_and_then_no_longer(world: World) -> None:
    case, running = world.opened(), world.opened()
    case_withdraw(person=world.applicant, case=case, reason="", at=NOON)
    retain(at=NOON)
    row = MaterialFile.objects.get(case__public_id=case)
    assert row.keep_until == date(2037, 1, 1) == BlobUse.objects.get(owner=row.owner).keep_until
    assert BlobUse.objects.get(owner=MaterialFile.objects.get(case__public_id=running).owner).keep_until is None
    assert Entry.objects.filter(action="cases.retention_set").count() == 1
    assert papers_retained(at=NOON) == 0
    assert store_swept(at=NOON.replace(year=2036)).ended == 0
    assert store_swept(at=NOON.replace(year=2037)).ended == 1
    card = case_for(world.applicant, case, at=NOON)
    with pytest.raises(NoSuchContent):
        file_content(card, row.public_id)
    client = signed_in(world.applicant)
    page = text(client.get(f"/en/cases/{case}/"))
    assert "no longer kept" in page and f"/papers/{row.public_id}/" not in page
    assert client.get(f"/en/cases/{case}/papers/{row.public_id}/").status_code == 404
    assert "not scanned for viruses" in text(client.get(f"/en/cases/{running}/"))


def test_a_silent_scanner_takes_nothing_in_and_says_it_at_the_paper(world: World, settings) -> None:
    from django.core.files.uploadedfile import SimpleUploadedFile as Sent

    settings.SCANNER = "failing"
    draft = begun(world)
    with pytest.raises(ScannerSilent):
        saved(world, draft, DRAWING)
    assert not MaterialFile.objects.exists()
    page = signed_in(world.applicant).post(
        f"/en/cases/drafts/{draft}/", {**FACTS, "paper-drawing": Sent("a.pdf", PDF), "act": "save"}
    )
    assert 'id="paper-drawing-error"' in text(page) and "gives no answer" in text(page)


@pytest.mark.parametrize("content", [b"", PDF[:-6], b"MZ", PDF + b"0" * 10 * 2**20])
def test_why_a_file_is_not_taken_is_a_sentence(world: World, content: bytes) -> None:
    with pytest.raises(FileRefused) as found:
        saved(world, begun(world), Upload("drawing", "{x}.pdf", content))
    said = found.value.sentence(str)
    assert said.startswith("“{x}.pdf” cannot be taken: it ") and "{why}" not in said
