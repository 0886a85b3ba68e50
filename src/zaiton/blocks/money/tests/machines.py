"""Books, people and tokens for tests of the API of money."""

import json
from collections.abc import Callable, Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.test import Client

from tests.cast import Member, assemble
from zaiton.blocks.identity.actions.tokens import token_create
from zaiton.blocks.identity.public import organisations_owned
from zaiton.blocks.money.actions.agreeing import agreement_draw_up, agreement_step
from zaiton.blocks.money.actions.charting import chart_open
from zaiton.blocks.money.domain.agreements import SIGNING
from zaiton.blocks.money.public import Draft, Line, account_open, post
from zaiton.kit import clock

ALL = ("money:read", "money:pay", "money:books")
Call = Callable[..., Any]


def books(folder: Path) -> Mapping[str, Member]:
    at = clock.now()
    chart_open(at=at)
    people = assemble(at, folder)
    account_open(
        "own",
        name_zh="本单位",
        name_en="Own",
        kind="liability",
        currency="CNY",
        owner=f"organisation/{firm(people)}",
        opened_on=clock.today(),
        actor="system",
        at=at,
    )
    for n in range(5):
        lines = (Line("suspense-cny", 100 + n), Line("own", -100 - n))
        day = clock.today() - timedelta(days=4 - n)
        post(Draft(f"own/{n}", "opening", day, lines, words="期初"), actor="system", at=at)
    return people


def firm(cast: Mapping[str, Member]) -> str:
    return organisations_owned(cast["importer"].public_id, at=clock.now())[0].public_id


def caller(member: Member, *scopes: str, organisation: str = "") -> Call:
    """The API as somebody's token sees it: ``call("payments", {...}, key="…")``; a GET without a body."""
    _, secret = token_create(
        person_id=member.public_id,
        name="machine",
        scopes=scopes or ALL,
        organisation_id=organisation,
        days=1,
        at=clock.now(),
    )
    headers = {"authorization": f"Bearer {secret}", "accept-language": "en"}

    def call(path: str, body: Any = None, *, key: str = "") -> Any:
        more = {**headers, **({"idempotency-key": key} if key else {})}
        if body is None:
            return Client().get(f"/api/money/{path}", headers=more)
        content = body if isinstance(body, bytes) else json.dumps(body)
        return Client().post(f"/api/money/{path}", content, content_type="application/json", headers=more)

    return call


def agreed(cast: Mapping[str, Member], number: str = "XY-1") -> str:
    at = clock.now()
    card = agreement_draw_up(
        number,
        organisation=firm(cast),
        channel="demo",
        account="6222",
        account_name="Demo",
        currency="CNY",
        limit=100_000,
        actor=f"person/{cast['importer'].public_id}",
        at=at,
    )
    for event, name in zip(SIGNING, ("importer", "officer", "second_officer"), strict=True):
        agreement_step(card.public_id, event, actor=f"person/{cast[name].public_id}", at=at)
    return card.public_id


def wish(name: str, **more: Any) -> dict[str, Any]:
    return {"agreement": name, "document": "BILL-1", "amount": 12_345, "currency": "CNY", **more}


def refused(answer: Any, status: int, code: str) -> dict[str, Any]:
    assert answer.headers["content-type"] == "application/problem+json", answer.content
    told = answer.json()
    assert (answer.status_code, told["code"]) == (status, code), told
    return told


def proposal(**more: Any) -> dict[str, Any]:
    lines = [{"account": "fees-cny", "amount": 500}, {"account": "suspense-cny", "amount": -500}]
    return {"lines": lines, "business_date": clock.today().isoformat(), "words": "bank fee", **more}
