"""Reading an official file all the way to the packs it would become, checked as ``zaiton data check`` checks them.

Nothing is kept and nothing is changed here; drafts and publishing build on what this gives.
"""

import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from babel import Locale

from zaiton.blocks.law import public as law
from zaiton.services.tariff.domain.annex.cells import Sheet
from zaiton.services.tariff.domain.annex.difference import Difference, Figures, compare, figures_of
from zaiton.services.tariff.domain.annex.faults import RowFault
from zaiton.services.tariff.domain.annex.headers import folded
from zaiton.services.tariff.domain.annex.lines import Table
from zaiton.services.tariff.domain.annex.lists import read_list
from zaiton.services.tariff.domain.annex.packing import PackDraft
from zaiton.services.tariff.domain.annex.reading import read_table
from zaiton.services.tariff.domain.annex.schedules import schedules_of
from zaiton.services.tariff.domain.annex.settings import (
    ORIGIN_RULES,
    SCHEDULES,
    ImportSettingMissing,
    ImportSettings,
)
from zaiton.services.tariff.domain.origin.rule_lists import rule_list
from zaiton.services.tariff.queries.annex_files import read_sheets
from zaiton.services.tariff.queries.annex_packs import essence, pack_files
from zaiton.services.tariff.queries.names import territory_names
from zaiton.services.tariff.queries.origin_rule_files import read_rule_file
from zaiton.services.tariff.queries.ratebook import SERVICE, rate_book

Progress = Callable[[int, int], None]
SHORT_NAMES = {
    "老挝": "LA",
    "缅甸": "MM",
    "台湾": "TW",
    "香港": "HK",
    "澳门": "MO",
    "韩国": "KR",
    "korea": "KR",
    "laos": "LA",
}


@dataclass(slots=True)
class Comparison:
    """One pack against the version of its table in force on its first day. ``replaces`` is the operator's own of that very day."""

    draft: PackDraft
    against: law.Pack | None
    replaces: law.Pack | None
    difference: Difference
    same: bool


@dataclass(slots=True)
class Reading:
    """What a file says under given settings: its table, its mistakes, and the packs it would become."""

    settings: ImportSettings
    file_name: str
    table: Table
    drafts: list[PackDraft] = field(default_factory=list)
    sheets: list[Sheet] = field(default_factory=list)

    @property
    def errors(self) -> list[RowFault]:
        """Every mistake; with any of them nothing is published."""
        return self.table.faults


def read_import(
    content: bytes, name: str, settings: ImportSettings, *, today: date, progress: Progress | None = None
) -> Reading:
    """Read a file. Raises a ``Refusal`` where it is no table at all; mistakes in its rows are in the reading."""
    if settings.kind == ORIGIN_RULES:
        rows = read_rule_file(content, name, settings.hs, settings.sheet)
        return _finished(Reading(settings, name, *rule_list(rows, settings, file_name=name, today=today)))
    sheets, hidden = read_sheets(content, name, settings.sheet)
    territories, known = _territories(), _known(settings)
    if settings.kind in SCHEDULES:
        table = read_table(sheets, settings, territories, _codes(settings.hs), progress)
        reading = Reading(settings, name, table, sheets=sheets)
        if known is None and settings.kind == "agreement" and not (settings.partners or _origin_columns(table)):
            raise ImportSettingMissing("partners", name="partner")
        reading.drafts = schedules_of(table, settings, known, file_name=name, today=today)
    else:
        table, drafts = read_list(sheets, settings, territories, _currencies(), file_name=name, today=today)
        reading = Reading(settings, name, table, drafts, sheets)
    table.warnings += [RowFault(title, None, "", "hidden_sheet") for title in hidden]
    if settings.hs and _codes(settings.hs) is None and settings.kind in SCHEDULES:
        table.warnings.append(RowFault("", None, "", "edition_unknown", {"edition": settings.hs}))
    return _finished(reading)


def _finished(reading: Reading) -> Reading:
    """The reading with what the checks of packs say about its drafts."""
    table = reading.table
    if not table.faults:
        table.faults += [f for draft in reading.drafts for f in _checked(draft)]
    if not table.faults and not any(draft.rows for draft in reading.drafts):
        table.faults.append(RowFault("", None, "", "blank", {"name": reading.file_name}))
    return reading


def compared(reading: Reading) -> list[Comparison]:
    """Each pack of the reading against what is in force."""
    return [compared_draft(draft) for draft in reading.drafts]


def compared_draft(draft: PackDraft) -> Comparison:
    """One pack that is not published yet against what is in force."""
    of_table = [p for p in law.find_packs(SERVICE, draft.meta["kind"]) if p.table == draft.table]
    replaces = next((p for p in of_table if p.operator and p.in_force_from == draft.first), None)
    against = replaces or next((p for p in of_table if p.in_force.holds(draft.first) and _of_same(p, draft)), None)
    difference = compare(pack_figures(against) if against else {}, draft_figures(draft))
    same = replaces is not None and pack_essence(replaces) == essence(draft)
    return Comparison(draft, against, replaces, difference, same)


def _of_same(pack: law.Pack, draft: PackDraft) -> bool:
    ours, theirs = draft.meta.get("schedule") or {}, pack.meta.get("schedule") or {}
    return ours.get("agreement") == theirs.get("agreement")


def draft_figures(draft: PackDraft) -> Figures:
    """The figures of a pack that is not published yet."""
    answers = {row[0]: row[3] for row in draft.questions}
    return figures_of(draft.meta["kind"], draft.columns, draft.rows, answers)


def pack_figures(pack: law.Pack) -> Figures:
    """The figures of a pack on file."""
    columns = pack.columns()
    answers = {row["when"]: row["answer_zh"] for row in pack.rows("questions")}
    return figures_of(pack.kind, list(columns), zip(*columns.values(), strict=True), answers)


def pack_essence(pack: law.Pack) -> str:
    """The fingerprint of a pack on file, as ``essence`` gives it of one that is not."""
    columns, questions = pack.columns(), pack.columns("questions")
    meta = {name: value for name, value in pack.meta.items() if name != "sha256"}
    rows = list(zip(*columns.values(), strict=True))
    return essence(PackDraft(meta, tuple(columns), rows, [], list(zip(*questions.values(), strict=True))))


def _checked(draft: PackDraft) -> list[RowFault]:
    """What the checks of packs say about one that is not published yet, by the cell each row came from."""
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch) / draft.table / draft.first.isoformat()
        folder.mkdir(parents=True)
        for name, content in pack_files(draft).items():
            (folder / name).write_bytes(content)
        try:
            findings = law.check_packs((law.read_pack(folder, operator=True),))
        except law.PackFault as fault:
            return [RowFault("", None, "", "pack", _told(fault.message, fault.data))]
        found = []
        for finding in findings:
            if finding.severity != "error":
                continue
            at = ("", None, "")
            if finding.line is not None and 2 <= finding.line < len(draft.places) + 2:
                at = draft.places[finding.line - 2]
            found.append(RowFault(*at, "pack", _told(finding.message, finding.data)))
        return found


def _told(message: str, data: Mapping[str, Any]) -> dict[str, Any]:
    """A finding kept so that it can be told in any language later."""
    return {"message": message, "data": {k: v if isinstance(v, int) else str(v) for k, v in data.items()}}


def _known(settings: ImportSettings):
    return rate_book().agreements.get((settings.agreement, settings.destination)) if settings.agreement else None


def _origin_columns(table: Table) -> bool:
    return any(column.origin for column in table.of("agreement"))


def _codes(edition: int | None) -> frozenset[str] | None:
    for pack in law.find_packs(SERVICE, "nomenclature"):
        if edition is not None and pack.hs_edition == edition:
            return frozenset(pack.columns()["code"])
    return None


@cache
def _territories() -> dict[str, str]:
    """Folded names and codes of countries and customs territories, in Chinese and English."""
    found = {}
    for language in ("en", "zh"):
        for code, name in territory_names(language).items():
            found[folded(name)] = code
            found[code.lower()] = code
    return found | {folded(name): code for name, code in SHORT_NAMES.items()}


@cache
def _currencies() -> dict[str, str]:
    """Folded names and codes of currencies, in Chinese and English."""
    found = {}
    for locale in (Locale("en"), Locale("zh", script="Hans")):
        for code, name in locale.currencies.items():
            if code in Locale("en").currencies and len(code) == 3:
                found.setdefault(folded(name), code)
                found[code.lower()] = code
    return found | {
        folded(n): c for n, c in {"港币": "HKD", "港元": "HKD", "韩元": "KRW", "日元": "JPY", "卢布": "RUB"}.items()
    }
