"""Case types in force: two people, never changed, one version a day; what the product brings; the operator's commands."""

import json
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner
from django.db import connection

from zaiton.base.refusals import Refusal
from zaiton.blocks.cases.actions.definitions import case_type_draft, case_type_publish, case_type_retire
from zaiton.blocks.cases.actions.shipping import case_types_taken_up
from zaiton.blocks.cases.cli import cases
from zaiton.blocks.cases.domain import faults, publishing_faults
from zaiton.blocks.cases.models import CaseType
from zaiton.blocks.cases.public import set_up
from zaiton.blocks.cases.queries.definitions import (
    definition_in_force,
    definition_of,
    definitions_in_force,
    tables_of,
    versions_of,
)
from zaiton.blocks.cases.queries.folders import read_folder
from zaiton.blocks.cases.queries.shelves import demo_folders, folder_named, shipped_folders
from zaiton.blocks.cases.tests.quay import CASE, GOLDEN, quay_folder
from zaiton.blocks.cases.tests.test_concurrency import together
from zaiton.blocks.cases.tests.world import a_world
from zaiton.blocks.evidence.models import Entry
from zaiton.blocks.identity.actions.people import role_grant
from zaiton.blocks.identity.domain.cards import PersonCard
from zaiton.blocks.identity.domain.roles import OFFICER
from zaiton.blocks.identity.tests.factories import NOON, a_person

pytestmark = pytest.mark.django_db
TODAY = NOON.date()
LATER = NOON + timedelta(days=40)
ANN, BEN = "person/ann", "person/ben"


@pytest.fixture(autouse=True)
def own_home(tmp_path: Path, settings) -> Path:
    settings.ZAITON_HOME = tmp_path / "home"
    return settings.ZAITON_HOME


def put(folder: Path, *, first: str = "2026-01-01", at: datetime = NOON, days: int = 20) -> str:
    """A version published by two people; ``days`` makes it another one."""
    case = CASE.replace("2026-01-01", first, 1).replace("days: 20", f"days: {days}", 1)
    sha = case_type_draft(read_folder(quay_folder(folder, case=case)), actor=ANN, at=at)
    case_type_publish(sha, actor=BEN, at=at)
    return sha


def periods() -> dict[str, tuple[str, date, date | None]]:
    return {one.sha256: (one.state, one.first, one.until) for one in versions_of("quay")}


def test_a_draft_is_not_in_force_until_another_person_publishes_it(tmp_path: Path):
    sha = case_type_draft(read_folder(quay_folder(tmp_path)), actor=ANN, at=NOON)
    with pytest.raises(publishing_faults.NoSuchCaseType):
        definition_in_force("quay", TODAY)
    with pytest.raises(publishing_faults.SecondPerson):
        case_type_publish(sha, actor=ANN, at=NOON)
    assert definitions_in_force(TODAY) == ()
    case_type_publish(sha, actor=BEN, at=NOON)
    found = definition_in_force("quay", TODAY)
    assert found == definition_of(sha) == read_folder(tmp_path / "quay").definition
    assert set(tables_of(found)) == {"rules"}
    actions = list(Entry.objects.order_by("pk").values_list("actor", "action"))
    assert actions == [(ANN, "law.table_kept"), (ANN, "cases.type.drafted"), (BEN, "cases.type.published")]


def test_drafting_and_publishing_again_changes_nothing(tmp_path: Path):
    sha, before = put(tmp_path), Entry.objects.count()
    assert put(tmp_path) == sha
    assert (CaseType.objects.count(), Entry.objects.count()) == (1, before)


def test_what_is_unsound_or_comes_out_otherwise_is_not_taken_in(tmp_path: Path):
    with pytest.raises(faults.GoldenFails) as raised:
        golden = GOLDEN.replace("asked: [drawing]", "asked: [drawing, fire-plan]")
        case_type_draft(read_folder(quay_folder(tmp_path, golden=golden)), actor=ANN, at=NOON)
    assert "without hot work" in raised.value.sentence(str)
    with pytest.raises(faults.GoldenMissing):
        case_type_draft(read_folder(quay_folder(tmp_path, golden="cases: []")), actor=ANN, at=NOON)
    with pytest.raises(faults.TypeUnused):
        case_type_draft(
            read_folder(quay_folder(tmp_path, case=CASE.replace("needs: [fire-plan]", "needs: []"))), actor=ANN, at=NOON
        )
    assert not CaseType.objects.exists() and not Entry.objects.filter(action__startswith="cases.").exists()


def test_a_later_version_ends_the_one_before_on_its_first_day(tmp_path: Path):
    old = put(tmp_path)
    first = (TODAY + timedelta(days=30)).isoformat()
    new = put(tmp_path, first=first)
    begin = date.fromisoformat(first)
    assert periods() == {old: ("published", date(2026, 1, 1), begin), new: ("published", begin, None)}
    assert definition_in_force("quay", begin - timedelta(days=1)).sha256 == old
    assert definition_in_force("quay", begin).sha256 == new


def test_a_version_does_not_rewrite_days_gone_by(tmp_path: Path):
    old = put(tmp_path)
    new = put(tmp_path, days=19, at=LATER)
    assert periods()[new][1] == LATER.date() and periods()[old][2] == LATER.date()
    assert definition_in_force("quay", LATER.date() - timedelta(days=1)).sha256 == old
    newest = put(tmp_path, days=18, at=LATER)
    assert periods()[new][0] == "retired", "replaced on its very first day"
    assert definition_in_force("quay", LATER.date()).sha256 == newest
    with pytest.raises(publishing_faults.VersionEnded):
        case_type_publish(new, actor=BEN, at=LATER)


def test_a_version_before_one_that_begins_later_ends_there(tmp_path: Path):
    far = TODAY + timedelta(days=60)
    later = put(tmp_path, first=far.isoformat())
    now = put(tmp_path, days=19)
    assert periods() == {later: ("published", far, None), now: ("published", date(2026, 1, 1), far)}


@pytest.mark.django_db(transaction=True)
def test_two_publishings_at_once_leave_one_version_in_force(tmp_path: Path):
    if connection.vendor != "postgresql":
        pytest.skip("SQLite in memory is one connection")
    texts = [CASE.replace("days: 20", f"days: {days}", 1) for days in range(11, 19)]
    folders = [quay_folder(tmp_path / str(number), case=text) for number, text in enumerate(texts)]
    drafts = [case_type_draft(read_folder(folder), actor=ANN, at=NOON) for folder in folders]
    assert together([lambda sha=sha: case_type_publish(sha, actor=BEN, at=NOON) for sha in drafts]) == []
    states = [one.state for one in versions_of("quay")]
    assert sorted(states) == ["published"] * 2 + ["retired"] * 6, "one held until today, one from today on"
    in_force = [one for one in versions_of("quay") if one.state == "published" and one.until is None]
    assert len(in_force) == 1 and definition_in_force("quay", TODAY).sha256 == in_force[0].sha256


def test_ending_a_case_type_keeps_it_for_the_cases_that_run(tmp_path: Path):
    old = put(tmp_path)
    future = put(tmp_path, first=(TODAY + timedelta(days=30)).isoformat())
    with pytest.raises(publishing_faults.PublishingReason):
        case_type_retire("quay", on=TODAY, actor=BEN, reason=" ", at=NOON)
    with pytest.raises(publishing_faults.EndsInThePast):
        case_type_retire("quay", on=TODAY - timedelta(days=1), actor=BEN, reason="merged", at=NOON)
    ended = case_type_retire("quay", on=TODAY + timedelta(days=1), actor=BEN, reason="merged", at=NOON)
    assert set(ended) == {old, future}
    assert definition_in_force("quay", TODAY).sha256 == old
    with pytest.raises(publishing_faults.NoSuchCaseType):
        definition_in_force("quay", TODAY + timedelta(days=31))
    assert definition_of(future).name == "quay"
    with pytest.raises(publishing_faults.NoSuchCaseType):
        case_type_retire("quay", on=TODAY + timedelta(days=2), actor=BEN, reason="again", at=NOON)


def test_two_case_types_do_not_share_their_numbers(tmp_path: Path):
    put(tmp_path)
    other = read_folder(quay_folder(tmp_path / "other", case=CASE.replace("case: quay", "case: pier")))
    sha = case_type_draft(other, actor=ANN, at=NOON)
    with pytest.raises(publishing_faults.PrefixTaken):
        case_type_publish(sha, actor=BEN, at=NOON)


def test_a_stored_version_that_was_altered_is_not_used(tmp_path: Path):
    sha = case_type_draft(
        read_folder(quay_folder(tmp_path, case=CASE.replace("days: 20", "days: 17", 1))), actor=ANN, at=NOON
    )
    row = CaseType.objects.get(sha256=sha)
    row.document = row.document.replace('"17"', '"71"')
    row.save()
    with pytest.raises(publishing_faults.VersionAltered):
        definition_of(sha)
    with pytest.raises(publishing_faults.NoSuchVersion):
        definition_of("0" * 64)


def test_running_cases_stay_with_the_version_they_were_made_with(tmp_path: Path):
    world = a_world(tmp_path)
    case = world.opened()
    put(tmp_path, days=12, at=LATER)
    assert world.case(case).definition == world.definition
    assert definition_in_force("quay", LATER.date()).item("safety").limit.number == 12
    assert definition_of(world.case(case).definition).item("safety").limit.number == 20


def test_what_the_product_brings_is_put_in_force_once(tmp_path: Path):
    folders = [*shipped_folders(), *demo_folders()]
    assert folders and case_types_taken_up(folders, at=NOON, demo=True) == []
    before = Entry.objects.count()
    assert case_types_taken_up(folders, at=LATER, demo=True) == []
    assert Entry.objects.count() == before
    names = {one.name for one in definitions_in_force(TODAY)}
    assert names == {folder.name for folder in folders}, "a folder is named as its case type"


def test_setting_up_brings_the_demonstration_only_where_it_is_wanted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    assert set_up(now=NOON, demo=False) is None
    assert {one.name for one in definitions_in_force(TODAY)} == {folder.name for folder in shipped_folders()}
    broken = quay_folder(tmp_path, case=CASE.replace("prefix: QY", "prefix: q"))
    monkeypatch.setattr("zaiton.blocks.cases.public.demo_folders", lambda: (*demo_folders(), broken))
    said = set_up(now=NOON, demo=True)
    assert said is not None and "quay" in said and "prefix" in said
    assert all(one.demo for one in versions_of() if one.name in {folder.name for folder in demo_folders()})


def test_a_case_type_that_a_person_ended_is_not_brought_back(tmp_path: Path):
    folders = demo_folders()
    case_types_taken_up(folders, at=NOON, demo=True)
    for folder in folders:
        case_type_retire(folder.name, on=TODAY, actor=BEN, reason="not ours", at=NOON)
    assert case_types_taken_up(folders, at=LATER, demo=True) == []
    assert definitions_in_force(LATER.date()) == ()


def test_a_broken_folder_is_told_and_does_not_keep_the_others_out(tmp_path: Path):
    broken = quay_folder(tmp_path / "broken", case=CASE.replace("prefix: QY", "prefix: q"))
    refused = case_types_taken_up([broken, *demo_folders()], at=NOON)
    assert [(name, type(why)) for name, why in refused] == [("quay", faults.TypePrefix)]
    assert definitions_in_force(TODAY)


# commands


def an_officer() -> PersonCard:
    card = a_person()
    role_grant(actor="system", person_id=card.public_id, role=OFFICER, at=NOON)
    return card


def run(*args: str, code: int = 0) -> str:
    result = CliRunner().invoke(cases, args)
    if code:
        assert result.exit_code or isinstance(result.exception, Refusal), result.output
        return result.exception.code if isinstance(result.exception, Refusal) else result.output
    assert result.exit_code == 0, result.output
    return result.output


def test_the_commands_check_publish_show_and_end(tmp_path: Path):
    folder = str(quay_folder(tmp_path))
    ann, ben, clerk = an_officer(), an_officer(), a_person()
    told = json.loads(run("check", folder, "--json"))
    assert told["ok"] and told["golden"][0]["checks"] == 2 and "permit.issue" in told["steps"]
    assert run("publish", folder, code=1) == "case_type_reason"
    assert run("publish", folder, "--as", ann.email, "--second", ann.email, code=1) == "case_type_second_person"
    assert run("publish", folder, "--as", ann.email, "--second", clerk.email, code=1) == "case_type_not_an_officer"
    assert run("publish", folder, "--as", "no@where.invalid", "--second", ben.email, code=1)
    assert "--second" in run("publish", folder, "--as", ann.email, code=1)
    done = json.loads(run("publish", folder, "--as", ann.email, "--second", ben.email, "--json"))
    assert done == {"ok": True, "case": "quay", "sha256": told["sha256"], "in_force_from": "2026-01-01"}
    assert json.loads(run("list", "--json"))[0]["state"] == "published" and "quay" in run("list")
    assert json.loads(run("show", "quay", "--json"))["sha256"] == told["sha256"]
    assert "fire-plan" in run("show", told["sha256"])
    assert json.loads(run("schema", "quay"))["$id"].endswith(told["sha256"])
    assert run("bpmn", "quay") == run("bpmn", folder)
    assert run("retire", "quay", code=1) == "case_type_reason"
    assert json.loads(run("retire", "quay", "--reason", "merged", "--json"))["ended"] == [told["sha256"]]
    assert run("show", "quay", code=1) == "no_such_case_type"


def test_the_check_shows_what_was_expected_and_what_was_found(tmp_path: Path):
    golden = GOLDEN.replace("left_out: [fire]", "left_out: []")
    output = run("check", str(quay_folder(tmp_path, golden=golden)), code=1)
    assert "✗ without hot work" in output and "['fire']" in output
    assert run("check", str(tmp_path / "nowhere"), code=1) == "case_type_unreadable"


def test_the_operators_own_are_found_by_name(tmp_path: Path, own_home: Path):
    quay_folder(own_home / "cases")
    assert folder_named("quay") == own_home / "cases" / "quay"
    run("publish", "quay", "--reason", "this office alone")
    row = CaseType.objects.get()
    assert (row.published_by, row.reason) == ("command", "this office alone")
