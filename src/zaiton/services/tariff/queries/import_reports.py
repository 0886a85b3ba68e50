"""The report of an import: as plain JSON without sentences, so that it can be kept, and told in the reader's language later."""

import json
import zlib
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import Any

from django.utils.translation import gettext

from zaiton.services.tariff.domain.annex.cells import Sheet, cell_at, text_of
from zaiton.services.tariff.domain.annex.difference import Difference
from zaiton.services.tariff.domain.annex.faults import MOST_SHOWN, REASONS, WARNINGS, RowFault
from zaiton.services.tariff.domain.annex.headers import RATES
from zaiton.services.tariff.domain.annex.packing import PackDraft
from zaiton.services.tariff.queries.import_reading import Comparison, Reading

PREVIEW = 200
DAYS = ("in_force_from", "in_force_until", "retrieved", "published")
Sentence = Callable[[str], str]


def report_of(reading: Reading, comparisons: Iterable[Comparison]) -> dict[str, Any]:
    """The report of a reading as plain JSON. ``loaded`` and ``unchanged`` count lines of the file."""
    comparisons = list(comparisons)
    lines = len(reading.table.lines) or sum(len(d.rows) for d in reading.drafts[:1])
    unchanged = 0 if reading.errors else _unchanged(reading, comparisons, lines)
    return {
        "kind": reading.settings.kind,
        "lines": lines,
        "loaded": 0 if reading.errors else lines - unchanged,
        "unchanged": unchanged,
        "errors": [f.as_dict() for f in reading.errors[:MOST_SHOWN]],
        "more_errors": max(0, len(reading.errors) - MOST_SHOWN),
        "warnings": _folded(reading.table.warnings),
        "columns": _columns(reading),
        "tables": [_table(c) for c in comparisons],
        "preview": _preview(reading),
    }


def told(report: Mapping[str, Any], translate: Sentence = gettext) -> dict[str, Any]:
    """The report for people: every mistake and remark with its sentence in the language of ``translate``."""
    shown = {name: value for name, value in report.items() if name != "preview"}
    shown["errors"] = [_sentence(fault, REASONS, translate) for fault in report["errors"]]
    shown["warnings"] = [_sentence(fault, WARNINGS, translate) for fault in report["warnings"]]
    return shown


def difference_of(comparison: Comparison, limit: int) -> dict[str, Any]:
    """One pack's difference as plain JSON, with its first rows."""
    found: Difference = comparison.difference
    names = comparison.draft.names
    rows = [("changed", key, old, new) for key, old, new in found.changed]
    rows += [("added", key, "", new) for key, new in found.added]
    rows += [("removed", key, old, "") for key, old in found.removed]
    return {
        "table": comparison.draft.table,
        "against": comparison.against.in_force_from if comparison.against else None,
        "against_sha256": comparison.against.sha256 if comparison.against else "",
        "added": len(found.added),
        "removed": len(found.removed),
        "changed": len(found.changed),
        "unchanged": found.unchanged,
        "rows": [
            {
                "change": change,
                "code": key,
                "name": " ".join(n for n in names.get(key, ()) if n),
                "old": old,
                "new": new,
            }
            for change, key, old, new in rows[:limit]
        ],
    }


def packed(drafts: Iterable[PackDraft]) -> bytes:
    """Packs that are not published yet, as compressed JSON."""
    plain = [
        {
            "meta": draft.meta,
            "columns": draft.columns,
            "rows": draft.rows,
            "questions": draft.questions,
            "names": draft.names,
        }
        for draft in drafts
    ]
    return zlib.compress(json.dumps(plain, default=str, ensure_ascii=False).encode(), 6)


def unpacked(content: bytes) -> list[PackDraft]:
    """The packs that ``packed`` kept."""
    if not content:
        return []
    return [
        PackDraft(
            _with_days(plain["meta"]),
            tuple(plain["columns"]),
            [tuple(row) for row in plain["rows"]],
            [],
            [tuple(row) for row in plain["questions"]],
            {code: tuple(names) for code, names in plain["names"].items()},
        )
        for plain in json.loads(zlib.decompress(content))
    ]


def _with_days(meta: dict[str, Any]) -> dict[str, Any]:
    """The description with its days as days again."""
    found = {name: _day(value) if name in DAYS else value for name, value in meta.items()}
    schedule = found.get("schedule")
    if isinstance(schedule, dict) and "staging_from" in schedule:
        schedule["staging_from"] = _day(schedule["staging_from"])
    return found


def _day(text: str) -> date | str:
    try:
        return date.fromisoformat(text) if len(text) == 10 else text
    except ValueError:
        return text


def _unchanged(reading: Reading, comparisons: list[Comparison], lines: int) -> int:
    """How many lines are in force already just as the file has them."""
    if comparisons and all(c.same for c in comparisons):
        return lines
    figures_differ = [c for c in comparisons if c.difference.added or c.difference.changed or c.difference.removed]
    if not all(c.replaces for c in comparisons) or not figures_differ:
        return 0
    moved = {key for c in comparisons for key, *_ in (*c.difference.added, *c.difference.changed)}
    keys = [line.code for line in reading.table.lines]
    return sum(key not in moved for key in keys) if keys else comparisons[0].difference.unchanged


def _columns(reading: Reading) -> list[dict[str, Any]]:
    return [
        {
            "sheet": sheet,
            "column": column.letter,
            "header": column.header,
            "role": column.role,
            "year": column.year,
            "origin": column.origin,
        }
        for sheet, layout in reading.table.layouts
        for column in layout.columns
        if column.header or column.role
    ]


def _table(comparison: Comparison) -> dict[str, Any]:
    draft, until = comparison.draft, comparison.draft.meta.get("in_force_until")
    return {
        "table": draft.table,
        "kind": draft.meta["kind"],
        "agreement": (draft.meta.get("schedule") or {}).get("agreement", ""),
        "in_force_from": draft.first.isoformat(),
        "in_force_until": until.isoformat() if until else None,
        "rows": len(draft.rows),
        "unchanged": comparison.same,
        "dropped": _dropped(comparison),
    }


def _preview(reading: Reading) -> list[dict[str, Any]]:
    """The first lines with their rates as they are printed and as they were read."""
    sheets: dict[str, Sheet] = {sheet.name: sheet for sheet in reading.sheets}
    read: dict[tuple[str, int], dict[str, str]] = {}
    for draft in reading.drafts:
        shown = [i for i, name in enumerate(draft.columns) if name not in ("code", "name_zh", "name_en")]
        for row, (sheet, number, _) in zip(draft.rows, draft.places, strict=False):
            texts = " · ".join(row[i] for i in shown if row[i])
            known = read.setdefault((sheet, number), {})
            known[draft.table] = f"{known[draft.table]}; {texts}" if draft.table in known else texts
    columns = [c for c in reading.table.columns if c.role in (*RATES, "category")]
    rows = []
    for line in reading.table.lines[:PREVIEW]:
        cells = sheets[line.sheet].rows[line.row - 1]
        rows.append(
            {
                "sheet": line.sheet,
                "row": line.row,
                "code": line.code,
                "name": line.name_zh or line.name_en,
                "rates": {c.letter: text_of(cell_at(cells, c.index)) for c in columns},
                "read": read.get((line.sheet, line.row), {}),
            }
        )
    if rows:
        return rows
    places = sorted(read, key=lambda place: place[1])[:PREVIEW]
    return [{"sheet": s, "row": r, "code": "", "name": "", "rates": {}, "read": read[s, r]} for s, r in places]


def _folded(warnings: Iterable[RowFault]) -> list[dict[str, Any]]:
    """Remarks of one kind that count rows, as one remark."""
    found: dict[tuple, dict[str, Any]] = {}
    for warning in warnings:
        plain = warning.as_dict()
        key = (warning.code, warning.sheet) if "count" in warning.data else (warning.code, len(found))
        if key in found:
            found[key]["data"]["count"] += warning.data["count"]
        else:
            found[key] = plain | {"data": dict(warning.data)}
    return list(found.values())


def _sentence(fault: Mapping[str, Any], sentences: Mapping[str, str], translate: Sentence) -> dict[str, Any]:
    data = fault["data"]
    if fault["code"] == "pack":
        reason = translate(data["message"]).format(**data["data"]) if data["message"] else data["message"]
    else:
        reason = translate(sentences[fault["code"]]).format(**data)
    return {
        "sheet": fault["sheet"],
        "row": fault["row"],
        "cell": fault["cell"],
        "code": fault["code"],
        "reason": reason,
    }


def _dropped(comparison: Comparison) -> int:
    """Rows of the table that this one takes the place of (same first day) which the file does not have."""
    against = comparison.against
    if against is None or against.in_force_from != comparison.draft.first:
        return 0
    return len(comparison.difference.removed)
