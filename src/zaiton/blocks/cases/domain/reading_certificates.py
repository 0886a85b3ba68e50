"""What an item gives out as a certificate, and what the facts must agree on, from a case type's file."""

import re
from typing import Any

from zaiton.blocks.cases.domain import entries as read
from zaiton.blocks.cases.domain import faults
from zaiton.blocks.cases.domain.graph import Agreement, Certificate
from zaiton.blocks.cases.domain.reading_limits import condition

CERTIFICATE = ("kind", "prefix", "seal", "shows", "holder", "months", "until")
AGREEMENT = ("id", "title", "article", "order", "table", "output", "is")
KIND = re.compile(r"[a-z][a-z0-9_]*(?:\.[a-z][a-z0-9_]*)*")
MOST_MONTHS = 1_200


def certificate(entry: Any, place: str) -> Certificate:
    """The certificate of an item; it ends after months, on the day of a fact, or not at all."""
    given = read.mapping(entry, place, CERTIFICATE, ("kind", "prefix", "seal", "shows"))
    if "months" in given and "until" in given:
        raise faults.TypeEntryUnknown("until", place=place, name="until", known="months")
    return Certificate(
        kind=read.name(given["kind"], f"{place}.kind", KIND),
        prefix=read.prefix(given["prefix"], f"{place}.prefix"),
        seal=read.name(given["seal"], f"{place}.seal"),
        shows=read.names(given["shows"], f"{place}.shows", read.FACT_NAME),
        holder=read.name(given["holder"], f"{place}.holder", read.FACT_NAME) if "holder" in given else "",
        months=read.number(given["months"], f"{place}.months", 1, MOST_MONTHS) if "months" in given else 0,
        until=read.name(given["until"], f"{place}.until", read.FACT_NAME) if "until" in given else "",
    )


def agreement(entry: Any, place: str) -> Agreement:
    """One thing the facts must agree on: an order of facts, or the answer of a table."""
    given = read.mapping(entry, place, AGREEMENT, ("id", "title", "article"))
    ordered = "order" in given
    asked = {name: given[name] for name in ("table", "output", "is") if name in given}
    if ordered == bool(asked):
        raise faults.AgreementUnclear(place, place=place)
    order = read.names(given["order"], f"{place}.order", read.FACT_NAME) if ordered else ()
    if ordered and len(order) < 2:
        raise faults.AgreementUnclear(place, place=place)
    return Agreement(
        read.name(given["id"], f"{place}.id"),
        read.bilingual(given["title"], f"{place}.title"),
        read.article(given["article"], f"{place}.article"),
        order,
        condition(asked, place) if asked else None,
    )
