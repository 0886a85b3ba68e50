"""An importer's list of goods: brought with wrong rows in it, watched, fetched, each wrong row with its reason."""

import csv
import io
import threading
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from playwright.sync_api import expect

from tests.cast import Member
from tests.journeys.watching import Watched
from zaiton.services.tariff.actions import batches as actions

BAD = {
    7: ("03o359,KR,CN,2024-01-15,100", "03o359"),
    12: ("030359,Korea,CN,2024-01-15,100", "Korea"),
    20: ("030359,KR,CN,2024-02-30,100", "2024-02-30"),
    31: ("030359,KR,CN,2024-01-15,-5", "-5"),
}
ROWS = 40
WORDS = {
    "": {"done": f"清单共{ROWS}行", "counts": ("已答复35行", "退回4行", "未覆盖1行"), "moving": "已答20行，共40行"},
    "/en": {
        "done": f"rows in the list: {ROWS}",
        "counts": ("Rows answered: 35", "Rows refused: 4", "Rows not covered: 1"),
        "moving": "20 of 40 rows (50%)",
    },
}


@pytest.fixture
def held(monkeypatch: pytest.MonkeyPatch) -> Iterator[threading.Event]:
    """The engine stands still in the middle of a list until the event is set, so that the progress can be seen."""
    go, real = threading.Event(), actions.answer_rows

    def answer_in_two_halves(table: Any, **more: Any) -> Any:
        more["progress"](table.num_rows // 2, table.num_rows)
        go.wait(30)
        return real(table, **more)

    monkeypatch.setattr(actions, "answer_rows", answer_in_two_halves)
    yield go
    go.set()


@pytest.fixture(autouse=True)
def readers_do_not_wait(live_server: Any) -> None:
    """The store in memory that tests share between threads locks whole tables; a real one does not."""
    if connection.vendor == "sqlite":
        connection.cursor().execute("PRAGMA read_uncommitted = 1")


def _list(folder: Path) -> Path:
    rows = ["030359,KR,CN,2024-01-15,1000000"] * ROWS
    rows[0] = "04069000,CH,CN,2025-08-01,5"
    for number, (row, _) in BAD.items():
        rows[number - 1] = row
    file = folder / "june.csv"
    file.write_text("code,origin,destination,on,value\n" + "\n".join(rows) + "\n", encoding="utf-8")
    return file


@pytest.mark.parametrize(("language", "width"), [("", 1280), ("/en", 360)])
def test_a_list_with_wrong_rows_is_brought_watched_and_fetched(
    language: str, width: int, watched: Watched, cast: Mapping[str, Member], held: threading.Event, tmp_path: Path
) -> None:
    """The progress moves by itself, counts add up, every wrong row is told with its reason on the page and in the file."""
    page, words = watched.page, WORDS[language]
    page.set_viewport_size({"width": width, "height": 900})
    watched.sign_in(cast["importer"].email, cast["importer"].password)
    watched.open(f"{language}/tariff/")
    page.get_by_role("link", name="批量查询" if not language else "Many goods at once").first.click()
    page.locator("#file").set_input_files(_list(tmp_path))
    page.locator("main form button[type=submit]").first.click()
    page.wait_for_url("**/tariff/batch/*/")
    expect(page.locator("main")).to_contain_text(words["moving"])
    assert page.locator("#progress").get_attribute("value") == str(ROWS // 2)
    assert watched.faults() == []
    held.set()
    expect(page.locator("#verdict")).to_contain_text(words["done"])
    for count in words["counts"]:
        expect(page.locator("section.answer")).to_contain_text(count)
    refused = page.locator("table").first.locator("tbody tr")
    assert refused.count() == len(BAD)
    for place, (number, (_, told)) in enumerate(BAD.items()):
        assert refused.nth(place).locator("th").inner_text() == str(number)
        assert told in refused.nth(place).inner_text()
    assert watched.faults() == []
    with page.expect_download() as fetched:
        page.locator("#get-csv").click()
    rows = list(csv.DictReader(io.StringIO(Path(fetched.value.path()).read_text(encoding="utf-8-sig"))))
    assert fetched.value.suggested_filename == "june-answered.csv" and len(rows) == ROWS
    assert {int(r["row"]): bool(r["reason"]) for r in rows if r["status"] == "refused"} == dict.fromkeys(BAD, True)
    with page.expect_download() as book:
        page.locator("#get-xlsx").click()
    assert book.value.suggested_filename == "june-answered.xlsx"


def test_a_file_that_is_no_list_is_told_in_words(watched: Watched, cast: Mapping[str, Member], tmp_path: Path) -> None:
    """The form comes back with the summary in focus, and nothing is kept."""
    page = watched.page
    watched.sign_in(cast["importer"].email, cast["importer"].password)
    watched.open("/tariff/batch/")
    wrong = tmp_path / "notes.csv"
    wrong.write_text("a,b\n1,2\n")
    page.locator("#file").set_input_files(wrong)
    page.locator("main form button[type=submit]").first.click()
    expect(page.locator("#errors")).to_be_focused()
    watched.expect_refusal()
    assert watched.faults() == []
    watched.open("/tariff/batch/")
    assert page.locator("table.stack").count() == 0
