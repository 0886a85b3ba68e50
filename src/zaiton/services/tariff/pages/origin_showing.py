"""What the pages on origin show of an assessment: marks and words for outcomes, the bar of values, changes as links."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext

from zaiton.kit.charts import Part, share_bar
from zaiton.services.tariff.queries.origin_products import ProductPage

ICONS = {"originating": "ok", "not_originating": "bad", "undetermined": "warn"}
TONES = {"originating": "ok", "not_originating": "bad", "undetermined": "warn"}
STEP_ICONS = {True: "ok", False: "bad", None: "warn"}
PRODUCT = "product"
FACTS = ("operations.", "parts.", "processing.more_than_minimal", "wholly_obtained")


def lines_of(line: str) -> str:
    """A line of the bill for people."""
    return gettext("product") if line == PRODUCT else gettext("line {number}").format(number=line)


def outcomes_text(outcomes: Mapping[str, str]) -> list[dict]:
    """Each agreement with its outcome, for a list."""
    return [{"name": name, "icon": ICONS[outcome], "text": outcome_word(outcome)} for name, outcome in outcomes.items()]


def outcome_word(outcome: str) -> str:
    """An outcome for people."""
    return {
        "originating": gettext("Originating"),
        "not_originating": gettext("Not originating"),
        "undetermined": gettext("Undetermined"),
    }[outcome]


def shown_page(page: ProductPage) -> dict[str, Any]:
    """The context of a product's page."""
    return {
        "card": page.card,
        "result": shown_result(page.assessment, page.plans, page.card.public_id),
        "assessed_at": page.assessed_at,
        "materials": _flat(page.document["materials"], ""),
        "currency": page.document.get("currency", "CNY"),
        "versions": [
            {
                "version": one,
                "assessments": [
                    {"id": key, "reason": _reasons()[reason], "made_at": at, "outcomes": outcomes_text(outcomes)}
                    for key, reason, outcomes, at in one.assessments
                ],
            }
            for one in page.versions
        ],
        "requests": [
            {"request": one, "tag": REQUEST_TAGS[one.state], "said": _said(one.answer)} for one in page.requests
        ],
    }


REQUEST_TAGS = {"open": "open", "answered": "done", "declined": "refused", "withdrawn": "withdrawn"}


def _reasons() -> dict[str, str]:
    return {
        "made": gettext("first bill"),
        "changed": gettext("bill changed"),
        "declared": gettext("a supplier declared"),
        "rules": gettext("rules on file changed"),
    }


def _said(answer: Mapping[str, Any]) -> str:
    if not answer:
        return ""
    if not answer["originates"]:
        return gettext("It does not originate. {name}").format(name=answer["name"])
    return gettext("Originates in {origin} under {agreements}, until {until}. {name}").format(
        origin=answer["origin"],
        agreements=", ".join(answer["agreements"]),
        until=answer["valid_until"],
        name=answer["name"],
    )


def _flat(materials: list[dict], above: str) -> list[dict]:
    found = []
    for place, material in enumerate(materials, 1):
        path = above + str(material.get("id", place))
        found.append({"path": path, **material})
        found += _flat(material.get("materials", []), path + ".")
    return found


def shown_result(assessment: Mapping[str, Any], plans: Mapping[str, Any], product: str) -> dict[str, Any]:
    """An assessment with its plans as the page draws it. ``product``: its public id, where changes can be tried; else blank."""
    made = {one["agreement"]: one for one in plans["plans"]}
    verdicts = []
    for verdict in assessment["verdicts"]:
        plan = made.get(verdict["agreement"], {"proposals": [], "headroom": []})
        verdicts.append(
            {
                **verdict,
                "icon": ICONS[verdict["outcome"]],
                "tone": TONES[verdict["outcome"]],
                "ground": " ".join([verdict["criterion"], *verdict["marks"]]).strip(),
                "rule": " / ".join(rule["text"] for rule in verdict["rules"] if rule["text"]),
                "steps": [_step(step) for step in verdict["steps"]],
                "missing": [_missing(one) for one in verdict["missing"]],
                "country_steps": [_step(step) for step in (verdict["country"] or {}).get("steps", [])],
                "proposals": [_proposal(one, verdict["agreement"], product) for one in plan["proposals"]],
                "headroom": plan["headroom"],
                "bar": _bar(verdict, assessment),
            }
        )
    under = [verdict["name"] for verdict in verdicts if verdict["outcome"] == "originating"]
    tones = {verdict["tone"] for verdict in verdicts}
    return {
        **assessment,
        "verdicts": verdicts,
        "under": under,
        "tone": "ok" if under else "bad" if tones == {"bad"} else "warn",
    }


def _step(step: Mapping[str, Any]) -> dict:
    return {**step, "icon": STEP_ICONS[step["outcome"]], "where": lines_of(step["line"]) if step["line"] else "—"}


def _missing(one: Mapping[str, Any]) -> dict:
    """A missing fact; of those that are yes or no, the changes that would say so."""
    change = ""
    if one["line"] == PRODUCT and one["field"].startswith(FACTS):
        change = f"!{one['field']}"
    return {**one, "change": change}


def _proposal(one: Mapping[str, Any], agreement: str, product: str) -> dict:
    links = {}
    if product and one.get("tries"):
        address = reverse("tariff:origin_what_if", args=[product])
        links["try"] = f"{address}?{urlencode([('change', change) for change in one['tries']])}"
    if product and one["kind"] == "declare":
        links["ask"] = [change["line"] for change in one["changes"] if change["what"] == "declare"]
    return {**one, **links, "icon": "ok" if one["outcome"] == "originating" else "warn"}


def _bar(verdict: Mapping[str, Any], assessment: Mapping[str, Any]) -> dict | None:
    """The price divided: what is added here, originating, unknown and not originating materials."""
    price = assessment["product"]["fob"] or assessment["product"]["ex_works"]
    counted = [line for line in verdict["materials"] if line["counts_for_value"] and line["value"]]
    if not price or not counted or sum(line["value"] for line in counted) > price:
        return None
    sums = {
        state: sum(line["value"] for line in counted if line["originating"] is state) for state in (True, None, False)
    }
    parts = [
        Part(gettext("added here"), price - sum(sums.values()), "info"),
        Part(gettext("originating materials"), sums[True], "ok"),
        Part(gettext("origin not known"), sums[None], "warn"),
        Part(gettext("not originating"), sums[False], "bad"),
    ]
    parts = [part for part in parts if part.count]
    legend = [{"tone": part.tone, "text": f"{part.name} {part.count * 1000 // price / 10:g}%"} for part in parts]
    title = gettext("What the price of the product is made of")
    return {"svg": share_bar(parts, title=title, desc=", ".join(one["text"] for one in legend)), "legend": legend}
