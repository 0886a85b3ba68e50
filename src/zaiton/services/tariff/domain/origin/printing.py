"""Rules of origin in words: one canonical Chinese that the grammar reads back to the same rule, and English for people."""

from collections.abc import Callable
from fractions import Fraction

from zaiton.services.tariff.domain.origin.rules import (
    Change,
    Operation,
    Originating,
    Part,
    Reaction,
    Rule,
    Span,
    Test,
    ValueCap,
    ValueContent,
    Way,
    WhollyObtained,
)
from zaiton.services.tariff.domain.origin.vocabulary import GOOD, OPERATION, PART

CHAPTER, HEADING, SUBHEADING = 2, 4, 6
EVERY = (Span("01", "97"),)
LEVELS_ZH = {"chapter": "章", "heading": "品目", "subheading": "子目", "item": "八位税号"}
LEVELS_EN = {"chapter": "chapter", "heading": "heading", "subheading": "subheading", "item": "eight-digit line"}
UNITS_ZH = {HEADING: "品目", SUBHEADING: "子目", 8: "税号"}
UNITS_EN = {CHAPTER: "chapter", HEADING: "heading", SUBHEADING: "subheading", 8: "line"}
BASES_ZH = {"": "货物价格", "fob": "离岸价", "ex_works": "出厂价"}
BASES_EN = {"": "price", "fob": "FOB price", "ex_works": "ex-works price"}
METHODS_ZH = {"build_down": "扣减法", "build_up": "累加法"}
METHODS_EN = {"build_down": "build-down", "build_up": "build-up"}


def print_rule(rule: Rule, language: str) -> str:
    """The rule in words: canonical Chinese for ``zh``, English otherwise."""
    part, between = (_part_zh, "；") if language.startswith("zh") else (_part_en, "; ")
    return between.join(part(one) for one in rule.parts)


def percent(value: Fraction) -> str:
    """A percentage as a plain decimal. Raises ``ValueError`` where it has no end."""
    places = next((n for n in range(9) if (value * 10**n).denominator == 1), None)
    if places is None:
        raise ValueError(str(value))
    digits = f"{int(value * 10**places):0{places + 1}d}"
    return f"{digits[:-places]}.{digits[-places:]}" if places else digits


def dotted(code: str) -> str:
    """A code as annexes write it: 51.06, 0805.20, 8501.10.10."""
    if len(code) <= CHAPTER:
        return code
    if len(code) == HEADING:
        return f"{code[:2]}.{code[2:]}"
    return f"{code[:4]}." + ".".join(code[n : n + 2] for n in range(4, len(code), 2))


# Chinese


def _part_zh(part: Part) -> str:
    ways = "；或者".join("且".join(_test_zh(test) for test in way.tests) for way in part.ways)
    return f"对于{GOOD[part.goods].zh}：{ways}" if part.goods else ways


def _spans_zh(spans: tuple[Span, ...]) -> str:
    return "、".join(_span_zh(span) for span in spans)


def _span_zh(span: Span) -> str:
    if len(span.first) == CHAPTER:
        first, last = f"第{span.first}章", f"第{span.last}章"
    else:
        unit = UNITS_ZH[len(span.first)]
        first, last = unit + dotted(span.first), unit + dotted(span.last)
    return first if first == last else f"{first}至{last}"


def _test_zh(test: Test) -> str:
    return _ZH[type(test)](test)


def _change_zh(test: Change) -> str:
    text = f"{LEVELS_ZH[test.level]}改变"
    if test.only_from:
        text += f"（仅限从{_spans_zh(test.only_from)}改变）"
    if test.excluding:
        text += f"，但从{_spans_zh(test.excluding)}改变来的除外"
    return text


def _content_zh(test: ValueContent) -> str:
    base = f"（以{BASES_ZH[test.base]}计算）" if test.base else ""
    method = f"（{METHODS_ZH[test.method]}）" if test.method else ""
    return f"区域价值成分{percent(test.percent)}%{base}{method}"


def _cap_zh(test: ValueCap) -> str:
    of = f"{_spans_zh(test.of)}的" if test.of else ""
    return f"{of}非原产材料价值不超过{BASES_ZH[test.base]}的{percent(test.percent)}%"


def _wholly_zh(test: WhollyObtained) -> str:
    return f"{_spans_zh(test.inputs)}的材料完全获得" if test.inputs else "完全获得"


def _originating_zh(test: Originating) -> str:
    if test.what:
        inner = f"（{_spans_zh(test.inputs)}）" if test.inputs else ""
        return f"{PART[test.what].zh}{inner}具备原产资格"
    if test.inputs == EVERY:
        return "完全由原产材料生产"
    return f"{_spans_zh(test.inputs)}的材料具备原产资格"


_ZH: dict[type, Callable[..., str]] = {
    Change: _change_zh,
    ValueContent: _content_zh,
    ValueCap: _cap_zh,
    WhollyObtained: _wholly_zh,
    Originating: _originating_zh,
    Reaction: lambda test: "化学反应",
    Operation: lambda test: OPERATION[test.key].shown(test.figures).zh,
}


# English


def _part_en(part: Part) -> str:
    ways = "; or ".join(_way_en(way) for way in part.ways)
    return f"for {GOOD[part.goods].en}: {ways}" if part.goods else ways


def _way_en(way: Way) -> str:
    return ", and ".join(_EN[type(test)](test) for test in way.tests)


def _spans_en(spans: tuple[Span, ...]) -> str:
    shown = []
    for span in spans:
        unit = UNITS_EN[len(span.first)]
        if span.first == span.last:
            shown.append(f"{unit} {dotted(span.first)}")
        else:
            shown.append(f"{unit}s {dotted(span.first)} to {dotted(span.last)}")
    return shown[0] if len(shown) == 1 else ", ".join(shown[:-1]) + " and " + shown[-1]


def _change_en(test: Change) -> str:
    text = f"change of {LEVELS_EN[test.level]}"
    if test.only_from:
        text += f" (only from {_spans_en(test.only_from)})"
    if test.excluding:
        text += f", except from {_spans_en(test.excluding)}"
    return text


def _content_en(test: ValueContent) -> str:
    base = f" of the {BASES_EN[test.base]}" if test.base else ""
    method = f" ({METHODS_EN[test.method]})" if test.method else ""
    return f"regional value content of at least {percent(test.percent)}%{base}{method}"


def _cap_en(test: ValueCap) -> str:
    of = f" of {_spans_en(test.of)}" if test.of else ""
    return f"non-originating materials{of} worth at most {percent(test.percent)}% of the {BASES_EN[test.base]}"


def _originating_en(test: Originating) -> str:
    if test.what:
        inner = f" ({_spans_en(test.inputs)})" if test.inputs else ""
        return f"{PART[test.what].en}{inner} originating"
    if test.inputs == EVERY:
        return "made of originating materials alone"
    return f"materials of {_spans_en(test.inputs)} originating"


_EN: dict[type, Callable[..., str]] = {
    Change: _change_en,
    ValueContent: _content_en,
    ValueCap: _cap_en,
    WhollyObtained: lambda test: (
        f"materials of {_spans_en(test.inputs)} wholly obtained" if test.inputs else "wholly obtained"
    ),
    Originating: _originating_en,
    Reaction: lambda test: "chemical reaction",
    Operation: lambda test: OPERATION[test.key].shown(test.figures).en,
}
