"""Single tests in the words of annexes: a change of classification, a share of value, wholly obtained, a reaction, an operation.

Each reader looks at one place of a text and says what it read and where the text goes on, or None. Nothing is skipped over: what
stands between must be read by somebody. The text is normalised (``language.normal``): one width, no blanks beside Chinese.
"""

import re
from collections.abc import Callable
from fractions import Fraction
from typing import NamedTuple

from zaiton.services.tariff.domain.origin.language_codes import Codes, codes_at
from zaiton.services.tariff.domain.origin.rules import (
    Change,
    Level,
    Operation,
    Originating,
    Reaction,
    Span,
    Test,
    ValueCap,
    ValueContent,
    WhollyObtained,
)
from zaiton.services.tariff.domain.origin.vocabulary import MUST, PLACE, words_at


class Read(NamedTuple):
    """A test that was read. ``into``: the codes the change is said to lead to; the line must be one of them."""

    test: Test
    end: int
    into: tuple[Span, ...] = ()


class NotUnderstood(ValueError):
    """Something begins like a test and cannot be one: an exclusion that does not end, a share above all of it."""

    def __init__(self, reason: str, at: int) -> None:
        super().__init__(reason)
        self.reason, self.at = reason, at


LEVELS: dict[str, Level] = {
    "章": "chapter",
    "两位税目": "chapter",
    "两位数税目": "chapter",
    "两位数级税目": "chapter",
    "品目": "heading",
    "四位税目": "heading",
    "四位数税目": "heading",
    "四位数级税目": "heading",
    "四位级税目": "heading",
    "四位税号": "heading",
    "四位数级税号": "heading",
    "子目": "subheading",
    "六位税目": "subheading",
    "六位数税目": "subheading",
    "六位数级税目": "subheading",
    "六位税号": "subheading",
    "六位数级税号": "subheading",
    "六位子目": "subheading",
    "八位税号": "item",
    "八位数级税号": "item",
    "八位税目": "item",
    "两位数级": "chapter",
    "两位级": "chapter",
    "四位数级": "heading",
    "四位级": "heading",
    "六位数级": "subheading",
    "六位级": "subheading",
    "八位数级": "item",
    "八位级": "item",
    "chapter": "chapter",
    "heading": "heading",
    "subheading": "subheading",
    "cc": "chapter",
    "cth": "heading",
    "ctsh": "subheading",
    "cti": "item",
}
_LEVEL = "|".join(sorted((k for k in LEVELS if not k.isascii()), key=len, reverse=True))
_VERB = r"(?:税则归类改变|归类改变|改变|转变|变化|变更)"
_GOODS = r"(?:的?(?:任何|所有|全部)?(?:非原产)?(?:材料|货物|产品|商品|物料|物质|原料)(?:发生|经过)?)?"
_OTHER = r"(?:任何|任一|任意一?个?|所有|的|一个?)*(?:其他|其它|另一|别的)(?:任何|任一|一个)?"
SHORT_CHANGE = re.compile(
    rf"(?:在|税则归类|归类|发生)*(?P<level>{_LEVEL})(?:一级|级别?|水平|层级)?上?(?:的)?(?:税则)?(?:归类)?(?:发生)?{_VERB}(?:标准)?"
)
ABBREVIATION = re.compile(r"(?P<level>CTSH|CTH|CTI|CC)(?![A-Za-z])", re.IGNORECASE)
LONG_CHANGE = re.compile(rf"(?:从|由|自)?{_OTHER}(?P<level>{_LEVEL})(?:项下|中)?{_GOODS}{_VERB}")
MADE_FROM = re.compile(
    r"(?:由|用|使用)(?:任何|所有)?(?:其他)?(?P<level>章|品目|子目)的(?:任何)?材料(?:生产|制造|加工|制成)(?:而成)?,但(?:与)?(?:该|本)?(?:产品|货物|成品)(?:本身)?"
    r"(?:的|所在|所属|相同)*(?P=level)的材料除外"
)
"""Made from materials of any heading but the product's own."""
INTO = re.compile(r"(?:至|到|为|成|进入)(?P<this>(?:该|本|此|这一?|上述|所在|所属|各)?(?:个)?)")
INTO_UNIT = re.compile(rf"(?:{_LEVEL}|税号|货物|产品|项)(?:号|项下)?(?:的?(?:任何)?(?:货物|产品|商品))?")
AFTER_INTO = re.compile(r"(?:项下|中)?(?:的)?(?:任何)?(?:货物|产品|商品|税号)?(?:内)?")
ENGLISH_CHANGE = re.compile(
    r"(?:a )?change (?:to (?P<to>(?:this |that |the )?(?:chapter|heading|subheading)s?|a good of)(?P<of>[ \d.,\-–and]*?) )?"
    r"from any other (?P<level>chapter|heading|subheading)",
    re.IGNORECASE,
)
ENGLISH_SHORT = re.compile(r"(?:a )?change (?:of|in) (?:tariff )?(?P<level>chapter|heading|subheading)", re.IGNORECASE)
OUTSIDE = re.compile(r"(?:从|由)?(?:除)?")
OUTSIDE_AFTER = re.compile(
    rf"(?:以外|之外|外)的?,?(?:任何|任一|所有)*(?:其他|其它)?(?P<level>{_LEVEL})(?:项下|中)?{_GOODS}{_VERB}"
)
EXCEPT_BEFORE = re.compile(
    r",?\(?(?:(?P<no>但?(?:是)?(?:,)?(?:不包括|不含|不得|不能|不允许|除了?|excluding|except(?:ing)?(?: for)?|but not|other than))|但是?|且|,)? ?,?"
    r" ?(?:从|由|来自|自|(?:a change )?from)? ?(?:任何|所有|any |the |materials? of )*",
    re.IGNORECASE,
)
EXCEPT_AFTER = re.compile(
    rf"(?:项下|中|下|所列)?{_GOODS}(?:的)?(?:{_VERB}?(?:至此|到此|至该(?:货物|品目|章|子目)|到该(?:货物|品目|章|子目)|至本(?:品目|章|子目)|到本(?:品目|章|子目)|而来|来|得到)?)"
    r"(?:的)?(?:材料|货物|改变|转变|情况|情形)?(?P<out>者?(?:除外|外|之外|以外))?\)?"
)
ONLY_FROM = re.compile(r"\(?(?:,)?(?:仅限|限于?|只能)从")
ONLY_AFTER = re.compile(rf"{_GOODS}(?:的)?{_VERB}(?:而来|来)?(?:的)?\)?")
_LEAST = (
    r"(?:应|须|必须|需|要求?|应当)*(?:不少于|不低于|不得低于|不得少于|不小于|不能少于|不能低于|不得小于|大于(?:或者?|、)?等于|达到或超过|至少(?:为|达到?)?|达到|达|为|是|>=|≥|=|:|"
    r"of (?:not less than|at least)|not less than|at least|of)?"
)
_PERCENT = r" ?\(?(?P<percent>\d{1,3}(?:\.\d+)?) ?(?P<sign>%|百分之|percent|per cent)?\)?(?:及以上|或以上|以上)?"
_SHARE = r"(?:区域|地区|本地区|原产地?|当地|本地|双边|东盟)(?:性)?(?:价值|附加值|增值)(?:的)?(?:成分|成份|含量|百分比|比例|标准)?(?:\(RVC\))?(?:的)?(?:比例|百分比)?"
_NO_CHANGE = (
    r"(?:(?:无(?:需|须|论是否)|不(?:要求|论是否))(?:发生|进行|从(?:任何)?(?:其他)?(?:章|品目|子目))*(?:税则归类|归类)?(?:的)?改变(?:税则归类)?,"
    r"(?:但|只要|条件是|前提是)*(?:须|应)?(?:满足|符合|达到)?)?"
)
_OF_BASE = r"(?:(?:货物|产品)?的?(?:(?P<of_fob>FOB(?:价格?)?|离岸价格?|船上交货价格?)|(?P<of_ex>出厂价格?|工厂交货价格?|EXW))的)?"
CONTENT = re.compile(
    rf"{_NO_CHANGE}(?:(?:本|该|此)?(?:品目|子目|章)?(?:的)?(?:货物|产品|商品|其)?(?:的)?)?{_SHARE},?{_LEAST}{_OF_BASE}{_PERCENT}"
)
CONTENT_BEHIND = re.compile(rf"{_LEAST}(?P<percent>\d{{1,3}}(?:\.\d+)?)(?P<sign>%)(?:以上|或以上)?的?{_SHARE}")
CONTENT_SHORT = re.compile(
    rf"(?:a |an )?(?:RVC|QVC|LVC|regional value content|qualifying value content|RVC标准) ?\(?{_LEAST}{_PERCENT}",
    re.IGNORECASE,
)
_BASE = {
    "ex_works": r"工厂交货价?格?|出厂价?格?|交货价格?|EXW(?:价格?)?|ex[- ]works price",
    "fob": r"离岸价?格?|FOB(?:价格?)?(?:\(FOB\))?|船上交货价格?|F\.O\.B\.(?:价格?)?|FOB (?:price|value)",
    "": r"价格|价值|成交价格|price|value",
}
_BASES = "|".join(f"(?P<{name or 'own'}>{words})" for name, words in _BASE.items())
WITH_BASE = re.compile(rf",?\(?(?:以|按)?(?:货物|产品)?的?(?:{_BASES})(?:为基础|计算|计)\)?", re.IGNORECASE)
WITH_METHOD = re.compile(
    r",?\(?(?:按|以|采用|使用|用|under the )?(?:(?P<down>扣减法|扣除法|间接法|build-?down(?: method)?)|(?P<up>累加法|累积法|增值法|直接法|build-?up(?: method)?))(?:计算)?\)?",
    re.IGNORECASE,
)
CAP_BEFORE = re.compile(r"(?:所?(?:使)?用的?|生产中所?使?用的?)?(?:所有|全部|任何)?")
CAP = re.compile(
    r"(?:项下)?的?(?:所有|全部|任何)?的?非原产(?:的)?材料的?(?:总)?(?:价值|价格)(?:之和|总和)?"
    r"(?:应|须|必须|均)?(?:不超过|不得超过|不高于|不得高于|不大于|不应超过|至多(?:为)?|<=|≤)"
    rf"(?:该|本|此)?(?:产品|货物|成品)?的?(?:{_BASES})的?(?P<percent>\d{{1,3}}(?:\.\d+)?)%",
    re.IGNORECASE,
)
CAP_SHORT = re.compile(r"VNM ?\(?(?:不超过|<=|≤)? ?(?P<percent>\d{1,3}(?:\.\d+)?) ?%?\)?", re.IGNORECASE)
ENGLISH_CAP = re.compile(
    r"(?:the )?value of (?:all )?(?:the )?non-originating materials(?: used)? (?:does|shall) not exceed (?P<percent>\d{1,3}(?:\.\d+)?) ?% of the "
    rf"(?:{_BASES})(?: of the (?:product|good))?",
    re.IGNORECASE,
)
WHOLLY = re.compile(
    rf"(?:(?:本|该|此|这些)?(?:品目|章|子目|税号)?(?:项下)?的?(?:货物|产品|动物|商品|活动物)?)?{MUST}(?:是|为|限于?)?{PLACE}(?:完全|全部)(?:获得|原产)"
    r"(?:(?:或者?|和|、)(?:完全)?(?:生产|制得))?(?:的)?(?:货物|产品|标准)?(?:\(WO\))?"
)
WHOLLY_SHORT = re.compile(
    r"(?:WO(?![A-Za-z])|(?:the good is )?wholly obtained(?: or produced)?(?: in (?:the territory of )?(?:a|the|either|one) part(?:y|ies))?)",
    re.IGNORECASE,
)
INPUTS_BEFORE = re.compile(r"(?:所?(?:使)?用的?)?(?:所有|全部|任何)?")
INPUTS_WHOLLY = re.compile(
    rf"(?:项下)?的(?:所有|全部|任何)?(?:材料|产品|货物|原料|物料|动物|植物){MUST}(?:均)?(?:是|为)?{PLACE}完全获得(?:的)?(?:产品|材料)?"
)
INPUTS_ORIGINATING = re.compile(
    rf"(?:项下)?的(?:所有|全部|任何)?(?:材料|产品|货物|原料|物料){MUST}(?:均)?(?:具备|具有|取得|获得|为|是)原产(?:资格|材料|货物|的)?"
)
MADE_OF_ORIGINATING = re.compile(
    rf"{MUST}(?:完全|仅|全部|只)(?:由|用|使用){PLACE}(?:的)?原产(?:的)?材料(?:生产|制造|制成|加工)(?:的)?(?:货物|产品)?|PE(?![A-Za-z])"
)
EVERY_CODE = (Span("01", "97"),)
PART_ORIGINATING = re.compile(r"(?:具备|具有|取得|获得)原产(?:资格|地位)")
PART_RULES = re.compile(r",?(?:应|须|并)?(?:满足|符合)")
PART_RULES_AFTER = re.compile(r"(?:所)?规定的原产(?:地)?(?:标准|规则)")
REACTION = re.compile(
    r"(?:经过?|通过|由|发生|经历)?(?:一次|一个)?化学反应(?:规则|标准|原则)?(?:而?(?:获得|得到|制得|生成|产生))?(?:的)?(?:产品|货物)?(?:\(CR\))?"
    r"|CR(?![A-Za-z])|(?:a )?chemical reaction(?: rule)?",
    re.IGNORECASE,
)


def test_at(text: str, at: int) -> Read | None:
    """The test that begins at a place, the one that reads furthest; None where none does."""
    found = [read for reader in READERS if (read := reader(text, at)) is not None]
    return max(found, key=lambda read: read.end) if found else None


# changes


def _change(text: str, at: int) -> Read | None:
    for pattern in (LONG_CHANGE, SHORT_CHANGE, ABBREVIATION, ENGLISH_CHANGE, ENGLISH_SHORT):
        match = pattern.match(text, at)
        if match is None:
            continue
        level = LEVELS[match["level"].lower() if match["level"].isascii() else match["level"]]
        into, end = (), match.end()
        if pattern is LONG_CHANGE:
            into, end = _into(text, end)
        elif pattern is ENGLISH_CHANGE and match["of"] and match["of"].strip():
            codes = codes_at(text, match.start("to"))
            into = codes.spans if codes else ()
        return _with_exceptions(text, Change(level), end, into)
    made = MADE_FROM.match(text, at)
    if made:
        return _with_exceptions(text, Change(LEVELS[made["level"]]), made.end(), ())
    return _outside(text, at)


def _outside(text: str, at: int) -> Read | None:
    """从除第1章外的任何其他章改变至此: the exclusion stands in front."""
    begin = OUTSIDE.match(text, at)
    if not begin[0]:
        return None
    codes = codes_at(text, begin.end())
    after = OUTSIDE_AFTER.match(text, codes.end) if codes else None
    if after is None:
        return None
    into, end = _into(text, after.end())
    return _with_exceptions(text, Change(LEVELS[after["level"]], codes.spans), end, into)


def _into(text: str, at: int) -> tuple[tuple[Span, ...], int]:
    """What the change leads to: 至此, 到该品目, 到品目0302, 到第1章."""
    begin = INTO.match(text, at)
    if begin is None:
        return (), at
    codes = codes_at(text, begin.end())
    if codes:
        return codes.spans, AFTER_INTO.match(text, codes.end).end()
    unit = INTO_UNIT.match(text, begin.end())
    if unit:
        return (), unit.end()
    if begin["this"]:
        return (), begin.end()
    raise NotUnderstood("into", at)


def _with_exceptions(text: str, change: Change, at: int, into: tuple[Span, ...]) -> Read:
    """Exclusions and restrictions behind a change, as many as there are."""
    excluding, only = list(change.excluding), list(change.only_from)
    while True:
        limited = ONLY_FROM.match(text, at)
        codes = codes_at(text, limited.end()) if limited else None
        if codes:
            after = ONLY_AFTER.match(text, codes.end)
            if after is None:
                raise NotUnderstood("restriction", at)
            only += codes.spans
            at = after.end()
            continue
        found = _exception(text, at)
        if found is None:
            break
        excluding += found.spans
        at = found.end
    return Read(Change(change.level, tuple(dict.fromkeys(excluding)), tuple(dict.fromkeys(only))), at, into)


def _exception(text: str, at: int) -> Codes | None:
    before = EXCEPT_BEFORE.match(text, at)
    if not before[0]:
        return None
    codes = codes_at(text, before.end())
    if codes is None:
        return None
    after = EXCEPT_AFTER.match(text, codes.end)
    if not before["no"] and not after["out"]:
        if before[0].startswith((",但", "但", ",(但", "(但")):
            raise NotUnderstood("exclusion", at)
        return None
    opened, closed = before[0].count("("), after[0].count(")")
    end = after.end()
    if closed > opened:
        end -= 1
    elif opened > closed:
        raise NotUnderstood("exclusion", at)
    return Codes(codes.spans, end)


# shares of value


def _content(text: str, at: int) -> Read | None:
    for pattern in (CONTENT, CONTENT_BEHIND, CONTENT_SHORT):
        match = pattern.match(text, at)
        if match:
            base, method, end = _qualified(text, match.end())
            said = match.groupdict()
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
        return Read(ValueCap(_percent(short, at)), short.end())
    begin = CAP_BEFORE.match(text, at).end()
    codes = codes_at(text, begin)
    match = CAP.match(text, codes.end if codes else begin)
    if match is None:
        return None
    return Read(ValueCap(_percent(match, at), _base(match), codes.spans if codes else ()), match.end())


# facts


def _wholly(text: str, at: int) -> Read | None:
    for pattern in (WHOLLY, WHOLLY_SHORT):
        match = pattern.match(text, at)
        if match:
            return Read(WhollyObtained(), match.end())
    return None


def _inputs(text: str, at: int) -> Read | None:
    every = MADE_OF_ORIGINATING.match(text, at)
    if every:
        return Read(Originating(EVERY_CODE), every.end())
    codes = codes_at(text, INPUTS_BEFORE.match(text, at).end())
    if codes is None:
        return None
    for pattern, made in ((INPUTS_WHOLLY, WhollyObtained), (INPUTS_ORIGINATING, Originating)):
        match = pattern.match(text, codes.end)
        if match:
            return Read(made(codes.spans), match.end())
    return None


def _part(text: str, at: int) -> Read | None:
    for word, _, end in words_at("part", text, at):
        inner = codes_at(text, end + 1) if text[end : end + 1] == "(" else None
        if inner and text[inner.end : inner.end + 1] == ")":
            match = PART_ORIGINATING.match(text, inner.end + 1)
            if match:
                return Read(Originating(inner.spans, word.key), match.end())
        match = PART_ORIGINATING.match(text, end)
        if match is None:
            continue
        rules = PART_RULES.match(text, match.end())
        codes = codes_at(text, rules.end()) if rules else None
        after = PART_RULES_AFTER.match(text, codes.end) if codes else None
        if after:
            return Read(Originating(codes.spans, word.key), after.end())
        return Read(Originating(what=word.key), match.end())
    return None


def _reaction(text: str, at: int) -> Read | None:
    match = REACTION.match(text, at)
    return Read(Reaction(), match.end()) if match else None


def _operation(text: str, at: int) -> Read | None:
    for word, figures, end in words_at("operation", text, at):
        return Read(Operation(word.key, figures), end)
    return None


READERS: tuple[Callable[[str, int], Read | None], ...] = (
    _change,
    _content,
    _cap,
    _wholly,
    _inputs,
    _part,
    _reaction,
    _operation,
)
