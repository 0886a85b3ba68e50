"""Official lists that are no schedules: import VAT, exchange rates, old and new codes, safeguards, duties on top of all rates."""

import re
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal

from zaiton.services.tariff.domain.annex.cells import Cell, Sheet, cell_at, cell_name, even, is_blank
from zaiton.services.tariff.domain.annex.codes import Code, read_code
from zaiton.services.tariff.domain.annex.duties import DutyFault, read_printed
from zaiton.services.tariff.domain.annex.faults import RowFault
from zaiton.services.tariff.domain.annex.headers import Column, Layout
from zaiton.services.tariff.domain.annex.lines import ColumnMissing, Table
from zaiton.services.tariff.domain.annex.packing import PackDraft, describe, sort_rows
from zaiton.services.tariff.domain.annex.reading import NOTE_ROW, TOTAL, lay_out
from zaiton.services.tariff.domain.annex.settings import ImportSettingMissing, ImportSettings
from zaiton.services.tariff.domain.annex.words import read_day, read_month, read_name, read_origins

NOTE = ("经办人导入的官方清单。", "An official list, imported by the operator.")
_NUMBER = re.compile(r"\d{1,8}(?:\.\d{1,10})?")
_BRACKETED = re.compile(r"[(（]\s*((?:ex\s*)?[\d.]{6,13}(?:\s*[;；、,，]\s*(?:ex\s*)?[\d.]{6,13})*)\s*[)）]")
_INCLUSIVE = re.compile(r"截止|终止|止|结束|last|through|end")
_PER_HUNDRED = re.compile(r"100\s*(?:单位)?\s*(?:外币|外幣|units?|美元|foreign)|每100|per\s*100", re.IGNORECASE)


MEASURES = {
    "反倾销": "anti-dumping",
    "反补贴": "countervailing",
    "保障": "safeguard",
    "报复": "retaliation",
    "反制": "retaliation",
}


class _Walk:
    """The rows beneath the headings of every sheet, with the helpers all lists need."""

    def __init__(
        self, sheets: Sequence[Sheet], settings: ImportSettings, territories: Mapping[str, str], needed: Sequence[str]
    ) -> None:
        self.table, self.settings, self.territories = Table(), settings, territories
        self.layouts = lay_out(sheets, settings, territories, self.table)
        for role in needed:
            if not any(layout.of(role) for _, layout in self.layouts):
                found = ", ".join(c.header for _, layout in self.layouts for c in layout.columns if c.header)
                raise ColumnMissing(found=found[:300], missing=role)
        self.seen: dict[tuple, str] = {}

    def rows(self, *roles: str):
        """Each row that has anything in a column of these roles: sheet, layout, number, cells."""
        for sheet, layout in self.layouts:
            for row in range(layout.first, len(sheet.rows)):
                cells = sheet.rows[row]
                first = next((even(c) for c in cells if not is_blank(c)), "")
                filled = any(not is_blank(cell_at(cells, c.index)) for c in layout.of(*roles))
                if filled and not TOTAL.match(first) and not (NOTE_ROW.match(first) and len(first) > 3):
                    yield sheet, layout, row, cells

    def fault(self, sheet: Sheet, row: int, column: int, code: str, **data: str) -> None:
        self.table.faults.append(RowFault(sheet.name, row + 1, cell_name(row, column), code, data))

    def cell(self, layout: Layout, cells: Sequence[Cell], role: str) -> tuple[Cell, int]:
        column = next(iter(layout.of(role)), None)
        return (cell_at(cells, column.index), column.index) if column else (None, 0)

    def code(self, sheet: Sheet, layout: Layout, row: int, role: str, least: int = 2) -> str | None:
        """The code of a row; None with a fault where there is none."""
        cell, column = self.cell(layout, sheet.rows[row], role)
        code: Code = read_code(cell)
        digits = "0" + code.digits if code.number and len(code.digits) % 2 else code.digits
        if not digits:
            name = "code_unreadable" if code.given else "code_blank"
            self.fault(sheet, row, column, name, given=code.given[:60], digits="8")
        elif not least <= len(digits) <= 10 or len(digits) % 2:
            self.fault(sheet, row, column, "code_unreadable", given=code.given[:60], digits="8")
        else:
            return digits
        return None

    def once(self, sheet: Sheet, row: int, column: int, key: tuple) -> bool:
        """Whether the key is new; a fault where it stands already."""
        if key in self.seen:
            self.fault(sheet, row, column, "code_repeated", given=" ".join(key), earlier=self.seen[key])
            return False
        name = cell_name(row, column)
        self.seen[key] = f"{sheet.name}!{name}" if sheet.name else name
        return True

    def day(self, sheet: Sheet, layout: Layout, row: int, role: str) -> date | None:
        cell, column = self.cell(layout, sheet.rows[row], role)
        try:
            found = read_day(cell)
        except ValueError:
            self.fault(sheet, row, column, "bad_day", given=even(cell)[:60])
            return None
        header = next((c.header for c in layout.of(role)), "")
        inclusive = role == "ends" and _INCLUSIVE.search(header.lower()) and "until" not in header.lower()
        return found + timedelta(days=1) if found and inclusive else found


def read_list(
    sheets: Sequence[Sheet],
    settings: ImportSettings,
    territories: Mapping[str, str],
    currencies: Mapping[str, str],
    *,
    file_name: str,
    today: date,
) -> tuple[Table, list[PackDraft]]:
    """The pack that an official list becomes, with its mistakes. Raises as ``read_table`` does."""
    makers = {"vat": _vat, "concordance": _concordance, "safeguard": _safeguards, "additional": _additional}
    if settings.kind == "fx":
        walk, draft = _exchange(sheets, settings, territories, currencies, file_name, today)
    else:
        walk, draft = makers[settings.kind](sheets, settings, territories, file_name, today)
    return walk.table, [sort_rows(draft)]


def _meta(settings: ImportSettings, kind: str, name: str, title: tuple[str, str], file_name: str, today: date) -> dict:
    table = settings.table or f"{settings.destination.lower()}-{name}"
    return describe(settings, kind, table, title, file_name=file_name, today=today, until=settings.until, note=NOTE)


def _vat(sheets, settings, territories, file_name, today):
    walk = _Walk(sheets, settings, territories, ("code", "vat"))
    title = (f"{settings.destination}：进口环节增值税税率", f"{settings.destination}: rates of import VAT")
    draft = PackDraft(_meta(settings, "vat", "vat", title, file_name, today), ("code", "rate"), [])
    draft.meta["vat"] = {"destination": settings.destination, "default": settings.default}
    for sheet, layout, row, cells in walk.rows("code", "vat"):
        rate_cell, column = walk.cell(layout, cells, "vat")
        rate = _percent(walk, sheet, row, column, rate_cell)
        code = walk.code(sheet, layout, row, "code")
        place = layout.of("code")[0].index
        if code and rate is not None and walk.once(sheet, row, place, (code,)):
            draft.rows.append((code, rate))
            draft.places.append((sheet.name, row + 1, cell_name(row, column)))
    return walk, draft


def _percent(walk: _Walk, sheet: Sheet, row: int, column: int, cell: Cell) -> str | None:
    """A plain rate as text, blank where none is determined; None with a fault."""
    try:
        printed = read_printed(even(cell), walk.settings.currency)
    except DutyFault as fault:
        walk.fault(sheet, row, column, fault.code, **{k: str(v) for k, v in fault.data.items()})
        return None
    if printed.text and not _NUMBER.fullmatch(printed.text):
        walk.fault(sheet, row, column, "unreadable", given=even(cell)[:60])
        return None
    return printed.text


def _exchange(sheets, settings, territories, currencies, file_name, today):
    walk = _Walk(sheets, settings, territories, ())
    title = (f"海关计征汇率（{settings.currency}）", f"Customs exchange rates in {settings.currency}")
    draft = PackDraft(_meta(settings, "fx", "fx", title, file_name, today), ("currency", "month", "rate"), [])
    top = " ".join(str(c) for sheet, layout in walk.layouts for r in sheet.rows[: layout.first] for c in r if c)
    per = settings.per or (100 if _PER_HUNDRED.search(top) else 1)
    draft.meta["fx"] = {"per": per, "currency": settings.currency}
    for sheet, layout in walk.layouts:
        wide = _rate_columns(layout, currencies)
        if not wide:
            found = ", ".join(c.header for c in layout.columns if c.header)
            raise ColumnMissing(found=found[:300], missing="fx")
        for row in range(layout.first, len(sheet.rows)):
            _exchange_row(walk, sheet, layout, row, wide, currencies, draft)
    if settings.in_force is None and draft.rows:
        draft.meta["in_force_from"] = date.fromisoformat(min(r[1] for r in draft.rows) + "-01")
        draft.meta["vintage"] = str(draft.meta["in_force_from"].year)
    return walk, draft


def _rate_columns(layout: Layout, currencies: Mapping[str, str]) -> list[tuple[Column, str | None, str | None]]:
    """The columns of rates, each with the currency or the month its heading names."""
    found = []
    for column in layout.columns:
        if column.role in ("month", "currency", "serial", "note", "unit"):
            continue
        currency, month = read_name(column.header, currencies), read_month(column.header)
        if currency or month or column.role == "fx":
            found.append((column, currency, month))
    named = [f for f in found if f[1] or f[2]]
    return named or found[:1]


def _exchange_row(walk, sheet, layout, row, wide, currencies, draft) -> None:
    cells = sheet.rows[row]
    filled = [(c, cur, month) for c, cur, month in wide if not is_blank(cell_at(cells, c.index))]
    first = next((even(c) for c in cells if not is_blank(c)), "")
    if not filled or NOTE_ROW.match(first):
        return
    money_cell, money_column = walk.cell(layout, cells, "currency")
    month_cell, month_column = walk.cell(layout, cells, "month")
    for column, currency, month in filled:
        money = currency or read_name(money_cell, currencies)
        when = month or read_month(month_cell)
        rate = even(cell_at(cells, column.index))
        if money is None:
            walk.fault(sheet, row, money_column, "bad_currency", given=even(money_cell)[:60])
        elif when is None:
            walk.fault(sheet, row, month_column, "bad_month", given=even(month_cell)[:60])
        elif not _NUMBER.fullmatch(rate) or not Decimal(rate):
            code = "negative" if rate.startswith("-") else "unreadable"
            walk.fault(sheet, row, column.index, code, given=rate[:60])
        elif walk.once(sheet, row, column.index, (money, when)):
            draft.rows.append((money, when, rate))
            draft.places.append((sheet.name, row + 1, cell_name(row, column.index)))


def _concordance(sheets, settings, territories, file_name, today):
    walk = _Walk(sheets, settings, territories, ("from", "to"))
    years = {c.role: c.year for c in walk.table.of("from", "to")}
    old, new = settings.from_year or years.get("from"), settings.to_year or years.get("to")
    if old is None or new is None:
        raise ImportSettingMissing("from_year", name="from-year, to-year")
    title = (f"{old}年与{new}年税号对照表", f"National codes of {old} and {new}")
    meta = _meta(settings, "concordance", f"concordance-{old}-{new}", title, file_name, today)
    if settings.in_force is None:
        meta["in_force_from"], meta["vintage"] = date(new, 1, 1), str(new)
    meta["concordance"] = {"destination": settings.destination, "from_year": old, "to_year": new}
    draft = PackDraft(meta, ("from", "to"), [])
    pairs: dict[tuple[str, str], tuple[str, int, str]] = {}
    lone: list[RowFault] = []
    for sheet, layout, row, cells in walk.rows("from", "to"):
        sides = [_side(walk, sheet, layout, row, role) for role in ("from", "to")]
        if None in sides or not any(sides):
            continue
        place = (sheet.name, row + 1, cell_name(row, layout.of("from")[0].index))
        before, after = sides
        mentioned = _mentioned(walk.cell(layout, cells, "name_to")[0]) if after else []
        for code in dict.fromkeys([before, *mentioned] if before else mentioned):
            if after:
                pairs.setdefault((code, after), place)
        if not (after and (before or mentioned)):
            lone.append(RowFault(*place, "no_origin", {"count": 1, "given": before or after}))
    known = {code for pair in pairs for code in pair}
    lone = [w for w in lone if w.data["given"] not in known]
    if lone:
        first = lone[0]
        data = {"count": len(lone), "given": first.data["given"]}
        walk.table.warnings.append(RowFault(first.sheet, first.row, first.cell, "no_origin", data))
    draft.rows, draft.places = list(pairs), list(pairs.values())
    return walk, draft


def _side(walk: _Walk, sheet: Sheet, layout: Layout, row: int, role: str) -> str | None:
    """The code on one side of a pair, blank for none or for a heading; None with a fault."""
    cell, column = walk.cell(layout, sheet.rows[row], role)
    code = read_code(cell)
    if not code.given:
        return ""
    digits = "0" + code.digits if code.number and len(code.digits) % 2 else code.digits
    if not digits and not code.almost:
        return ""
    if not digits or len(digits) in (5, 7, 9) or len(digits) > 10:
        walk.fault(sheet, row, column, "code_unreadable", given=code.given[:60], digits="8")
        return None
    return digits if len(digits) >= 6 else ""


def _mentioned(cell: Cell) -> list[str]:
    match = _BRACKETED.search(even(cell))
    if match is None:
        return []
    codes = [read_code(piece).digits for piece in re.split(r"[;；、,，]", match[1])]
    return [code for code in codes if len(code) in (6, 8, 10)]


def _parties(walk: _Walk, sheet: Sheet, layout: Layout, row: int) -> str | None:
    cell, column = walk.cell(layout, sheet.rows[row], "origin")
    if is_blank(cell) and walk.settings.partners:
        return " ".join(walk.settings.partners)
    origins = ("*",) if even(cell) == "*" else read_origins(cell, walk.territories)
    if origins is None:
        walk.fault(sheet, row, column, "bad_territory", given=even(cell)[:60])
        return None
    return " ".join(origins)


def _days(walk: _Walk, sheet: Sheet, layout: Layout, row: int) -> tuple[str, str] | None:
    before = len(walk.table.faults)
    first = walk.day(sheet, layout, row, "begins") or walk.settings.in_force
    until = walk.day(sheet, layout, row, "ends") or walk.settings.until
    column = walk.cell(layout, sheet.rows[row], "begins")[1]
    if first is None and len(walk.table.faults) == before:
        walk.fault(sheet, row, column, "blank", name="from")
    elif first and until and until <= first:
        walk.fault(sheet, row, column, "days_reversed", first=first.isoformat(), until=until.isoformat())
    if len(walk.table.faults) > before:
        return None
    return first.isoformat(), until.isoformat() if until else ""


def _plain(walk: _Walk, layout: Layout, cells: Sequence[Cell], role: str) -> str:
    cell = walk.cell(layout, cells, role)[0]
    return " ".join(str(cell).split()) if not is_blank(cell) else ""


def _begin(settings: ImportSettings, draft: PackDraft, column: int) -> None:
    if settings.in_force is None and draft.rows:
        draft.meta["in_force_from"] = date.fromisoformat(min(row[column] for row in draft.rows))
        draft.meta["vintage"] = str(draft.meta["in_force_from"].year)


def _safeguards(sheets, settings, territories, file_name, today):
    walk = _Walk(sheets, settings, territories, ("code",))
    title = ("特殊保障措施清单", "Safeguards that suspend concessions")
    columns = ("agreement", "destination", "origin", "code", "from", "until", "document")
    name = "-".join(part for part in ("safeguards", settings.agreement.lower()) if part)  # one agreement, one table
    draft = PackDraft(_meta(settings, "safeguards", name, title, file_name, today), columns, [])
    for sheet, layout, row, cells in walk.rows("code", "begins"):
        code = walk.code(sheet, layout, row, "code")
        origin, days = _parties(walk, sheet, layout, row), _days(walk, sheet, layout, row)
        agreement = _plain(walk, layout, cells, "agreement_id").upper() or settings.agreement
        place = layout.of("code")[0].index
        if not agreement:
            walk.fault(sheet, row, place, "blank", name="agreement")
        elif code and origin and days and walk.once(sheet, row, place, (agreement, origin, code, days[0])):
            document = _plain(walk, layout, cells, "document") or settings.document
            draft.rows.append((agreement, settings.destination, origin, code, *days, document))
            draft.places.append((sheet.name, row + 1, cell_name(row, place)))
    _begin(settings, draft, 4)
    return walk, draft


def _additional(sheets, settings, territories, file_name, today):
    walk = _Walk(sheets, settings, territories, ("code",))
    title = ("附加关税清单", "Duties on top of all rates")
    columns = ("code", "destination", "origin", "measure", "duty", "from", "until", "scope_zh", "scope_en", "document")
    draft = PackDraft(_meta(settings, "additional", "additional", title, file_name, today), columns, [])
    draft.meta["additional"] = {"currency": settings.currency}
    for sheet, layout, row, cells in walk.rows("code", "duty"):
        code = walk.code(sheet, layout, row, "code")
        origin, days = _parties(walk, sheet, layout, row), _days(walk, sheet, layout, row)
        duty_cell, column = walk.cell(layout, cells, "duty")
        try:
            duty = read_printed(even(duty_cell), settings.currency).text
        except DutyFault as fault:
            walk.fault(sheet, row, column, fault.code, **{k: str(v) for k, v in fault.data.items()})
            continue
        measure = _plain(walk, layout, cells, "measure") or "additional"
        measure = next((code for word, code in MEASURES.items() if word in measure), measure)
        scope = (
            (_plain(walk, layout, cells, "scope_zh") or _plain(walk, layout, cells, "name_zh")),
            _plain(walk, layout, cells, "scope_en"),
        )
        place = layout.of("code")[0].index
        if code and origin and days and walk.once(sheet, row, place, (code, origin, measure, *scope, days[0])):
            document = _plain(walk, layout, cells, "document") or settings.document
            draft.rows.append((code, settings.destination, origin, measure, duty, *days, *scope, document))
            draft.places.append((sheet.name, row + 1, cell_name(row, place)))
    _begin(settings, draft, 5)
    return walk, draft
