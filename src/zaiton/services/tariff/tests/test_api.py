"""The API: the answer, its errors as problems, and saved answers for token holders only."""

import json

import pytest

FISH = {"code": "030359", "origin": "KR", "on": "2024-01-15", "value": "1000000"}


@pytest.mark.django_db
def test_best_is_the_answer_document(client):
    response = client.get("/api/tariff/best", FISH, headers={"accept-language": "en"})
    body = response.json()
    assert response.status_code == 200
    assert (body["best"]["agreement"], body["best"]["rate_percent"], body["coverage"]) == ("CN-KR", 3.3, "full")
    assert body["saving"]["duty"] == {"amount": 37000, "currency": "CNY"}
    assert {"agreement", "rate_percent", "duty_text", "applies", "reason", "status"} <= set(body["rates"][0])
    assert body["best"]["reason"] == "The lowest rate that can be claimed."
    chinese = client.get("/api/tariff/best", FISH).json()
    assert chinese["best"]["reason"] == "可以享受的最低税率。"


@pytest.mark.django_db
def test_not_covered_is_an_answer(client):
    response = client.get("/api/tariff/best", {"code": "04069000", "origin": "CH", "on": "2025-08-01"})
    assert (response.status_code, response.json()["coverage"], response.json()["best"]) == (200, "none", None)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("changed", "field", "code"),
    [
        ({"code": "abc"}, "code", "hs_code_wrong"),
        ({"origin": "Korea"}, "origin", "country_unknown"),
        ({"on": "2024-02-30"}, "on", "bad_day"),
        ({"value": "-1"}, "value", "bad_amount"),
        ({"value": "1.234"}, "value", "bad_amount"),
        ({"value": "9" * 30}, "value", "bad_amount"),
        ({"quantity": "ten"}, "quantity", "bad_amount"),
        ({"quantity": "3", "unit": "stone"}, "unit", "bad_unit"),
    ],
)
def test_bad_input_is_a_problem_that_names_the_field_and_the_mend(client, changed, field, code):
    response = client.get("/api/tariff/best", FISH | changed, headers={"accept-language": "en"})
    body = response.json()
    assert response.status_code == 422
    assert response.headers["content-type"] == "application/problem+json"
    assert (body["field"], body["code"]) == (field, code)
    assert body["mend"]


@pytest.mark.django_db
def test_search_years_and_agreements(client):
    found = client.get("/api/tariff/search", {"q": "冻马鲛鱼"}).json()["results"]
    assert found[0]["code"] == "030359"
    years = client.get("/api/tariff/years", FISH).json()
    assert years["changes"] == [{"on": "2024-01-01", "before": "APTA", "after": "CN-KR"}]
    agreements = client.get("/api/tariff/agreements").json()["agreements"]
    assert {"CN-KR", "RCEP", "APTA", "CN-CH"} <= {a["agreement"] for a in agreements}


@pytest.mark.django_db
def test_saved_answers_need_a_token(client):
    assert client.get("/api/tariff/answers").status_code == 401
    assert client.post("/api/tariff/answers", json.dumps(FISH), content_type="application/json").status_code == 401
