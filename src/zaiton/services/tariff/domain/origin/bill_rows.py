"""A bill of materials as rows of a table: which columns there are, what a row says, and everything that is wrong with it at once.

A row is a line of the bill; its number tells where it belongs: ``2.1`` is a part of ``2``. The result is the ``materials`` of a product
document; what the amounts and codes mean is checked when the product is read. Nothing of a table with a fault is taken.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal, InvalidOperation
from typing import Any, NamedTuple

from zaiton.base.money import currencies, exponent
from zaiton.base.refusals import Refusal
from zaiton.base.text import gettext_noop as _
from zaiton.services.tariff.domain.origin.product import DEEPEST, KINDS

COLUMNS: Mapping[str, tuple[str, ...]] = {
    "line": ("line", "no", "item", "行", "行号", "序号", "项"),
    "name": ("name", "material", "description", "名称", "材料", "品名"),
    "code": ("code", "hs", "hscode", "hs6", "编码", "税号", "商品编码"),
    "hs_edition": ("hsedition", "edition", "版本", "税则版本"),
    "origin": ("origin", "country", "原产地", "原产国", "来源"),
    "originating": ("originating", "原产", "原产资格", "具备原产资格"),
    "value": ("value", "amount", "price", "金额", "价值", "价格"),
    "currency": ("currency", "币种", "币制"),
    "weight_kg": ("weightkg", "weight", "kg", "重量", "重量千克", "公斤"),
    "kind": ("kind", "种类", "类别"),
    "own_made": ("ownmade", "自产", "自制"),
    "wholly_obtained": ("whollyobtained", "完全获得"),
    "more_than_minimal": ("morethanminimal", "超过微小加工"),
    "invoiced_separately": ("invoicedseparately", "单独开票"),
    "customary": ("customary", "惯常"),
    "part": ("part", "部件"),
}
"""What each column may be called, in small letters without blanks and signs."""
NEEDED = ("code", "value")
YES = frozenset({"yes", "y", "true", "1", "是", "有"})
NO = frozenset({"no", "n", "false", "0", "否", "无"})
UNKNOWN = frozenset({"", "?", "unknown", "不知道", "未知"})
KIND_WORDS = {
    "材料": "material",
    "零售包装": "packaging",
    "运输包装": "transport_packaging",
    "附件": "accessory",
    "间接材料": "indirect",
}
PATH = re.compile(r"[1-9]\d{0,3}(\.[1-9]\d{0,3})*")
MOST_ROWS = 2_000
FORMULA = "=?"
LARGEST = 10_000_000_000_000


class RowFault(NamedTuple):
    """One thing that is wrong: the row as the spreadsheet numbers it, the column, what was written."""

    row: int
    column: str
    given: str
    code: str
    data: Mapping[str, Any] = {}

    def sentence(self, translate: Callable[[str], str]) -> str:
        """What is wrong."""
        return translate(SENTENCES[self.code][0]).format(given=self.given, column=self.column, **self.data)

    def remedy(self, translate: Callable[[str], str]) -> str:
        """How to mend it."""
        return translate(SENTENCES[self.code][1]).format(given=self.given, column=self.column, **self.data)


class BadBill(Refusal):
    """A table that is no bill of materials as it stands. ``faults``: all that is wrong, in the order of the rows."""

    code = "origin_bill_wrong"
    message = _("The bill of materials cannot be taken: {count} things are wrong. First, row {row}: {why}")
    mend = _("Mend each row as it says and bring the file again; nothing was kept.")

    def __init__(self, faults: tuple[RowFault, ...]) -> None:
        self.faults = faults
        super().__init__("file", row=faults[0].row, count=len(faults))

    def sentence(self, translate: Callable[[str], str]) -> str:
        """How many things are wrong, and the first of them."""
        first = self.faults[0]
        return translate(self.message).format(count=len(self.faults), row=first.row, why=first.sentence(translate))


SENTENCES = {
    "no_columns": (
        _("The table has no heading with the columns code and value."),
        _("Take the template, or name the columns as it does."),
    ),
    "twice": (_("The column “{column}” stands there twice."), _("Leave one of them.")),
    "no_rows": (_("The table has no line of material."), _("Write one row for each material.")),
    "too_many": (_("There are more than {most} rows."), _("Sum up small materials of one code and origin.")),
    "formula": (_("A formula stands in “{column}” whose result the file does not hold."), _("Write the value itself.")),
    "bad_line": (_("“{given}” is no number of a line."), _("Write numbers like 1, 2, 2.1: a part of line 2.")),
    "line_twice": (_("Line {given} stands there twice."), _("Give each row a number of its own.")),
    "no_parent": (_("Line {given} is a part of a line that is not there."), _("Write the line {above} as well.")),
    "too_deep": (_("Line {given} is nested too deeply; {most} levels are read."), _("Sum up the parts of one level.")),
    "bad_number": (
        _("“{given}” in “{column}” is no number."),
        _("Write digits like 1234.56, without signs of a currency."),
    ),
    "negative": (_("“{given}” in “{column}” is below zero."), _("Write an amount of zero or more.")),
    "too_large": (_("“{given}” in “{column}” is too large."), _("Look whether it was written in another unit.")),
    "too_fine": (
        _("“{given}” has more decimals than {currency} has."),
        _("Round it to the smallest unit of the currency."),
    ),
    "bad_currency": (_("“{given}” is no currency."), _("Write the three letters of ISO 4217, like CNY.")),
    "bad_flag": (
        _("“{given}” in “{column}” is neither yes nor no."),
        _("Write yes or no, or leave it blank where it is not known."),
    ),
    "bad_kind": (_("“{given}” is no kind of material."), _("Write one of {known}.")),
    "bad_edition": (_("“{given}” is no edition of the Harmonized System."), _("Write its year, like 2022.")),
}


def folded(text: str) -> str:
    """A heading as it is compared."""
    return re.sub(r"[\s_\-()（）.:：]", "", text).lower()


def columns_of(cells: Sequence[str]) -> tuple[dict[str, int], list[str]]:
    """Which column stands where; and those that stand there twice."""
    found: dict[str, int] = {}
    twice = []
    for at, cell in enumerate(cells):
        name = next((name for name, words in COLUMNS.items() if folded(cell) in words), "")
        if name in found:
            twice.append(name)
        elif name:
            found[name] = at
    return found, twice


def materials_of(rows: Sequence[tuple[int, Sequence[str]]], currency: str) -> list[dict]:
    """The materials of a table: its heading first. Each row comes with the number a spreadsheet gives it. Raises ``BadBill``."""
    heading = next((n for n, (_, cells) in enumerate(rows) if all(c in columns_of(cells)[0] for c in NEEDED)), None)
    if heading is None:
        raise BadBill((RowFault(1, "", "", "no_columns"),))
    columns, twice = columns_of(rows[heading][1])
    if twice:
        raise BadBill((RowFault(rows[heading][0], twice[0], "", "twice"),))
    lines = [(number, cells) for number, cells in rows[heading + 1 :] if any(cell.strip() for cell in cells)]
    if not lines or len(lines) > MOST_ROWS:
        code = "too_many" if lines else "no_rows"
        raise BadBill((RowFault(rows[heading][0], "", "", code, {"most": MOST_ROWS}),))
    reader = _Reader(columns, currency)
    for number, cells in lines:
        reader.take(number, cells)
    if reader.faults:
        raise BadBill(tuple(reader.faults))
    return reader.top


class _Reader:
    def __init__(self, columns: dict[str, int], currency: str) -> None:
        self.columns, self.currency = columns, currency
        self.faults: list[RowFault] = []
        self.top: list[dict] = []
        self.by_path: dict[str, dict] = {}
        self.row = 0
        self.cells: Sequence[str] = ()

    def take(self, row: int, cells: Sequence[str]) -> None:
        """One row."""
        self.row, self.cells = row, cells
        path = self.text("line") or str(len(self.top) + 1)
        path = path.removesuffix(".0")
        material: dict[str, Any] = {
            "id": path.rpartition(".")[2],
            "name": self.text("name"),
            "code": self.text("code").replace(".", ""),
        }
        currency = self._currency()
        self._put(material, "value", self._money(currency))
        if currency != self.currency:
            material["currency"] = currency
        self._put(material, "origin", self.text("origin").upper() or None)
        self._put(material, "originating", self._originating())
        self._put(material, "weight_kg", self._number("weight_kg"))
        self._put(material, "hs_edition", self._edition())
        self._put(material, "kind", self._kind())
        self._put(material, "part", self.text("part") or None)
        for name in ("own_made", "wholly_obtained", "invoiced_separately", "customary"):
            self._put(material, name, self._flag(name))
        more = self._flag("more_than_minimal")
        if more is not None:
            material["processing"] = {"more_than_minimal": more}
        self._place(path, material)

    def _place(self, path: str, material: dict) -> None:
        above = path.rpartition(".")[0]
        if not PATH.fullmatch(path):
            self.bad("line", path, "bad_line")
        elif path in self.by_path:
            self.bad("line", path, "line_twice")
        elif path.count(".") >= DEEPEST:
            self.bad("line", path, "too_deep", most=DEEPEST)
        elif above and above not in self.by_path:
            self.bad("line", path, "no_parent", above=above)
        else:
            self.by_path[path] = material
            (self.by_path[above].setdefault("materials", []) if above else self.top).append(material)

    @staticmethod
    def _put(material: dict, name: str, value: Any) -> None:
        if value is not None:
            material[name] = value

    def bad(self, column: str, given: str, code: str, **data: Any) -> None:
        """Note a fault of this row."""
        self.faults.append(RowFault(self.row, column, given[:40], code, data))

    def text(self, column: str) -> str:
        """A cell as text."""
        at = self.columns.get(column)
        text = "" if at is None or at >= len(self.cells) else self.cells[at].strip()
        if text == FORMULA:
            self.bad(column, text, "formula")
            return ""
        return text

    def _flag(self, column: str) -> bool | None:
        text = self.text(column).lower()
        if text in UNKNOWN:
            return None
        if text in YES or text in NO:
            return text in YES
        self.bad(column, text, "bad_flag")
        return None

    def _originating(self) -> Any:
        """Yes, no, or the agreements under which it is declared to originate."""
        text = self.text("originating")
        low = text.lower()
        if low in UNKNOWN:
            return None
        if low in YES or low in NO:
            return low in YES
        names = [name for name in re.split(r"[\s,;，、；]+", text) if name]
        if all(re.fullmatch(r"[A-Z][A-Z0-9-]{1,20}", name) for name in names):
            return dict.fromkeys(names, True)
        self.bad("originating", text, "bad_flag")
        return None

    def _kind(self) -> str | None:
        text = self.text("kind")
        if not text:
            return None
        kind = KIND_WORDS.get(text, text.lower().replace(" ", "_"))
        if kind in KINDS:
            return kind
        self.bad("kind", text, "bad_kind", known=", ".join(KINDS))
        return None

    def _edition(self) -> int | None:
        text = self.text("hs_edition").removesuffix(".0")
        if not text:
            return None
        if re.fullmatch(r"(19|20)\d\d", text):
            return int(text)
        self.bad("hs_edition", text, "bad_edition")
        return None

    def _currency(self) -> str:
        text = self.text("currency").upper()
        if not text:
            return self.currency
        if text in currencies():
            return text
        self.bad("currency", text, "bad_currency")
        return self.currency

    def _number(self, column: str) -> str | None:
        text = self.text(column).replace(",", "").replace(" ", "")
        if not text:
            return None
        try:
            number = Decimal(text) if re.fullmatch(r"-?\d+(\.\d+)?", text) else None
        except InvalidOperation:
            number = None
        if number is None:
            self.bad(column, text, "bad_number")
        elif number < 0:
            self.bad(column, text, "negative")
        elif number > LARGEST:
            self.bad(column, text, "too_large")
        else:
            return f"{number:f}"
        return None

    def _money(self, currency: str) -> int | None:
        text = self._number("value")
        if text is None:
            return None
        minor = Decimal(text).scaleb(exponent(currency))
        if minor != minor.to_integral_value():
            self.bad("value", text, "too_fine", currency=currency)
            return None
        return int(minor)
