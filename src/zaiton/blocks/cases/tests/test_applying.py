"""What applies to given facts, the merged papers, the form as schema and as page, and the golden cases of every shipped type."""

import json
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from django.utils.translation import override
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from zaiton.base.refusals import Refusal
from zaiton.blocks.cases.domain import answers
from zaiton.blocks.cases.domain.golden import read_golden
from zaiton.blocks.cases.domain.needs import fees, merged
from zaiton.blocks.cases.domain.schema import submission_schema
from zaiton.blocks.cases.pages.fact_form import form_for, shown
from zaiton.blocks.cases.queries.applying import applies, checked
from zaiton.blocks.cases.queries.folders import CaseFolder, read_folder
from zaiton.blocks.cases.queries.forms import facts_given, problems, texts_of, values_of
from zaiton.blocks.cases.queries.golden import golden_run
from zaiton.blocks.cases.queries.shelves import demo_folders, shipped_folders
from zaiton.blocks.cases.queries.soundness import check_sound
from zaiton.blocks.cases.queries.whynot import why_not_in
from zaiton.blocks.cases.tests.quay import CASE, RULES, quay_folder
from zaiton.blocks.law.public import read_receipt, replay

DAY = date(2026, 2, 9)
GIVEN = {"length": "80", "hot_work": "false"}


@pytest.fixture
def quay(tmp_path: Path) -> CaseFolder:
    return read_folder(quay_folder(tmp_path))


def test_items_and_papers_follow_from_the_facts_with_a_receipt_that_can_be_replayed(quay: CaseFolder):
    cold = applies(quay.definition, {"length": "80", "hot_work": False}, DAY, quay.tables)
    assert (cold.left_out, cold.asked) == ({"fire"}, ("drawing",)) and not cold.undetermined
    hot = applies(quay.definition, {"length": "80", "hot_work": True}, DAY, quay.tables)
    assert (hot.left_out, hot.asked) == (frozenset(), ("drawing", "fire-plan"))
    for applied in (cold, hot):
        assert set(applied.receipts) == {"rules"}
        content = applied.receipts["rules"].encode()
        assert replay(quay.tables["rules"].table, read_receipt(content, "receipt"), content) == content


def test_a_fact_that_is_missing_and_matters_is_named_and_nothing_guessed(quay: CaseFolder):
    found = applies(quay.definition, {"length": "80"}, DAY, quay.tables)
    assert found.undetermined == ("hot_work",)
    assert found.open_items == {"fire"} and found.open_papers == {"fire-plan"}
    assert not found.left_out, "what may apply is not left out"


def test_the_check_says_what_the_table_says_or_that_it_cannot(quay: CaseFolder):
    check = quay.definition.item("safety").check
    assert check is not None

    def said(**facts: object) -> tuple[bool | None, str]:
        found = checked(quay.definition, check, facts, DAY, quay.tables)
        return found.holds, found.answer

    assert said(length="301", hot_work=False) == (False, "unfit")
    assert said(length="300", hot_work=False) == (True, "fit")
    assert said(length="200") == (None, ""), "fit when cold, unfit when hot"


def test_truth_values_can_be_what_a_table_answers(tmp_path: Path):
    case = CASE.replace('output: fire, is: ["yes"]', 'output: fire, is: ["true"]')
    rules = RULES.replace('type: choice, values: ["yes", "no"]', "type: boolean")
    rules = rules.replace('fire: "yes"', 'fire: "true"').replace('fire: "no"', 'fire: "false"')
    found = read_folder(quay_folder(tmp_path, case=case, rules=rules))
    check_sound(found.definition, found.tables)
    facts = {"length": "80", "hot_work": False}
    assert applies(found.definition, facts, DAY, found.tables).left_out == {"fire"}
    when = found.definition.item("fire").when
    assert when is not None
    told = why_not_in(found.tables[when.table], "fire", "when", when, facts, DAY)
    assert not told.holds and told.answers[0]["changes"][0]["fact"] == "hot_work"
    facts["hot_work"] = True
    assert why_not_in(found.tables[when.table], "fire", "when", when, facts, DAY).holds


def test_each_paper_is_asked_once_with_everyone_who_needs_it(quay: CaseFolder):
    papers = merged(quay.definition)
    drawing = papers.papers[0]
    assert [(one.item, one.article) for one in drawing.needed_by] == [
        ("safety", "某办法第三条"),
        ("waterway", "某办法第四条"),
    ]
    assert (papers.asked, papers.separately, papers.saved) == (2, 3, 1)
    demo = read_folder(demo_folders()[0]).definition
    told = merged(demo, {"environment"}, {"risk"})
    assert [paper.material.id for paper in told.papers if paper.held] == ["licence"]
    assert (told.asked, told.separately) == (2, 7)
    assert fees(demo) == {"permit": 12000} and fees(demo, {"permit"}) == {}


# the form


def refused(quay: CaseFolder, **more: object) -> dict[str, type]:
    with pytest.raises(answers.AnswersRefused) as raised:
        facts_given(quay.definition, {**GIVEN, **more}, {})
    return {name: type(problem) for name, problem in raised.value.problems}


def test_answers_become_facts_as_the_law_block_writes_them(quay: CaseFolder):
    given = {"length": " ８０ ", "hot_work": "true", "purpose": "  夜间\n施工 "}
    facts = facts_given(quay.definition, given, {"builder": "某公司"})
    assert facts == {"builder": "某公司", "length": "80", "hot_work": True, "purpose": "夜间\n施工"}
    assert facts_given(quay.definition, texts_of(facts_without(facts, "builder")), {"builder": "某公司"}) == facts


def facts_without(facts: dict[str, object], name: str) -> dict[str, object]:
    return {key: value for key, value in facts.items() if key != name}


@pytest.mark.parametrize(
    ("more", "wrong"),
    [
        ({"length": ""}, {"length": answers.AnswerMissing}),
        ({"length": "8O"}, {"length": answers.AnswerNotNumber}),
        ({"length": "8.5"}, {"length": answers.AnswerNotNumber}),
        ({"length": "1e3"}, {"length": answers.AnswerNotNumber}),
        ({"length": "NaN"}, {"length": answers.AnswerNotNumber}),
        ({"length": "9" * 25}, {"length": answers.AnswerNotNumber}),
        ({"length": 80.0}, {"length": answers.AnswerNotNumber}),
        ({"length": "0"}, {"length": answers.AnswerOutside}),
        ({"hot_work": "perhaps"}, {"hot_work": answers.AnswerNotOffered}),
        ({"hot_work": 1}, {"hot_work": answers.AnswerNotOffered}),
        ({"purpose": "x" * 1001}, {"purpose": answers.AnswerTooLong}),
        ({"purpose": ["a"]}, {"purpose": answers.AnswerTooLong}),
        ({"builder": "typed"}, {"builder": answers.AnswerUnasked}),
        ({"colour": "red"}, {"colour": answers.AnswerUnasked}),
        ({"length": "x", "hot_work": ""}, {"length": answers.AnswerNotNumber, "hot_work": answers.AnswerMissing}),
    ],
)
def test_every_answer_that_cannot_be_taken_is_told_beside_its_question(quay: CaseFolder, more: dict, wrong: dict):
    assert refused(quay, **more) == wrong


@pytest.mark.parametrize(
    ("span", "given", "told"),
    [
        (">= 1", "0", "≥ 1"),
        ("> 1", "1", "> 1"),
        ("[1..2000]", "2001", "1 – 2000"),
        ("(1..5]", "1", "> 1, ≤ 5"),
        ("< 5", "5", "< 5"),
    ],
)
def test_a_range_is_told_as_people_read_it(tmp_path: Path, span: str, given: str, told: str):
    case = CASE.replace('range: ">= 1"', f'range: "{span}"', 1)
    quay = read_folder(quay_folder(tmp_path, case=case))
    with pytest.raises(answers.AnswersRefused) as raised:
        facts_given(quay.definition, {**GIVEN, "length": given}, {})
    assert raised.value.problems[0][1].sentence(str).endswith(f"here: {told}.")


def test_a_register_that_must_hold_a_fact_and_does_not(tmp_path: Path):
    case = CASE.replace(', required: "false"}\n  - {name: length', "}\n  - {name: length")
    quay = read_folder(quay_folder(tmp_path, case=case))
    assert refused(quay) == {"builder": answers.RegisterSilent}
    assert facts_given(quay.definition, GIVEN, {"builder": "某公司"})["builder"] == "某公司"


def test_a_correction_overlays_what_was_known_and_a_blank_takes_back(quay: CaseFolder):
    known = {"builder": "某公司", "length": "80", "hot_work": False, "purpose": "修补", "gone": "1"}
    facts = facts_given(quay.definition, {"length": "90", "purpose": ""}, known)
    assert facts == {"builder": "某公司", "length": "90", "hot_work": False}
    with pytest.raises(answers.AnswersRefused):
        facts_given(quay.definition, {"length": ""}, known)


def test_the_schema_names_its_version_and_is_a_schema(quay: CaseFolder):
    schema = submission_schema(quay.definition)
    Draft202012Validator.check_schema(schema)
    assert schema["$id"].endswith(quay.definition.sha256)
    assert schema["required"] == ["length", "hot_work"] and "builder" not in schema["properties"]
    assert schema["x-from-registers"][0]["name"] == "builder"
    assert schema["properties"]["length"]["x-title-zh"] == "岸线长度（米）"
    assert json.loads(json.dumps(schema)) == schema
    assert submission_schema(replace(quay.definition, sha256="0" * 64))["$id"] != schema["$id"]


@settings(max_examples=200, deadline=None)
@given(
    st.dictionaries(
        st.sampled_from(("kind", "length", "hot_work", "first_day", "remarks", "x")),
        st.one_of(st.text(max_size=12), st.booleans(), st.integers(), st.none(), st.floats(), st.dates().map(str)),
    )
)
def test_whatever_is_sent_is_taken_or_refused_in_our_words(data: dict[str, object]):
    demo = read_folder_once()
    values = values_of(demo.definition, data)
    wrong = problems(demo.definition, values)
    accepted = Draft202012Validator(submission_schema(demo.definition)).is_valid(values)
    assert all(problem.sentence(str) and problem.remedy(str) for _, problem in wrong)
    if not wrong:
        assert accepted
        applies(demo.definition, facts_given(demo.definition, data, {"applicant": "A"}), DAY, demo.tables)


_read: list[CaseFolder] = []


def read_folder_once() -> CaseFolder:
    if not _read:
        _read.append(read_folder(demo_folders()[0]))
    return _read[0]


def test_the_page_form_asks_what_the_schema_asks_and_refuses_what_it_refuses():
    demo = read_folder_once().definition
    with override("zh-hans"):
        form = form_for(demo, data={"kind": "gardening", "length": "20"}, registered={"applicant": "某公司"})
        assert list(form.fields) == list(submission_schema(demo)["properties"])
        assert not form.is_valid() and set(form.errors) == {"kind", "hot_work", "first_day"}
        assert form.registered[0][:2] == ("申请单位", "某公司")
        assert "施工种类" in str(form)
    with override("en"):
        form = form_for(demo, initial={"hot_work": False, "kind": "piling"})
        page = str(form)
        assert "Kind of works" in page and 'type="date"' in page and 'inputmode="numeric"' in page
        assert page.count("checked") == 2, "what was stored is chosen again"
        assert form.fields["remarks"].required is False
        good = {"kind": "piling", "length": "20", "hot_work": "false", "first_day": "2026-03-01"}
        assert form_for(demo, data=good).is_valid()
        assert list(form_for(demo, only=["length"]).fields) == ["length"]
        assert form_for(demo, data={"length": "20"}, only=["length"]).is_valid()
        assert shown(demo.fact("kind"), "piling", "en") == "Piling" and shown(demo.fact("length"), None, "en") == ""


def test_text_of_a_case_type_is_escaped_in_its_form(tmp_path: Path):
    hint = 'required: "false", hint: {zh: "<i>", en: "<i>"}, title: {zh: 事由'
    case = CASE.replace("en: Hot work}", 'en: "<b>Hot</b>"}', 1).replace("title: {zh: 事由", hint, 1)
    case = case.replace('type: text, required: "false"}\nmaterials', "type: text}\nmaterials")
    page = str(form_for(read_folder(quay_folder(tmp_path, case=case)).definition, "en"))
    assert "<i>" not in page and "<b>" not in page and "&lt;i&gt;" in page


# golden files


@pytest.mark.parametrize("folder", [*shipped_folders(), *demo_folders()], ids=lambda path: path.name)
def test_every_case_type_that_is_brought_is_sound_and_does_what_its_golden_file_says(folder: Path):
    found = read_folder(folder)
    check_sound(found.definition, found.tables)
    results = golden_run(found.definition, found.tables, read_golden(found.golden))
    assert [(one.name, one.differences, one.refusal) for one in results if not one.passes] == []
    assert found.definition.name == folder.name


def test_the_demonstration_is_written_in_less_than_a_hundred_lines():
    lines = [len(path.read_text(encoding="utf-8").splitlines()) for path in demo_folders()[0].iterdir()]
    assert len(lines) == 3 and sum(lines) < 100


GOLDEN = """
cases:
  - name: hot
    facts: {length: "80", hot_work: "true"}
    on: 2026-02-09
    expect: {left_out: [], asked: [drawing, fire-plan], held: [], missing: [], checks: {safety: fit}, papers_saved: 1, parallel: 21, serial: 26}
    walk:
      - ready: [safety.review, waterway.review, nature.review, fire.review, permit.review]
      - {grant: fire.review}
      - {claim: nature.review, ready: [safety.review, waterway.review, permit.review]}
      - {refuse: safety.review, refused: [safety, permit]}
      - {withdraw: "", outcome: refused}
"""

WRONG = [
    ("left_out: []", "left_out: [fire]", "left_out"),
    ("held: []", "held: [drawing]", "held"),
    ("missing: []", "missing: [length]", "missing"),
    ("{safety: fit}", "{safety: unfit}", "checks.safety"),
    ("{safety: fit}", "{nobody: fit}", "checks.nobody"),
    ("papers_saved: 1", "papers_saved: 2", "papers_saved"),
    ("parallel: 21", "parallel: 22", "parallel"),
    ("serial: 26", "serial: 41", "serial"),
    ("papers_saved: 1", "papers_saved: 1, promised: 2026-02-10", "promised"),
    ("nature.review, fire.review,", "fire.review,", "walk[1].ready"),
    ("{grant: fire.review}", "{grant: permit.issue}", "walk[2].grant"),
    ("{grant: fire.review}", "{grant: fires.review}", "walk[2].grant"),
    ("refused: [safety, permit]", "refused: [safety]", "walk[4].refused"),
    ("outcome: refused", "outcome: granted", "walk[5].outcome"),
]


def differences(quay: CaseFolder, tmp_path: Path, golden: str) -> list[str]:
    source = read_folder(quay_folder(tmp_path, golden=golden)).golden
    results = golden_run(quay.definition, quay.tables, read_golden(source))
    assert not results[0].refusal
    return [one.what for one in results[0].differences]


def test_a_golden_case_passes_and_each_expectation_of_it_can_fail(quay: CaseFolder, tmp_path: Path):
    assert differences(quay, tmp_path, GOLDEN) == []
    for old, new, what in WRONG:
        assert old in GOLDEN
        assert differences(quay, tmp_path, GOLDEN.replace(old, new)) == [what], (old, new)


def test_facts_of_a_golden_case_that_the_form_does_not_take_are_told(quay: CaseFolder, tmp_path: Path):
    source = read_folder(quay_folder(tmp_path, golden=GOLDEN.replace('"80"', '"eighty"'))).golden
    result = golden_run(quay.definition, quay.tables, read_golden(source))[0]
    assert not result.passes and isinstance(result.refusal, answers.AnswerNotNumber)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("walk:", "wlak:"),
        ("held: []", "helt: []"),
        ("held: []", "held: drawing"),
        ("{grant: fire.review}", "{grant: fire.review, refuse: fire.review}"),
        ("{grant: fire.review}", "{}"),
        ("outcome: refused", "outcome: mostly"),
        ("papers_saved: 1", "papers_saved: many"),
        ("on: 2026-02-09", "on: soon"),
        ("{safety: fit}", "[safety]"),
        ('facts: {length: "80", hot_work: "true"}', "facts: [length]"),
    ],
)
def test_nothing_in_a_golden_file_is_ignored_in_silence(tmp_path: Path, old: str, new: str):
    assert old in GOLDEN
    with pytest.raises(Refusal) as raised:
        read_golden(read_folder(quay_folder(tmp_path, golden=GOLDEN.replace(old, new))).golden)
    assert "golden.yaml" in raised.value.sentence(str)
