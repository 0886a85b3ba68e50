"""The doors are thin: command and API."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner
from django.test import Client

from zaiton.services.retail_tax.cli import group
from zaiton.services.retail_tax.domain.order_refusals import LineUnfit, OrderUnfit

ORDER = {
    "on": "2026-03-02",
    "buyer_used_fen": 0,
    "freight_fen": 0,
    "insurance_fen": 0,
    "lines": [
        {"id": "a", "price_fen": 100000, "articles": 1, "rates": {"vat_percent": "13", "consumption_percent": "15"}}
    ],
}


def run(tmp_path: Path, text: str, *options: str):
    file = tmp_path / "order.json"
    file.write_text(text, "utf-8")
    return CliRunner().invoke(group, ["assess", str(file), *options], catch_exceptions=False)


def test_the_command_gives_the_assessment(tmp_path: Path) -> None:
    done = run(tmp_path, json.dumps(ORDER), "--json")
    told = json.loads(done.output)
    assert done.exit_code == 0 and set(told) == {"scheme", "reason", "lines", "total_fen"}
    assert (told["scheme"], told["total_fen"]) == ("within_limits", 23059)
    assert {k: v for k, v in told["lines"][0].items() if k != "steps"} == {
        "id": "a",
        "dutiable_fen": 100000,
        "tariff_fen": 0,
        "consumption_fen": 12353,
        "vat_fen": 10706,
    }
    assert [step["step"] for step in told["lines"][0]["steps"]] == [
        "tariff",
        "consumption",
        "vat",
        "consumption_collected",
        "vat_collected",
    ]
    assert "230.59" in run(tmp_path, json.dumps(ORDER)).output


def test_a_refused_order_ends_with_one_and_the_same_document(tmp_path: Path) -> None:
    done = run(tmp_path, json.dumps({**ORDER, "buyer_used_fen": 2500001}), "--json")
    told = json.loads(done.output)
    assert (done.exit_code, told["scheme"], told["reason"], told["total_fen"]) == (1, "refused", "annual_limit", 0)
    assert told["lines"][0]["dutiable_fen"] == 100000


@pytest.mark.parametrize("text", ["", "[", "[" * 100_000, "nothing", '{"on": "2026-03-02"}'])
def test_a_file_that_is_no_order(tmp_path: Path, text: str) -> None:
    with pytest.raises(OrderUnfit):
        run(tmp_path, text)


def test_a_number_with_a_point_is_no_amount(tmp_path: Path) -> None:
    with pytest.raises(LineUnfit):
        run(tmp_path, json.dumps(ORDER).replace("100000", "100000.0"))


@pytest.mark.django_db
def test_api_answers_and_refuses(client: Client) -> None:
    post = {"content_type": "application/json"}
    assert client.post("/api/retail-tax/assess", json.dumps(ORDER), **post).json()["total_fen"] == 23059
    wrong = client.post("/api/retail-tax/assess", json.dumps({**ORDER, "on": "2026-02-30"}), **post)
    assert wrong.status_code == 422 and wrong.json()["code"] == "retail_tax_order"
