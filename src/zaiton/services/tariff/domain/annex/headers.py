"""Finding the headings of an official table among its title rows, and what each column means by its words.

A heading may take several rows (协定税率 over 2022年 and 2023年); merged headings stand over each of their columns. What the person
says about a column (``mapping``) wins over what its words suggest.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from zaiton.base.text import gettext_noop
from zaiton.services.tariff.domain.annex.cells import Cell, Sheet, cell_at, column_index, column_letter, even

ROLES: dict[str, str] = {
    "serial": gettext_noop("Serial number"),
    "code": gettext_noop("Tariff code"),
    "ex": gettext_noop("Mark of a part of a line (ex)"),
    "name_zh": gettext_noop("Name of the good, Chinese"),
    "name_en": gettext_noop("Name of the good, English"),
    "agreement": gettext_noop("Agreement rate"),
    "mfn": gettext_noop("MFN rate"),
    "general": gettext_noop("General rate"),
    "provisional": gettext_noop("Provisional rate"),
    "trq": gettext_noop("Rate within the quota"),
    "trq_out": gettext_noop("Rate beyond the quota"),
    "base": gettext_noop("Base rate"),
    "category": gettext_noop("Category of reduction"),
    "vat": gettext_noop("VAT rate"),
    "unit": gettext_noop("Unit"),
    "currency": gettext_noop("Currency"),
    "month": gettext_noop("Month"),
    "fx": gettext_noop("Exchange rate"),
    "from": gettext_noop("Old code"),
    "to": gettext_noop("New code"),
    "name_to": gettext_noop("Name of the new code"),
    "agreement_id": gettext_noop("Agreement"),
    "origin": gettext_noop("Country of origin"),
    "destination": gettext_noop("Importing territory"),
    "begins": gettext_noop("First day"),
    "ends": gettext_noop("First day no longer in force"),
    "measure": gettext_noop("Measure"),
    "duty": gettext_noop("Duty"),
    "scope_zh": gettext_noop("Scope, Chinese"),
    "scope_en": gettext_noop("Scope, English"),
    "document": gettext_noop("Document"),
    "note": gettext_noop("Note"),
    "ignore": gettext_noop("Not read"),
}
"""What a column can mean, with its name for people. A mapping may add a year or a country: ``agreement:2024``, ``agreement:BN``."""

RATES = ("agreement", "mfn", "general", "provisional", "trq", "trq_out", "base", "duty", "vat", "rate")
LOOK_IN = 60
"""Rows at the top of a sheet among which its headings are looked for."""

_WORDS: tuple[tuple[str, str], ...] = (
    ("name_zh", r"(税目|税则|税号|子目)(商品)?名称"),
    ("ignore", r"消费税|出口|监管|退税|excise|export|consumption"),
    ("vat", r"增值税|^vat|value.added"),
    ("trq_out", r"配额外|out.?(of|side).?quota|beyond.*quota"),
    ("trq", r"配额|quota|trq"),
    ("provisional", r"暂定|暂税|provisional|interim|temporary"),
    ("base", r"基准|基础税率|base"),
    ("mfn", r"最惠国|mfn|most.?favou?red"),
    ("general", r"普通|^general"),
    (
        "code",
        r"税则号|税则列号|^税则$|税号|税目|编码|商品编号|hs号|^hs|hscode|tariff(line|item|code|no|number|heading|classification)|^code\d*$|^(?!currency|country|origin|unit|partner).*code$|commodity$|^h\.s|nationalcode|^heading",
    ),
    ("agreement_id", r"^协定名称$|^agreementid$"),
    (
        "category",
        r"降税(类别|模式|安排|方式|类型)|减让(类别|模式)|(?<!商品)(?<!产品)(?<!货品)类别|category|staging|basket",
    ),
    (
        "agreement",
        r"协定|特惠|优惠|协议|关税承诺|减让税率|减让后|prefer|^pref|agreement|concession|special(rate|tariff)?",
    ),
    ("fx", r"汇率|折算率|中间价|牌价|exchange"),
    ("currency", r"币种|货币|^currency"),
    ("month", r"月份|年月|^月$|^month|适用月"),
    ("scope_en", r"scopeen|scope\(en"),
    ("scope_zh", r"范围|scope"),
    ("begins", r"起始|开始日|生效日|实施日|起$|^from$|^begin|^startdate|validfrom|^first"),
    ("ends", r"截止|终止|结束日|失效|止$|^until|^end|validuntil"),
    ("origin", r"原产(地|国)|^origin|国家\(地区\)|^国别$"),
    ("destination", r"进口国|^destination"),
    ("measure", r"措施|^measure"),
    ("document", r"文号|公告号|依据|^document|^legal"),
    ("name_en", r"英文|english|name_?en|description|^product|^goods|^name$|nameofgoods"),
    ("name_zh", r"名称|品名|描述|货品|货物|商品|品种|name_?zh"),
    ("unit", r"单位|^unit"),
    ("note", r"备注|注释|说明|^notes?$|remark"),
    ("ex", r"^ex\.?$"),
    ("serial", r"^序号$|^编号$|^序$|^no\.?$|^#$|^item(no\.?)?$|^number$|^s/?n$|^serial"),
    ("rate", r"税率|rate|duty|tariff|关税"),
)
_PATTERNS = tuple((role, re.compile(words)) for role, words in _WORDS)
_YEAR = re.compile(r"(?<!\d)((?:19|20)\d\d)(?!\d)")
_NTH = re.compile(r"第([0-9]+|[一二三四五六七八九十]+)年|^(?:year|yr|y)([0-9]+)$|^([0-9]{1,2})年$")
_CHINESE = {sign: value for value, sign in enumerate("一二三四五六七八九", 1)}


@dataclass(frozen=True, slots=True)
class Column:
    """One column: where it is, what stands over it, what it means. ``nth`` is a staging year printed as 第N年."""

    index: int
    header: str
    role: str
    year: int | None = None
    origin: str = ""
    nth: int | None = None

    @property
    def letter(self) -> str:
        """The letter a spreadsheet gives it."""
        return column_letter(self.index)


@dataclass(frozen=True, slots=True)
class Layout:
    """The columns of a sheet, and the first row (from 0) beneath its headings."""

    columns: tuple[Column, ...]
    first: int
    headings: frozenset[str] = field(default=frozenset())
    """Heading texts, by which a heading repeated in the middle is known again."""

    def of(self, *roles: str) -> list[Column]:
        """The columns with one of these roles, from the left."""
        return [c for c in self.columns if c.role in roles]


def folded(text: str) -> str:
    """A heading as it is compared: without spaces and signs of writing, in small letters."""
    return re.sub(r"[\s_\-·:]+", "", even(text)).lower()


def role_of(text: str) -> str:
    """The role that words of a heading suggest; empty for none, ``rate`` for a rate of unsaid kind.

    >>> role_of("税则号列"), role_of("2011年最惠国税率（%）"), role_of("MFN rate")
    ('code', 'mfn', 'mfn')
    """
    plain = folded(text)
    if not plain or len(plain) > 60:
        return ""
    return next((role for role, pattern in _PATTERNS if pattern.search(plain)), "")


def find_layout(sheet: Sheet, settings, territories: Mapping[str, str]) -> Layout | None:
    """The layout of a sheet; None where no headings can be recognised. ``territories`` maps folded names to codes."""
    mapping = {key.strip(): value for key, value in settings.mapping.items()}
    for row in range(min(LOOK_IN, len(sheet.rows))):
        if not _is_heading(sheet, row, settings.kind):
            continue
        top = row
        while top > 0 and row - top < 3 and _stands_over(sheet, top - 1, row):
            top -= 1
        last = row
        while last + 1 < len(sheet.rows) and last - row < 3 and _goes_on(sheet, row, last + 1, territories):
            last += 1
        columns = _columns(sheet, top, last, territories)
        columns = _resolved(_mapped(columns, mapping, len(columns)), settings)
        texts = frozenset(folded(str(c)) for r in range(top, last + 1) for c in sheet.rows[r] if isinstance(c, str))
        return Layout(tuple(columns), last + 1, texts - {""})
    return _said(sheet, mapping, settings)


def _said(sheet: Sheet, mapping: Mapping[str, str], settings) -> Layout | None:
    """Without headings, the columns named by their letters are all there is; rows at the top without a figure in them are titles."""
    columns = [Column(i, "", "") for i in range(max((len(r) for r in sheet.rows), default=0))]
    columns = _resolved(_mapped(columns, mapping, len(columns)), settings)
    if not any(c.role in ("code", "from", "currency", "month") for c in columns):
        return None
    meant = [c.index for c in columns if c.role and c.role not in ("ignore", "serial", "note")]
    top = sheet.rows[:LOOK_IN]
    figures = (r for r, cells in enumerate(top) if any(_has_figure(cell_at(cells, i)) for i in meant))
    return Layout(tuple(columns), next(figures, 0))


def _has_figure(cell: Cell) -> bool:
    return any(sign.isdigit() for sign in str(cell)) if cell is not None else False


def _is_heading(sheet: Sheet, row: int, kind: str) -> bool:
    roles = [role_of(str(c)) for c in sheet.rows[row] if isinstance(c, str) and len(c) < 80]
    if kind == "fx":
        return "month" in roles or "currency" in roles
    distinct = {r for r in roles if r and r != "ignore"}
    return "code" in roles and len(distinct) >= 2 or (roles.count("code") >= 2 and kind == "concordance")


def _texts(sheet: Sheet, row: int) -> dict[int, str]:
    """The texts of a heading row by column; a heading merged over several columns stands over each of them."""
    found = {i: str(c) if isinstance(c, str) else even(c) for i, c in enumerate(sheet.rows[row]) if c is not None}
    for first, left, last, right in sheet.wide:
        if first <= row <= last:
            text = cell_at(sheet.rows[first], left)
            for column in range(left, right + 1):
                if isinstance(text, str):
                    found.setdefault(column, text)
                    if row > first:
                        found[column] = text
    return {i: t for i, t in found.items() if t.strip()}


def _stands_over(sheet: Sheet, above: int, row: int) -> bool:
    """Whether the row above holds group headings (several, with the words of rates) and is no title."""
    texts = _texts(sheet, above)
    if len(set(texts.values())) < 2:
        return any(role_of(t) in RATES and len(t) < 30 for t in texts.values()) and len(texts) < len(_texts(sheet, row))
    return any(role_of(t) in (*RATES, "code", "serial") for t in texts.values()) and not any(
        re.fullmatch(r"[\d.]{4,12}", even(t)) for t in texts.values()
    )


def _goes_on(sheet: Sheet, heading: int, row: int, territories: Mapping[str, str]) -> bool:
    """Whether the row continues the headings: the code's heading again (merged), or no code and only words of headings."""
    over, texts = _texts(sheet, heading), _texts(sheet, row)
    if not texts:
        return False
    if numbers_only(list(texts.values())):
        return True
    codes = [i for i, t in over.items() if role_of(t) in ("code", "from", "to")]
    here = [even(texts[i]) for i in codes if i in texts]
    if here and all(folded(texts[i]) == folded(over[i]) for i in codes if i in texts):
        return True
    if any(re.search(r"\d{4}", h) for h in here):
        return False
    others = [t for i, t in texts.items() if i not in codes]
    known = [t for t in others if role_of(t) or _year_of(t) or _nth_of(t) or folded(t) in territories]
    numbers = [t for t in texts.values() if re.fullmatch(r"\(?\d{1,2}\)?|[(]?%[)]?", even(t))]
    return not here and bool(known or numbers) and len(known) + len(numbers) >= len(others)


def numbers_only(texts: Sequence[str]) -> bool:
    """Whether a row does nothing but number the columns.

    >>> numbers_only(["1", "2", "（3）", "4"])
    True
    """
    found = [re.fullmatch(r"\(?(\d{1,2})\)?", even(t)) for t in texts]
    if len(found) < 3 or not all(found):
        return False
    numbers = [int(match[1]) for match in found if match]
    return numbers == list(range(numbers[0], numbers[0] + len(numbers))) and numbers[0] <= 2


def _year_of(text: str) -> int | None:
    match = _YEAR.search(even(text))
    return int(match[1]) if match else None


def _nth_of(text: str) -> int | None:
    match = _NTH.search(folded(text))
    if match is None:
        return None
    digits = next(g for g in match.groups() if g)
    if digits.isdigit():
        return int(digits)
    tens, _, ones = digits.rpartition("十") if "十" in digits else ("", "", digits)
    base = 10 * _CHINESE.get(tens, 1) if "十" in digits else 0
    return base + _CHINESE.get(ones, 0)


def _columns(sheet: Sheet, top: int, last: int, territories: Mapping[str, str]) -> list[Column]:
    levels = [_texts(sheet, row) for row in range(top, last + 1)]
    width = max((max(level, default=-1) for level in levels), default=-1) + 1
    found = []
    for index in range(width):
        texts = list(dict.fromkeys(level[index].strip() for level in levels if index in level))
        texts = [t for t in texts if len(t) < 80]
        found.append(_column(index, texts, territories))
    return found


def _column(index: int, texts: Sequence[str], territories: Mapping[str, str]) -> Column:
    role, year, origin, nth = "", None, "", None
    for text in reversed(texts):
        origin = (
            origin
            or territories.get(folded(text), "")
            or territories.get(folded(re.sub(r"\(.*\)", "", even(text))), "")
        )
        nth = nth or _nth_of(text)
        year = year or _year_of(text)
        suggested = "" if origin and folded(text) in territories else role_of(text)
        if suggested and (not role or role == "rate"):
            role = suggested
    if year is not None and role in ("code", "name_zh", "name_en") and any(re.search(r"hs", folded(t)) for t in texts):
        year = None
    if not role and (origin or year or nth):
        role = "rate"
    if (
        role == "name_en"
        and any("\u4e00" <= sign <= "\u9fff" for t in texts for sign in t)
        and "英" not in "".join(texts)
    ):
        role = "name_zh"
    return Column(index, " / ".join(texts), role, year, origin, nth)


def _mapped(columns: list[Column], mapping: Mapping[str, str], width: int) -> list[Column]:
    """The columns with what the person said about them: by letter, by heading."""
    said: dict[int, str] = {}
    for key, role in mapping.items():
        by_header = [c.index for c in columns if c.header and folded(c.header) == folded(key)]
        letter = column_index(key)
        place = by_header[0] if by_header else letter
        if place is not None and place < max(width, 1):
            said[place] = role
    found = []
    for column in columns:
        if column.index in said:
            role, _, more = said[column.index].partition(":")
            year = int(more) if re.fullmatch(r"(19|20)\d\d", more) else None
            origin = more.upper() if re.fullmatch(r"[A-Za-z]{2}", more) else ""
            column = Column(column.index, column.header, role if role in ROLES else "", year, origin)
        found.append(column)
    return found


def _resolved(columns: list[Column], settings) -> list[Column]:
    """Rates of unsaid kind get the kind of the import; the second code of a concordance is the new one."""
    wanted = {"fx": "fx", "vat": "vat", "additional": "duty", "trq": "trq"}.get(settings.kind, settings.kind)
    has_wanted = any(c.role == wanted for c in columns)
    found = []
    for column in columns:
        role = column.role
        if role == "agreement" and settings.kind in ("safeguard", "additional"):
            role = "agreement_id"
        if role == "rate":
            role = "ignore" if has_wanted and not (column.year or column.origin or column.nth) else wanted
        origin = "" if column.origin == settings.destination else column.origin
        found.append(replace(column, role=role, origin=origin))
    if settings.kind == "concordance":
        found = _old_and_new(found)
    return found


def _old_and_new(columns: list[Column]) -> list[Column]:
    if any(c.role == "from" for c in columns):
        return columns
    codes = [c for c in columns if c.role == "code"]
    if len(codes) < 2:
        return columns
    if codes[0].year and codes[1].year and codes[1].year < codes[0].year:
        codes = [codes[1], codes[0]]
    names = [c for c in columns if c.role in ("name_zh", "name_en") and c.index > codes[1].index]
    roles = {codes[0].index: "from", codes[1].index: "to"} | ({names[0].index: "name_to"} if names else {})
    return [replace(c, role=roles.get(c.index, c.role)) for c in columns]
