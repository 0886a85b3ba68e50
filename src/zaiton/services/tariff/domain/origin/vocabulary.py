"""What rules of origin ask beside codes and shares, as keys with our own words: operations, parts of goods, goods of one line.

``zh`` is how we print it and can always be read back. ``patterns`` are other ways in which annexes say the same, over text in one
width without blanks; groups are figures. A wording that is in no pattern is not understood, and says so.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from zaiton.base.text import Bilingual

PLACE = (
    r"(?:在|于|由|从)?(?:缔约|成员|出口|原产|任一|任何一|任意一|一|双|各|个|单一|两|本|方|国|关税区"
    r"|中国|内地|大陆|台湾|香港|澳门|两岸|韩国|冰岛|新西兰|澳大利亚|瑞士|新加坡|秘鲁|智利|哥斯达黎加|巴基斯坦|格鲁吉亚|毛里求斯|柬埔寨|东盟"
    r"|尼加拉瓜|厄瓜多尔|塞尔维亚|洪都拉斯|马尔代夫|或者?|和|、|及)*(?:的)?(?:境内|领土内?|领域内?|关境内?|区域内?|内)?"
)
"""Where something is done, as annexes name it: the agreement knows its parties."""
MUST = r"(?:必须|须|应当?|需要?|要求)?"


@dataclass(frozen=True, slots=True)
class Word:
    """One key. ``figures`` name the groups of its patterns; ``zh`` and ``en`` may hold them in braces."""

    key: str
    zh: str
    en: str
    patterns: tuple[str, ...] = ()
    figures: tuple[str, ...] = ()

    def shown(self, figures: tuple[tuple[str, str], ...] = ()) -> Bilingual:
        """The words with their figures."""
        return Bilingual(self.zh.format(**dict(figures)), self.en.format(**dict(figures)))


OPERATIONS = (
    Word(
        "born_and_raised",
        "在一方出生并饲养",
        "born and raised in a Party",
        (
            rf"(?:如果?)?(?:本|该)?(?:动物|牲畜)?{MUST}?{PLACE}出生(?:并|和|且)(?:饲养|养殖|养大)(?:的?(?:活?动物)?)?(?:,可赋予原产地|可赋予原产地)?",
        ),
    ),
    Word("slaughtered", "在一方屠宰", "slaughtered in a Party", (rf"{PLACE}屠宰(?:获得|得到)?",)),
    Word(
        "grown",
        "由在一方种植的植物获得",
        "obtained from plants grown in a Party",
        (
            rf"限?(?:从|由)?{PLACE}(?:境内)?(?:种植|栽种|生长)(?:的|并?收获的?)?(?:植物|农作物|作物)?(?:中)?(?:获得|收获|取得)",
            rf"{PLACE}(?:种植|栽种|生长)(?:、|并|和|及)?(?:收获|采摘|收割|采集)(?:获得|得到)?",
        ),
    ),
    Word(
        "natural_state",
        "在一方以自然状态或未经加工状态获得",
        "obtained in a Party in its natural or unprocessed state",
        (rf"限?(?:从|由)?{PLACE}(?:在|以)自然状态或(?:者)?未经加工(?:的)?状态(?:下)?获得",),
    ),
    Word(
        "obtained",
        "在一方获得",
        "obtained in a Party",
        (
            r"(?:本(?:品目|子目|章)(?:货物|产品)的)?原产国应?为获得(?:本|该)(?:品目|子目|章)?(?:货物|产品)的(?:国家|成员方|缔约方)",
        ),
    ),
    Word(
        "found",
        "在一方发现",
        "found in a Party",
        (
            rf"(?:该|本)?(?:货物|产品){MUST}{PLACE}发现",
            r"(?:本(?:品目|子目|章)(?:货物|产品)的)?原产国应?为发现该?(?:货物|产品)的(?:国家|成员方|缔约方)",
        ),
    ),
    Word(
        "created",
        "在一方始创",
        "created in a Party",
        (
            rf"(?:该|本)?(?:货物|产品){MUST}{PLACE}(?:始创|创作)",
            r"(?:本(?:品目|子目|章)(?:货物|产品)的)?原产国应?为始创该?(?:货物|产品)的(?:国家|成员方|缔约方)",
        ),
    ),
    Word(
        "raised_animals",
        "由在一方饲养的动物获得",
        "obtained from animals raised in a Party",
        (rf"(?:从|由){PLACE}饲养的(?:绵羊、羔羊(?:或|和)其他)?动物(?:取得|获得)",),
    ),
    Word(
        "waste_for_recovery",
        "来自在一方的制造过程或在一方收集的旧货，仅适用于原材料回收",
        "from manufacturing in a Party, or used goods collected there, fit only for the recovery of raw materials",
        (
            rf"(?:该|本)?货物应?来自:1\.{PLACE}的制造过程,且该货物仅适用于原材料的?回收;或者2\.{PLACE}收集的旧货,且该货物仅适用于原材料的?回收",
        ),
    ),
    Word(
        "photographic_coating",
        "感光乳剂或涂层溶剂在一方生产，干燥、涂层、剪切及包装在一方完成",
        "photographic emulsion or coating solvent produced, and drying, coating, slitting and packing done, in a Party",
        (
            rf"如果成品涂有感光乳剂或其他涂层溶剂,则该感光乳剂或其他涂层溶剂{MUST}{PLACE}生产;如果需要干燥、涂层、剪切及包装工序,"
            rf"则上述工序也应{PLACE}完成",
        ),
    ),
    Word(
        "reaction_or_distillation",
        "经化学反应、常压蒸馏或真空蒸馏",
        "made by chemical reaction, atmospheric or vacuum distillation",
        (rf"(?:该|本)?(?:货物|产品)?{MUST}经过?化学反应、常压蒸馏或真空蒸馏(?:获得|制成|制得)?",),
    ),
    Word(
        "beyond_slaughter",
        "经过屠宰以外的加工",
        "worked beyond slaughter",
        (r"通过屠宰不赋予原产地",),
    ),
    Word(
        "coffee_roasted",
        "由生咖啡豆制造并焙炒",
        "made from green coffee and roasted",
        (r"限?从生咖啡豆制造,包括焙炒工序",),
    ),
    Word(
        "items_of_set",
        "成套货品的每项产品都符合其单独适用的规则",
        "each item of the set meets the rule it has by itself",
        (r"成套货品里的每项(?:产品|货品)都必须满足它不作为成套货品时所适用的规则",),
    ),
    Word("smoked", "经熏制", "smoked", (r"经过?(?:烟)?熏制?(?:的)?(?:工艺|加工|工序|方法)?(?:获得|制成|制得|得到)?",)),
    Word("fermented", "经发酵", "fermented", (r"经过?发酵(?:工艺|加工|工序)?(?:获得|制成|制得|得到)?",)),
    Word("roasted", "经焙炒", "roasted", (r"经过?(?:焙炒|烘焙)(?:工艺|加工|工序)?(?:获得|制成|制得|得到)?",)),
    Word("distilled", "经蒸馏", "distilled", (r"经过?蒸馏(?:工艺|加工|工序)?(?:获得|制成|制得|得到)?",)),
    Word("refined", "经精炼", "refined", (r"经过?(?:精炼|精制)(?:工艺|加工|工序)?(?:获得|制成|制得|得到)?",)),
    Word(
        "cut_and_sewn",
        "在一方裁剪并缝制",
        "cut and sewn in a Party",
        (
            rf"(?:该|本)?(?:货物|产品|成品)?{MUST}{PLACE}(?:经过?)?(?:裁剪|剪裁)(?:\(?或(?:编织|针织|缝制)成[型形]\)?)?(?:并|和|及|且|与|、)(?:缝制|缝纫|车缝)(?:或以其他方式组合)?(?:而成|制成)?",
            rf"(?:该|本)?(?:货物|产品|成品)的裁剪(?:\(?或(?:编织|针织|缝制)成[型形]\)?)?(?:及|和|并)(?:车缝或其他缝制|缝制|缝纫)工序(?:需|须|必须|应)?{PLACE}(?:进行|完成)",
            r"(?:the good is )?(?:both )?cut (?:or knit to shape, )?and sewn(?: or otherwise assembled)?(?: in (?:the territory of )?(?:a|one or more of the|the|either) part(?:y|ies))?",
        ),
    ),
    Word(
        "assembled",
        "在一方组装",
        "assembled in a Party",
        (rf"{PLACE}(?:经过?)?组装(?:而成|制成)?",),
    ),
    Word(
        "spun",
        "在一方由纤维纺成纱线",
        "spun from fibres in a Party",
        (rf"{PLACE}(?:由|从)?(?:天然|化学|人造)?纤维(?:开始)?纺(?:成|制)纱线?",),
    ),
    Word(
        "printed_or_dyed",
        "在一方印染",
        "dyed or printed in a Party",
        (rf"{PLACE}(?:经过?)?(?:染色或印花|印染|印花或染色)(?:加工|工序)?",),
    ),
    Word(
        "farmed_from_fry",
        "从卵或鱼苗在一方养成，珊瑚鱼鱼苗不超过{coral}克并饲养不少于{coral_months}个月，其他鱼苗不超过{other}克并饲养不少于{other_months}个月",
        "farmed in a Party from eggs or fry: fry of reef fish of at most {coral} g kept for at least {coral_months} months, other fry of at "
        "most {other} g kept for at least {other_months} months",
        (
            r"若属养殖产品,从卵或鱼苗养成,且符合下列规定:\(1\)如鱼类品种为珊瑚鱼\(包括龙趸及各种活海斑\),鱼苗重量须不超过\(含\)(\d+)克/尾,且在(?:台湾|大陆|香港|澳门|内地|一方|出口方)饲养期不得少于\(含\)(\d+)个月"
            r";\(2\)如属其他品种,则鱼苗重量须不超过\(含\)(\d+)克/尾,且在(?:台湾|大陆|香港|澳门|内地|一方|出口方)饲养期不得少于\(含\)(\d+)个月",
        ),
        ("coral", "coral_months", "other", "other_months"),
    ),
    Word(
        "biotechnology",
        "经生物技术加工",
        "made by biotechnological processing",
        (r"(?:经过?)?生物技术(?:加工|工艺|工序)",),
    ),
    Word("purified", "经提纯", "purified", (r"(?:经过?)?(?:提纯|纯化)(?:加工|工艺|工序)?(?:获得|制成|制得|得到)?",)),
    Word(
        "mixed",
        "经有控制的混合",
        "mixed in a controlled way",
        (r"(?:经过?)?(?:有控制的|有意的?)混合(?:规则|加工|工艺)?",),
    ),
    Word("particle_size", "改变粒度", "changed in particle size", (r"改变(?:颗粒|粒度|粒子)(?:大小|尺寸|规则)?",)),
    Word("isomers_separated", "分离异构体", "isomers separated", (r"(?:经过?)?(?:分离异构体|异构体分离)(?:规则)?",)),
    Word(
        "standard_materials",
        "生产标准物质",
        "standard materials produced",
        (r"(?:生产)?标准(?:物质|材料|溶液)(?:的)?(?:生产|规则)",),
    ),
)
PARTS = (
    Word(
        "cnc_unit",
        "数控单元",
        "the numerical control unit",
        (r"(?:要求)?数控(?:单元|系统)(?:\(CNC\))?", r"the numerical control unit"),
    ),
)
GOODS = (
    Word("waste_scrap", "废碎料", "waste and scrap", (r"废碎料|废料(?:和|及)碎料|waste and scrap",)),
    Word("unwrought_powder", "未锻轧和粉末", "unwrought; powders", (r"未锻轧(?:和|及|的和)粉末",)),
    Word("other", "其他货物", "other goods", (r"其他(?:货物|产品|商品)?",)),
    Word("bismuth", "铋及其制品", "bismuth and articles of it", (r"铋及其制品",)),
    Word("manganese", "锰及其制品", "manganese and articles of it", (r"锰及其制品",)),
    Word("cermets", "金属陶瓷及其制品", "cermets and articles of them", (r"金属陶瓷及其制品",)),
)


def _table(words: tuple[Word, ...]) -> dict[str, Word]:
    return {word.key: word for word in words}


OPERATION, PART, GOOD = _table(OPERATIONS), _table(PARTS), _table(GOODS)


def _own(word: Word) -> str:
    """The pattern of our own words."""
    text = re.escape(word.zh.replace("，", ",").replace("（", "(").replace("）", ")"))
    for name in word.figures:
        text = text.replace(re.escape("{" + name + "}"), r"(\d+(?:\.\d+)?)")
    return text


def _compiled(words: tuple[Word, ...]) -> tuple[tuple[Word, re.Pattern[str]], ...]:
    return tuple(
        (word, re.compile(pattern, re.IGNORECASE)) for word in words for pattern in (_own(word), *word.patterns)
    )


_MATCHES = {"operation": _compiled(OPERATIONS), "part": _compiled(PARTS), "goods": _compiled(GOODS)}


def words_at(kind: str, text: str, at: int) -> Iterator[tuple[Word, tuple[tuple[str, str], ...], int]]:
    """Every key of a kind whose words begin at a place: the key, its figures, where the text goes on; the longest first."""
    found = []
    for word, pattern in _MATCHES[kind]:
        match = pattern.match(text, at)
        if match and match.end() > at:
            found.append((word, tuple(zip(word.figures, match.groups(), strict=True)), match.end()))
    yield from sorted(found, key=lambda one: -one[2])
