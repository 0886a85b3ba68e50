"""Files of case types: every fault refused with its place, and the canonical document read back to an equal definition."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from zaiton.base.refusals import Refusal
from zaiton.base.text import Bilingual
from zaiton.blocks.cases.domain.document import definition_from_document, document_text, sealed
from zaiton.blocks.cases.domain.graph import (
    FACT_TYPES,
    SATISFIED,
    SKIPS,
    UNITS,
    Condition,
    Definition,
    Fact,
    Item,
    Limit,
    Material,
    Need,
    Role,
)
from zaiton.blocks.cases.domain.reading import STATUSES
from zaiton.blocks.cases.queries.folders import read_folder
from zaiton.blocks.cases.queries.soundness import check_sound
from zaiton.blocks.cases.tests.quay import CASE, RULES, quay_folder

SAFETY_LIMIT = "limit: {days: 20, unit: working, article: 行政许可法（2019年修正）第四十二条, extension: 10, approver: 机关负责人, grounds: [hearing, inspection, correction]}"
WATER_LIMIT = "limit: {days: 10, unit: working, article: 某办法第四条, grounds: [correction]}"
FIRE = """    when: {table: rules, output: fire, is: ["yes"]}
    skipped: satisfied
    needs"""
NATURE = "limit: {days: 30, unit: calendar, article: 某办法第五条}"
PERMIT = "after: [safety, waterway, nature, fire]"

# What is replaced in case.yaml, by what, the refusal's code, and a part of the place it names.
CASE_FAULTS = [
    ("case: quay", "case: Quay Works", "case_type_name", "case.yaml: case"),
    ("prefix: QY", "prefix: qy-1", "case_type_prefix", "case.yaml: prefix"),
    ("prefix: QY", "prefix: Q", "case_type_prefix", "case.yaml: prefix"),
    ("status: sample", "status: certain", "case_type_word", "case.yaml: status"),
    ("in_force_from: 2026-01-01", "in_force_from: 2026-02-30", "case_type_day", "case.yaml: in_force_from"),
    ("who: {zh: 施工单位, en: The builder}", "who: {zh: 施工单位}", "case_type_language", "case.yaml: who"),
    ("en: The builder}", 'en: " "}', "case_type_language", "case.yaml: who"),
    ("case: quay", "case: quay\nspeed: high", "case_type_entry_unknown", "case.yaml"),
    ("appeal: {zh: 六十日内申请行政复议, en: Ask for reconsideration within 60 days}\n", "", "case_type_entry_missing", "appeal"),
    ("article: 行政许可法（2019年修正）第三十二条\nstatus", "status", "case_type_article", "case.yaml"),
    ("    article: 某办法第三条\n", "", "case_type_article", "items.safety"),
    ("article: 某办法第四条, grounds", "grounds", "case_type_article", "items.waterway.limit"),
    ("article: 某办法第四条, grounds", 'article: "", grounds', "case_type_article", "items.waterway.limit"),
    (SAFETY_LIMIT, "limit: {unit: working, article: a}", "case_type_term", "items.safety.limit"),
    (SAFETY_LIMIT, "limit: {days: 20, article: a}", "case_type_term", "items.safety.limit"),
    (SAFETY_LIMIT, "limit: {days: 20, months: 1, unit: working, article: a}", "case_type_term", "items.safety.limit"),
    (SAFETY_LIMIT, "limit: {days: 20, unit: month, article: a}", "case_type_word", "items.safety.limit.unit"),
    (SAFETY_LIMIT, "limit: {days: 0, unit: working, article: a}", "case_type_number", "items.safety.limit.days"),
    (SAFETY_LIMIT, "limit: {days: 1.5, unit: working, article: a}", "case_type_number", "items.safety.limit.days"),
    ("extension: 10, approver: 机关负责人", "extension: 10", "case_type_extension", "items.safety.limit"),
    ("extension: 10, approver: 机关负责人", "approver: 机关负责人", "case_type_extension", "items.safety.limit"),
    ("limit: {days: 3, unit: working", "limit: {hours: 3, roll_last_day: true", "case_type_word", "items.fire.limit.roll"),
    ("places: 0, range: \">= 1\"", "places: 13", "case_type_number", "facts.length.places"),
    ("places: 0, range: \">= 1\"", "places: 0, range: \"long\"", "case_type_entry_refused", "facts.length.range"),
    ("type: boolean}", "type: choice, values: [one]}", "case_type_choice", "facts.hot_work.values"),
    ("type: boolean}", "type: choice, values: [one, one]}", "case_type_repeated", "facts.hot_work.values[2]"),
    ("type: boolean}", "type: choice}", "case_type_entry_missing", "facts.hot_work"),
    ("type: boolean}", "type: boolean, places: 2}", "case_type_entry_unknown", "facts.hot_work"),
    ("type: boolean}", "type: integer}", "case_type_word", "facts.hot_work.type"),
    ("register: organisation.name", "register: tax.name", "case_type_register", "facts.builder.register"),
    ("{name: hot_work,", "{name: length,", "case_type_repeated", "facts.length"),
    ("{name: hot_work,", "{name: hot-work,", "case_type_name", "facts.hot-work.name"),
    ("- {id: fire-plan,", "- {id: drawing,", "case_type_repeated", "materials.drawing"),
    ("- {id: fire, title", "- {id: nature, title", "case_type_repeated", "roles.nature"),
    ("- {id: fire, title", "- {id: supervisor, title", "case_type_role_reserved", "roles.supervisor"),
    ("  - id: waterway\n", "  - id: safety\n", "case_type_repeated", "items.safety"),
    ("roles: [nature]", "roles: [weather]", "case_type_unknown", "items.nature.roles"),
    ("roles: [nature]", "roles: []", "case_type_shape", "items.nature.roles"),
    ("roles: [nature]", "roles: [safety]", "case_type_unused", "roles.nature"),
    ("needs: [fire-plan]", "needs: [drawing]", "case_type_unused", "materials.fire-plan"),
    ("needs: [fire-plan]", "needs: [permit-of-fire]", "case_type_unknown", "items.fire.needs"),
    ("needs: [fire-plan]", "needs: [fire-plan, fire-plan]", "case_type_repeated", "items.fire.needs[2]"),
    ("needs: [fire-plan]", "needs: [{material: fire-plan, article: ''}]", "case_type_article", "items.fire.needs[1]"),
    ("needs: [fire-plan]", "needs: [{material: fire-plan}]", "case_type_article", "items.fire.needs[1]"),
    ("reads: [hot_work]", "reads: [warm_work]", "case_type_unknown", "items.fire.reads"),
    ("reads: [hot_work]", "reads: [hot_work]\n    fee: {fen: 100}", "case_type_article", "items.fire.fee"),
    ("reads: [hot_work]", "reads: [hot_work]\n    fee: {fen: -1, article: a}", "case_type_number", "items.fire.fee.fen"),
    ("reads: [hot_work]", "reads: [hot_work]\n    prereview: true", "case_type_prereview", "items.fire.prereview"),
    (PERMIT, "after: []", "case_type_prereview", "items.permit.prereview"),
    (PERMIT, "after: [safety, customs]", "case_type_unknown", "items.permit.after"),
    (PERMIT, "after: [permit]", "case_type_circle", "items"),
    ("    reads: [purpose]\n", "    reads: [purpose]\n    after: [permit]\n", "case_type_circle", "items"),
    (NATURE, NATURE + "\n    issue: {days: 1, unit: working, article: a}", "case_type_issue", "items.nature.issue"),
    (NATURE, NATURE + "\n    skipped: skips", "case_type_skipped", "items.nature.skipped"),
    (FIRE, FIRE.replace("    skipped: satisfied\n", ""), "case_type_followers", "items.fire"),
    ("fire, is: [\"yes\"]}\n    skipped", "fire, is: [maybe]}\n    skipped", "case_type_unknown", "items.fire.when.is"),
    ("output: fire, is: [\"yes\"]}\n    skipped", "output: smoke, is: [\"yes\"]}\n    skipped", "case_type_table", "items.fire.when.output"),
    ("table: rules, output: fire, is: [\"yes\"]}\n    skipped", "table: law, output: fire, is: [\"yes\"]}\n    skipped", "case_type_table", "items.fire.when.table"),
    ("output: verdict, is: [fit]", "output: verdict, is: [good]", "case_type_unknown", "items.safety.check.is"),
    ("check: {table: rules, output: verdict, is: [fit]}", "check: {table: rules, output: verdict}", "case_type_entry_missing", "items.safety.check"),
    ("confidential: \"true\"", "confidential: \"perhaps\"", "case_type_word", "materials.fire-plan.confidential"),
    ("title: {zh: 施工图, en: Drawing}", "title: 施工图", "case_type_language", "materials.drawing.title"),
    ("prefix: QY", "prefix: &p QY", "rule_unreadable", "case.yaml"),
    ("prefix: QY", "prefix: QY\nprefix: QZ", "rule_unreadable", "case.yaml"),
]  # fmt: skip

# The same for rules.yaml.
RULE_FAULTS = [
    ("hit: unique", "hit: unique\ngaps: allowed", "case_type_table_gaps", "rules.yaml"),
    ("hit: unique", "hit: collect", "case_type_table_collect", "rules.yaml"),
    ("in_force_from: 2026-01-01", "in_force_from: 2026-06-01", "case_type_table_days", "rules.yaml"),
    ("in_force_from: 2026-01-01", "in_force_from: 2026-01-01\nin_force_until: 2027-01-01", "case_type_table_days", "rules.yaml"),
    ("  - {id: long-cold, when: {hot_work: \"false\", length: \"> 300\"}, then: {fire: \"no\", verdict: unfit}}\n", "", "rule_gap", "rules.yaml"),
    ("length: \"> 300\"", "length: \"> 200\"", "rule_rows_overlap", "rules.yaml"),
    ("{name: length, title: {zh: 岸线长度（米）, en: Length of quay (m)}, type: decimal, places: 0, range: \">= 1\"}", "{name: length, type: decimal, places: 0, range: \"[1..900]\"}", "case_type_input_narrow", "inputs.length"),
    ("then: {fire: \"yes\"", "then: {fire: \"no\"", "case_type_never", "items.fire.when"),
    ("verdict: fit}", "verdict: unfit}", "case_type_never", "items.safety.check"),
]  # fmt: skip


def refused(folder: Path) -> Refusal:
    with pytest.raises(Refusal) as raised:
        found = read_folder(folder)
        check_sound(found.definition, found.tables)
    assert raised.value.remedy(str), "every refusal says how to mend it"
    return raised.value


def test_the_file_these_tests_change_is_sound(tmp_path: Path):
    found = read_folder(quay_folder(tmp_path))
    check_sound(found.definition, found.tables)
    assert found.definition.item("safety").reads == ("length", "hot_work"), "the check table's facts are read"
    assert found.definition.item("nature").limit.unit == "calendar"


@pytest.mark.parametrize(("old", "new", "code", "place"), CASE_FAULTS)
def test_a_fault_in_the_case_file_is_refused_with_its_place(tmp_path: Path, old: str, new: str, code: str, place: str):
    assert old in CASE
    refusal = refused(quay_folder(tmp_path, case=CASE.replace(old, new, 1)))
    assert (refusal.code, place in refusal.sentence(str)) == (code, True), refusal.sentence(str)


@pytest.mark.parametrize(("old", "new", "code", "place"), RULE_FAULTS)
def test_a_fault_in_a_table_is_refused_with_its_place(tmp_path: Path, old: str, new: str, code: str, place: str):
    assert old in RULES
    refusal = refused(quay_folder(tmp_path, rules=RULES.replace(old, new)))
    assert (refusal.code, place in refusal.sentence(str)) == (code, True), refusal.sentence(str)


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("{name: length,", "{name: width,", "case_type_input_unknown"),
        ("range: \">= 1\"}\n  - {name: hot_work", "range: \">= 1\", required: false}\n  - {name: hot_work", "case_type_input_optional"),
        ("type: boolean}", "type: text}", "case_type_input_type"),
        ("type: boolean}", "type: choice, values: [\"true\", \"false\"]}", "case_type_input_type"),
        ("places: 0, range: \">= 1\"", "places: 1, range: \">= 1\"", "case_type_input_narrow"),
        ("places: 0, range: \">= 1\"", "places: 0", "case_type_input_narrow"),
        ("places: 0, range: \">= 1\"", "places: 0, range: \">= 0\"", "case_type_input_narrow"),
        ("type: text, register: organisation.name", "type: day, register: organisation.name", "case_type_word"),
    ],
)  # fmt: skip
def test_a_fact_that_does_not_fit_its_table_is_refused(tmp_path: Path, old: str, new: str, code: str):
    assert old in CASE
    changed = (
        CASE.replace(old, new, 1)
        .replace("reads: [length]", "reads: [purpose]")
        .replace("[length, purpose]", "[purpose]")
    )
    assert refused(quay_folder(tmp_path, case=changed)).code == code


def test_a_choice_with_other_values_than_the_table_is_refused(tmp_path: Path):
    case = CASE.replace("type: boolean}", 'type: choice, values: ["true", "false", "partly"]}', 1)
    rules = RULES.replace("type: boolean}", 'type: choice, values: ["true", "false"]}', 1)
    assert refused(quay_folder(tmp_path, case=case, rules=rules)).code == "case_type_input_values"


def test_items_whose_conditions_exclude_one_another_are_never_reached(tmp_path: Path):
    after = """  - id: smoke
    title: {zh: 烟, en: Smoke}
    article: 某办法第九条
    roles: [fire]
    limit: {days: 3, unit: working, article: 某办法第六条}
    when: {table: rules, output: fire, is: ["no"]}
    after: [fire]
"""
    case = CASE.replace("skipped: satisfied", "skipped: skips") + after
    refusal = refused(quay_folder(tmp_path, case=case))
    assert refusal.code == "case_type_unreachable" and "items.smoke" in refusal.sentence(str)
    reached = case.replace('output: fire, is: ["no"]', 'output: verdict, is: ["fit"]')
    found = read_folder(quay_folder(tmp_path, case=reached))
    check_sound(found.definition, found.tables)


def test_who_is_dragged_along_must_say_what_follows_too(tmp_path: Path):
    case = CASE.replace("skipped: satisfied", "skipped: skips").replace("article: 某办法第七条}\n    after", "article: 某办法第七条}\n    after") + """  - id: notice
    title: {zh: 公告, en: Notice}
    article: 某办法第九条
    roles: [safety]
    limit: {days: 3, unit: working, article: 某办法第九条}
    after: [permit]
"""  # fmt: skip
    refusal = refused(quay_folder(tmp_path, case=case))
    assert refusal.code == "case_type_followers" and "items.permit" in refusal.sentence(str)


def test_a_table_that_nothing_asks_and_files_that_are_missing_are_refused(tmp_path: Path):
    folder = quay_folder(tmp_path)
    (folder / "spare.yaml").write_text(RULES, encoding="utf-8")
    assert refused(folder).code == "case_type_table_unused"
    (folder / "spare.yaml").unlink()
    (folder / "golden.yaml").unlink()
    assert refused(folder).code == "case_type_unreadable"
    assert refused(tmp_path / "nowhere").code == "case_type_unreadable"


# the document

WORDS = st.text("码头abcXYZ 0-9“&<>\"'。", min_size=1, max_size=12).map(str.strip).filter(bool)
BOTH = st.builds(Bilingual, WORDS, WORDS)
IDS = st.from_regex(r"[a-z][a-z0-9]{0,5}(-[a-z0-9]{1,3})?", fullmatch=True)
NAMES = st.from_regex(r"[a-z][a-z0-9_]{0,8}", fullmatch=True)
CONDITIONS = st.builds(Condition, IDS, NAMES, st.lists(WORDS, min_size=1, max_size=3, unique=True).map(tuple))


@st.composite
def limits(draw: st.DrawFn) -> Limit:
    extension = draw(st.integers(0, 30))
    unit = draw(st.sampled_from(UNITS))
    return Limit(
        draw(st.integers(1, 20_000)),
        unit,
        draw(WORDS),
        draw(st.sampled_from(STATUSES)),
        draw(st.booleans()),
        unit != "hour" and draw(st.booleans()),
        draw(st.none() | st.lists(IDS, max_size=3, unique=True).map(tuple)),
        extension,
        draw(WORDS) if extension else "",
    )


@st.composite
def facts(draw: st.DrawFn) -> Fact:
    kind = draw(st.sampled_from(FACT_TYPES))
    values = draw(st.lists(WORDS, min_size=2, max_size=4, unique=True)) if kind == "choice" else []
    return Fact(
        draw(NAMES),
        draw(BOTH),
        kind,
        tuple(values),
        tuple(draw(BOTH) for _ in values),
        draw(st.none() | st.integers(0, 12)) if kind == "decimal" else None,
        draw(st.sampled_from(("", ">= 1"))) if kind == "decimal" else "",
        draw(st.booleans()),
        draw(st.sampled_from(("", "organisation.name"))),
        draw(st.none() | BOTH),
    )


@st.composite
def items(draw: st.DrawFn) -> Item:
    fee = draw(st.integers(0, 10**10))
    return Item(
        draw(IDS),
        draw(BOTH),
        draw(WORDS),
        tuple(draw(st.lists(IDS, min_size=1, max_size=3, unique=True))),
        draw(limits()),
        tuple(draw(st.lists(IDS, max_size=3, unique=True))),
        draw(st.booleans()),
        draw(st.none() | CONDITIONS),
        draw(st.sampled_from(("", SATISFIED, SKIPS))),
        tuple(draw(st.lists(st.builds(Need, IDS, WORDS), max_size=3, unique_by=lambda n: n.material))),
        tuple(draw(st.lists(NAMES, max_size=3, unique=True))),
        draw(st.none() | BOTH),
        draw(st.none() | limits()),
        draw(st.none() | CONDITIONS),
        fee,
        draw(WORDS) if fee else "",
    )


def several(things: st.SearchStrategy, key: str, least: int = 0) -> st.SearchStrategy:
    return st.lists(things, min_size=least, max_size=3, unique_by=lambda thing: getattr(thing, key)).map(tuple)


WHOLE = st.builds(
    Definition,
    name=IDS,
    title=BOTH,
    article=WORDS,
    status=st.sampled_from(STATUSES),
    in_force_from=st.dates(date(2000, 1, 1), date(2100, 1, 1)),
    prefix=st.from_regex(r"[A-Z][A-Z0-9]{1,5}", fullmatch=True),
    who=BOTH,
    appeal=BOTH,
    facts=several(facts(), "name"),
    materials=several(
        st.builds(Material, IDS, BOTH, st.sampled_from(("", "organisation.name")), st.none() | CONDITIONS, st.booleans()),
        "id",
    ),
    roles=several(st.builds(Role, IDS, BOTH, BOTH), "id", 1),
    items=several(items(), "id", 1),
    tables=st.dictionaries(IDS, st.text("0123456789abcdef", min_size=64, max_size=64), max_size=2),
    correction=st.none() | limits(),
    joint=st.none() | limits(),
)  # fmt: skip


@settings(max_examples=100, deadline=None)
@given(WHOLE)
def test_the_canonical_document_reads_back_to_an_equal_definition(definition: Definition):
    made = sealed(definition)
    assert definition_from_document(document_text(made)) == made


def test_the_digest_covers_everything_and_the_tables(tmp_path: Path):
    first = read_folder(quay_folder(tmp_path)).definition
    again = read_folder(quay_folder(tmp_path, case="# a remark\n" + CASE)).definition
    assert again.sha256 == first.sha256, "how the file is written does not matter"
    other = read_folder(quay_folder(tmp_path, rules=RULES.replace("<= 300", "<= 299").replace("> 300", "> 299")))
    assert other.definition.sha256 != first.sha256
    assert sealed(replace(first, in_force_from=date(2026, 1, 2))).sha256 != first.sha256


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"tables": {}}', '{"tables": 1}', "[" * 5000])
def test_what_is_no_document_is_refused(text: str):
    with pytest.raises(Refusal):
        definition_from_document(text)
