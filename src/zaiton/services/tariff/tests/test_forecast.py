"""The forecast through its doors: command, list, API, pages; errors name the field and change nothing."""

import csv
import io
import json

import openpyxl
import pytest
from click.testing import CliRunner
from django.core.files.uploadedfile import SimpleUploadedFile

from zaiton.services.tariff.cli import tariff
from zaiton.services.tariff.queries.batch_files import ListTooLong, ListWithoutColumns
from zaiton.services.tariff.queries.forecast import FIELDS
from zaiton.services.tariff.queries.goods_list import read_goods, write_forecasts
from zaiton.services.tariff.tests.test_cli import OWN_PACK

GOODS = "code,origin,destination,value\n0303.59,KR,,1000000\nabc,KR,CN,\n04069000,CH,CN,\n030359,US,NZ,5\n"
FISH = "/tariff/forecast/?q=030359&origin=KR&value=1000000"

pytestmark = pytest.mark.django_db


def run(*arguments):
    return CliRunner().invoke(tariff, ("forecast", *arguments))


def test_the_command_gives_the_reports_crossing_and_what_waiting_saves():
    result = run("--code", "030359", "--origin", "KR", "--value", "1000000", "--json")
    found = json.loads(result.stdout)
    assert result.exit_code == 0
    (crossing,) = found["crossings"]
    assert (crossing["on"], crossing["from"], crossing["to"]) == ("2024-01-01", "APTA", "CN-KR")
    assert (crossing["from_rate"], crossing["to_rate"], crossing["coverage"]) == (3.5, 3.3, "full")
    step = next(s for s in found["year_ends"] if s["on"] == "2024-01-01")
    assert (step["rate_before"], step["rate_after"], step["advice"]) == (3.5, 3.3, "wait")
    assert step["saving_of_waiting"] == {"amount": 2000, "currency": "CNY"}
    assert found["final"]["rate_percent"] == 0 and found["sources"]
    assert "2024-01-01" in run("--code", "030359", "--origin", "KR").stdout


def test_exit_codes_and_refusals_of_the_command():
    assert run("--code", "04069000", "--origin", "CH", "--from", "2030-01-01").exit_code == 3
    assert run("--code", "030359").exit_code == 2
    assert run("--file", "no-such-file.csv", "--out", "x.csv").exit_code == 2
    for wrong in (("--from", "x"), ("--from", "2024-01-02", "--until", "2024-01-01")):
        assert run("--code", "030359", "--origin", "KR", *wrong).exit_code not in (0, 3)


def test_a_pack_of_the_operators_own_gives_its_own_crossing(settings, tmp_path, monkeypatch):
    monkeypatch.setattr("zaiton.services.tariff.queries.ratebook.LOOK_AGAIN_SECONDS", 0.0)
    settings.ZAITON_HOME = tmp_path
    for name, agreement, rows in (
        ("cn-br", "CN-BR", "code,base,staging\n84713010,12,8\n"),
        ("cn-br-two", "CN-BR2", "code,base,staging\n84713010,14,7\n"),
    ):
        folder = tmp_path / "packs" / name / "2020-06-01"
        folder.mkdir(parents=True)
        text = OWN_PACK.replace('"CN-BR"', f'"{agreement}"').replace('"cn-br"', f'"{name}"')
        (folder / "SOURCE.toml").write_text(text, encoding="utf-8")
        (folder / "rows.csv").write_text(rows, encoding="utf-8")
    found = json.loads(run("--code", "84713010", "--origin", "BR", "--json").stdout)
    # 12 in eight cuts: 10.5 9 7.5 6 4.5 3 1.5 0; 14 in seven: 12 10 8 6 4 2 0
    assert [(c["on"], c["from"], c["to"]) for c in found["crossings"]] == [("2024-01-01", "CN-BR", "CN-BR2")]
    assert found["coverage"] == "partial" and found["crossings"][0]["coverage"] == "partial"


def test_a_list_answers_or_refuses_every_row(tmp_path):
    (tmp_path / "goods.csv").write_text(GOODS, encoding="utf-8")
    out = tmp_path / "forecast.csv"
    result = run("--file", str(tmp_path / "goods.csv"), "--out", str(out), "--from", "2023-06-01", "--json")
    told = json.loads(result.stdout)
    assert (result.exit_code, told["goods"], told["answered"], told["refused"]) == (0, 4, 1, 1)
    with out.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [(r["row"], r["kind"]) for r in rows if r["kind"] not in ("step",)] == [
        ("2", "summary"),
        ("2", "crossing"),
        ("3", "refused"),
        ("4", "not_covered"),
        ("5", "not_covered"),
    ]
    crossing = next(r for r in rows if r["kind"] == "crossing")
    assert (crossing["on"], crossing["best_before"], crossing["best_after"]) == ("2024-01-01", "APTA", "CN-KR")
    assert (crossing["saving_of_waiting"], crossing["advice"], crossing["rate_after"]) == ("2000", "wait", "3.3")
    book = tmp_path / "forecast.xlsx"
    assert run("--file", str(tmp_path / "goods.csv"), "--out", str(book)).exit_code == 0
    sheet = openpyxl.load_workbook(book).active
    assert sheet["A1"].value == "row" and sheet.max_row > 5
    assert run("--file", str(tmp_path / "goods.csv"), "--out", str(tmp_path / "x.pdf")).exit_code != 0


def test_lists_are_read_as_spreadsheets_keep_them():
    book = openpyxl.Workbook()
    for row in (("税号", "原产国", "完税价格"), (3035900, "KR", 1000000), (None, None, None), ("=1+1", "KR", 2.5)):
        book.active.append(row)
    content = io.BytesIO()
    book.save(content)
    rows = read_goods(content.getvalue(), "x.xlsx")
    assert rows[0] == {"row": "2", "code": "03035900", "origin": "KR", "value": "1000000"}
    assert [row["row"] for row in rows] == ["2", "4"]
    with pytest.raises(ListWithoutColumns):
        read_goods(b"a,b\n1,2\n", "x.csv")
    with pytest.raises(ListTooLong):
        read_goods(GOODS.encode(), "x.csv", 2)
    assert read_goods("税号,原产地\n030359,KR\n".encode("gb18030"), "x.csv")[0]["origin"] == "KR"


def test_a_text_that_a_spreadsheet_would_run_is_marked_as_text():
    row = dict.fromkeys(FIELDS, "") | {"row": 2, "code": "=cmd|x", "reason": "fine"}
    assert ",'=cmd|x," in write_forecasts([row], "x.csv").decode("utf-8-sig")


def test_the_api_answers_and_names_the_field_of_an_error(client):
    found = client.get("/api/tariff/forecast", {"code": "030359", "origin": "KR", "from": "2023-06-01"}).json()
    assert [c["on"] for c in found["crossings"]] == ["2024-01-01"] and found["from"] == "2023-06-01"
    empty = client.get("/api/tariff/forecast", {"code": "04069000", "origin": "CH", "from": "2030-01-01"})
    assert (empty.status_code, empty.json()["coverage"]) == (200, "none")
    for wrong, field in (({"from": "x"}, "from"), ({"until": "2024-13-01"}, "until"), ({"code": "x"}, "code")):
        response = client.get("/api/tariff/forecast", {"code": "030359", "origin": "KR"} | wrong)
        assert (response.status_code, response.json()["field"]) == (422, field)
        assert response.json()["mend"]


def text(response) -> str:
    return response.content.decode()


def test_the_page_in_both_languages(client):
    chinese, english = text(client.get(FISH)), text(client.get(f"/en{FISH}"))
    assert "自2024-01-01起" in chinese and "2,000.00元" in chinese
    assert "From 2024-01-01 the best agreement is China–Korea Free Trade Agreement (3.3%)" in english
    assert "Importing on or after 2024-01-01 instead of 2023-12-31 saves 2,000.00 CNY." in english
    for page in (chinese, english):
        assert "<svg" in page and "RCEP" in page


def test_the_page_says_what_is_wrong_and_keeps_what_was_typed(client):
    response = client.get(
        "/en/tariff/forecast/", {"q": "030359", "origin": "KR", "from": "2025-01-01", "until": "2024-01-01"}
    )
    assert response.status_code == 422 and "lies before the first day" in text(response)
    assert 'value="2025-01-01"' in text(response)
    assert "Not covered" in text(client.get("/en/tariff/forecast/?q=04069000&origin=CH&from=2030-01-01"))
    choices = text(client.get("/en/tariff/forecast/?q=horses&origin=KR"))
    assert "Which good do you mean?" in choices and "?q=010121&amp;origin=KR" in choices


def test_a_fragment_is_part_of_the_page(client):
    fragment = text(client.get(FISH, headers={"hx-request": "true", "hx-target": "forecast"}))
    assert "<html" not in fragment and fragment.strip() in text(client.get(FISH))


def test_the_answer_leads_to_the_forecast(client):
    page = text(client.get("/en/tariff/?q=030359&origin=KR&on=2024-01-15"))
    assert "/en/tariff/forecast/?q=030359&amp;origin=KR" in page


@pytest.mark.parametrize("form", ["", "csv", "xlsx"])
def test_a_list_on_the_page(client, form):
    file = SimpleUploadedFile("goods.csv", GOODS.encode())
    response = client.post("/en/tariff/forecast/list/", {"file": file, "form": form, "from": "2023-06-01"})
    assert response.status_code == 200
    if form:
        assert f"forecast.{form}" in response.headers["content-disposition"]
    else:
        page = text(response)
        assert "Refused: 1" in page and "abc is not a commodity code" in page and "APTA 3.5% → CN-KR 3.3%" in page


def test_a_list_that_cannot_be_read_is_refused_on_the_page(client):
    assert client.post("/en/tariff/forecast/list/", {}).status_code == 422
    for name, content in (("a.csv", b"x,y\n1,2\n"), ("a.xlsx", b"PK\x03\x04nonsense"), ("a.csv", b"")):
        response = client.post("/en/tariff/forecast/list/", {"file": SimpleUploadedFile(name, content)})
        assert response.status_code == 422 and 'id="errors"' in text(response)
    bad = client.post("/en/tariff/forecast/list/", {"file": SimpleUploadedFile("a.csv", GOODS.encode()), "from": "x"})
    assert bad.status_code == 422 and "Write the date like" in text(bad)
