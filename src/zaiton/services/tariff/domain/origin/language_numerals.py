"""Chinese numerals of chapters and percentages as digits: 第八十四章 is 第84章, 百分之四十 is 40%."""

import re

DIGITS = {sign: value for value, sign in enumerate("一二三四五六七八九", 1)}
NUMERAL = r"[一二三四五六七八九十]{1,4}"
CHAPTER = re.compile(rf"第({NUMERAL})(?=章|至|到|、|和|及|或|-)|(?<=[至到、和及或-])({NUMERAL})(?=章)")
PERCENT = re.compile(rf"百分之({NUMERAL}|\d{{1,3}}(?:\.\d+)?)")


def arabic(text: str) -> str:
    """The text with the numerals of chapters and percentages in digits; a numeral that is none stays as it is."""
    text = CHAPTER.sub(lambda found: _chapter(found[0], found[1] or found[2]), text)
    return PERCENT.sub(lambda found: _percent(found[0], found[1]), text)


def number(numeral: str) -> int | None:
    """The number of a numeral below a hundred; None where it is none."""
    tens, ten, ones = numeral.rpartition("十")
    if not ten:
        return DIGITS.get(numeral)
    if tens not in DIGITS and tens or ones not in DIGITS and ones:
        return None
    return DIGITS.get(tens, 1) * 10 + DIGITS.get(ones, 0)


def _chapter(whole: str, numeral: str) -> str:
    value = number(numeral)
    return whole if value is None else whole.replace(numeral, str(value))


def _percent(whole: str, numeral: str) -> str:
    value = number(numeral) if not numeral[0].isdigit() else numeral
    return whole if value is None else f"{value}%"
