"""Texts drawn at random in the wordings of several agreements, read by the grammar and by a reader written on its own."""

import random

import pytest

from zaiton.services.tariff.domain.origin.language import Unread, parse
from zaiton.services.tariff.domain.origin.notation import short
from zaiton.services.tariff.tests.origin.second_reading import second_reading

DRAWN = 400
SHAPES = (
    # change, exclusion, ends of exclusions, share, or, and, full stop: one agreement's way of writing each
    ("{level}改变", "，但从{codes}转变来的除外", "区域价值成分{n}%", "；或者", "且", ""),
    (
        "从任何其他{level}改变到该{level}",
        "，但从{codes}改变来的除外",
        "货物区域价值成分不低于{n}%",
        "；或者",
        "，且",
        "。",
    ),
    ("从其他{level}改变至此", "，但从{codes}改变至此除外", "区域价值成分不少于{n}％", "，或", "，且", "。"),
    ("从任何其它{level}改变至{into}", "，从{codes}改变除外", "区域价值成分 {n}%", "；或", "，同时", ""),
    ("{level}改变", "，{codes}除外", "区域价值成分{n}", "或", "并且", ""),
    ("由任何其他{level}改变至本{level}", "，但{codes}的除外", "ＲＶＣ{n}", "；或", "，并且", "；"),
)
INTO = {"章": "第85章", "品目": "品目85.01", "子目": "子目8501.10至8501.20"}


def drawn_code(draw: random.Random) -> str:
    chapter = draw.choice([n for n in range(1, 98) if n != 77])
    kind = draw.randrange(3)
    if kind == 0:
        return f"第{chapter}章"
    heading = f"{chapter:02}.{draw.randrange(1, 99):02}"
    if kind == 1:
        return f"品目{heading}"
    return f"子目{heading.replace('.', '')}.{draw.randrange(10, 99)}"


def drawn_codes(draw: random.Random) -> str:
    found = []
    for _ in range(draw.randrange(1, 4)):
        first = drawn_code(draw)
        if draw.random() < 0.3:
            chapter = draw.choice([n for n in range(10, 90) if n != 77])
            first = f"品目{chapter}.0{draw.randrange(1, 5)}至{chapter}.{draw.randrange(10, 60)}"
        found.append(first)
    return draw.choice(("、", "，", "或", "和")).join(found)


def drawn_text(draw: random.Random) -> str:
    change, exclusion, share, either, both, end = draw.choice(SHAPES)

    def test(kind: str) -> str:
        if kind == "share":
            return share.format(n=draw.choice((30, 35, 40, 45, 50, 60, "37.5")))
        level = draw.choice(("章", "品目", "子目"))
        text = change.format(level=level, into=INTO[level])
        return text + exclusion.format(codes=drawn_codes(draw)) if draw.random() < 0.4 else text

    shape = draw.randrange(6)
    if shape == 0:
        words = test("share")
    elif shape == 1:
        words = draw.choice(("完全获得", "化学反应", "在缔约方完全获得"))
    elif shape == 2:
        words = test("change") + either + test("share")
    elif shape == 3:
        words = test("change") + both + test("share")
    elif shape == 4 and either == "；或者":
        words = test("change") + either + test("change") + both + test("share")
    else:
        words = test("change")
    return words + end


@pytest.mark.parametrize("seed", range(4))
def test_two_readers_agree(seed):
    draw = random.Random(seed)
    texts = [drawn_text(draw) for _ in range(DRAWN)]
    compared = 0
    for text in texts:
        second = second_reading(text)
        try:
            first = short(parse(text))
        except Unread as refusal:
            raise AssertionError(f"{text}: {refusal.reason} {refusal.rest}") from None
        if second is not None:
            assert first == second, text
            compared += 1
    assert compared >= DRAWN * 0.9
