"""Imports of official tables for those who decide about them: the list, one import, its report, preview and difference."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from zaiton.base.refusals import NotFound
from zaiton.base.text import gettext_noop
from zaiton.services.tariff.models import Import


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


def imports_list(limit: int = 50) -> list[ImportCard]:
    """The latest imports, the newest first."""
    raise NotImplementedError


def import_card(public_id: str) -> ImportCard:
    """One import. Raises ``NoSuchImport``."""
    raise NotImplementedError


def import_report(public_id: str) -> dict[str, Any]:
    """What reading said, in the reader's language.

    ``{"kind", "lines", "loaded", "unchanged", "errors": [{"sheet", "row", "cell", "reason"}], "warnings": [the same],
    "columns": [{"sheet", "column": "C", "header", "role", "year", "origin"}], "tables": [{"table", "in_force_from",
    "in_force_until", "rows"}]}``. ``role`` is one of ``zaiton.services.tariff.domain.annex.headers.ROLES`` or empty.
    """
    raise NotImplementedError


def import_preview(public_id: str, limit: int = 50) -> dict[str, Any]:
    """The first lines as they were read.

    ``{"lines": total, "rows": [{"sheet", "row", "code", "name", "rates": {role: text}, "read": {table: duty text}}]}``.
    """
    raise NotImplementedError


def import_difference(public_id: str, limit: int = 50) -> dict[str, Any]:
    """Against what is in force on the first day of the import (a published one: against what it replaced).

    ``{"added", "removed", "changed", "unchanged", "tables": [{"table", "against": day or None, "added", "removed",
    "changed", "unchanged", "rows": [{"change": "added|removed|changed", "code", "name", "old", "new"}]}]}``.
    """
    raise NotImplementedError


def import_row(public_id: str) -> Import:
    """The stored row. Raises ``NoSuchImport``."""
    row = Import.objects.filter(public_id=public_id).first()
    if row is None:
        raise NoSuchImport()
    return row
