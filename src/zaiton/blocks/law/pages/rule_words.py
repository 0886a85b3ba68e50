"""What the words of decision tables are called on pages: columns, policies, changes, who did it; and a table laid out for reading."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import get_language, gettext

from zaiton.base.refusals import Refusal
from zaiton.base.text import gettext_noop
from zaiton.blocks.identity import public as identity
from zaiton.blocks.law.domain.rules.difference import Change, Difference
from zaiton.blocks.law.domain.rules.dmn_out import dmn_text
from zaiton.blocks.law.domain.rules.table import ON, Row, Table
from zaiton.blocks.law.domain.rules.trials import Outcome
from zaiton.blocks.law.domain.rules.values import Column, feel
from zaiton.blocks.law.domain.rules.writing import cell_text, value_text
from zaiton.blocks.law.queries.rules import table_yaml

HITS = {
    "unique": gettext_noop("one row at most holds"),
    "first": gettext_noop("the first row that holds"),
    "any": gettext_noop("rows that hold together agree"),
    "collect": gettext_noop("all rows that hold"),
}
GAPS = {
    "refused": gettext_noop("a row for every case"),
    "allowed": gettext_noop("gaps allowed where the law is silent"),
}
TYPES = {
    "boolean": gettext_noop("true or false"),
    "choice": gettext_noop("one of several"),
    "decimal": gettext_noop("number"),
    "day": gettext_noop("day"),
    "text": gettext_noop("text"),
}
OUTCOMES = {
    "decided": gettext_noop("decided"),
    "no_match": gettext_noop("no row holds"),
    "undetermined": gettext_noop("not decided yet"),
}
CHANGES = {"added": gettext_noop("added"), "changed": gettext_noop("changed"), "removed": gettext_noop("removed")}
PARTS = {
    "title": gettext_noop("Chinese title"),
    "title_en": gettext_noop("English title"),
    "article": gettext_noop("Article"),
    "document": gettext_noop("Document"),
    "status": gettext_noop("How far it can be relied on"),
    "in_force_from": gettext_noop("In force from"),
    "in_force_until": gettext_noop("In force until"),
    "hit": gettext_noop("Which rows count"),
    "gaps": gettext_noop("Completeness"),
    "type": gettext_noop("Kind of value"),
    "values": gettext_noop("Values"),
    "places": gettext_noop("Decimal places"),
    "range": gettext_noop("Range"),
    "rows": gettext_noop("The rows that hold"),
    "outputs": gettext_noop("Outcomes"),
}
STATUS_WORDS = {
    "official": gettext_noop("Official"),
    "derived": gettext_noop("Derived"),
    "sample": gettext_noop("Sample"),
    "unverified": gettext_noop("Unverified"),
    "synthetic": gettext_noop("Synthetic"),
}
FILES = {
    "table.yaml": ("application/yaml", table_yaml),
    "table.dmn": ("application/xml", dmn_text),
}


def said(refusal: Refusal) -> str:
    """A refusal with its way out, in the reader's language."""
    return f"{refusal.sentence(gettext)} {refusal.remedy(gettext)}".strip()


def person_id(request: HttpRequest) -> str:
    """Who asks."""
    return identity.person_of(request).public_id


def names(people: Iterable[str]) -> dict[str, str]:
    """What pages call those who drafted and decided."""
    known = identity.names_of({who for who in people if who})
    return {who: known.get(who) or gettext("the product") for who in people if who}


def language() -> str:
    """The page's language."""
    return get_language() or "zh-hans"


def titles(table: Table) -> dict[str, str]:
    """What people call each fact and outcome; its name where it has no title."""
    return {c.name: title(c) for c in (*table.inputs, *table.outputs)}


def title(column: Column) -> str:
    """What people call a column."""
    return column.title.in_language(language()) or column.name


def laid_out(table: Table) -> dict[str, Any]:
    """The table for reading: its columns, and its rows with a text for each cell, ``—`` for any."""
    columns = [{"name": c.name, "title": title(c), "fact": True} for c in table.inputs]
    columns += [{"name": c.name, "title": title(c), "fact": False} for c in table.outputs]
    return {
        "table": table,
        "columns": columns,
        "rows": [_row(table, row, columns) for row in table.rows],
        "hit": gettext(HITS[table.hit]),
        "gaps": gettext(GAPS[table.gaps]),
    }


def _row(table: Table, row: Row, columns: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    texts = [cell_text(cell, c) for c, cell in zip(table.inputs, row.cells, strict=True)]
    texts += [value_text(value) for value in row.outputs]
    own = row.in_force
    return {
        "id": row.id,
        "cells": list(zip(columns, texts, strict=True)),
        "article": row.article,
        "first": own.first if own.first != table.in_force.first else None,
        "until": own.until if own.until != table.in_force.until else None,
    }


def difference_shown(found: Difference, old: Table | None, new: Table) -> dict[str, Any]:
    """A difference in words."""
    known = (titles(old) if old else {}) | titles(new)
    counts = {"added": gettext("Rows added: {count}"), "changed": gettext("Rows changed: {count}")}
    counts["removed"] = gettext("Rows removed: {count}")
    return {
        "none": found.none,
        "reordered": found.reordered,
        "counts": [text.format(count=found.count(kind)) for kind, text in counts.items()],
        "head": [_change(change, known) for change in found.head],
        "parts": [
            {"what": what, "name": _called(part.name, known), "kind": gettext(CHANGES[part.kind])}
            | {"changes": [_change(change, known) for change in part.changes]}
            for what, parts in ((gettext("Column"), found.columns), (gettext("Row"), found.rows))
            for part in parts
        ],
    }


def outcomes_shown(outcomes: Iterable[Outcome], table: Table) -> list[dict[str, Any]]:
    """Tests with what became of them, and the receipt in lines."""
    known = titles(table)
    return [
        {
            "trial": outcome.trial,
            "ok": outcome.ok,
            "fault": said(outcome.fault) if outcome.fault else "",
            "misses": [
                {"name": _missed(m.name, known), "wanted": _word(m.wanted), "found": _word(m.found)}
                for m in outcome.misses
            ],
            "receipt": receipt_shown(outcome.document, known) if outcome.document else None,
        }
        for outcome in outcomes
    ]


def receipt_shown(document: Mapping[str, Any], known: Mapping[str, str]) -> dict[str, Any]:
    """A receipt's document for reading."""
    outputs = document["outputs"] or []
    listed = outputs if isinstance(outputs, list) else [outputs]
    return {
        "document": document,
        "status": document["status"],
        "said": gettext(OUTCOMES[document["status"]]),
        "outputs": [[(known.get(name, name), value_said(value)) for name, value in one.items()] for one in listed],
        "matters": [known.get(name, name) for name in document["matters"]],
        "rejected": [entry | {"cell": cell_said(entry, known)} for entry in document["rejected"]],
        "undecided": [
            entry | {"facts": [known.get(name, name) for name in entry["facts"]]} for entry in document["undecided"]
        ],
    }


def cell_said(entry: Mapping[str, Any], known: Mapping[str, str]) -> str:
    """Why a row does not hold."""
    name = gettext("the day") if entry["cell"] == ON else known.get(entry["cell"], entry["cell"])
    sentence = gettext("{cell} is {given}, needed: {condition}")
    return sentence.format(cell=name, given=value_said(entry["given"]), condition=entry["condition"])


def value_said(value: Any) -> str:
    """A plain value of a receipt in words."""
    return gettext("not known") if value is None else feel(value) if isinstance(value, bool) else str(value)


def file_response(content: str, kind: str, name: str) -> HttpResponse:
    """A file to keep."""
    response = HttpResponse(content, content_type=f"{kind}; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    response.headers["Cache-Control"] = "no-store"
    return response


def _change(change: Change, known: Mapping[str, str]) -> dict[str, str]:
    name, old, new = change
    return {"name": _called(name, known), "old": _word(old), "new": _word(new)}


def _missed(name: str, known: Mapping[str, str]) -> str:
    return gettext("Result") if name == "status" else _called(name, known)


def _called(name: str, known: Mapping[str, str]) -> str:
    if name in PARTS:
        return gettext(PARTS[name])
    kind, dot, column = name.partition(".")
    return known.get(column, column) if dot and kind in ("fact", "outcome") else known.get(name, name)


def _word(text: str) -> str:
    words = {**OUTCOMES, **STATUS_WORDS}
    return gettext(words[text]) if text in words else text or "—"
