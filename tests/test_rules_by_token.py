"""Published tables by API: scope, answers, receipts that replay, what is refused."""

import pytest

from tests.cast import assemble
from zaiton.blocks.identity.actions.tokens import token_create
from zaiton.blocks.law.domain.rules.receipts import read_receipt, replay
from zaiton.blocks.law.public import kept_table
from zaiton.blocks.law.queries.versions import version_on
from zaiton.blocks.law.tests.rule_texts import DAY, TABLE, drafted, publish
from zaiton.kit import clock

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def published(tmp_path, settings):
    """A table in force, in a data home of its own."""
    settings.ZAITON_HOME = tmp_path
    publish(drafted())
    publish(drafted(TABLE.replace("300", "310").replace("2024-01-01", "2099-01-01"), LATER))


LATER = "- {case: a, on: 2099-02-01, facts: {tonnage: 2000}, outputs: {fee: 310}}"


@pytest.fixture
def token(db, tmp_path):
    """Makes tokens of the importer with given scopes."""
    cast = assemble(clock.now(), tmp_path)

    def make(*scopes):
        return {"HTTP_AUTHORIZATION": f"Bearer {made(cast['importer'].public_id, scopes)}"}

    return make


def made(person, scopes):
    """The secret of a token."""
    return token_create(person_id=person, name="test", scopes=scopes, days=30, at=clock.now())[1]


def test_the_api_needs_a_token_with_its_scope(client, token):
    for method, path in (("get", "rules"), ("get", "rules/berth-fee"), ("post", "rules/berth-fee/evaluate")):
        ask = getattr(client, method)
        assert ask(f"/api/data/{path}").status_code == 401
        assert ask(f"/api/data/{path}", **token("tariff:read")).status_code == 403


def test_tables_are_listed_shown_and_asked(client, token):
    holder = token("data:read")
    (listed,) = client.get("/api/data/rules?on=2026-11-20", **holder).json()["tables"]
    assert (listed["name"], listed["in_force_until"]) == ("berth-fee", "2099-01-01")
    one = client.get("/api/data/rules/berth-fee?on=2026-11-20", **holder).json()
    assert one["sha256"] == listed["sha256"] == version_on("berth-fee", DAY).sha256
    assert one["table"]["rows"][2]["when"] == {"tonnage": ">= 1000"}
    body = {"facts": {"tonnage": 900, "cargo": "oil"}, "on": "2026-11-20"}
    answer = client.post("/api/data/rules/berth-fee/evaluate", body, content_type="application/json", **holder)
    document = read_receipt(answer.content, "receipt")
    assert document["outputs"] == {"fee": "150.5"} and document["rows"] == ["small-oil"]
    assert replay(kept_table(document["table"]["sha256"]), document, answer.content) == answer.content


@pytest.mark.parametrize(
    ("name", "body", "status", "code"),
    [
        ("berth-fee", {"facts": {"length": 1}}, 422, "rule_unknown_fact"),
        ("berth-fee", {"facts": {"tonnage": "1.5"}}, 422, "rule_too_precise"),
        ("berth-fee", {"facts": {"cargo": True}}, 422, "rule_bad_value"),
        ("berth-fee", {"facts": {"tonnage": 1.5}}, 422, "unreadable_values"),
        ("berth-fee", {"facts": {}, "on": "2020-01-01"}, 404, "rules_not_in_force"),
        ("none", {"facts": {}}, 404, "rules_not_in_force"),
        ("x" * 300, {"facts": {}}, 404, "rules_not_in_force"),
    ],
)
def test_what_cannot_be_answered_is_a_problem(client, token, name, body, status, code):
    address = f"/api/data/rules/{name}/evaluate"
    answer = client.post(address, body, content_type="application/json", **token("data:read"))
    assert (answer.status_code, answer.json()["code"]) == (status, code)


def test_a_fact_left_out_leaves_it_undecided(client, token):
    body = {"facts": {"tonnage": 900, "cargo": None}}
    answer = client.post(
        "/api/data/rules/berth-fee/evaluate", body, content_type="application/json", **token("data:read")
    )
    assert (answer.json()["status"], answer.json()["matters"]) == ("undetermined", ["cargo"])
