"""Each generic finding of `zaiton data check` is found where it is planted, and nothing is found in what is shipped."""

from datetime import date

from zaiton.base.dates import Period
from zaiton.blocks.law.domain import checks
from zaiton.blocks.law.queries.checking import check_everything, check_packs, findings_about_operator_packs
from zaiton.blocks.law.queries.discovery import find_packs
from zaiton.blocks.law.queries.packs import read_pack
from zaiton.blocks.law.tests.factories import write_pack


def codes(folder) -> list[str]:
    return [f.code for f in check_packs((read_pack(folder, operator=True),))]


def versions(*years: tuple[int, int | None]) -> list[tuple[str, Period]]:
    return [(f"t/{a}", Period(date(a, 1, 1), date(b, 1, 1) if b else None)) for a, b in years]


def found(checked) -> list[tuple[str, str, str]]:
    return [(f.pack, f.severity, f.code) for f in checked]


def test_shipped_packs_have_no_finding(data_home):
    assert [f.sentence(str) for f in check_everything()] == []


def test_rows_out_of_order(tmp_path):
    assert codes(write_pack(tmp_path, rows="code,name_zh\n030389,鱼\n030359,鱼\n")) == ["unsorted"]


def test_a_row_repeated(tmp_path):
    assert codes(write_pack(tmp_path, rows="code,name_zh\n030359,鱼\n030359,鱼\n")) == ["repeated_row"]


def test_a_large_table_as_csv():
    assert found(checks.check_size("t", checks.CSV_LIMIT_BYTES + 1)) == [("t", "error", "csv_too_large")]
    assert found(checks.check_size("t", checks.CSV_LIMIT_BYTES)) == []


def test_a_field_that_means_nothing(tmp_path):
    assert codes(write_pack(tmp_path, in_force_untill="2027-01-01")) == ["unknown_field"]


def test_a_kind_that_nobody_reads(tmp_path):
    assert codes(write_pack(tmp_path, kind='"recipes"')) == ["unknown_kind"]


def test_a_shipped_pack_must_be_sealed_and_in_its_place(tmp_path):
    folder = write_pack(tmp_path / "own-names", "2026-01-01")
    assert [f.code for f in check_packs((read_pack(folder, operator=False),))] == ["not_sealed"]
    folder = write_pack(tmp_path / "elsewhere", "2026-01-01")
    assert [f.code for f in check_packs((read_pack(folder, operator=False),))] == ["not_sealed", "misplaced"]


def test_versions_that_overlap():
    assert found(checks.check_versions(versions((2014, 2016), (2015, None)))) == [("t/2015", "error", "overlap")]
    assert found(checks.check_versions(versions((2014, None), (2014, None)))) == [("t/2014", "error", "overlap")]
    assert found(checks.check_versions(versions((2014, None), (2015, 2016)))) == []


def test_a_gap_between_versions():
    assert found(checks.check_versions(versions((2020, None), (2014, 2015)))) == [("t/2020", "warning", "gap")]
    assert found(checks.check_versions(versions((2014, 2015), (2015, 2016)))) == []


def test_broken_rows_become_a_finding_with_the_line(packs_folder):
    write_pack(packs_folder, rows="code,name_zh\n030359\n")
    ((line, code),) = [(f.line, f.code) for f in check_everything()]
    assert (line, code) == (2, "ragged_row")


def test_operator_and_shipped_versions_do_not_overlap_each_other(packs_folder):
    shipped = find_packs("tariff", "names")[0]
    write_pack(packs_folder, table=f'"{shipped.table}"', in_force_from=shipped.in_force_from.isoformat())
    assert [f.code for f in check_everything() if f.code == "overlap"] == []


def test_findings_about_own_packs_are_told_by_label(packs_folder):
    write_pack(packs_folder, rows="code,name_zh\n030389,鱼\n030359,鱼\n")
    assert [f.code for f in findings_about_operator_packs()["tariff/own-names/2026-01-01"]] == ["unsorted"]
