"""Reading the lines of a schedule out of its sheets. A row with a code or a rate is read or named as a mistake, never passed over.

Passed over are blank rows, titles of sections, chapters and headings, notes, totals, and headings that are printed again.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import pairwise

from zaiton.services.tariff.domain.annex.cells import Cell, Sheet, cell_at, cell_name, even, has_mark, is_blank, text_of
from zaiton.services.tariff.domain.annex.codes import Code, Lengths, lengths_of, read_code
from zaiton.services.tariff.domain.annex.duties import DutyFault, Printed, read_printed
from zaiton.services.tariff.domain.annex.faults import RowFault
from zaiton.services.tariff.domain.annex.headers import Column, Layout, find_layout, folded, numbers_only, role_of
from zaiton.services.tariff.domain.annex.lines import ColumnMissing, Line, NoHeadings, Table
from zaiton.services.tariff.domain.annex.settings import ImportSettings

READ_ROLES = {
    "agreement": ("agreement", "mfn", "base"),
    "mfn": ("mfn",),
    "general": ("general",),
    "provisional": ("provisional",),
    "trq": ("trq", "trq_out"),
    "vat": ("vat",),
}
"""Columns of rates that a table of each kind is read for; others stand there for comparison only."""

ORDERED_FROM, ORDERED_BUT_ONE_IN = 50, 50
"""From so many codes on, with a fall in at most one of so many, a table counts as sorted by code."""
TOTAL = re.compile(r"^(合计|总计|小计|共计|总数|total|sub-?total|sum)", re.IGNORECASE)
NOTE_ROW = re.compile(r"^\s*(注|附注|说明|备注|note|remark|source|\*|※)", re.IGNORECASE)
LEGEND = re.compile(r"^\s*([\u2460-\u24ff\u2776-\u2793])\s*(.+)$", re.DOTALL)
Progress = Callable[[int, int], None]


def read_table(
    sheets: Sequence[Sheet],
    settings: ImportSettings,
    territories: Mapping[str, str],
    codes: frozenset[str] | None,
    progress: Progress | None = None,
) -> Table:
    """The lines of a schedule with every mistake and remark. ``codes`` are the six-digit codes of the named edition, if on file.

    Raises ``NoHeadings`` or ``ColumnMissing`` where the file has no such table.
    """
    table = Table()
    layouts = lay_out(sheets, settings, territories, table)
    missing = [r for r in _needed(settings.kind) if not any(la.of(*r) for _, la in layouts)]
    if missing:
        found = ", ".join(c.header or c.letter for _, la in layouts for c in la.columns if c.header)
        raise ColumnMissing(found=found[:300], missing=missing[0][0])
    rows = [(sheet, layout, row) for sheet, layout in layouts for row in range(layout.first, len(sheet.rows))]
    lengths = lengths_of(
        read_code(_code_cell(layout, sheet.rows[row]))
        for sheet, layout, row in rows
        if any(not is_blank(cell_at(sheet.rows[row], c.index)) for c in _rate_columns(layout, settings.kind))
    )
    reader = _Reader(table, settings, lengths, codes)
    for done, (sheet, layout, row) in enumerate(rows):
        reader.row(sheet, layout, row)
        if progress is not None and done % 200 == 199:
            progress(done + 1, len(rows))
    reader.finish()
    table.faults.sort(key=lambda f: ([s.name for s in sheets].index(f.sheet), f.row or 0, f.cell))
    return table


def lay_out(
    sheets: Sequence[Sheet], settings: ImportSettings, territories: Mapping[str, str], table: Table
) -> list[tuple[Sheet, Layout]]:
    """The sheets that hold the table, each with its layout; a sheet without headings goes on as the one before it."""
    found: list[tuple[Sheet, Layout]] = []
    for sheet in sheets:
        layout = find_layout(sheet, settings, territories)
        if layout is None and found and _alike(sheet, found[-1][1]):
            layout = Layout(found[-1][1].columns, 0, found[-1][1].headings)
        if layout is None:
            if any(not is_blank(c) for row in sheet.rows for c in row):
                table.warnings.append(RowFault(sheet.name, None, "", "sheet_skipped"))
            continue
        for block in _blocks(layout, settings.kind):
            found.append((sheet, block))
            table.layouts.append((sheet.name, block))
    if not found:
        raise NoHeadings()
    return found


def _blocks(layout: Layout, kind: str) -> list[Layout]:
    """The layout itself, or one for each of several tables printed side by side on a sheet."""
    codes = [c.index for c in layout.of("code")]
    if len(codes) < 2 or kind not in READ_ROLES:
        return [layout]
    starts = [i - 1 if any(c.index == i - 1 and c.role == "serial" for c in layout.columns) else i for i in codes]
    parts = [
        tuple(c for c in layout.columns if (first <= c.index or n == 0) and (last is None or c.index < last))
        for n, (first, last) in enumerate(zip(starts, [*starts[1:], None], strict=True))
    ]
    blocks = [Layout(part, layout.first, layout.headings) for part in parts]
    return blocks if all(block.of(READ_ROLES[kind][0]) for block in blocks) else [layout]


def _alike(sheet: Sheet, layout: Layout) -> bool:
    column = next((c.index for c in layout.of("code")), None)
    if column is None:
        return False
    codes = [read_code(cell_at(row, column)) for row in sheet.rows[:20]]
    return sum(len(c.digits) >= 6 for c in codes) >= max(1, len(codes) // 3)


def _needed(kind: str) -> list[tuple[str, ...]]:
    rate = ("agreement", "category") if kind == "agreement" else READ_ROLES[kind][:1]
    return [("code",), rate]


def _rate_columns(layout: Layout, kind: str) -> list[Column]:
    return layout.of(*READ_ROLES[kind])


def _code_cell(layout: Layout, row: Sequence[Cell]) -> Cell:
    return next((cell_at(row, c.index) for c in layout.of("code")), None)


class _Reader:
    """Goes through the rows once, keeping what later rows are compared with."""

    def __init__(self, table: Table, settings: ImportSettings, lengths: Lengths, codes: frozenset[str] | None) -> None:
        self.table, self.settings, self.lengths, self.codes = table, settings, lengths, codes
        self.seen: dict[tuple, str] = {}
        self.legend: dict[str, str] = {}
        self.order: list[tuple[str, bool, RowFault]] = []
        self.counts: dict[str, tuple[int, str, RowFault]] = {}
        self.legend_sheet = ""

    def fault(self, sheet: Sheet, row: int, column: int, code: str, **data: str | int) -> None:
        self.table.faults.append(RowFault(sheet.name, row + 1, cell_name(row, column), code, data))

    def remark(self, sheet: Sheet, row: int, column: int, code: str, given: str) -> None:
        count, first, at = self.counts.get(
            code, (0, given, RowFault(sheet.name, row + 1, cell_name(row, column), code))
        )
        self.counts[code] = (count + 1, first, at)

    def finish(self) -> None:
        """Tell what only the whole table shows: codes out of their order, and how often a remark was made."""
        codes = [code for code, _, _ in self.order]
        falls = sum(a > b for a, b in pairwise(codes))
        sorted_table = len(codes) >= ORDERED_FROM and falls * ORDERED_BUT_ONE_IN <= len(codes)
        for index, (code, padded, fault) in enumerate(self.order if sorted_table else ()):
            before = self.order[index - 1][0] if index else ""
            after = self.order[index + 1][0] if index + 1 < len(self.order) else "99999999999"
            if padded and before < after and not before <= code <= after:
                self.table.faults.append(fault)
        for count, first, at in self.counts.values():
            self.table.warnings.append(RowFault(at.sheet, at.row, at.cell, at.code, {"count": count, "given": first}))

    def row(self, sheet: Sheet, layout: Layout, row: int) -> None:
        """Read one row, or know it for one that is no line."""
        cells = sheet.rows[row]
        if all(is_blank(c) for c in cells):
            return
        if numbers_only([text_of(c) for c in cells if not is_blank(c)]):
            return
        rates = _rate_columns(layout, self.settings.kind)
        filled = [c for c in rates if not is_blank(cell_at(cells, c.index))]
        code = read_code(_code_cell(layout, cells))
        place = layout.of("code")[0].index
        if not filled:
            filled = [c for c in layout.of("category") if not is_blank(cell_at(cells, c.index))]
        own = [c for c in filled if (row, c.index) not in sheet.below]
        if not own and (row, place) in sheet.below:  # a line that takes several rows
            return
        if self._no_line(cells, code, layout, bool(own)):
            return
        if not code.digits:
            name = "code_unreadable" if code.given else "code_blank"
            self.fault(sheet, row, place, name, given=code.given[:60], digits=self.lengths.usual)
            return
        digits, padded = self.lengths.whole(code)
        short = not filled and len(digits) < self.lengths.usual
        if short and (len(digits) < 6 or self._is_title(sheet, layout, row, digits)):
            return
        if not self._code_holds(sheet, row, place, code, digits):
            return
        part = code.part or any(not is_blank(cell_at(cells, c.index)) for c in layout.of("ex"))
        line = Line(sheet.name, row + 1, digits, part, *self._names(layout, cells))
        self._repeated(sheet, row, place, line)
        self.order.append(
            (digits, padded, RowFault(sheet.name, row + 1, cell_name(row, place), "code_order", {"given": code.given}))
        )
        if self._rates(sheet, layout, row, line):
            self.table.lines.append(line)

    def _no_line(self, cells: Sequence[Cell], code: Code, layout: Layout, filled: bool) -> bool:
        if code.digits:
            return False
        texts = [folded(c) for c in cells if isinstance(c, str) and c.strip()]
        if code.given and role_of(code.given) == "code" and len([t for t in texts if t in layout.headings]) >= 2:
            return True
        if texts and all(t in layout.headings for t in texts) and len(texts) == sum(not is_blank(c) for c in cells):
            return True
        first = next((even(c) for c in cells if not is_blank(c)), "")
        if TOTAL.match(first) or (NOTE_ROW.match(first) and len(first) > 3 and not code.almost):
            return True
        return not filled and not code.almost

    def _is_title(self, sheet: Sheet, layout: Layout, row: int, digits: str) -> bool:
        for below in range(row + 1, min(row + 12, len(sheet.rows))):
            other, _ = self.lengths.whole(read_code(_code_cell(layout, sheet.rows[below])))
            if len(other) > len(digits):
                return other.startswith(digits)
        return False

    def _code_holds(self, sheet: Sheet, row: int, place: int, code: Code, digits: str) -> bool:
        if len(digits) not in self.lengths.allowed:
            found, usual = len(digits), self.lengths.usual
            self.fault(sheet, row, place, "code_length", given=code.given[:60], found=found, digits=usual)
            return False
        unknown = digits[:2] in ("00", "77") if self.codes is None else digits[:6] not in self.codes
        if unknown:
            edition = self.settings.hs or "—"
            self.fault(sheet, row, place, "code_unknown", given=code.given[:60], edition=str(edition))
        return not unknown

    def _repeated(self, sheet: Sheet, row: int, place: int, line: Line) -> None:
        key = (line.code, line.part, line.name_zh or line.name_en) if line.part else (line.code,)
        if key in self.seen:
            self.fault(sheet, row, place, "code_repeated", given=line.code, earlier=self.seen[key])
        else:
            where = cell_name(row, place)
            self.seen[key] = f"{sheet.name}!{where}" if sheet.name else where

    def _names(self, layout: Layout, cells: Sequence[Cell]) -> tuple[str, str]:
        found = []
        for role in ("name_zh", "name_en"):
            texts = [" ".join(str(cell_at(cells, c.index)).split()) for c in layout.of(role) if cell_at(cells, c.index)]
            found.append(" ".join(texts).lstrip("-－—– ").strip()[:500])
        return found[0], found[1]

    def _rates(self, sheet: Sheet, layout: Layout, row: int, line: Line) -> bool:
        """Read every duty of the line; False when any was a mistake."""
        cells, kind = sheet.rows[row], self.settings.kind
        unit = next((even(cell_at(cells, c.index)) for c in layout.of("unit")), "")
        before, elsewhere = len(self.table.faults), set()
        for column in _rate_columns(layout, kind):
            cell = cell_at(cells, column.index)
            try:
                key = self.table.key(layout, column)
                line.columns[key] = column.index
                line.printed[key] = self._printed(sheet, cell, unit)
            except DutyFault as fault:
                if fault.code == "other_table" and column.role == "mfn" and kind == "agreement":
                    self.remark(sheet, row, column.index, "other_table_mfn", even(cell)[:60] or str(cell).strip()[:60])
                    elsewhere.add(self.table.key(layout, column))
                    continue
                code = "formula" if cell == "=?" else fault.code
                self.fault(sheet, row, column.index, code, **fault.data)
            if has_mark(cell) and even(cell):
                self.remark(sheet, row, column.index, "note_ignored", str(cell).strip()[:60])
        line.elsewhere = frozenset(elsewhere)
        line.columns[-1] = next((c.index for c in layout.of("category")), 0)
        line.category = next((even(cell_at(cells, c.index)) for c in layout.of("category")), "")
        if len(self.table.faults) > before:
            return False
        return self._not_blank(sheet, layout, row, line)

    def _printed(self, sheet: Sheet, cell: Cell, unit: str) -> Printed:
        text = even(cell)
        if not text and not is_blank(cell):  # nothing but a mark: the note is the rate
            if sheet.name != self.legend_sheet or not self.legend:
                self.legend, self.legend_sheet = dict(_legend(sheet)), sheet.name
            text = self.legend.get(str(cell).strip(), "")
            if not text:
                raise DutyFault("other_table", given=str(cell).strip()[:60])
        return read_printed(text, self.settings.currency, unit)

    def _not_blank(self, sheet: Sheet, layout: Layout, row: int, line: Line) -> bool:
        kind, main = self.settings.kind, layout.of(READ_ROLES[self.settings.kind][0])
        if kind != "agreement":
            if any(not line.printed[self.table.key(layout, c)].blank for c in main):
                return True
            self.fault(sheet, row, main[0].index, "rate_blank")
            return False
        beside = layout.of("mfn", "base")
        if line.elsewhere or not beside or any(not p.blank for p in line.printed.values()):
            return True
        self.fault(sheet, row, (main or beside)[0].index, "both_blank")
        return False


def _legend(sheet: Sheet) -> Iterator[tuple[str, str]]:
    """What the marks stand for, where rows beneath or above the table say so."""
    for row in sheet.rows:
        filled = [c for c in row if not is_blank(c)]
        if filled and isinstance(filled[0], str) and len(filled) <= 2:
            match = LEGEND.match("".join(str(c) for c in filled))
            if match:
                yield match[1], even(match[2])
