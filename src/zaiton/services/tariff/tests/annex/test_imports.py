"""Drafts, second persons, publishing, undoing: on either database, with every change in the log and nothing by halves."""

import csv
from datetime import UTC, date, datetime, timedelta

import pytest

from zaiton.blocks.evidence import public as evidence
from zaiton.blocks.law import public as law
from zaiton.services.tariff.actions.imports import (
    DraftHasErrors,
    NotADraft,
    NotInForce,
    SamePerson,
    import_draft,
    import_now,
    import_publish,
    import_refuse,
    import_remap,
    import_undo,
)
from zaiton.services.tariff.domain.annex.settings import BadImportSetting, ImportSettingMissing
from zaiton.services.tariff.domain.answer import Question, answer
from zaiton.services.tariff.domain.duty_text import duty_code
from zaiton.services.tariff.queries.imports import (
    NoSuchImport,
    import_card,
    import_difference,
    import_preview,
    import_report,
    imports_list,
)
from zaiton.services.tariff.queries.ratebook import compile_book
from zaiton.services.tariff.tests.annex.layouts import annex_rows, book, lines_of, saved

NOON = datetime(2026, 11, 20, 4, 0, tzinfo=UTC)
SETTINGS = {"kind": "agreement", "agreement": "CN-CR", "in_force": "2011-08-01", "hs": "2012", "status": "synthetic"}
pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def lines():
    return lines_of(60, 3)


@pytest.fixture(scope="module")
def content(lines):
    return saved(book(annex_rows(lines)))


def changed(lines, **cells):
    """The annex with the first line's cells changed."""
    return saved(book(annex_rows([lines[0] | cells, *lines[1:]])))


def rate(code, origin="CR", day=date(2011, 9, 1), agreement="CN-CR"):
    """The duty of an agreement as the book on file gives it."""
    found = answer(compile_book(), Question(code, origin, "CN", day))
    return next((duty_code(r.duty) for r in found.rates if r.agreement == agreement), None)


def now(content, **more):
    return import_now(content=content, name="annex.xlsx", settings=SETTINGS | more, actor="command", at=NOON)


def draft(content, person="a", at=NOON, **more):
    return import_draft(content=content, name="annex.xlsx", settings=SETTINGS | more, person=person, at=at)


def test_in_force_at_once_and_twice_is_once(content, lines):
    before = evidence.verify().entries
    report = now(content)
    assert (report["loaded"], report["unchanged"], report["errors"]) == (60, 0, [])
    assert evidence.verify().entries == before + 3
    line = next(x for x in lines if x["pref"].replace(".", "").isdigit())
    assert rate(line["code"]) == line["pref"].removesuffix(".0")
    again = now(content)
    assert (again["loaded"], again["unchanged"]) == (0, 60)
    assert evidence.verify().entries == before + 3
    assert len(imports_list()) == 1


def test_a_corrected_file_loads_what_changed(content, lines):
    now(content)
    report = now(changed(lines, pref="3.3"))
    assert (report["loaded"], report["unchanged"]) == (1, 59)
    assert rate(lines[0]["code"]) == "3.3"


def test_with_mistakes_nothing_changes(content, lines):
    now(content)
    before = evidence.verify().entries
    report = now(changed(lines, pref="abc"))
    assert [(e["row"], e["cell"]) for e in report["errors"]] == [(5, "E5")]
    assert "abc" in report["errors"][0]["reason"]
    assert (report["loaded"], evidence.verify().entries) == (0, before)
    assert rate(lines[0]["code"]) != "abc"


def test_a_dry_run_changes_nothing(content):
    before = evidence.verify().entries
    report = import_now(content=content, name="a.xlsx", settings=SETTINGS, actor="command", at=NOON, dry_run=True)
    assert report["loaded"] == 60
    assert evidence.verify().entries == before
    assert not [p for p in law.find_packs("tariff") if p.operator]


def test_a_second_person_publishes(content, lines):
    name = draft(content)
    assert rate(lines[1]["code"]) is None or not [p for p in law.find_packs("tariff") if p.operator]
    with pytest.raises(SamePerson):
        import_publish(public_id=name, person="a", at=NOON)
    report = import_publish(public_id=name, person="b", at=NOON)
    assert report["loaded"] == 60
    card = import_card(name)
    assert (card.state, card.drafted_by, card.decided_by, card.tables) == (
        "published",
        "a",
        "b",
        ("cn-cr", "cn-cr-mfn"),
    )
    with pytest.raises(NotADraft):
        import_publish(public_id=name, person="b", at=NOON)
    assert evidence.verify().ok


def test_a_draft_with_mistakes_is_corrected_by_another_mapping(lines):
    rows = annex_rows(lines)
    rows[2][4] = "某列"
    content = saved(book(rows))
    unread = draft(content)
    assert "agreement" in import_report(unread)["errors"][0]["reason"]
    import_remap(public_id=unread, settings=SETTINGS | {"mapping": {"E": "agreement"}}, person="a", at=NOON)
    assert import_card(unread).errors == 0
    rows[2][4], rows[2][5] = "协定税率", "某列"
    for row in rows[3:]:
        if len(row) == 5 and isinstance(row[0], int):
            row[4], _ = "x", row.append(row[4])
    name = draft(saved(book(rows)))
    assert import_card(name).errors == 60
    with pytest.raises(DraftHasErrors):
        import_publish(public_id=name, person="b", at=NOON)
    mapping = {"E": "ignore", "F": "agreement"}
    with pytest.raises(NoSuchImport):
        import_remap(public_id=name, settings=SETTINGS | {"mapping": mapping}, person="b", at=NOON)
    import_remap(public_id=name, settings=SETTINGS | {"mapping": mapping}, person="a", at=NOON)
    assert import_card(name).errors == 0
    assert {c["column"]: c["role"] for c in import_report(name)["columns"]}["F"] == "agreement"
    import_publish(public_id=name, person="b", at=NOON)


def test_the_difference_says_what_changes_before_and_after(content, lines):
    now(content)
    new_line = {"no": "61", "code": "99", "name": "新", "mfn": "5", "pref": "1"} | {
        "code": lines[-1]["code"][:6] + "00"
    }
    altered = [lines[0] | {"pref": "3.3"}, *lines[2:], new_line]
    name = draft(saved(book(annex_rows(sorted(altered, key=lambda x: x["code"])))))
    for _ in range(2):
        difference = import_difference(name)
        main = difference["tables"][0]
        assert (main["added"], main["removed"], main["changed"], main["unchanged"]) == (1, 1, 1, 58)
        assert main["rows"][0] | {"old": ""} == {
            "change": "changed",
            "code": lines[0]["code"],
            "name": lines[0]["name"],
            "old": "",
            "new": "3.3",
        }
        if import_card(name).state == "draft":
            import_publish(public_id=name, person="b", at=NOON)
    shown = import_preview(name, 5)
    assert (shown["lines"], len(shown["rows"])) == (60, 5)
    assert shown["rows"][0]["read"]["cn-cr"] == "3.3"


def test_undo_brings_back_what_was_in_force(content, lines):
    now(content)
    old = rate(lines[0]["code"])
    sha = next(p.sha256 for p in law.find_packs("tariff") if p.operator and p.table == "cn-cr")
    name = draft(changed(lines, pref="3.3"))
    import_publish(public_id=name, person="b", at=NOON + timedelta(hours=1))
    assert rate(lines[0]["code"]) == "3.3"
    assert law.cited_pack("tariff", "cn-cr", sha).rows()
    import_undo(public_id=name, person="a", at=NOON + timedelta(hours=2))
    assert rate(lines[0]["code"]) == old
    assert import_card(name).state == "undone"
    with pytest.raises(NotInForce):
        import_undo(public_id=name, person="a", at=NOON + timedelta(hours=3))
    first = imports_list()[-1]
    import_undo(public_id=first.public_id, person="a", at=NOON + timedelta(hours=4))
    assert not [p for p in law.find_packs("tariff") if p.operator]
    assert evidence.verify().ok


def test_only_the_latest_can_be_undone(content, lines):
    now(content)
    now(changed(lines, pref="3.3"))
    with pytest.raises(NotInForce):
        import_undo(public_id=imports_list()[-1].public_id, person="a", at=NOON)


def test_a_draft_is_refused_with_its_reason(content):
    name = draft(content)
    import_refuse(public_id=name, person="b", reason="Wrong year", at=NOON)
    assert (import_card(name).state, import_card(name).reason) == ("refused", "Wrong year")
    with pytest.raises(NotADraft):
        import_refuse(public_id=name, person="b", at=NOON)


def test_a_failure_in_the_middle_leaves_everything_as_it_was(content, lines, monkeypatch):
    now(content)
    before = evidence.verify().entries
    old = {p.table: p.content for p in law.find_packs("tariff") if p.operator}

    def fail(**_):
        raise RuntimeError("disk full")

    monkeypatch.setattr("zaiton.services.tariff.actions.imports.evidence.record", fail)
    with pytest.raises(RuntimeError):
        now(changed(lines, pref="3.3"))
    monkeypatch.undo()
    assert {p.table: p.content for p in law.find_packs("tariff") if p.operator} == old
    assert evidence.verify().entries == before
    assert len(imports_list()) == 1


@pytest.mark.parametrize(
    ("more", "refusal"),
    [
        ({"kind": "x"}, BadImportSetting),
        ({"agreement": ""}, ImportSettingMissing),
        ({"in_force": "1.8.2011"}, BadImportSetting),
        ({"until": "2011-08-01"}, BadImportSetting),
        ({"agreement": "CN-XX"}, ImportSettingMissing),
        ({"partners": "Costa"}, BadImportSetting),
        ({"categories": {"A": "sometimes"}}, BadImportSetting),
    ],
)
def test_settings_that_cannot_be_meant(content, more, refusal):
    with pytest.raises(refusal):
        draft(content, **more)
    assert not imports_list()


def test_an_agreement_nobody_knows_needs_its_partner(content, lines):
    report = now(content, agreement="CN-ZB", partners="BR")
    assert not report["errors"]
    line = next(x for x in lines if x["pref"].replace(".", "").isdigit())
    assert rate(line["code"], "BR", agreement="CN-ZB") is not None


def test_a_csv_and_a_workbook_answer_alike(lines, tmp_path):
    path = tmp_path / "x.csv"
    with path.open("w", encoding="gb18030", newline="") as file:
        csv.writer(file).writerows([["" if c is None else c for c in row] for row in annex_rows(lines)])
    report = now(path.read_bytes())
    assert (report["loaded"], report["errors"]) == (60, [])
