"""From the lines of an official table to packs: columns of text, questions, and the description each pack carries."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from zaiton.services.tariff.domain.annex.settings import ImportSettings
from zaiton.services.tariff.domain.tables import Agreement

SERVICE = "tariff"
LICENCE = {"zh": "由经办人导入的官方文件中的数字", "en": "figures of an official file, imported by the operator"}


@dataclass(slots=True)
class PackDraft:
    """One pack to be written. ``meta`` is its SOURCE.toml, ``rows`` its table, ``places`` the cell each row came from."""

    meta: dict[str, Any]
    columns: tuple[str, ...]
    rows: list[tuple[str, ...]]
    places: list[tuple[str, int, str]] = field(default_factory=list)
    """(sheet, row, cell) of each row."""
    questions: list[tuple[str, str, str, str, str]] = field(default_factory=list)
    names: dict[str, tuple[str, str]] = field(default_factory=dict)

    @property
    def table(self) -> str:
        """The name of the table."""
        return self.meta["table"]

    @property
    def first(self) -> date:
        """The first day in force."""
        return self.meta["in_force_from"]


def sort_rows(draft: PackDraft) -> PackDraft:
    """The draft with its rows in the order of their first columns, as packs are kept, and no column that is blank throughout."""
    order = sorted(range(len(draft.rows)), key=lambda i: draft.rows[i])
    keep = [i for i, name in enumerate(draft.columns) if not _may_go(name) or any(row[i] for row in draft.rows)]
    draft.columns = tuple(draft.columns[i] for i in keep)
    draft.places = [draft.places[i] for i in order]
    draft.rows = [tuple(draft.rows[i][k] for k in keep) for i in order]
    return draft


def _may_go(name: str) -> bool:
    return name in ("name_zh", "name_en", "base", "staging", "when") or name.isdigit()


def describe(
    settings: ImportSettings,
    kind: str,
    table: str,
    title: tuple[str, str],
    *,
    file_name: str,
    today: date,
    until: date | None,
    note: tuple[str, str],
) -> dict[str, Any]:
    """The fields of SOURCE.toml that packs of every kind have."""
    first = settings.in_force or date(1900, 1, 1)
    said = settings.title
    meta: dict[str, Any] = {
        "service": SERVICE,
        "kind": kind,
        "table": table,
        "title": {"zh": said or title[0], "en": said or title[1]},
        "issuer": {
            "zh": settings.issuer or "见所导入的文件",
            "en": settings.issuer or "as stated in the imported file",
        },
        "document": settings.document or file_name,
        "published": _published(settings.published),
        "vintage": str(first.year),
        "in_force_from": first,
        "status": settings.status,
        "retrieved": today,
        "licence": LICENCE,
    }
    if until is not None:
        meta["in_force_until"] = until
    if settings.hs is not None:
        meta["hs_edition"] = settings.hs
    meta["note"] = {"zh": note[0], "en": note[1]}
    return meta


def _published(text: str) -> date | str:
    try:
        return date.fromisoformat(text)
    except ValueError:
        parts = text.split("-")
        month = len(text) in (4, 7) and all(p.isdigit() for p in parts)
        return text if month else "unknown"


def table_name(settings: ImportSettings, known: Agreement | None, by_origin: bool) -> str:
    """The table an agreement's rates belong to: its id, with the partner where they hold for some of its partners only.

    ``known`` is the agreement as the catalogue has it.
    """
    if settings.table:
        return settings.table
    name = settings.agreement.lower()
    if settings.destination != "CN":
        name = f"{settings.destination.lower()}-{name}"
    partners = set(settings.partners)
    some = known is not None and partners and partners != set(known.origins) and not by_origin
    if some:
        name += "-" + "-".join(p.lower() for p in sorted(partners)[:4])
    return name


def own_agreement(settings: ImportSettings) -> dict[str, Any]:
    """The section of an agreement that no catalogue knows."""
    kind = "bilateral" if len(settings.partners) == 1 else "regional"
    return {
        "name": {"zh": f"{settings.agreement} 协定", "en": f"Agreement {settings.agreement}"},
        "type": kind,
        "proof": {
            "zh": "以该协定规定的原产地证明为准",
            "en": "The proof of origin that the agreement provides for",
        },
    }


def rounding_of(text: str) -> dict[str, Any]:
    """The rounding of staged rates from ``1:half-up``.

    >>> rounding_of("1:down")
    {'decimals': 1, 'mode': 'down'}
    """
    decimals, _, mode = text.partition(":")
    return {"decimals": int(decimals), "mode": mode or "half-up"}


def file_text(columns: Sequence[str], rows: Sequence[Sequence[str]]) -> Mapping[str, list[str]]:
    """The rows as columns of text."""
    turned = list(zip(*rows, strict=True)) if rows else [()] * len(columns)
    return {name: list(texts) for name, texts in zip(columns, turned, strict=True)}
