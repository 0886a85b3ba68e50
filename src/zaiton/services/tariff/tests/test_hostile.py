"""What strangers send to do harm: refused in a sentence, quickly, and nothing is left behind."""

import io
import zipfile
from datetime import date

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from openpyxl import Workbook

from zaiton.services.tariff.domain.annex.settings import read_settings
from zaiton.services.tariff.queries import batch_files
from zaiton.services.tariff.queries.annex_files import UnreadableTable, read_sheets
from zaiton.services.tariff.queries.batch_files import ListTooLong, UnreadableList, read_rows
from zaiton.services.tariff.queries.batch_run import answer_file

GOOD = {"code": ["030359"], "origin": ["KR"]}


def far_row(number: int) -> bytes:
    """A workbook whose second row says that it is row ``number``."""
    book, plain, out = Workbook(), io.BytesIO(), io.BytesIO()
    book.active.append(["code", "origin"])
    book.active.append(["030359", "KR"])
    book.save(plain)
    with zipfile.ZipFile(plain) as old, zipfile.ZipFile(out, "w") as new:
        for part in old.namelist():
            text = old.read(part)
            if part.endswith("sheet1.xml"):
                text = text.replace(b'<row r="2"', b'<row r="%d"' % number).replace(b'ref="A1:B2"', b'ref="A1"')
                text = text.replace(b'<dimension ref="A1" />', b"").replace(b'<dimension ref="A1"/>', b"")
            new.writestr(part, text)
    return out.getvalue()


def parquet(**columns) -> bytes:
    out = io.BytesIO()
    pq.write_table(pa.table(GOOD | columns), out)
    return out.getvalue()


def test_a_row_number_that_no_workbook_has_is_not_counted_up_to():
    with pytest.raises(UnreadableTable):
        read_sheets(far_row(2_000_000), "far.xlsx")
    with pytest.raises(ListTooLong):
        read_rows(far_row(2_000_000), "far.xlsx")
    assert read_rows(far_row(9), "near.xlsx").num_rows == 1


@pytest.mark.parametrize(
    "strange",
    [
        {"on": pa.array([10**12], pa.timestamp("s"))},
        {"on": pa.array([2**62], pa.timestamp("us"))},
        {"code": pa.array([b"\xff"]), "value": pa.array([2**62], pa.timestamp("ms"))},
    ],
)
def test_a_parquet_column_that_python_cannot_tell_is_refused(strange):
    with pytest.raises(UnreadableList):
        read_rows(parquet(**strange), "a.parquet")


def test_a_small_parquet_that_unpacks_to_much_is_refused(monkeypatch):
    monkeypatch.setattr(batch_files, "PARQUET_MOST_CHARACTERS", 100_000)
    many = {"code": ["x" * 1000] * 5000, "origin": ["KR"] * 5000}
    content = parquet(**many)
    assert len(content) < 5_000
    with pytest.raises(ListTooLong):
        read_rows(content, "bomb.parquet")


@pytest.mark.django_db
def test_a_column_of_lists_of_decimals_is_no_value(tmp_path):
    source = tmp_path / "a.parquet"
    source.write_bytes(parquet(value=pa.array([[1]], pa.list_(pa.decimal128(18, 4)))))
    found = answer_file(source, tmp_path / "out.csv", today=date(2026, 11, 20))
    assert (found.rows, found.refused) == (1, 1)


def test_settings_keep_no_character_that_a_database_refuses():
    settings = read_settings(
        {
            "kind": "agreement",
            "agreement": "CN-CR",
            "in_force": "2026-01-01",
            "document": "a\0b",
            "mapping": {"A": "code:\0"},
            "categories": {"A\0": "immediate"},
        }
    )
    assert "\\x00" not in repr(settings.as_dict())


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["best/batch", "map/list"])
@pytest.mark.parametrize("body", [b'{"rows":[{"code":"\\ud800","origin":"KR"}],"from_hs":"2017","to_hs":"2022"}', b"["])
def test_a_body_that_is_no_text_is_refused_in_words(client, address, body):
    got = client.post(
        f"/api/tariff/{address}", body, content_type="application/json", headers={"accept-language": "en"}
    )
    assert got.status_code == 400
    assert got.json()["detail"] == "The request could not be read." and got.json()["mend"]
