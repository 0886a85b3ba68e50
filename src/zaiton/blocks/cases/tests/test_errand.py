"""Certificates given out by a case: automatic, in order, with what they say; sets of limits; facts that must agree."""

import json
from datetime import date, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from zaiton.base.refusals import Refusal
from zaiton.base.text import Bilingual
from zaiton.blocks.cases.actions.corrections import correction_answer, correction_ask
from zaiton.blocks.cases.actions.officers import authority_grant
from zaiton.blocks.cases.actions.steps import step_decide
from zaiton.blocks.cases.cli.cases_group import cases as command
from zaiton.blocks.cases.domain.answers import AnswersRefused
from zaiton.blocks.cases.domain.bpmn import bpmn_text
from zaiton.blocks.cases.domain.document import definition_from_document, document_text
from zaiton.blocks.cases.domain.golden import read_golden
from zaiton.blocks.cases.models import Case, Draft, Event, StepRow
from zaiton.blocks.cases.queries.folders import read_folder
from zaiton.blocks.cases.queries.golden import golden_run
from zaiton.blocks.cases.queries.replaying import case_replayed
from zaiton.blocks.cases.queries.schedules import definition_schedule
from zaiton.blocks.cases.queries.soundness import check_sound
from zaiton.blocks.cases.tests.errand import CASE, GOLDEN, errand_folder, errand_opened
from zaiton.blocks.cases.tests.office import signed_in
from zaiton.blocks.cases.tests.publishing import published
from zaiton.blocks.evidence.public import verify
from zaiton.blocks.identity.tests.factories import NOON, a_person, an_organisation
from zaiton.blocks.papers.actions.making import files_made
from zaiton.blocks.papers.public import certificate_resume, certificate_suspend, certificates_of

ON = date(2026, 3, 2)


def run(*arguments: str) -> Result:
    return CliRunner().invoke(command, arguments)


# What is replaced in case.yaml, by what, the refusal's code, and a part of the place it names.
FAULTS = [
    ("identifier: imo", "identifier: passport", "case_type_word", "facts.imo.identifier"),
    (
        "type: day}\n  - {name: survey_on",
        "type: day, identifier: imo}\n  - {name: survey_on",
        "case_type_entry_unknown",
        "facts",
    ),
    ("order: [contract_on, survey_on]", "order: [contract_on]", "case_type_agreement", "consistent.survey"),
    ("order: [contract_on, survey_on]", "order: [contract_on, tonnage]", "case_type_fact_kind", "consistent.survey"),
    ("order: [contract_on, survey_on]", "order: [contract_on, launched_on]", "case_type_unknown", "consistent.survey"),
    ("output: plausible, is", "output: sensible, is", "case_type_table", "consistent.size"),
    ("    output: {zh: 所有权证书, en: Certificate of ownership}\n", "", "case_type_certificate", "items.own"),
    ("shows: [ship, imo, tonnage]", "shows: [ship, engine]", "case_type_unknown", "items.own.certificate"),
    ("until: plan_until", "until: ship", "case_type_fact_kind", "items.safety.certificate"),
    ("months: 60}", "months: 60, until: plan_until}", "case_type_entry_unknown", "items.manning.certificate"),
    ("kind: errand.manning", "kind: errand.own", "case_type_repeated", "certificate.kind"),
    ("dataset: promise\n", "dataset: wish\n", "case_type_word", "dataset"),
    ("dataset: promise\n", "", "case_type_word", "dataset"),
    (
        "      manning: {limit: {days: 5, unit: working, article: 某条例第七条}}\n",
        "",
        "case_type_entry_missing",
        "promise",
    ),
    ("      manning: {limit: {days: 5", "      crew: {limit: {days: 5", "case_type_entry_unknown", "promise.items"),
    ("after: [own, manning]}", "after: [safety]}", "case_type_circle", "items"),
]


@pytest.mark.parametrize(("old", "new", "code", "place"), FAULTS)
def test_each_fault_is_named_with_its_place(tmp_path: Path, old: str, new: str, code: str, place: str):
    assert old in CASE
    with pytest.raises(Refusal) as caught:
        folder = read_folder(errand_folder(tmp_path, CASE.replace(old, new, 1)))
        check_sound(folder.definition, folder.tables)
    assert caught.value.code == code
    assert place in caught.value.sentence(str)


def test_the_document_reads_back_to_an_equal_type_with_all_its_datasets(tmp_path: Path):
    found = read_folder(errand_folder(tmp_path))
    check_sound(found.definition, found.tables)
    again = definition_from_document(document_text(found.definition))
    assert again == found.definition
    assert again.under("law").under("promise") == again


def test_each_dataset_makes_its_own_schedule(tmp_path: Path):
    """By hand: promise own 3, then max(5,3)=5, then max(8,5)=8; serial 3+5+8. Law: own 7+1 issue, manning 15, safety 20."""
    definition = read_folder(errand_folder(tmp_path)).definition
    promise, law = definition_schedule(definition, on=ON), definition_schedule(definition.under("law"), on=ON)
    assert (promise.serial, promise.parallel) == (16, 8)
    assert (law.serial, law.parallel) == (28, 20)


def test_the_golden_cases_walk_over_what_is_given_out_by_itself(tmp_path: Path):
    walk = """
      - {grant: manning.review, ready: [own.review, safety.review]}
      - {grant: own.review, ready: [safety.review]}
      - {grant: safety.review, ready: [], outcome: granted}
  - name: a survey before the contract
    facts: {owner: A, ship: 甲, imo: "9074729", contract_on: 2026-01-05, survey_on: 2025-12-05, tonnage: "450000"}
    expect: {disagree: [survey, size]}
"""
    found = read_folder(errand_folder(tmp_path, golden=GOLDEN.rstrip() + walk))
    results = golden_run(found.definition, found.tables, read_golden(found.golden))
    assert [one.passes for one in results] == [True, True], results


def test_the_command_counts_by_another_dataset(tmp_path: Path):
    folder = errand_folder(tmp_path)
    told = json.loads(run("simulate", str(folder), "--dataset", "law", "--on", "2026-03-02", "--json").stdout)
    assert (told["serial"], told["parallel"], told["dataset"]["name"]) == (28, 20, "law")
    refused = run("simulate", str(folder), "--dataset", "wish", "--json")
    assert refused.exit_code == 1
    assert refused.exception.code == "no_such_dataset"


class Office:
    """The type in force, an applicant with a company, one officer for each role."""

    def __init__(self, folder: Path) -> None:
        published(folder, at=NOON)
        owner = a_person("owner")
        self.person, self.company = owner.public_id, an_organisation(owner).public_id
        self.officers = {}
        for role in ("registry", "safety"):
            officer = a_person(f"{role}-officer").public_id
            self.officers[role] = officer
            authority_grant(
                actor="system", person=officer, type="errand", role=role, first=NOON.date(), until=None, at=NOON
            )

    def opened(self, **facts: str) -> str:
        return errand_opened(self.person, self.company, NOON, **facts)

    def grant(self, case: str, step: str, after: int = 0) -> None:
        role = StepRow.objects.get(case__public_id=case, step=step).role
        at = NOON + timedelta(days=after)
        step_decide(person=self.officers[role], case=case, step=step, decision="grant", at=at)


@pytest.fixture
def office(tmp_path: Path, db: None) -> Office:
    return Office(errand_folder(tmp_path))


def numbers(case: str) -> dict[str, str]:
    return {card.kind: card.number for card in certificates_of(f"cases.case/{case}")}


def test_a_certificate_is_given_out_the_moment_its_prerequisite_is(office: Office):
    case = office.opened()
    office.grant(case, "manning.review")
    assert numbers(case) == {}
    office.grant(case, "own.review", after=1)
    assert set(numbers(case)) == {"errand.own", "errand.manning"}
    office.grant(case, "safety.review", after=2)
    assert set(numbers(case)) == {"errand.own", "errand.manning", "errand.safety"}
    row = Case.objects.get(public_id=case)
    assert (row.state, row.outcome) == ("closed", "granted")
    issued = Event.objects.filter(case=row, kind="issued").order_by("seq")
    assert [(one.step, one.actor) for one in issued] == [
        ("own.issue", "system"),
        ("manning.issue", "system"),
        ("safety.issue", "system"),
    ]
    assert json.loads(issued[0].data)["certificate"]["number"] == numbers(case)["errand.own"]
    assert case_replayed(row).outcome == "granted"
    assert verify().ok


def test_a_certificate_says_what_was_applied_for_and_rests_on_its_prerequisite(office: Office):
    case = office.opened()
    for step in ("own.review", "manning.review", "safety.review"):
        office.grant(case, step)
    cards = {card.kind: card for card in certificates_of(f"cases.case/{case}")}
    own, manning, safety = cards["errand.own"], cards["errand.manning"], cards["errand.safety"]
    assert [(line.title.zh, line.value.zh) for line in own.lines] == [
        ("船名", "闽远一号"),
        ("IMO 编号", "9074729"),
        ("总吨", "5000"),
    ]
    assert own.organisation == office.company
    assert own.issuer.zh == "登记机关"
    assert own.rests_on == ()
    assert manning.rests_on == (own.public_id,)
    assert set(safety.rests_on) == {own.public_id, manning.public_id}
    assert manning.valid_until == date(NOON.year + 5, NOON.month, NOON.day) - timedelta(days=1)
    assert safety.valid_until == date(2027, 1, 5)


def test_the_page_of_a_case_says_in_words_what_a_file_waits_for(office: Office):
    case = office.opened()
    office.grant(case, "own.review")
    files_made(now=lambda: NOON)
    for place, sentence in (
        ("/en/cases", "There is no seal named registry yet."),
        ("/cases", "还没有代号为registry的印章"),
    ):
        page = signed_in(office.person).get(f"{place}/{case}/").content.decode()
        assert sentence in page
        assert "seal_unknown" not in page and "zaiton papers" not in page


def test_what_a_certificate_states_is_not_corrected_once_it_is_given_out(office: Office):
    """The reviews read what their certificates state, so a correction opens what is not given out and no more."""
    case = office.opened()
    office.grant(case, "manning.review")
    correction_ask(
        person=office.officers["registry"],
        case=case,
        step="own.review",
        facts=["ship"],
        materials=[],
        why="名称",
        at=NOON,
    )
    correction_answer(person=office.person, case=case, data={"ship": "闽远二号"}, at=NOON)
    states = {row.step: row.state for row in StepRow.objects.filter(case__public_id=case)}
    assert states["manning.review"] == "ready"
    for step in ("own.review", "manning.review"):
        office.grant(case, step)
    with pytest.raises(Refusal) as caught:
        correction_ask(
            person=office.officers["safety"],
            case=case,
            step="safety.review",
            facts=["ship"],
            materials=[],
            why="名称",
            at=NOON,
        )
        correction_answer(person=office.person, case=case, data={"ship": "闽远三号"}, at=NOON)
    assert caught.value.code == "already_issued"


@pytest.mark.parametrize(
    ("facts", "field", "code"),
    [
        ({"survey_on": "2025-12-31"}, "survey_on", "case_facts_disagree"),
        ({"tonnage": "450000"}, "tonnage", "case_facts_disagree"),
        ({"imo": "9074728"}, "imo", "imo_number_wrong"),
        ({"ship": "闽远\U0002a6a5"}, "ship", "case_answer_character"),
    ],
)
def test_facts_that_cannot_be_are_refused_and_nothing_is_begun(office: Office, facts: dict, field: str, code: str):
    with pytest.raises(AnswersRefused) as caught:
        office.opened(**facts)
    assert [(name, problem.code) for name, problem in caught.value.problems] == [(field, code)]
    assert not Case.objects.exists()
    assert not Draft.objects.exists()


def test_what_is_not_given_is_passed_over(office: Office):
    case = office.opened(survey_on="")
    assert "survey_on" not in Case.objects.get(public_id=case).facts


def test_what_rests_on_a_suspended_certificate_waits_for_an_officer(office: Office):
    """The grant is kept, nothing is issued on what does not stand, and an officer gives it out when it stands again."""
    case = office.opened()
    office.grant(case, "own.review")
    own = certificates_of(f"cases.case/{case}")[0].public_id
    why = Bilingual("核查中", "Under inquiry")
    certificate_suspend(own, actor="system", at=NOON, reason=why)
    office.grant(case, "manning.review")
    assert numbers(case).keys() == {"errand.own"}
    assert StepRow.objects.get(case__public_id=case, step="manning.issue").state == "ready"
    with pytest.raises(Refusal) as caught:
        office.grant(case, "manning.issue")
    assert caught.value.code == "prerequisite_fallen"
    certificate_resume(own, actor="system", at=NOON, reason=why)
    office.grant(case, "manning.issue")
    assert numbers(case).keys() == {"errand.own", "errand.manning"}


def test_what_the_system_does_is_no_task_of_a_person_in_the_picture(tmp_path: Path):
    text = bpmn_text(read_folder(errand_folder(tmp_path)).definition, "en")
    assert text.count("<userTask ") == 3
    assert text.count("<serviceTask ") == 3
