"""Single tests in the words of annexes: a change of classification, a share of value, wholly obtained, a reaction, an operation.

Each reader looks at one place of a text and says what it read and where the text goes on, or None. Nothing is skipped over: what
stands between must be read by somebody. The text is normalised (``language.normal``): one width, no blanks beside Chinese.
"""

import re
from collections.abc import Callable

from zaiton.services.tariff.domain.origin.language_changes import change_at
from zaiton.services.tariff.domain.origin.language_codes import codes_at
from zaiton.services.tariff.domain.origin.language_reading import EVERY_CODE, OBLIGED, Read
from zaiton.services.tariff.domain.origin.language_shares import share_at
from zaiton.services.tariff.domain.origin.rules import Operation, Originating, Reaction, WhollyObtained
from zaiton.services.tariff.domain.origin.vocabulary import PLACE, words_at

WHOLLY = re.compile(
    rf"(?:(?:本|该|此|这些)?(?:品目|章|子目|税号)?(?:项下)?的?(?:所有|全部)?的?(?:货物|产品|动物|商品|活动物)?)?{OBLIGED}(?:是|为|限于?)?{PLACE}(?:完全|全部)(?:获得|原产)"
    r"(?:(?:或者?|和|、)(?:完全)?(?:生产|制得))?(?:的)?(?:货物|产品|标准)?(?:\(WO\))?"
)
WHOLLY_SHORT = re.compile(
    r"(?:WO(?![A-Za-z])|(?:the goods? (?:is|are) )?wholly obtained(?: or produced)?(?: in (?:the territory of )?(?:a|the|either|one) part(?:y|ies))?)",
    re.IGNORECASE,
)
INPUTS_BEFORE = re.compile(r"(?:所有|全部)?(?:所?(?:使)?用的?)?(?:所有|全部|任何)?")
INPUTS_WHOLLY = re.compile(
    rf"(?:项下)?的?(?:所有|全部|任何)?的?(?:材料|产品|货物|原料|物料|动物|植物){OBLIGED}(?:是|为)?{PLACE}完全获得(?:的)?(?:产品|材料)?"
)
INPUTS_ORIGINATING = re.compile(
    rf"(?:项下)?的?(?:所有|全部|任何)?的?(?:材料|产品|货物|原料|物料){OBLIGED}(?:具备|具有|取得|获得|为|是)原产(?:资格|材料|货物|的)?"
)
MADE_OF_ORIGINATING = re.compile(
    rf"{OBLIGED}(?:完全|仅|全部|只)(?:由|用|使用){PLACE}(?:的)?原产(?:的)?材料(?:生产|制造|制成|加工)(?:的)?(?:货物|产品)?|PE(?![A-Za-z])"
)
PART_ORIGINATING = re.compile(r"(?:具备|具有|取得|获得)原产(?:资格|地位)")
PART_MADE = re.compile(rf"{OBLIGED}{PLACE}(?:加工生产|生产|加工)并符合")
PART_MADE_AFTER = re.compile(r"(?:的)?有关标准")
PART_RULES = re.compile(r",?(?:应|须|并)?(?:满足|符合)")
PART_RULES_AFTER = re.compile(r"(?:所)?规定的原产(?:地)?(?:标准|规则)")
REACTION = re.compile(
    rf"(?:(?:该|本)?(?:货物|产品|商品)?{OBLIGED})?(?:经过?|通过|由|发生|经历)?(?:一次|一个)?化学反应(?:规则|标准|原则)?(?:而?(?:获得|得到|制得|生成|产生|生产))?(?:的)?(?:产品|货物)?(?:\(CR\))?"
    r"|CR(?![A-Za-z])|(?:a )?chemical reaction(?: rule)?",
    re.IGNORECASE,
)


def test_at(text: str, at: int) -> Read | None:
    """The test that begins at a place, the one that reads furthest; None where none does."""
    found = [read for reader in READERS if (read := reader(text, at)) is not None]
    return max(found, key=lambda read: read.end) if found else None


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
        made = PART_MADE.match(text, end)
        codes = codes_at(text, made.end()) if made else None
        after = PART_MADE_AFTER.match(text, codes.end) if codes else None
        if after:
            return Read(Originating(codes.spans, word.key), after.end())
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
    change_at,
    share_at,
    _wholly,
    _inputs,
    _part,
    _reaction,
    _operation,
)
