"""Changes of classification in the words of annexes, with what they exclude and what they lead to.

Read are 品目改变, 从任何其他章改变至品目02.01, 四位数级税目改变, CTH, a change to heading 85.01 from any other heading, each with exclusions
before, within or behind; what a change leads to is handed on, because the line must be one of them.
"""

import re

from zaiton.services.tariff.domain.origin.language_codes import Codes, codes_at
from zaiton.services.tariff.domain.origin.language_reading import OBLIGED, NotUnderstood, Read
from zaiton.services.tariff.domain.origin.rules import Change, Level, Span

PLAIN: dict[str, Level] = {
    "章": "chapter",
    "品目": "heading",
    "子目": "subheading",
    "chapter": "chapter",
    "heading": "heading",
    "subheading": "subheading",
    "cc": "chapter",
    "cth": "heading",
    "ctsh": "subheading",
    "cti": "item",
}
COUNTED: dict[str, Level] = {
    **dict.fromkeys("两二2", "chapter"),
    **dict.fromkeys("四4", "heading"),
    **dict.fromkeys("六6", "subheading"),
    **dict.fromkeys("八8", "item"),
}
_NAMED: dict[str, Level] = {"章": "chapter", "品目": "heading", "子目": "subheading"}
_LEVEL = (
    r"(?P<level>章|品目|子目|(?:(?:税则|税号|税目|协调制度)(?:的)?)?前?[两二四六八2468]位(?:数字?)?(?:级|水平)?(?:的)?"
    r"(?:税则号列|税则归类|税号|税目|编码|品目|子目|税则)?)"
)
_COUNT = re.compile(r"[两二四六八2468](?=位)")
_VERB = r"(?:税则归类改变|归类改变|改变|转变|变化|变更)"
_GOODS = r"(?:的?(?:任何|所有|全部)?(?:非原产)?(?:材料|货物|产品|商品|物料|物质|原料)(?:发生|经过)?)?"
_OTHER = r"(?:任何|任意|任一|所有|的|一|个)*(?:其他|其它|另一|别的)(?:的)?(?:任何|任一|一个)?"
_MATERIALS = rf"(?:(?:在?(?:货物)?的?生产(?:过程)?中)?(?:所?使?用的?)?(?:所有|全部|任何)?的?非原产(?:的)?材料(?:的)?(?:税则归类)?{OBLIGED})?"
SHORT = re.compile(
    rf"{_MATERIALS}(?:在|税则归类|归类|发生|经过|经历)*{_LEVEL}(?:一级|级别?|水平|层级)?上?(?:的)?(?:税则)?(?:归类)?(?:发生)?{_VERB}(?:标准)?"
    r"(?:\((?P<echo>CTSH|CTH|CC)\))?",
    re.IGNORECASE,
)
ABBREVIATION = re.compile(r"(?P<level>CTSH|CTH|CTI|CC)(?![A-Za-z])(?:\((?P<echo>章|品目|子目)改变\))?", re.IGNORECASE)
LONG = re.compile(rf"{_MATERIALS}(?:从|由|自)?{_OTHER}{_LEVEL}(?:项下|中)?")
LONG_VERB = re.compile(rf"{_GOODS}{_VERB}")
MADE_FROM = re.compile(
    r"(?:由|用|使用)(?:任何|所有)?(?:其他)?(?P<level>章|品目|子目)的(?:任何)?材料(?:生产|制造|加工|制成)(?:而成)?,但(?:与)?(?:该|本)?(?:产品|货物|成品)"
    r"(?:本身)?(?:的|所在|所属|相同)*(?P=level)的材料除外"
)
"""Made from materials of any heading but the product's own."""
GROUP = re.compile(
    rf"(?:从|由)(?:该|本|此)(?:组|组别)(?:以外|之外|外)的?(?:任何|任一|所有)*(?:其他|其它)?{_LEVEL}{_GOODS}{_VERB}"
)
OWN = re.compile(
    rf"(?:从|由)(?:除)?(?:该|本|此)(?P<own>章|品目|子目)(?:以外|之外|外)的?,?(?:任何|任一|所有)*(?:其他|其它)?{_LEVEL}{_GOODS}{_VERB}"
)
INTO = re.compile(r"(?:至|到|为|成|进入)(?P<this>(?:该|本|此|这一?|上述|所在|所属|各)?(?:个)?)")
INTO_UNIT = re.compile(r"(?:章|品目|子目|税号|货物|产品|项)(?:号|项下)?(?:的?(?:任何)?(?:货物|产品|商品))?")
AFTER_INTO = re.compile(r"(?:项下|中)?(?:的)?(?:任何)?(?:货物|产品|商品|税号)?(?:内)?")
ENGLISH = re.compile(
    r"(?:a )?change to (?:a good of )?(?:(?:this|that|the) (?:chapter|heading|subheading)|(?P<codes>))", re.IGNORECASE
)
ENGLISH_FROM = re.compile(r" ?from any other (?P<level>chapter|heading|subheading)", re.IGNORECASE)
ENGLISH_LONG = re.compile(r"(?:a )?change from any other (?P<level>chapter|heading|subheading)", re.IGNORECASE)
ENGLISH_SHORT = re.compile(r"(?:a )?change (?:of|in) (?:tariff )?(?P<level>chapter|heading|subheading)", re.IGNORECASE)
OUTSIDE = re.compile(r"(?:从|由)?(?:除)?")
OUTSIDE_AFTER = re.compile(
    rf"(?:以外|之外|外)的?,?(?:任何|任一|所有)*(?P<other>其他|其它)?{_LEVEL}(?:项下|中)?{_GOODS}{_VERB}"
)
BUT_FOR = re.compile(r"除(?:了)?(?:从|由)?")
BUT_AFTER = re.compile(rf"(?:{_VERB}(?:而来|来)?(?:的)?)?(?:以外|之外|外)(?:的)?,?(?:其他|其它)?{_LEVEL}{_VERB}")
EXCEPT_BEFORE = re.compile(
    r" ?,?\(?(?:(?P<no>但?(?:是)?(?:,)?(?:不包括|不含|(?:不允许|不得|不能|不应)(?:使用)?|除了?|excluding|except(?:ing)?(?: for)?|but not|other than))|但是?|且|,)?"
    r" ?,? ?(?:从|由|来自|自|(?:a change )?from)? ?(?:任何|所有|any |the |materials? of )*",
    re.IGNORECASE,
)
EXCEPT_AFTER = re.compile(
    rf"(?:项下|中|下|所列)?{_GOODS}(?:的)?(?:{_VERB}?(?:至此|到此|至该(?:货物|品目|章|子目)|到该(?:货物|品目|章|子目)|至本(?:品目|章|子目)|"
    r"到本(?:品目|章|子目)|而来|来|得到)?)(?:的)?(?:材料|货物|改变|转变|情况|情形)?(?P<out>者?(?:除外|外|之外|以外))?\)?"
)
ONLY_FROM = re.compile(r"\(?(?:,)?(?:仅限|限于?|只能)从")
ONLY_AFTER = re.compile(rf"{_GOODS}(?:的)?{_VERB}(?:而来|来)?(?:的)?\)?")


def change_at(text: str, at: int) -> Read | None:
    """The change of classification that begins at a place. Raises ``NotUnderstood`` or ``CodeFault``."""
    for reader in (_long, _short, _english, _made_from, _own, _group, _outside, _but):
        read = reader(text, at)
        if read is not None:
            return read
    return None


def level_of(words: str) -> Level | None:
    """The level that words name; None where they contradict themselves (四位子目)."""
    plain = PLAIN.get(words.lower())
    if plain:
        return plain
    count = _COUNT.search(words)
    level = COUNTED[count[0]] if count else None
    named = next((of for word, of in _NAMED.items() if words.endswith(word)), level)
    return level if named == level else None


def _short(text: str, at: int) -> Read | None:
    for pattern in (SHORT, ABBREVIATION):
        match = pattern.match(text, at)
        level = level_of(match["level"]) if match else None
        if level is None:
            continue
        if match["echo"] and PLAIN[match["echo"].lower()] != level:
            raise NotUnderstood("not_understood", match.start("echo"))
        return _with_exceptions(text, Change(level), match.end(), ())
    return None


def _long(text: str, at: int) -> Read | None:
    """从任何其他章（第2章除外）改变至品目16.01."""
    match = LONG.match(text, at)
    level = level_of(match["level"]) if match else None
    if level is None:
        return None
    end, inner = match.end(), ()
    if text[end : end + 1] == "(":
        found = _exception(text, end)
        if found is None or text[found.end - 1] != ")":
            return None
        inner, end = found.spans, found.end
    verb = LONG_VERB.match(text, end)
    if verb is None:
        return None
    into, end = _into(text, verb.end())
    return _with_exceptions(text, Change(level, inner), end, into)


def _english(text: str, at: int) -> Read | None:
    for pattern in (ENGLISH_LONG, ENGLISH_SHORT):
        match = pattern.match(text, at)
        if match:
            return _with_exceptions(text, Change(PLAIN[match["level"].lower()]), match.end(), ())
    begin = ENGLISH.match(text, at)
    if begin is None:
        return None
    codes = codes_at(text, begin.end()) if begin["codes"] is not None else Codes((), begin.end())
    match = ENGLISH_FROM.match(text, codes.end) if codes else None
    if match is None:
        return None
    return _with_exceptions(text, Change(PLAIN[match["level"].lower()]), match.end(), codes.spans)


def _made_from(text: str, at: int) -> Read | None:
    match = MADE_FROM.match(text, at)
    return _with_exceptions(text, Change(PLAIN[match["level"]]), match.end(), ()) if match else None


def _own(text: str, at: int) -> Read | None:
    """从本品目以外的任何品目改变至此."""
    match = OWN.match(text, at)
    if match is None or level_of(match["level"]) != PLAIN[match["own"]]:
        return None
    into, end = _into(text, match.end())
    return _with_exceptions(text, Change(PLAIN[match["own"]]), end, into)


def _group(text: str, at: int) -> Read | None:
    """从该组以外的任何其他品目改变至品目74.01至74.05: a change within the group does not count."""
    match = GROUP.match(text, at)
    level = level_of(match["level"]) if match else None
    if level is None:
        return None
    into, end = _into(text, match.end())
    if not into:
        raise NotUnderstood("into", match.end())
    return _with_exceptions(text, Change(level, into), end, into)


def _outside(text: str, at: int) -> Read | None:
    """从除第1章外的任何其他章改变至此: the exclusion stands in front."""
    begin = OUTSIDE.match(text, at)
    if not begin[0]:
        return None
    codes = codes_at(text, begin.end())
    after = OUTSIDE_AFTER.match(text, codes.end) if codes else None
    level = level_of(after["level"]) if after else None
    if level is None:
        return None
    into, end = _into(text, after.end())
    if not after["other"] and into != codes.spans:
        return None  # any heading but that one, the good's own among them
    return _with_exceptions(text, Change(level, codes.spans if after["other"] else ()), end, into)


def _but(text: str, at: int) -> Read | None:
    """除从第1章改变外的章改变."""
    begin = BUT_FOR.match(text, at)
    codes = codes_at(text, begin.end()) if begin else None
    after = BUT_AFTER.match(text, codes.end) if codes else None
    level = level_of(after["level"]) if after else None
    if level is None:
        return None
    return _with_exceptions(text, Change(level, codes.spans), after.end(), ())


def _into(text: str, at: int) -> tuple[tuple[Span, ...], int]:
    """What the change leads to: 至此, 到该品目, 到品目0302, 到第1章."""
    begin = INTO.match(text, at)
    if begin is None:
        return (), at
    codes = codes_at(text, begin.end(), commas=False)
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
    far = False
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
        far = far or text[at] == ","
        excluding += found.spans
        at = found.end
    made = Change(change.level, tuple(dict.fromkeys(excluding)), tuple(dict.fromkeys(only)))
    return Read(made, at, into, far)


def _exception(text: str, at: int) -> Codes | None:
    before = EXCEPT_BEFORE.match(text, at)
    if not before[0]:
        return None
    codes = codes_at(text, before.end())
    if codes is None:
        return None
    after = EXCEPT_AFTER.match(text, codes.end)
    open_ended = not before["no"] or before["no"].endswith(("除", "除了"))
    if open_ended and not after["out"]:
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
