"""Certificates for tests, issued by the action everybody uses."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

from zaiton.base.text import Bilingual
from zaiton.blocks.papers.public import Card, Line, Order, certificate_issue

NOON = datetime(2026, 11, 20, 4, 0, tzinfo=UTC)
"""Noon in Beijing on a Friday."""
LATER = NOON + timedelta(hours=3)
OFFICER = "person/officer00001"
REASON = Bilingual("船舶灭失", "The ship was lost")
_numbers = count(1)


def an_order(key: str = "", **more: Any) -> Order:
    """A certificate of nationality for a ship of a demonstration company; ``more`` replaces parts."""
    parts: Mapping[str, Any] = {
        "key": key or f"trial/{next(_numbers)}",
        "kind": "ships.nationality",
        "prefix": "GJ",
        "title": Bilingual("船舶国籍证书", "Certificate of Nationality"),
        "issuer": Bilingual("演示海事局", "Demonstration Maritime Administration"),
        "seal": "msa",
        "holder": "演示航运有限公司",
        "basis": "船舶登记条例第十五条",
        "lines": (
            Line(Bilingual("船名", "Ship's name"), Bilingual("演示一号", "DEMO ONE")),
            Line(Bilingual("总吨", "Gross tonnage"), Bilingual("2,998", "2,998")),
        ),
        "object": "cases.case/case00000001",
        "subject": "ships.ship/ship00000001",
        "demo": True,
    }
    return Order(**{**parts, **more})


def a_certificate(*on: Card, at: datetime = NOON, **more: Any) -> Card:
    """A certificate in the register that rests on others."""
    return certificate_issue(an_order(rests_on=tuple(card.public_id for card in on), **more), actor=OFFICER, at=at)
