"""The pages and the API of lists of goods: brought, watched, fetched, removed; errors come with the form."""

import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from zaiton.services.tariff.actions.batches import batches_work
from zaiton.services.tariff.models import BatchRun
from zaiton.services.tariff.tests.test_batches import ROWS

pytestmark = pytest.mark.django_db


def text(response) -> str:
    return response.content.decode()


def sign_in(client, member) -> None:
    assert client.login(username=member.email, password=member.password)


def bring(client, content=ROWS, name="rows.csv", prefix="", **more):
    return client.post(f"{prefix}/tariff/batch/", {"file": SimpleUploadedFile(name, content), **more})


def test_a_visitor_is_sent_to_sign_in_and_a_stranger_finds_nothing(client, cast):
    assert client.get("/tariff/batch/").status_code == 302
    assert bring(client).status_code == 302 and not BatchRun.objects.exists()
    sign_in(client, cast["importer"])
    address = bring(client).headers["location"]
    client.logout()
    sign_in(client, cast["stranger"])
    batches_work()
    for path in (address, f"{address}result.csv"):
        assert client.get(path).status_code == 404
    assert client.post(f"{address}remove/").status_code == 404
    assert "rows.csv" not in text(client.get("/tariff/batch/"))


def test_a_list_is_brought_watched_fetched_and_removed(client, cast):
    sign_in(client, cast["importer"])
    sent = bring(client, prefix="/en")
    address = sent.headers["location"]
    waiting = text(client.get(address))
    assert "Received. It waits for its turn." in waiting and 'hx-trigger="every 1s"' in waiting
    poll = {"hx-request": "true", "hx-target": "batch"}
    assert client.get(f"{address}?seen=waiting-0-5", headers=poll).status_code == 204
    assert client.get(f"{address}result.csv").status_code == 409
    batches_work()
    fragment = text(client.get(f"{address}?seen=waiting-0-5", headers=poll))
    page = text(client.get(address))
    assert "<html" not in fragment and fragment.strip() in page and "hx-trigger" not in fragment
    for said in ("Rows answered: 2", "Rows refused: 2", "Rows not covered: 1", "is not a day", "China"):
        assert said in page or said == "China"
    got = client.get(f"{address}result.csv")
    assert got.status_code == 200 and "rows-answered.csv" in got.headers["content-disposition"]
    assert text(got).splitlines()[0].lstrip("\ufeff").startswith("row,code,origin")
    assert "rows.csv" in text(client.get("/en/tariff/batch/"))
    assert client.post(f"{address}remove/").status_code == 302
    assert client.get(address).status_code == 404


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("rows.exe", ROWS, "does not end in .csv"),
        ("rows.csv", b"", "holds no question"),
        ("rows.csv", b"a,b\n1,2\n", "has no column"),
        ("rows.xlsx", b"PK nonsense", "cannot be read"),
    ],
)
def test_a_wrong_file_comes_back_with_the_form(client, cast, name, content, said):
    sign_in(client, cast["importer"])
    response = bring(client, content, name, "/en")
    page = text(response)
    assert response.status_code == 422 and 'id="errors"' in page and said in page
    assert not BatchRun.objects.exists()


def test_a_form_without_a_file_and_a_company_of_others(client, cast):
    sign_in(client, cast["stranger"])
    assert client.post("/en/tariff/batch/", {}).status_code == 422
    assert bring(client, organisation="not-mine").status_code == 403
    assert bring(client, organisation="a\x00b").status_code == 403
    assert not BatchRun.objects.exists()


def test_a_hostile_name_and_cell_are_shown_as_text(client, cast):
    sign_in(client, cast["importer"])
    rows = b"code,origin\n<script>alert(1)</script>,=cmd()\n"
    address = bring(client, rows, "../<b>x</b>.csv").headers["location"]
    batches_work()
    page = text(client.get(address))
    assert "<script>alert" not in page and "<b>x" not in page and "../" not in page.split("<h1>")[1][:40]


def test_the_example_can_be_brought(client, cast):
    example = client.get("/tariff/batch/example.csv")
    assert example.status_code == 200 and "attachment" in example.headers["content-disposition"]
    sign_in(client, cast["importer"])
    address = bring(client, example.content).headers["location"]
    batches_work()
    assert "已答复2行" in text(client.get(address))


def test_the_api_answers_up_to_a_thousand_rows_at_once(client):
    rows = [{"code": "030359", "origin": "KR", "on": "2024-01-15", "value": "1000000"}, {"code": "x", "origin": "KR"}]
    send = {"content_type": "application/json", "headers": {"accept-language": "en"}}
    found = client.post("/api/tariff/best/batch", json.dumps({"rows": rows}), **send)
    first, second = found.json()["rows"]
    assert found.status_code == 200
    assert (first["status"], first["agreement"], first["rate_percent"], first["duty"]) == (
        "answered",
        "CN-KR",
        3.3,
        33000,
    )
    assert second["status"] == "refused" and second["reason"]
    many = client.post("/api/tariff/best/batch", json.dumps({"rows": rows * 501}), **send)
    assert (many.status_code, many.json()["code"]) == (422, "too_many_rows")
    none = client.post("/api/tariff/best/batch", json.dumps({"rows": []}), **send)
    assert (none.status_code, none.json()["code"]) == (422, "empty_list")


def test_a_request_far_too_large_is_told_so_and_is_no_error_of_ours(client):
    rows = [{"code": "030359", "origin": "KR", "value": "1" * 40}] * 40_000
    found = client.post("/api/tariff/best/batch", json.dumps({"rows": rows}), content_type="application/json")
    assert (found.status_code, found.json()["code"]) == (413, "too_large")


def test_lists_by_machine_need_a_token(client):
    assert client.get("/api/tariff/batches").status_code == 401
    assert client.post("/api/tariff/batches", "{}", content_type="application/json").status_code == 401
    assert not BatchRun.objects.exists()
