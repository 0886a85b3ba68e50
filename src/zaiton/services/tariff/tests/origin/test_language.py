"""The language of annexes: what is read, what is refused, and that what is printed is read back as the same rule."""

import time
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from zaiton.services.tariff.domain.origin.language import Unread, parse
from zaiton.services.tariff.domain.origin.notation import short
from zaiton.services.tariff.domain.origin.printing import print_rule
from zaiton.services.tariff.domain.origin.rules import (
    Change,
    Operation,
    Originating,
    Part,
    Reaction,
    Rule,
    Span,
    ValueCap,
    ValueContent,
    Way,
    WhollyObtained,
)
from zaiton.services.tariff.domain.origin.vocabulary import GOODS, OPERATIONS, PARTS, words_at

READ = {
    # the words, and the rule in short notation
    "品目改变": "CTH",
    "从任何其他章改变到该品目": "CC",
    "从其他子目改变至此，且区域价值成分不少于50％。": "CTSH + RVC ≥ 50%",
    "章改变，但从品目 52.05至52.07、品目54.01至54.02转变来的除外；或者区域价值成分40%": "CC (≠ 5205–5207, 5401–5402) / RVC ≥ 40%",
    "品目改变，但从品目 51.06至51.13、54章、品目55.09至55.16转变来的除外": "CTH (≠ 5106–5113, 54, 5509–5516)",
    "从任何其他品目改变到该品目，但从品目5106、5107或5108改变来的除外。": "CTH (≠ 5106, 5107, 5108)",
    "从其他品目改变至此，但从品目7208改变至此除外。": "CTH (≠ 7208)",
    "品目改变，但从子目1211.20, 1302.19转变来的除外": "CTH (≠ 121120, 130219)",
    "CC（从第7章改变而来的除外）": "CC (≠ 07)",
    "CC，除品目07.01外": "CC (≠ 0701)",
    "品目改变，品目7206、7207除外": "CTH (≠ 7206, 7207)",
    "从除第1章外的任何其他章改变至此": "CC (≠ 01)",
    "从品目5208至5212以外的任何其他品目改变至此": "CTH (≠ 5208–5212)",
    "四位数级税则归类改变": "CTH",
    "在品目级发生改变": "CTH",
    "用任何品目的材料生产，但产品本身品目的材料除外": "CTH",
    "CTH 或 RVC 40": "CTH / RVC ≥ 40%",
    "Change in tariff heading, except from headings 51.06 to 51.13; or RVC(40)": "CTH (≠ 5106–5113) / RVC ≥ 40%",
    "A change to chapter 4 from any other chapter, except from heading 19.01": "CC (≠ 1901)",
    "无需税则归类改变，但区域价值成分不少于50%": "RVC ≥ 50%",
    "区域价值成分40%（扣减法）": "RVC ≥ 40%",
    "生产中所使用的所有非原产材料价值不得超过产品出厂价的50%": "VNM ≤ 50%",
    "（1）品目改变；或者（2）区域价值成分37.5%": "CTH / RVC ≥ 37.5%",
    "章改变；或者品目改变，同时区域价值成分不低于40%": "CC / CTH + RVC ≥ 40%",
    "完全获得或者完全由原产材料生产": "WO / OM 01–97",
    "所使用的第3章的所有材料必须完全获得": "WO 03",
    "经过化学反应获得": "CR",
    "对于铋及其制品：子目改变；\n对于废碎料：完全获得": "[bismuth] CTSH ‖ [waste_scrap] WO",
}
REFUSED = {
    "": "empty",
    "品目改变，但从品目 552.05、52.06转变来的除外；或者区域价值成分40%": "code",
    "从任何其他章改变到子目4101": "code",
    "品目改变，但从品目52.07至52.05转变来的除外": "code",
    "品目改变，但从第98章转变来的除外": "code",
    "从其他品目改变至此，且区域价值成分不少于50%（注3）": "not_understood",
    "品目改变；区域价值成分40%": "order",
    "区域价值成分超过40%": "not_understood",
    "区域价值成分400%": "percent",
    "品目改变或区域价值成分40%且化学反应": "order",
    "品目改变，或子目改变，且区域价值成分40%": "order",
    "税号改变": "not_understood",
    "从任何品目改变至此": "not_understood",
    "对于稀土：品目改变": "goods",
    "对于废碎料：品目改变；对于废碎料：完全获得": "goods_twice",
    "品目改变，但从第7章": "exclusion",
    "品目改变 品目改变": "not_understood",
    "x" * 5000: "long",
}


@pytest.mark.parametrize("words", READ)
def test_read(words):
    assert short(parse(words)) == READ[words]


@pytest.mark.parametrize("words", REFUSED, ids=lambda words: words[:30])
def test_refused(words):
    with pytest.raises(Unread) as caught:
        parse(words)
    assert caught.value.reason == REFUSED[words]


def test_a_share_may_name_its_base_and_its_formula():
    (way,) = parse("区域价值成分不少于FOB价的40%（扣减法）").parts[0].ways
    assert way.tests == (ValueContent(Fraction(40), "fob", "build_down"),)
    (way,) = parse("品目8501至8503的非原产材料价值不超过出厂价的12.5%").parts[0].ways
    assert way.tests == (ValueCap(Fraction("12.5"), "ex_works", (Span("8501", "8503"),)),)


def test_a_change_that_leads_to_another_line_is_refused():
    words = "从任何其他章改变到品目0302"
    assert short(parse(words, "03021100")) == "CC"
    with pytest.raises(Unread) as caught:
        parse(words, "03031100")
    assert caught.value.reason == "into_other"


def test_a_part_that_must_originate_with_the_rules_it_has_to_meet():
    words = "品目改变且区域价值成分50%，同时要求数控单元（CNC）具备原产资格，应满足品目85.37或者90.32所规定的原产标准"
    (way,) = parse(words).parts[0].ways
    assert way.tests[2] == Originating((Span("8537", "8537"), Span("9032", "9032")), "cnc_unit")


CODE = {
    2: st.integers(1, 76),
    4: st.integers(101, 7699),
    6: st.integers(10110, 769999),
    8: st.integers(1011010, 76999999),
}


@st.composite
def spans(draw):
    size = draw(st.sampled_from((2, 4, 6, 8)))
    pair = sorted(f"{draw(CODE[size]):0{size}d}" for _ in range(2))
    if any(code[2:4] == "00" for code in pair):
        pair = [code[:2] + "01" + code[4:] if size > 2 else code for code in pair]
        pair.sort()
    return Span(pair[0], draw(st.sampled_from(pair))) if draw(st.booleans()) else Span(pair[0], pair[0])


LISTS = st.lists(spans(), max_size=3, unique=True).map(tuple)
SOME = st.lists(spans(), min_size=1, max_size=3, unique=True).map(tuple)
PERCENT = st.integers(1, 9999).map(lambda n: Fraction(n, 100))
BASE, METHOD = st.sampled_from(("", "fob", "ex_works")), st.sampled_from(("", "build_down", "build_up"))
FIGURE = st.integers(1, 400).map(str)


@st.composite
def operations(draw):
    word = draw(st.sampled_from(OPERATIONS))
    return Operation(word.key, tuple((name, draw(FIGURE)) for name in word.figures))


TESTS = st.one_of(
    st.builds(Change, st.sampled_from(("chapter", "heading", "subheading", "item")), LISTS, LISTS),
    st.builds(ValueContent, PERCENT, BASE, METHOD),
    st.builds(ValueCap, PERCENT, BASE, LISTS),
    st.builds(WhollyObtained, LISTS),
    st.builds(Originating, SOME, st.just("")),
    st.builds(Originating, LISTS, st.sampled_from([word.key for word in PARTS])),
    st.just(Reaction()),
    operations(),
)
WAYS = st.lists(TESTS, min_size=1, max_size=3).map(lambda tests: Way(tuple(tests)))
WAY_LISTS = st.lists(WAYS, min_size=1, max_size=3, unique=True).map(tuple)


@st.composite
def any_rules(draw):
    if draw(st.booleans()):
        return Rule((Part(draw(WAY_LISTS)),))
    goods = draw(st.lists(st.sampled_from([word.key for word in GOODS]), min_size=1, max_size=3, unique=True))
    return Rule(tuple(Part(draw(WAY_LISTS), key) for key in goods))


@settings(max_examples=600, deadline=None)
@given(any_rules())
def test_what_is_printed_is_read_back_as_the_same_rule(rule):
    assert parse(print_rule(rule, "zh")) == rule


@pytest.mark.parametrize("word", [*OPERATIONS, *PARTS, *GOODS], ids=lambda word: word.key)
def test_every_key_of_the_vocabulary_is_read_from_its_own_words(word):
    kind = {**dict.fromkeys(OPERATIONS, "operation"), **dict.fromkeys(PARTS, "part"), **dict.fromkeys(GOODS, "goods")}[
        word
    ]
    figures = tuple((name, "3") for name in word.figures)
    said = word.shown(figures).zh.replace("，", ",")
    found, read, end = next(words_at(kind, said, 0))
    assert (found.key, read, end) == (word.key, figures, len(said))


@settings(max_examples=300, deadline=None)
@given(any_rules())
def test_english_is_said_of_every_rule(rule):
    assert print_rule(rule, "en").isascii() or "–" in print_rule(rule, "en")


@settings(max_examples=500, deadline=None)
@given(
    st.text(alphabet="品目章子改变从任何其他到该至，；或者且区域价值成分40%不少于但除外第12.0、完全获得()", max_size=40)
)
def test_any_text_is_read_or_refused_and_nothing_else(text):
    try:
        rule = parse(text)
    except Unread:
        return
    assert parse(print_rule(rule, "zh")) == rule


@pytest.mark.parametrize("before", ["", "从", "在", "区域价值成分", "品目改变，但从", "品目改变且"])
@pytest.mark.parametrize(
    "word", ["成员", "任意一", "一个", "方", "无需", "应当", "所有的", "8501、", "第1章至", "（", "且", "同时"]
)
def test_words_said_again_and_again_are_refused_at_once(before, word):
    begin = time.perf_counter()
    with pytest.raises(Unread):
        parse(before + word * (3900 // len(word)))
    assert time.perf_counter() - begin < 1
