"""The language in which annexes write rules of origin, read into structure; what is not understood is refused with its place.

Guarantee: every sign of the text was read by some part of the grammar, or the whole is refused; nothing is skipped or guessed. Input:
the words of one row, and the code of its line if there is one. Steps: one width of signs, no blanks beside Chinese; parts
(对于…：), ways (或者), tests (且), each test by ``language_tests``. A text in which 或 and 且 could be read in two orders is refused.
Worked example: ``品目改变，但从第7章转变来的除外；或者区域价值成分40%`` is two ways: a change of heading except from chapter 7; 40 %.
"""

import re
import unicodedata
from typing import NamedTuple

from zaiton.services.tariff.domain.origin.language_codes import CodeFault
from zaiton.services.tariff.domain.origin.language_numerals import arabic
from zaiton.services.tariff.domain.origin.language_reading import OBLIGED, NotUnderstood, Read
from zaiton.services.tariff.domain.origin.language_tests import test_at
from zaiton.services.tariff.domain.origin.rules import Change, Part, Reaction, Rule, Test, Way
from zaiton.services.tariff.domain.origin.vocabulary import words_at

LONGEST = 4000
OR = re.compile(r"(?P<mark>[;,.]?) ?(?:或者|或|/|or(?![A-Za-z]))[,:]? ?", re.IGNORECASE)
AND = re.compile(
    r"(?P<mark>[;,]?) ?(?:并且|而且|且|同时(?:须|应|要求)?|以及|并(?:须|应)?|和|及|与|\+|and(?: also)?(?![A-Za-z])|provided(?: that)?|with)"
    r" ?(?:同时|应|须|还)?,? ?(?:there is )?",
    re.IGNORECASE,
)
LIST = re.compile(r"、|(?P<mark>[,;])")
"""Between tests it means what the last sign of the list says: 甲、乙或丙; 甲，乙，且丙."""
ANY_OF = re.compile(
    rf"{OBLIGED}(?:满足|符合)(?:以下|下列)(?:任一|任意一项|任何一项|其中一项|任意|任何)?(?:条件|标准|要求|规则)?(?:中的)?之一[:,]"
)
ALL_OF = re.compile(
    rf"{OBLIGED}同时{OBLIGED}(?:满足|符合)(?:以下|下列)(?:全部|所有|各项|两项)?(?:条件|标准|要求|规则)[:,]"
)
"""What stands in front of a list whose items nothing joins."""
FOR = re.compile(r"[;,.]?(?:对于?|for )", re.IGNORECASE)
BUT = re.compile(r",(?:但(?:是)?(?=产品的|通过屠宰|该货物|该产品|货物|须|需|应|必须|区域价值)|(?=如果成品涂有|限从))")
"""但 before something that must also be done, not before an exclusion; a comma before a condition that begins with 如果 or 限."""
CLOSED = re.compile(
    r"[;,.]?(?P<way>标准物质|化学反应|化学章注)(?:原产地)?(?:规则)?不赋予本(?:品目|子目)(?:的)?(?:货物|产品)原产地(?=[.;,]*$)"
)
"""A way that other notes of an annex open is closed for the line: nothing to add where the line's own words do not open it."""
NUMBERING = re.compile(
    r"(?:\((?:\d|[a-e]|[ivx]+|[一二三四五])\)|\d\.(?!\d)|\d、(?=[^\d第])|[一二三四五]、)(?=.)", re.IGNORECASE
)
CIRCLED = re.compile(r"[\u2460-\u2468]")
END = re.compile(r"[.;,]*$")
WEIGHT = {"": 0, ",": 1, ".": 2, ";": 2}
SIGNS = str.maketrans(
    {
        "。": ";",
        "、": "、",
        "“": '"',
        "”": '"',
        "【": "(",
        "】": ")",
        "［": "(",
        "］": ")",
        "﹪": "%",
        "○": "0",
        "〇": "0",
    }
)


class Unread(ValueError):
    """A text that was not understood. ``reason``: a key of ``REASONS``; ``rest``: the words from where it stopped."""

    def __init__(self, reason: str, rest: str = "") -> None:
        super().__init__(reason)
        self.reason, self.rest = reason, rest[:60]


class _Ways(NamedTuple):
    ways: tuple[Way, ...]
    reads: tuple[Read, ...]
    end: int


class _Joint(NamedTuple):
    kind: str
    weight: int
    end: int


def normal(text: str) -> str:
    """The text in one width of signs; blanks and line ends fall away beside anything that is no Latin letter or digit."""
    text = CIRCLED.sub(lambda sign: f"({unicodedata.normalize('NFKC', sign[0])})", text)
    text = arabic(unicodedata.normalize("NFKC", text).translate(SIGNS))
    text = re.sub(r"\s+", " ", text).strip()
    text = re.sub(r"(?<=[^\x00-\x7f]) | (?=[^\x00-\x7f])", "", text)
    text = re.sub(r" ?([,;:()、/+]) ?", r"\1", text)
    return text


def parse(text: str, code: str = "", lines: tuple[str, ...] = ()) -> Rule:
    """The rule that a text says. Raises ``Unread``.

    ``code``: of the row, digits only; a change that leads elsewhere, or to a part of it only, is refused. ``lines``: the
    subheadings under a heading or chapter, by which a change to a run of them is known to lead to all of it.
    """
    said = normal(text)
    if not said:
        raise Unread("empty")
    if len(said) > LONGEST:
        raise Unread("long", said)
    parts, at = [], 0
    while True:
        goods, at = _goods(said, at, bool(parts))
        found = _alternatives(said, at)
        _leads_here(found.reads, code, lines, said)
        parts.append(Part(found.ways, goods))
        at = found.end
        closed = CLOSED.match(said, at)
        if closed and not any(Reaction() in way.tests for way in found.ways):
            at = closed.end()
        if END.match(said, at):
            break
        if not goods or FOR.match(said, at) is None:
            raise Unread("not_understood", said[at:])
    named = [part.goods for part in parts]
    if len(set(named)) != len(named):
        raise Unread("goods_twice", said)
    return Rule(tuple(parts))


def _goods(text: str, at: int, later: bool) -> tuple[str, int]:
    """对于废碎料： the goods that a part is for."""
    begin = FOR.match(text, at)
    if begin is None:
        if later:
            raise Unread("not_understood", text[at:])
        return "", at
    for word, _, end in words_at("goods", text, begin.end()):
        if text[end : end + 1] in (":", ","):
            return word.key, end + 1
    raise Unread("goods", text[at:])


def _alternatives(text: str, at: int) -> _Ways:
    """Tests joined by and/or. Where the two stand side by side, or must be weightier than and, else the text is refused."""
    any_of, all_of = ANY_OF.match(text, at), ALL_OF.match(text, at)
    listed = "or" if any_of else "and" if all_of else ""
    at = (any_of or all_of).end() if listed else at
    reads: list[Read] = [_test(text, at)]
    joints: list[_Joint] = []
    while True:
        joint = _joint(text, reads[-1].end)
        if joint is None:
            break
        reads.append(_test(text, joint.end))
        joints.append(joint)
    joints = _listed(joints, listed, text)
    ors = [joint.weight for joint in joints if joint.kind == "or"]
    ands = [joint.weight for joint in joints if joint.kind == "and"]
    if ors and ands and min(ors) <= max(ands):
        raise Unread("order", text)
    ways: list[list[Test]] = [[reads[0].test]]
    for joint, before, read in zip(joints, reads, reads[1:], strict=False):
        if joint.kind == "and":
            ways[-1].append(read.test)
            continue
        if read.far and not joint.weight and isinstance(before.test, Change):
            raise Unread("order", text)  # 品目改变或子目改变，但从…除外: whether both are meant is open
        ways.append([read.test])
    return _Ways(tuple(dict.fromkeys(Way(tuple(tests)) for tests in ways)), tuple(reads), reads[-1].end)


def _joint(text: str, at: int) -> _Joint | None:
    """The and, the or, or the sign of a list between two tests."""
    for kind, pattern in (("and", AND), ("and", BUT), ("or", OR), ("list", LIST)):
        sign = pattern.match(text, at)
        if sign and _begins(text, sign.end()):
            mark = "," if pattern is BUT else sign["mark"] or ""
            return _Joint(kind, WEIGHT[mark], sign.end())
    return None


def _listed(joints: list[_Joint], listed: str, text: str) -> list[_Joint]:
    """Each sign of a list as the next and/or that weighs no less has it; else as the words in front of the list say."""
    found: list[_Joint] = []
    for joint in reversed(joints):
        if joint.kind == "list":
            if listed and (not found or found[0].kind == listed or joint.weight > found[0].weight):
                joint = joint._replace(kind=listed)
            else:
                sign = next((later for later in found if later.weight >= joint.weight), None)
                if listed or sign is None:
                    raise Unread("order", text)
                joint = joint._replace(kind=sign.kind)
        found.insert(0, joint)
    if listed and any(joint.kind != listed and joint.weight >= WEIGHT[";"] for joint in found):
        raise Unread("order", text)
    return found


def _begins(text: str, at: int) -> bool:
    """Whether a test begins at a place; a fault in it is told by whoever reads it."""
    try:
        return test_at(text, _numbered(text, at)) is not None
    except (CodeFault, NotUnderstood):
        return True


def _numbered(text: str, at: int) -> int:
    """Past the number of an item in a list."""
    number = NUMBERING.match(text, at)
    return number.end() if number else at


def _test(text: str, at: int) -> Read:
    at = _numbered(text, at)
    try:
        read = test_at(text, at)
    except CodeFault as fault:
        raise Unread("code", str(fault)) from None
    except NotUnderstood as fault:
        raise Unread(fault.reason, text[fault.at :]) from None
    if read is None:
        raise Unread("not_understood", text[at:])
    return read


def _leads_here(reads: tuple[Read, ...], code: str, lines: tuple[str, ...], text: str) -> None:
    for read in reads:
        if not (code and read.into) or any(span.holds(code) for span in read.into):
            continue
        whole = any(span.first == span.last == code.ljust(len(span.first), "0") for span in read.into)
        if not whole and not (lines and all(any(span.holds(line) for span in read.into) for line in lines)):
            raise Unread("into_other", text)
