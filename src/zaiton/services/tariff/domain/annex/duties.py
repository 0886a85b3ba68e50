"""Duties as official tables print them, in Chinese and English, turned into the compact grammar of packs.

Read are plain rates (``9.6％``, ``免税``), specific ones (``1.3元/千克``, ``每千克1.3元``, ``CNY 1.3/kg``), compound ones
(``10%+2元/千克``, ``3％，加4374元``), alternatives (``10%或3元/千克，从高``) and rates by bands of the customs value
(``完税价格不高于2000美元/台：30%；完税价格高于2000美元/台：3％，加4374元``), which become candidates. What cannot be read is never guessed.
"""

import re
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from zaiton.services.tariff.domain.annex.cells import plain_number
from zaiton.services.tariff.domain.duty import (
    SCALE,
    AdValorem,
    Choice,
    Duty,
    Part,
    Specific,
    Together,
    UnreadableDuty,
    parse_duty,
)
from zaiton.services.tariff.domain.duty_text import duty_code

MOST_PERCENT = 1000
"""A rate above this is a slip of the pen in any tariff."""

FREE = frozenset(
    {"免税", "免", "零", "零关税", "零税率", "无税", "免征", "免税率", "free", "duty free", "duty-free", "nil"}
)
NONE = frozenset(
    {"例外", "除外", "不减让", "不降税", "无", "/", "—", "——", "―", "–", "-", "excluded", "exclusion", "none"}
)
KEPT = frozenset({"维持", "维持不变", "不变", "基准税率", "standstill", "base rate", "最惠国税率", "mfn"})
"""The rate stays what it is: the base, or the MFN rate printed beside it."""

_NUMBER = r"(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?"
CURRENCIES = {
    "人民币元": "CNY",
    "元人民币": "CNY",
    "人民币": "CNY",
    "美元": "USD",
    "欧元": "EUR",
    "日元": "JPY",
    "港元": "HKD",
    "韩元": "KRW",
    "元": "CNY",
    "圆": "CNY",
    "rmb": "CNY",
    "yuan": "CNY",
    "us$": "USD",
    "¥": "CNY",
    "€": "EUR",
    "$": "USD",
}
_CURRENCY = "|".join(re.escape(word) for word in CURRENCIES) + "|[a-z]{3}"
_PER = r"(?:/|每|per\s*(?:/\s*)?)"
UNIT_WORDS: dict[str, tuple[str, int]] = {
    **dict.fromkeys(("千克", "公斤", "kg", "kgs", "kilogram", "kilogramme"), ("kg", 1)),
    **dict.fromkeys(("克", "g", "gram"), ("g", 1)),
    **dict.fromkeys(("吨", "公吨", "t", "mt", "ton", "tonne", "metric ton"), ("t", 1)),
    **dict.fromkeys(("升", "公升", "l", "litre", "liter"), ("l", 1)),
    **dict.fromkeys(("百升", "hl"), ("l", 100)),
    **dict.fromkeys(("千升", "kl"), ("kl", 1)),
    **dict.fromkeys(("米", "m", "metre", "meter"), ("m", 1)),
    **dict.fromkeys(("平方米", "m2", "sqm", "square metre", "square meter"), ("m2", 1)),
    **dict.fromkeys(("立方米", "m3", "cubic metre", "cubic meter"), ("m3", 1)),
    **dict.fromkeys(tuple("台件个只辆套支条艘架根卷盘盒片块株粒枚把本部座"), ("pc", 1)),
    **dict.fromkeys(("unit", "piece", "pcs", "pc", "set", "u", "item", "each"), ("pc", 1)),
    **dict.fromkeys(("千支", "千个", "千件", "千块"), ("pc", 1000)),
    **dict.fromkeys(("百支", "百个", "百件"), ("pc", 100)),
    **dict.fromkeys(("头", "head"), ("head", 1)),
    **dict.fromkeys(("双", "副", "对", "pair", "pairs"), ("pair", 1)),
    **dict.fromkeys(("张", "sheet"), ("sheet", 1)),
    **dict.fromkeys(("打", "dozen"), ("dozen", 1)),
    **dict.fromkeys(("兆瓦时", "千千瓦时", "mwh"), ("mwh", 1)),
}
_SMALLER = {"千瓦时": ("mwh", 1000), "kwh": ("mwh", 1000), "毫克": ("g", 1000), "毫升": ("l", 1000)}
"""Units of which so many make one that is kept: the amount is multiplied."""

_ALTERNATIVE = re.compile(
    r"[,;]?\s*(?:(?P<high>(?:两者)?从高(?:计征)?|(?:两者)?取(?:其)?高(?:者)?|以高者为准|whichever (?:is )?(?:the )?(?:higher|greater|highest)"
    r"|the higher)|(?P<low>(?:两者)?从低(?:计征)?|(?:两者)?取(?:其)?低(?:者)?|以低者为准|whichever (?:is )?(?:the )?(?:lower|less|lowest)"
    r"|the lower))$"
)
_AT_LEAST = re.compile(r"[,;]?\s*(?:但)?(?:不低于|不少于|but not less than|not less than)\s*")
_AT_MOST = re.compile(r"[,;]?\s*(?:但)?(?:不高于|不超过|不多于|but not more than|not more than)\s*")
_OR = re.compile(r"\s*(?:或者|或|\bor\b)\s*")
_PLUS = re.compile(r"\s*[,;]?\s*(?:\+|加上|另加|加征|加|\bplus\b|\band\b)\s*")
_BAND = re.compile(
    rf"^(?P<condition>(?:每(?P<each>\w))?(?:进口)?(?:货物)?完税价格[^:,]*?{_NUMBER}\s*(?:美元|元|欧元)(?:/(?P<unit>[^\s:,%]{{1,4}}))?)\s*[:,]\s*(?P<duty>.+)$"
)
_WORDS = re.compile(r"执行单一从价税[,:]?|征收从量税[,:]?|(?:从价)?税率(?:为|是)?:?|税额(?:为)?:?|从价税|从量税|征收")
OTHER_TABLE = re.compile(
    r"^(?:见|详见|参见|按)\s*附?\s*(?:表|件|注|录|则)|^\[?注\d*\]?$|^see (?:annex|table|note)", re.IGNORECASE
)


class DutyFault(Exception):
    """Why a duty cannot be read: the code of a reason and its data."""

    def __init__(self, code: str, **data: str | int) -> None:
        self.code, self.data = code, data
        super().__init__(code)


@dataclass(frozen=True, slots=True)
class Printed:
    """A printed duty. ``text`` is in the grammar of packs, blank for no concession; ``kept`` says the base rate stays;
    ``bands`` are (condition, duty) pairs where the rate hangs on the customs value.
    """

    text: str = ""
    kept: bool = False
    bands: tuple[tuple[str, str], ...] = ()

    @property
    def blank(self) -> bool:
        """Whether no rate is printed."""
        return not (self.text or self.kept or self.bands)


@lru_cache(maxsize=8192)
def read_printed(text: str, currency: str, unit: str = "") -> Printed:
    """The duty of an evened text. ``unit`` is the unit printed beside the row. Raises ``DutyFault``.

    >>> read_printed("10%或3元/千克,从高", "CNY").text
    'max(10, 3 CNY/kg)'
    """
    plain = text.strip().lower().rstrip(".。;")
    if not plain or plain in NONE:
        return Printed()
    if plain in FREE:
        return Printed("0")
    if plain in KEPT:
        return Printed(kept=True)
    if OTHER_TABLE.match(plain):
        raise DutyFault("other_table", given=text)
    bands = _bands(plain, text, currency)
    if bands:
        return Printed(bands=bands)
    if re.match(r"^[-\u2212\u2013\u2014]\s*\d|^\(\s*\d+(\.\d+)?\s*%?\)$|^负", plain):
        raise DutyFault("negative", given=text)
    return Printed(_duty(plain, text, currency, unit))


def _bands(plain: str, given: str, currency: str) -> tuple[tuple[str, str], ...]:
    if "完税价格" not in plain:
        return ()
    found = []
    for segment in re.split(r"\s*[;。]\s*", plain.strip("；;")):
        match = _BAND.match(segment.strip())
        if match is None:
            raise DutyFault("unreadable", given=given)
        unit = match["unit"] or match["each"] or "台"
        duty = re.sub(rf"每{unit}(?=税额|征收|\d)", "", _WORDS.sub("", match["duty"]))
        duty = _WORDS.sub("", re.sub(rf"^每{unit}", "", duty)).strip(" ,:")
        found.append((match["condition"].strip(), _duty(duty, given, currency, unit)))
    if len(found) < 2 or len({condition for condition, _ in found}) < len(found):
        raise DutyFault("unreadable", given=given)
    return tuple(found)


def _duty(plain: str, given: str, currency: str, unit: str) -> str:
    """One duty in the grammar of packs, checked."""
    try:
        part = parse_duty(_cased(plain), currency).part
    except (UnreadableDuty, ValueError):
        part = _expression(plain, given, currency, unit)
    for one in _leaves(part):
        if isinstance(one, AdValorem) and one.rate > MOST_PERCENT * SCALE:
            raise DutyFault("no_percent", given=given, most=MOST_PERCENT)
        if isinstance(one, Specific) and one.currency != currency:
            raise DutyFault("foreign_currency", given=given, foreign=one.currency, currency=currency)
    return duty_code(Duty(part, currency))


def _cased(plain: str) -> str:
    """The text with currencies in capitals, as the grammar of packs writes them."""
    return re.sub(r"\b([a-z]{3})(?=\s*/)", lambda m: m[1].upper(), plain)


def _leaves(part: Part) -> list[Part]:
    if isinstance(part, Together | Choice):
        return [leaf for inner in part.parts for leaf in _leaves(inner)]
    return [part]


def _expression(plain: str, given: str, currency: str, unit: str) -> Part:
    ending = _ALTERNATIVE.search(plain)
    if ending is not None:
        parts = [_sum(p, given, currency, unit) for p in _OR.split(plain[: ending.start()].strip(" ,;"))]
        if len(parts) < 2:
            raise DutyFault("unreadable", given=given)
        return Choice(tuple(parts), ending["high"] is not None)
    for pattern, highest in ((_AT_LEAST, True), (_AT_MOST, False)):
        both = pattern.split(plain)
        if len(both) == 2 and all(both):
            return Choice(tuple(_sum(p, given, currency, unit) for p in both), highest)
    return _sum(plain, given, currency, unit)


def _sum(plain: str, given: str, currency: str, unit: str) -> Part:
    pieces = [p.strip(" ,;") for p in _PLUS.split(plain)]
    if not all(pieces):
        raise DutyFault("unreadable", given=given)
    parts = [_single(p, given, currency, unit) for p in pieces]
    return parts[0] if len(parts) == 1 else Together(tuple(parts))


_PERCENT = re.compile(r"\d+(?:\.\d+)?\s*%?")
_BEFORE = re.compile(
    rf"(?P<cur>{_CURRENCY})\s*(?P<num>{_NUMBER})\s*(?:{_PER}\s*(?P<per>\d+)?\s*(?P<unit>[^\d\s/%].*))?"
)
_AFTER = re.compile(rf"(?P<num>{_NUMBER})\s*(?P<cur>{_CURRENCY})\s*(?:{_PER}\s*(?P<per>\d+)?\s*(?P<unit>[^\d\s/%].*))?")
_EACH = re.compile(rf"每\s*(?P<per>\d+)?\s*(?P<unit>[^\d\s/%]+?)\s*(?P<num>{_NUMBER})\s*(?P<cur>{_CURRENCY})")


def _single(plain: str, given: str, currency: str, unit: str) -> Part:
    if _PERCENT.fullmatch(plain):
        return parse_duty(_short(plain, given), currency).part
    match = _EACH.fullmatch(plain) or _BEFORE.fullmatch(plain) or _AFTER.fullmatch(plain)
    if match is None:
        raise DutyFault("unreadable", given=given)
    printed = (match["unit"] or unit or "").strip().rstrip(".")
    if not printed:
        raise DutyFault("no_unit", given=given)
    amount, per = Decimal(match["num"].replace(",", "")), int(match["per"] or "1")
    if printed in _SMALLER:
        name, factor = _SMALLER[printed]
        amount, count = amount * factor, 1
    elif printed in UNIT_WORDS or printed.rstrip("s") in UNIT_WORDS:
        name, count = UNIT_WORDS.get(printed) or UNIT_WORDS[printed.rstrip("s")]
    else:
        raise DutyFault("unknown_unit", given=given)
    money = CURRENCIES.get(match["cur"], match["cur"].upper())
    each = "" if per * count == 1 else f"{per * count} "
    try:
        return parse_duty(f"{plain_number(amount)} {money}/{each}{name}", currency).part
    except UnreadableDuty as error:
        raise DutyFault("unreadable", given=given) from error


def _short(plain: str, given: str) -> str:
    if len(plain.partition(".")[0]) > 8 or len(plain.partition(".")[2].rstrip("% ")) > 10:
        raise DutyFault("no_percent", given=given, most=MOST_PERCENT)
    return plain
