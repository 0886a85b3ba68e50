"""Imports of official tables for those who decide about them: the list, one import, its report, preview and difference."""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from zaiton.base.refusals import NotFound
from zaiton.base.text import gettext_noop
from zaiton.blocks.law import public as law
from zaiton.services.tariff.domain.annex.difference import compare
from zaiton.services.tariff.models import Import
from zaiton.services.tariff.models.imports import DRAFT, PUBLISHED
from zaiton.services.tariff.queries.import_reading import Comparison, compared_draft, draft_figures, pack_figures
from zaiton.services.tariff.queries.import_reports import difference_of, told, unpacked
from zaiton.services.tariff.queries.ratebook import SERVICE


class NoSuchImport(NotFound):
    """No import has this name."""

    code = "no_such_import"
    message = gettext_noop("There is no such import.")
    mend = gettext_noop("Look for it in the list of imports.")


@dataclass(frozen=True, slots=True)
class ImportCard:
    """One import as lists show it. ``errors`` counts mistakes; a draft with any cannot be published. ``settings`` as given."""

    public_id: str
    kind: str
    state: str
    file_name: str
    settings: dict[str, Any]
    lines: int
    errors: int
    tables: tuple[str, ...]
    drafted_by: str
    drafted_at: datetime
    decided_by: str
    decided_at: datetime | None
    reason: str = ""
    version: str = ""


LISTED = (
    *("public_id", "kind", "state", "file_name", "settings", "report"),
    *("drafted_by", "drafted_at", "decided_by", "decided_at"),
)


def imports_list(limit: int = 50) -> list[ImportCard]:
    """The latest imports, the newest first."""
    return [_card(row) for row in Import.objects.order_by("-pk").only(*LISTED)[:limit]]


def import_card(public_id: str) -> ImportCard:
    """One import. Raises ``NoSuchImport``."""
    return _card(import_row(public_id))


def imports_replaced(public_ids: Iterable[str]) -> frozenset[str]:
    """Which of these published imports a later one has replaced, wholly or in one of their tables."""
    now = {(p.table, p.in_force_from.isoformat()): p.content for p in law.find_packs(SERVICE) if p.operator}
    rows = Import.objects.filter(public_id__in=set(public_ids), state=PUBLISHED).values_list("public_id", "replaced")
    return frozenset(
        public_id
        for public_id, places in rows
        if any(now.get((table, place["day"])) != place["after"] for table, place in places.items())
    )


def import_report(public_id: str) -> dict[str, Any]:
    """What reading said, in the reader's language.

    ``{"kind", "lines", "loaded", "unchanged", "errors": [{"sheet", "row", "cell", "reason"}], "warnings": [the same],
    "columns": [{"sheet", "column": "C", "header", "role", "year", "origin"}], "tables": [{"table", "in_force_from",
    "in_force_until", "rows"}]}``. ``role`` is one of ``zaiton.services.tariff.domain.annex.headers.ROLES`` or empty.
    """
    return told(import_row(public_id).report)


def import_preview(public_id: str, limit: int = 50) -> dict[str, Any]:
    """The first lines as they were read.

    ``{"lines": total, "rows": [{"sheet", "row", "code", "name", "rates": {column letter: text}, "read": {table: duty}}]}``.
    """
    report = import_row(public_id).report
    return {"lines": report["lines"], "rows": report["preview"][:limit]}


def import_difference(public_id: str, limit: int = 50) -> dict[str, Any]:
    """Against what is in force on the first day of the import (a decided one: against what was in force then).

    ``{"added", "removed", "changed", "unchanged", "tables": [{"table", "against": day or None, "added", "removed",
    "changed", "unchanged", "rows": [{"change": "added|removed|changed", "code", "name", "old", "new"}]}]}``.
    """
    row = import_row(public_id)
    comparisons = [compared_draft(draft) for draft in unpacked(bytes(row.packs))]
    if row.state != DRAFT:
        comparisons = [_against_then(row, c) for c in comparisons]
    tables = [difference_of(c, limit) for c in comparisons]
    counts = {name: sum(t[name] for t in tables) for name in ("added", "removed", "changed", "unchanged")}
    return {**counts, "tables": tables}


def import_row(public_id: str) -> Import:
    """The stored row. Raises ``NoSuchImport``."""
    row = Import.objects.filter(public_id=public_id).first()
    if row is None:
        raise NoSuchImport()
    return row


def version_of(row: Import) -> str:
    """Names the settings under which the kept file was read last: a second officer decides about what he looked at."""
    return hashlib.sha256(json.dumps(row.settings, sort_keys=True).encode()).hexdigest()[:16]


def _against_then(row: Import, comparison: Comparison) -> Comparison:
    """The comparison with what the import replaced, so that it reads the same after it was put in force."""
    draft = comparison.draft
    then = (row.replaced.get(draft.table) or {}).get("against")
    if not then:
        return replace(comparison, against=None, difference=compare({}, draft_figures(draft)))
    try:
        pack = law.cited_pack(SERVICE, draft.table, then["sha256"])
    except law.UnknownPack:
        return comparison
    return replace(comparison, against=pack, difference=compare(pack_figures(pack), draft_figures(draft)))


def _card(row: Import) -> ImportCard:
    return ImportCard(
        public_id=row.public_id,
        kind=row.kind,
        state=row.state,
        file_name=row.file_name,
        settings=row.settings,
        lines=row.report["lines"],
        errors=len(row.report["errors"]) + row.report.get("more_errors", 0),
        tables=tuple(t["table"] for t in row.report["tables"]),
        drafted_by=row.drafted_by,
        drafted_at=row.drafted_at,
        decided_by=row.decided_by,
        decided_at=row.decided_at,
        reason=row.report.get("reason", ""),
        version=version_of(row),
    )
