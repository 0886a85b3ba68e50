"""The account API and the doors it lends to others: tokens, their scopes, and what their holder sees."""

import pytest
from django.test import Client, RequestFactory

from zaiton.blocks.identity import public
from zaiton.blocks.identity.actions.tokens import token_create
from zaiton.blocks.identity.domain.refusals import ScopeLacking
from zaiton.blocks.identity.tests.factories import a_delegation, a_person, an_organisation
from zaiton.kit.clock import now, today

pytestmark = pytest.mark.django_db


def token(person_id: str, *scopes: str, organisation_id: str = "") -> str:
    """A token's secret."""
    return token_create(
        person_id=person_id, name="t", scopes=scopes, days=1, at=now(), organisation_id=organisation_id
    )[1]


def get(path: str, secret: str = "", language: str = "en"):
    """The API's answer."""
    headers = {"accept-language": language} | ({"authorization": f"Bearer {secret}"} if secret else {})
    return Client().get(f"/api/account/{path}", headers=headers)


@pytest.mark.parametrize("path", ["me", "tokens", "delegations"])
def test_without_a_token_nothing_is_told(path: str) -> None:
    for secret in ("", "zt_madeup"):
        answer = get(path, secret)
        assert answer.status_code == 401
        assert answer.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize("path", ["me", "tokens", "delegations"])
def test_a_token_without_the_scope_is_refused(path: str) -> None:
    answer = get(path, token(a_person("lin").public_id, "tariff:read"))
    assert answer.status_code == 403
    assert answer.json()["code"] == "scope_lacking"
    assert answer.json()["detail"] == "This token does not carry the scope account:read."


def test_me_says_who_and_for_whom() -> None:
    lin, chen = a_person("lin"), a_person("chen")
    firm, office = an_organisation(lin), an_organisation(chen)
    a_delegation(lin, firm, office.credit_code, first_day=today(), at=now())
    answer = get("me", token(chen.public_id, "account:read", organisation_id=firm.public_id)).json()
    assert (answer["public_id"], answer["scopes"]) == (chen.public_id, ["account:read"])
    assert answer["acting_for"]["credit_code"] == firm.credit_code
    assert [card["public_id"] for card in answer["organisations"]] == [office.public_id]
    assert [card["public_id"] for card in answer["may_act_for"]] == [office.public_id, firm.public_id]


def test_lists_are_ones_own() -> None:
    lin, chen, he = a_person("lin"), a_person("chen"), a_person("he")
    firm = an_organisation(lin)
    a_delegation(lin, firm, chen.email, first_day=today(), at=now())
    for person, direction in ((lin, "given"), (chen, "received")):
        secret = token(person.public_id, "account:read")
        lines = get("delegations", secret).json()
        assert [(line["direction"], line["state"], line["agent_name"]) for line in lines] == [
            (direction, "live", "Chen")
        ]
        tokens = get("tokens", secret).json()
        assert [line["prefix"] for line in tokens] == [secret[:9]]
        assert secret not in str(tokens)
    assert get("delegations", token(he.public_id, "account:read")).json() == []


def test_operations_stand_in_the_schema() -> None:
    schema = Client().get("/api/openapi.json").json()
    for path in ("me", "tokens", "delegations"):
        operations = schema["paths"][f"/api/account/{path}"]
        assert list(operations) == ["get"]
        assert operations["get"]["security"] == [{"TokenAuth": []}]
        assert {"200", "401", "403"} <= set(operations["get"]["responses"])
    assert schema["components"]["securitySchemes"]["TokenAuth"]["scheme"] == "bearer"


def test_token_auth_and_scope_required_for_other_modules() -> None:
    lin = a_person("lin")
    secret = token(lin.public_id, "tariff:read")
    request = RequestFactory().get("/", headers={"authorization": f"Bearer {secret}"})
    request.auth = public.TokenAuth("tariff:read")(request)
    assert request.auth.scopes == {"tariff:read"}
    assert public.person_of(request).public_id == lin.public_id
    assert public.acting_organisation(request) is None
    assert public.scope_required("tariff:read")(lambda request: "in")(request) == "in"
    for refuse in (
        lambda: public.scope_required("tariff:write")(lambda request: "in")(request),
        lambda: public.TokenAuth("tariff:write")(request),
    ):
        with pytest.raises(ScopeLacking):
            refuse()
