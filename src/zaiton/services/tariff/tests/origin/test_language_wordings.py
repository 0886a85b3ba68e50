"""How agreements word the same rules: each wording with the rule it says, and wordings that may not be read at all.

The wordings are those of the annexes of China"s agreements as they are known, and near misses that a careless reader would take.
"""

import pytest

from zaiton.services.tariff.domain.origin.compact import compact
from zaiton.services.tariff.domain.origin.language import Unread, parse
from zaiton.services.tariff.tests.origin.wordings import READ

REFUSED = (
    "所使用的所有材料价值不超过产品出厂价的40%",
    "区域价值成分大于40%",
    "区域价值成分高于40%",
    "从任何其他品目改变至品目8703，区域价值成分不少于50%",
    "税则归类改变至章级",
    "税目改变",
    "税目改变标准",
    "品目改变 或 子目改变且区域价值成分40%",
    "改变至品目16.01，从任何其他章",
    "使用非原产材料的，须发生章改变",
    "从缔约任一方完全获得的油、脂制得",
    "品目改变第七十二章",
    "从任何其他品目改变至品目7202.11",
    "从第1章改变至第2章",
    "从品目52.05改变至此",
    "从任何品目改变至此",
    "品目改变，从品目52.05改变至此",
    "品目改变，从品目52.05",
    "品目改变除外",
    "非品目改变",
    "不要求品目改变",
    "不需要品目改变，区域价值成分40%",
    "区域价值成分不超过40%",
    "区域价值成分低于40%",
    "区域价值成分40%至50%",
    "区域价值成分40%、50%",
    "区域价值成分 4 0 %",
    "第八十五章：品目改变",
    "品目改变（注1）",
    "品目改变*",
    "品目改变①",
    "满足下列条件之一：（1）品目改变；且（2）区域价值成分40%",
    "同时满足下列条件：（1）品目改变；或（2）区域价值成分40%",
    "满足下列条件：（1）品目改变；（2）区域价值成分40%",
    "1.品目改变；2.区域价值成分40%",
    "从品目7207以外的任何品目改变至此",
    "从第7章以外的章改变至此",
    "品目改变或区域价值成分40%，但从品目02.07改变除外",
    "品目改变或子目改变，但从品目02.07改变除外",
    "从任何其他品目改变至品目72.08到72.12，但从品目72.08到72.12之间的改变除外",
    "从任何其他子目（包括同一品目内的其他子目）改变至此",
    "从任何其他品目所列产品改变至品目8471",
    "由任何其他品目的非原产材料生产",
    "HS编码前4位改变",
    "须经品目改变",
    "CTH（章改变）",
    "品目改变（CC）",
    "鱼类须完全获得",
    "在缔约方境内收获、采摘",
    "40% RVC",
    "非原产材料价值占产品出厂价的比例不超过50%",
    "章改变，但从第4章改变至品目16.01的除外",
    "品目改变，但从品目52.07至品目52.05改变除外",
    "品目改变，但从品目5107.0改变除外",
    "品目改变，但从品目5100改变除外",
    "品目改变，但从第100章改变除外",
    "品目改变，但从第77章改变除外",
    "品目改变，但从子目5107改变除外",
    "品目改变，但从品目510710改变除外",
    "品目改变，但从品目51·07改变除外",
    "品目改变，但从品目51。07改变除外",
    "品目改变，但从品目51,07改变除外",
    "品目改变，但从品目O207改变除外",
    "子目改变，或化学反应、提纯、混合或粒度改变",
    "对于活动物：完全获得；对于其他：章改变",
    "第三方",
    "无",
    "—",
    "同上",
    "见注释",
)


@pytest.mark.parametrize("words", READ)
def test_a_wording_is_read(words):
    assert compact(parse(words)) == READ[words]


@pytest.mark.parametrize("words", REFUSED)
def test_a_wording_is_refused(words):
    with pytest.raises(Unread):
        parse(words)


def test_a_sign_that_is_missing_never_makes_another_rule():
    """Figures, numerals and the signs between codes apart: a wording with a slip is refused, or still says the same."""
    changed = []
    for words, rule in READ.items():
        for at, sign in enumerate(words):
            if sign in "0123456789.-—～~一二三四五六七八九十 S":
                continue
            try:
                found = compact(parse(words[:at] + words[at + 1 :]))
            except Unread:
                continue
            if found != rule:
                changed.append((words, sign, found))
    assert changed == []
