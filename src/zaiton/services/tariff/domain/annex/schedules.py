"""The packs of kind ``schedule`` that a table of rates becomes: one row for each line, or one for each candidate of a line.

An agreement's annex also prints the MFN rates of its day; they become a second table beside it, for the year of the annex.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

from zaiton.services.tariff.domain.annex.candidates import Questions, by_code
from zaiton.services.tariff.domain.annex.cells import cell_name
from zaiton.services.tariff.domain.annex.duties import Printed
from zaiton.services.tariff.domain.annex.faults import RowFault
from zaiton.services.tariff.domain.annex.headers import Column
from zaiton.services.tariff.domain.annex.lines import ColumnsAlike, Line, OtherYear, Table, YearsAndOrigins
from zaiton.services.tariff.domain.annex.packing import (
    PackDraft,
    describe,
    own_agreement,
    rounding_of,
    sort_rows,
    table_name,
)
from zaiton.services.tariff.domain.annex.settings import ImportSettings
from zaiton.services.tariff.domain.annex.staged import Staging
from zaiton.services.tariff.domain.staging import next_year_start
from zaiton.services.tariff.domain.tables import Agreement

NAMES = {
    "mfn": ("MFN", "mfn", "最惠国税率", "MFN rates"),
    "general": ("GENERAL", "general", "普通税率", "general rates"),
    "provisional": ("PROVISIONAL", "provisional", "暂定税率", "provisional rates"),
    "trq": ("TRQ", "trq", "关税配额税率", "tariff-quota rates"),
}
PLAIN_NOTE = (
    "经办人导入；税率按文件所印，注释中的条件未计算。",
    "Imported by the operator; the rates are those printed in the file, conditions of its notes are not computed.",
)
MFN_NOTE = (
    "协定税率表中同时印出的最惠国税率，只列该表所列税号；中国税则逐年公布，所以只适用到当年年底或导入时所填的截止日。",
    "The MFN rates printed beside the agreement's, only for the lines that table lists; China's tariff is issued by the year, so they hold until its end or the day given at the import.",
)
QUOTA = ("关税配额内还是配额外进口？", "Is it imported within or beyond the tariff quota?")
QUOTA_ANSWERS = (("in-quota", "配额内", "Within the quota"), ("out-of-quota", "配额外", "Beyond the quota"))

Cells = dict[str, str]


def schedules_of(
    table: Table, settings: ImportSettings, known: Agreement | None, *, file_name: str, today: date
) -> list[PackDraft]:
    """The packs of a table of rates. Raises ``YearsAndOrigins`` or ``OtherYear``; mistakes found here join the table's own."""
    if settings.kind == "agreement":
        drafts = [_agreement(table, settings, known, file_name, today)]
        if table.of("mfn"):
            drafts.append(_beside(table, settings, known, file_name, today, drafts[0]))
        return [d for d in drafts if d.rows]
    return [_national(table, settings, file_name, today)]


def _agreement(
    table: Table, settings: ImportSettings, known: Agreement | None, file_name: str, today: date
) -> PackDraft:
    columns = _wanted(table.of("agreement"), settings, known)
    origins = {c.index: c.origin for c in columns if c.origin}
    staging = Staging(table, settings, [] if origins else columns)
    if origins and staging.years:
        raise YearsAndOrigins()
    name = table_name(settings, known, bool(origins) and len(origins) > 1)
    until = settings.until
    if staging.single_year is not None and until is None:
        month, day = (int(part) for part in settings.year_start.split("-"))
        until = next_year_start(max(settings.in_force, date(staging.single_year, month, day)), (month, day))
    if staging.single_year is not None and staging.single_year != settings.in_force.year:
        raise OtherYear(year=staging.single_year, first=settings.in_force)
    title = (f"{settings.agreement}：协定税率表", f"{settings.agreement}: agreement rates")
    meta = describe(settings, "schedule", name, title, file_name=file_name, today=today, until=until, note=PLAIN_NOTE)
    section: dict[str, Any] = {"agreement": settings.agreement, "destination": settings.destination}
    if len(origins) > 1:
        section["origins"] = sorted(origins.values())
    elif settings.partners or len(origins) == 1:
        section["origins"] = sorted(settings.partners) or sorted(origins.values())
    section |= {"complete": settings.complete, "currency": settings.currency, "lines": 0}
    meta["schedule"] = section
    if known is not None and "origins" not in section and len(known.origins) > 1:
        data = {"count": len(known.origins), "given": settings.agreement}
        table.warnings.append(RowFault("", None, "", "all_partners", data))
    if known is None:
        meta["agreement"] = own_agreement(settings)
    meta |= staging.sections(section, rounding_of(settings.rounding))

    def cells(line: Line, when: str | None) -> Cells:
        if len(origins) > 1:
            return {origin: _text(line, index, when, table, settings) for index, origin in origins.items()}
        if origins:
            return {"duty": _text(line, next(iter(origins)), when, table, settings)}
        return staging.cells(line, lambda index: _text(line, index, when, table, settings))

    names = ("duty", *staging.columns) if len(origins) < 2 else tuple(section["origins"])
    return _filled(meta, names, table.lines, [c.index for c in columns], cells, table)


def _wanted(columns: Sequence[Column], settings: ImportSettings, known: Agreement | None) -> list[Column]:
    """The columns of the partners named, or of the agreement's partners; else those not headed by a country. Raises ``ColumnsAlike``."""
    partners = settings.partners or tuple(known.origins if known else ())
    of_partners = [c for c in columns if c.origin in partners]
    by_origin = [c for c in columns if c.origin]
    columns = [c for c in columns if not c.origin]
    plain = [c for c in columns if c.year is None and c.nth is None]
    if of_partners or not columns:
        return of_partners or by_origin
    if len(plain) < 2:
        return list(columns)
    named = [c for c in plain if settings.agreement.lower() in c.header.lower()]
    word = "特惠" if settings.agreement == "LDC" else "协定"
    chosen = named or [c for c in plain if word in c.header]
    if len(chosen) != 1:
        raise ColumnsAlike(found=", ".join(f"{c.letter} {c.header}" for c in chosen or plain))
    return [c for c in columns if c not in plain or c in chosen]


def _beside(
    table: Table,
    settings: ImportSettings,
    known: Agreement | None,
    file_name: str,
    today: date,
    main: PackDraft,
) -> PackDraft:
    title = (f"{settings.agreement}税率表所印的最惠国税率", f"MFN rates printed beside those of {settings.agreement}")
    until = settings.until or date(min(settings.in_force.year + 1, 9999), 1, 1)
    meta = describe(
        settings, "schedule", f"{main.table}-mfn", title, file_name=file_name, today=today, until=until, note=MFN_NOTE
    )
    meta["precedence"] = 1
    meta["schedule"] = _section("MFN", settings, False)
    column = _of_year(table.of("mfn"), settings)
    others = sorted({str(c.year) for c in table.of("mfn") if c.year not in (None, column.year)})
    if others:
        table.warnings.append(RowFault("", None, "", "mfn_years", {"given": ", ".join(others)}))
    lines = [x for x in table.lines if not x.elsewhere and not x.printed[column.index].blank]
    return _filled(
        meta,
        ("duty",),
        _merged(lines, column.index),
        [column.index],
        lambda line, when: {"duty": _text(line, column.index, when, table, settings)},
        table,
    )


def _of_year(columns: Sequence[Column], settings: ImportSettings) -> Column:
    return next((c for c in columns if c.year == settings.in_force.year), columns[0])


def _merged(lines: Sequence[Line], index: int) -> list[Line]:
    """Parts of a line that share one duty as that one line."""
    found = []
    for code, same in by_code(lines):
        if len(same) > 1 and len({x.printed[index] for x in same}) == 1:
            whole = next((x for x in same if not x.part), same[0])
            found.append(Line(whole.sheet, whole.row, code, False, whole.name_zh, whole.name_en, "", whole.printed))
        else:
            found += [
                x if len(same) > 1 else Line(x.sheet, x.row, code, False, x.name_zh, x.name_en, "", x.printed)
                for x in same
            ]
    return found


def _national(table: Table, settings: ImportSettings, file_name: str, today: date) -> PackDraft:
    agreement, name, zh, en = NAMES[settings.kind]
    name = settings.table or f"{settings.destination.lower()}-{name}"
    title = (
        f"{settings.in_force.year}年{zh}（{settings.destination}）",
        f"{settings.destination}: {en} of {settings.in_force.year}",
    )
    meta = describe(
        settings, "schedule", name, title, file_name=file_name, today=today, until=settings.until, note=PLAIN_NOTE
    )
    meta["schedule"] = _section(agreement, settings, settings.complete)
    if settings.kind == "trq":
        return _quotas(meta, table, settings)
    column = _of_year(table.of(settings.kind), settings)
    return _filled(
        meta,
        ("duty",),
        table.lines,
        [column.index],
        lambda line, when: {"duty": _text(line, column.index, when, table, settings)},
        table,
    )


def _section(agreement: str, settings: ImportSettings, complete: bool) -> dict[str, Any]:
    section: dict[str, Any] = {"agreement": agreement, "destination": settings.destination}
    if agreement != "GENERAL":
        section["origins"] = sorted(settings.partners) or ["*"]
    elif settings.partners:
        section["origins"] = sorted(settings.partners)
    return section | {"complete": complete, "currency": settings.currency, "lines": 0}


def _quotas(meta: dict[str, Any], table: Table, settings: ImportSettings) -> PackDraft:
    inside, beyond = _of_year(table.of("trq"), settings), next(iter(table.of("trq_out")), None)
    draft = PackDraft(meta, ("code", "duty", "when", "name_zh", "name_en"), [])
    for line in table.lines:
        place = (line.sheet, line.row, cell_name(line.row - 1, inside.index))
        texts = [_text(line, inside.index, None, table, settings)]
        texts.append(_text(line, beyond.index, None, table, settings) if beyond else "")
        for (when, _, _), text in zip(QUOTA_ANSWERS, texts, strict=True):
            draft.rows.append((line.code, text, when, line.name_zh, line.name_en))
            draft.places.append(place)
    draft.questions = [(when, *QUOTA, zh, en) for when, zh, en in QUOTA_ANSWERS]
    return _finished(draft, table.lines)


def _filled(
    meta: dict[str, Any],
    names: Sequence[str],
    lines: Sequence[Line],
    indexes: Sequence[int],
    cells: Callable[[Line, str | None], Cells],
    table: Table,
) -> PackDraft:
    """The rows of a schedule: a line, its bands, or its named parts and the rest of it."""
    questions, rows, places = Questions(), [], []
    first = indexes[0] if indexes else 0

    def add(line: Line, when: str, texts: Cells) -> None:
        rows.append((line.code, *(texts.get(n, "") for n in names), when, line.name_zh, line.name_en))
        places.append((line.sheet, line.row, cell_name(line.row - 1, line.columns.get(first, first))))

    for code, same in by_code(lines):
        if len(same) > 1 or same[0].part:
            whole = next((x for x in same if not x.part), None)
            for number, line in enumerate([x for x in same if x.part], 1):
                add(line, questions.part(code, number, line.name_zh, line.name_en), cells(line, None))
            rest = cells(whole, None) if whole else {}
            add(whole or same[0], questions.part(code, 0, "", ""), rest)
            continue
        conditions = list(dict.fromkeys(c for i in indexes for c, _ in _band(same[0], i)))
        for condition in conditions:
            add(same[0], questions.band(condition), cells(same[0], condition))
        if not conditions:
            add(same[0], "", cells(same[0], None))
    draft = PackDraft(meta, ("code", *names, "when", "name_zh", "name_en"), rows, places, questions.listed())
    if not draft.questions:
        draft.columns = ("code", *names, "name_zh", "name_en")
        draft.rows = [(*row[:-3], *row[-2:]) for row in rows]
    return _finished(draft, lines)


def _finished(draft: PackDraft, lines: Sequence[Line]) -> PackDraft:
    draft.meta["schedule"]["lines"] = len({row[0] for row in draft.rows})
    draft.names = {line.code: (line.name_zh, line.name_en) for line in lines}
    return sort_rows(draft)


def _band(line: Line, index: int) -> tuple[tuple[str, str], ...]:
    return line.printed.get(index, Printed()).bands


def _text(line: Line, index: int, when: str | None, table: Table, settings: ImportSettings) -> str:
    """The duty of a cell: the band's, the MFN or base rate where it stays, else as printed. Notes what cannot be told."""
    printed: Printed = line.printed.get(index, Printed())
    if printed.kept:
        beside: Mapping[str, Printed] = {
            c.role: line.printed[c.index] for c in table.of("mfn", "base") if c.index in line.printed
        }
        kept = [p for p in (beside.get("base"), beside.get("mfn")) if p is not None and p.text]
        if not kept:
            fault(table, line, index, "no_base", given="—")
            return ""
        return kept[0].text
    if printed.bands:
        if when is None:
            fault(table, line, index, "unreadable", given="; ".join(c for c, _ in printed.bands)[:60])
            return ""
        return dict(printed.bands).get(when, "")
    return printed.text


def fault(table: Table, line: Line, index: int, code: str, **data: str) -> None:
    """Note a mistake of a line that only shows when its pack is made, once."""
    found = RowFault(line.sheet, line.row, cell_name(line.row - 1, line.columns.get(index, index)), code, data)
    if found not in table.faults:
        table.faults.append(found)
