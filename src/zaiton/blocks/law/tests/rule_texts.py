"""Tables and tests for drafts, as texts, and how they are put in force."""

from datetime import UTC, date, datetime
from pathlib import Path

from zaiton.blocks.law.actions.drafts import draft_begin, draft_new
from zaiton.blocks.law.actions.versions import draft_publish, rules_load
from zaiton.blocks.law.queries.drafts import draft_card
from zaiton.blocks.law.queries.versions import version_on

AT = datetime(2026, 11, 20, 4, 0, tzinfo=UTC)
DAY = date(2026, 11, 20)
FIRST = date(2027, 1, 1)
SHIPPED = Path(__file__).parents[1] / "data" / "rules"

TABLE = """\
table: berth-fee
title: {zh: 泊位费（示例）, en: Berth fee (invented)}
article: 示例规定第三条
status: synthetic
in_force_from: 2024-01-01
hit: unique
inputs:
  - {name: tonnage, type: decimal, places: 0, range: "> 0"}
  - {name: cargo, type: choice, values: [oil, other]}
outputs:
  - {name: fee, type: decimal, places: 2}
rows:
  - {id: small, when: {tonnage: "< 1000", cargo: other}, then: {fee: 0}}
  - {id: small-oil, article: 示例规定第四条, when: {tonnage: "< 1000", cargo: oil}, then: {fee: 150.50}}
  - {id: large, when: {tonnage: ">= 1000"}, then: {fee: 300}}
"""
TESTS = """\
- {case: 小船运油, on: 2024-05-01, facts: {tonnage: 900, cargo: oil}, outputs: {fee: 150.5}}
- {case: 大船, on: 2024-05-01, facts: {tonnage: 1000}, outputs: {fee: 300}, rows: [large]}
"""
GAP = TABLE.replace('">= 1000"', '"> 1000"')
RED = TESTS.replace("fee: 300", "fee: 301")


def drafted(text: str = TABLE, tests: str = TESTS, person: str = "one") -> str:
    """A draft by one person."""
    return draft_new(text=text, tests=tests, person=person, at=AT)


def publish(draft: str, person: str = "two", reason: str = "") -> str:
    """What the second person does, having looked at the draft as it is."""
    return draft_publish(public_id=draft, seen=draft_card(draft).seen, reason=reason, person=person, at=AT)


def shipped_in_force() -> None:
    """The tables that modules ship."""
    rules_load(at=AT)


def change_of(name: str, first: date = FIRST, person: str = "one") -> str:
    """A draft that carries the version in force on."""
    card = version_on(name, DAY)
    return draft_begin(version=card.public_id, first=first, person=person, at=AT)
