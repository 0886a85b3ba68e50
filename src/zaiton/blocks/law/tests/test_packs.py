"""Every way in which a folder can fail to be a pack has its own refusal, which names the file and the mend."""

import pytest

from zaiton.blocks.law.domain import faults
from zaiton.blocks.law.queries.discovery import broken_packs, find_packs, signature
from zaiton.blocks.law.queries.packs import check_conditions, read_pack
from zaiton.blocks.law.tests.factories import ROWS, write_pack

QUESTIONS = "when,question_zh,question_en,answer_zh,answer_en\nyes,熏制吗？,Smoked?,是,Yes\n"

BROKEN = {
    "missing_field": {"issuer": None},
    "not_text": {"document": "7"},
    "not_bilingual": {"title": '{ zh = "只有中文" }'},
    "not_a_day": {"in_force_from": '"2026-01-01"'},
    "not_a_number": {"hs_edition": '"2022"'},
    "unknown_status": {"status": '"certain"'},
    "bad_name": {"table": '"Own Names"'},
    "period_reversed": {"in_force_until": "2025-01-01"},
    "no_rows": {"rows": None},
    "bad_header": {"rows": "code,code\n030359,030359\n"},
    "ragged_row": {"rows": "code,name_zh,name_en,alias\n030359,鱼\n"},
    "unreadable_file": {"rows": b"code\n\xff\xfe\n"},
    "unknown_condition": {"rows": "code,when\n030359,yes\n030359,no\n", "questions": QUESTIONS},
    "missing_column": {"rows": "code,when\n030359,yes\n", "questions": QUESTIONS.replace("question_en", "question")},
    "checksum_mismatch": {"sha256": f'"{"0" * 64}"'},
    "unknown_service": {"service": '"weather"'},
}


@pytest.mark.parametrize("code", BROKEN)
def test_a_broken_pack_is_left_out_with_its_reason(packs_folder, code):
    write_pack(packs_folder, **BROKEN[code])
    assert [b.fault.code for b in broken_packs()] == [code]
    fault = broken_packs()[0].fault
    assert fault.sentence(str) and fault.remedy(str)
    assert not any(p.operator for p in find_packs("tariff"))
    assert find_packs("tariff"), "the shipped packs are not affected"


def test_source_that_is_no_toml_is_left_out(packs_folder):
    (packs_folder / "bad").mkdir()
    (packs_folder / "bad" / "SOURCE.toml").write_text("service = \n")
    assert [b.fault.code for b in broken_packs()] == ["unreadable_file"]


def test_every_fault_of_a_pack_is_planted():
    told = {
        c.code
        for c in vars(faults).values()
        if isinstance(c, type) and issubclass(c, faults.PackFault) and c is not faults.PackFault
    }
    elsewhere = {"bad_parameter", "unknown_parameter", "parameter_not_in_force", "unknown_pack"}
    assert told - elsewhere == set(BROKEN)


def test_an_operators_pack_takes_part_at_once(packs_folder):
    before = signature("tariff")
    write_pack(packs_folder, "deep/er/own")
    assert signature("tariff") != before
    own = [p for p in find_packs("tariff", "names") if p.operator]
    assert [(p.table, p.title.zh, p.sealed) for p in own] == [("own-names", "自己的名称", False)]
    assert own[0].rows()[0] == {"code": "030359", "name_zh": "鱼", "name_en": "Fish", "alias": ""}
    assert own[0].columns()["code"] == ["030359", "030389"]
    assert own[0].rows("questions") == []


def test_a_changed_and_a_removed_pack_show_in_the_signature(packs_folder):
    folder = write_pack(packs_folder)
    first = signature("tariff")
    (folder / "rows.csv").write_text(ROWS + "040510,黄油,Butter,\n")
    second = signature("tariff")
    (folder / "SOURCE.toml").unlink()
    assert len({first, second, signature("tariff")}) == 3


def test_hidden_folders_and_other_files_are_not_packs(packs_folder):
    write_pack(packs_folder, ".trash/own")
    (packs_folder / "notes.txt").write_text("nothing")
    assert not any(p.operator for p in find_packs("tariff")) and not broken_packs()


def test_latest_first_then_status_then_own_then_precedence(packs_folder):
    write_pack(packs_folder, "a", table='"t-a"', status='"sample"')
    write_pack(packs_folder, "b", table='"t-b"', status='"official"', precedence="1")
    write_pack(packs_folder, "c", table='"t-c"', status='"official"')
    write_pack(packs_folder, "d", table='"t-d"', in_force_from="2026-02-01", status='"synthetic"')
    assert [p.table for p in find_packs("tariff", "names") if p.operator] == ["t-d", "t-c", "t-b", "t-a"]


def test_parquet_reads_like_csv(packs_folder):
    import pyarrow
    import pyarrow.parquet

    folder = write_pack(packs_folder, rows=None)
    pyarrow.parquet.write_table(pyarrow.table({"code": ["030359"], "duty": [None]}), folder / "rows.parquet")
    (pack,) = [p for p in find_packs("tariff") if p.operator]
    assert pack.rows() == [{"code": "030359", "duty": ""}]


def test_the_checksum_is_that_of_the_files_in_the_order_of_their_names(tmp_path):
    import hashlib

    folder = write_pack(tmp_path, rows="code,when\n030359,yes\n", questions=QUESTIONS)
    pack = read_pack(folder, operator=True)
    check_conditions(pack)
    joined = (folder / "questions.csv").read_bytes() + (folder / "rows.csv").read_bytes()
    assert pack.sha256 == hashlib.sha256(joined).hexdigest()


def test_published_may_be_a_month_or_unknown(tmp_path):
    assert read_pack(write_pack(tmp_path, published='"2014-06"'), operator=True).published == "2014-06"
    assert read_pack(write_pack(tmp_path, published="2014-06-30"), operator=True).published == "2014-06-30"
    assert read_pack(write_pack(tmp_path), operator=True).published == "unknown"
    with pytest.raises(faults.NotADay):
        read_pack(write_pack(tmp_path, published='"last summer"'), operator=True)


def test_a_linked_folder_is_followed_and_a_circle_of_links_ends(packs_folder, tmp_path_factory):
    elsewhere = tmp_path_factory.mktemp("elsewhere")
    write_pack(elsewhere)
    (packs_folder / "linked").symlink_to(elsewhere)
    (elsewhere / "back").symlink_to(packs_folder)
    assert [p.table for p in find_packs("tariff") if p.operator] == ["own-names"]
