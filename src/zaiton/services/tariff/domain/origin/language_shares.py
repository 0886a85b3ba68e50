"""Shares of value in the words of annexes: a least share of originating value, or a most of materials that do not originate.

区域价值成分不少于40%, RVC 40, 40%的区域价值成分, 非原产材料价值不超过出厂价的50%, each with its base and formula where they are said. A share
without a word of comparison is a least share of originating value, a most of what does not originate; so annexes define it.
"""

import re
from fractions import Fraction

from zaiton.services.tariff.domain.origin.language_codes import codes_at
from zaiton.services.tariff.domain.origin.language_reading import MET, OBLIGED, NotUnderstood, Read
from zaiton.services.tariff.domain.origin.rules import ValueCap, ValueContent

_LEAST = (
    rf"{OBLIGED}(?:不少于|不低于|不得低于|不得少于|不小于|不能少于|不能低于|不得小于|大于(?:或者?|、)?等于|达到或超过|至少(?:为|达到?|是)?|达到|达|为|是|>=|≥|≧|=|:|"
    r" ?of (?:not less than|at least)| ?not less than| ?at least| ?of)?(?:\(含\))?"
)
_PERCENT = r" ?\(?(?P<percent>\d{1,3}(?:\.\d+)?) ?(?P<sign>%|percent|per cent)?\)?%?(?:\(含\))?(?:及以上|或以上|以上)?"
_NAME = (
    r"(?:区域|地区|本地区|当地|本地|双边|东盟|原产地?)(?:性)?(?:价值|附加值|增值)(?:的)?(?:成分|成份|含量|百分比|比例|标准)?"
    r"|(?:原产|区域|双边|自贸区|自由贸易区|东盟|中国-东盟自由贸易区|中国-东盟自贸区)(?:的)?(?:成分|成份)"
)
_SHARE = rf"(?:{_NAME})(?:\((?:RVC|QVC)\)|RVC|QVC)?(?:的)?(?:比例|百分比)?"
_NO_CHANGE = (
    r"(?:(?:无论是否|不论是否)从(?:任何)?(?:其他)?(?:章|品目|子目)改变,|(?:无(?:需|须|论是否)|不(?:需要?|要求|论是否))(?:发生|进行)*(?:(?:税则归类|税则|归类|税号)(?:的)?改变|改变(?:税则归类|税号))"
    r"(?:要求)?,(?:但|只要|条件是|前提是)*|no (?:required )?change in tariff classification(?:(?: is)? required)?,? ?"
    r"(?:,|provided(?: that)?|but)* ?(?:there is )?(?:a |an )?)?"
)
_GOODS = r"(?:(?:本|该|此)?(?:品目|子目|章)?(?:项下)?(?:的)?(?:货物|产品|商品|成品|其)?(?:的)?)?"
_OF_BASE = r"(?:(?:货物|产品)?的?(?:(?P<of_fob>FOB(?:价格?)?|离岸价格?|船上交货价格?)|(?P<of_ex>出厂价格?|工厂交货价格?|EXW))的?)?"
_FLAGS = re.IGNORECASE
_DOWN, _UP = r"扣减法|扣除法|间接法", r"累加法|增值法|直接法"
_BY = rf"(?:\(?(?:(?:按|以|采用|使用)(?:照)?)?(?:(?P<down>{_DOWN})|(?P<up>{_UP}))(?:计算)?(?:时|的)?,?\)?)?"
_BY_2 = _BY.replace("<down>", "<down2>").replace("<up>", "<up2>")
CONTENT = re.compile(
    rf"{_NO_CHANGE}{_GOODS}{OBLIGED}{MET}{_GOODS}{_BY}{_SHARE},?{_BY_2}{_LEAST}{_OF_BASE}{_PERCENT}", _FLAGS
)
CONTENT_BEHIND = re.compile(
    rf"{_NO_CHANGE}{_GOODS}{OBLIGED}{MET}{_LEAST}(?P<percent>\d{{1,3}}(?:\.\d+)?)(?P<sign>%)(?:以上|或以上)?的?{_SHARE}",
    _FLAGS,
)
CONTENT_SHORT = re.compile(
    rf"{_NO_CHANGE}(?:a |an )?(?:RVC|QVC|LVC|regional value content|qualifying value content|RVC标准) ?\(?{_LEAST}{_PERCENT}",
    _FLAGS,
)
_BASE = {
    "ex_works": r"工厂交货价?格?|出厂价?格?|交货价格?|EXW(?:价格?)?|ex[- ]works price",
    "fob": r"离岸价?格?|FOB(?:价格?)?(?:\(FOB\))?|船上交货价格?|F\.O\.B\.(?:价格?)?|FOB (?:price|value)",
    "": r"价格|价值|总值|成交价格|price|value",
}
_BASES = "|".join(f"(?P<{name or 'own'}>{words})" for name, words in _BASE.items())
WITH_BASE = re.compile(rf",?\(?(?:以|按)?(?:货物|产品)?的?(?:{_BASES})(?:为基础|计算|计)\)?", _FLAGS)
WITH_METHOD = re.compile(
    r",?\(?(?:按|以|采用|使用|用|under the )?(?:(?P<down>扣减法|扣除法|间接法|build-?down(?: method)?)|"
    r"(?P<up>累加法|累积法|增值法|直接法|build-?up(?: method)?))(?:计算)?\)?",
    _FLAGS,
)
CAP_BEFORE = re.compile(rf"{OBLIGED}{MET}(?:生产中)?(?:所?(?:使)?用的?)?(?:所有|全部|任何)?")
_AT_MOST = rf"{OBLIGED}(?:不超过|不得超过|不能超过|不高于|不得高于|不大于|不得大于|不应超过|至多(?:为|占)?|最多(?:为|占)?|<=|≤|≦)"
CAP = re.compile(
    r"(?:项下)?的?(?:所有|全部|任何)?的?非原产(?:的)?(?:材料|成分|成份)(?:的)?(?:总)?(?:价值|价格|成分|含量|比例)?(?:之和|总和)?"
    rf"(?:{_AT_MOST}(?:该|本|此)?(?:产品|货物|成品)?的?(?:(?:{_BASES})的?)?|)(?P<percent>\d{{1,3}}(?:\.\d+)?)%",
    _FLAGS,
)
CAP_SHORT = re.compile(
    r"(?:VNM|MaxNOM) ?\(?(?:不超过|<=|≤)? ?(?P<percent>\d{1,3}(?:\.\d+)?) ?%?\)?(?: ?\((?:(?P<fob>FOB)|(?P<ex_works>EXW))\))?",
    _FLAGS,
)
ENGLISH_CAP = re.compile(
    r"(?:the )?value of (?:all )?(?:the )?non-originating materials(?: used)? (?:does|shall) not exceed (?P<percent>\d{1,3}(?:\.\d+)?) ?% of the "
    rf"(?:{_BASES})(?: of the (?:product|good))?",
    _FLAGS,
)


def share_at(text: str, at: int) -> Read | None:
    """The share of value that begins at a place. Raises ``NotUnderstood`` for a percentage that cannot be meant."""
    return _content(text, at) or _cap(text, at)


def _content(text: str, at: int) -> Read | None:
    for pattern in (CONTENT, CONTENT_BEHIND, CONTENT_SHORT):
        match = pattern.match(text, at)
        if match:
            base, method, end = _qualified(text, match.end())
            said = match.groupdict()
            ways = {"build_down": ("down", "down2"), "build_up": ("up", "up2")}
            named = {method} | {way for way, groups in ways.items() if any(said.get(group) for group in groups)}
            if len(named - {""}) > 1:
                raise NotUnderstood("not_understood", at)
            method = max(named)
            base = base or ("fob" if said.get("of_fob") else "ex_works" if said.get("of_ex") else "")
            return Read(ValueContent(_percent(match, at), base, method), end)
    return None


def _qualified(text: str, at: int) -> tuple[str, str, int]:
    base = method = ""
    while True:
        by, how = WITH_BASE.match(text, at), WITH_METHOD.match(text, at)
        if by and by["own"] is None:
            base, at = _base(by), by.end()
        elif how:
            method, at = ("build_down" if how["down"] else "build_up"), how.end()
        else:
            return base, method, at


def _base(match: re.Match[str]) -> str:
    return next((name for name in ("ex_works", "fob") if match[name]), "")


def _percent(match: re.Match[str], at: int) -> Fraction:
    percent = Fraction(match["percent"])
    if not 0 < percent < 100:
        raise NotUnderstood("percent", at)
    return percent


def _cap(text: str, at: int) -> Read | None:
    english = ENGLISH_CAP.match(text, at)
    if english:
        return Read(ValueCap(_percent(english, at), _base(english)), english.end())
    short = CAP_SHORT.match(text, at)
    if short:
        return Read(ValueCap(_percent(short, at), _base(short)), short.end())
    begin = CAP_BEFORE.match(text, at).end()
    codes = codes_at(text, begin)
    match = CAP.match(text, codes.end if codes else begin)
    if match is None:
        return None
    return Read(ValueCap(_percent(match, at), _base(match), codes.spans if codes else ()), match.end())
