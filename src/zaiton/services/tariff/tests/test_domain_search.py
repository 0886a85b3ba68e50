"""Search: codes however typed, names in both languages, synonyms across them, slips forgiven and marked, each good once."""

import random

import pytest

from zaiton.base.text import Bilingual
from zaiton.services.tariff.domain.checks_search import check_synonyms
from zaiton.services.tariff.domain.search import Named, NameIndex

GROUPS = ("马铃薯 土豆 洋芋 potato", "冷冻 速冻 frozen", "aluminium aluminum", "淀粉 starch", "gearbox gear_box 变速箱")
NAMES = [
    Named("0303", Bilingual("冻鱼", "Fish; frozen")),
    Named("030359", Bilingual("冻马鲛鱼", "Frozen seerfish (Spanish mackerel)"), ("鲅鱼",)),
    Named("0701", Bilingual("马铃薯", "Potatoes; fresh or chilled")),
    Named("070190", Bilingual("", "Vegetables; potatoes (other than seed), fresh or chilled")),
    Named("110813", Bilingual("", "Starch; potato")),
    Named("07019000", Bilingual("其他鲜或冷藏的马铃薯", "")),
    Named("871200", Bilingual("", "Bicycles and other cycles; not motorised")),
    Named("401320", Bilingual("", "Rubber; inner tubes, of a kind used on bicycles")),
    Named("760711", Bilingual("", "Aluminium; foil, rolled")),
    Named("848340", Bilingual("", "Gears; gear boxes and other speed changers")),
    Named("85171300", Bilingual("智能手机", "Smartphones")),
]


@pytest.fixture(scope="module")
def index() -> NameIndex:
    """A few names with a few synonyms."""
    return NameIndex(NAMES, GROUPS)


def found(index, words, limit=10):
    return [(named.code, named.match) for named in index.search(words, limit)]


@pytest.mark.parametrize("typed", ["030359", "0303.59", "0303 59", "０３０３５９", "０３０３．５９"])
def test_a_code_however_typed(index, typed):
    assert found(index, typed) == [("030359", "code")]


def test_codes_that_begin_so_the_shortest_first_and_the_nearest_of_a_longer_one(index):
    assert [code for code, _ in found(index, "0701")] == ["0701", "070190", "07019000"]
    assert found(index, "0303591234") == [("030359", "similar")]
    assert found(index, "99") == []


def test_an_exact_name_comes_before_names_that_hold_it(index):
    assert found(index, "马铃薯")[0] == ("0701", "name")
    assert found(index, "鲅鱼")[0] == ("030359", "name")
    assert found(index, "bicycle")[0] == ("871200", "name")


@pytest.mark.parametrize("typed", ["potatoes", "Potato", "POTATOES ", "potat", "potatoes, fresh"])
def test_plurals_case_punctuation_and_a_word_begun(index, typed):
    assert ("070190", "name") in found(index, typed)


def test_synonyms_work_across_the_languages_and_inside_chinese_phrases(index):
    assert found(index, "洋芋")[0] == ("0701", "synonym")
    assert ("110813", "synonym") in found(index, "土豆")
    assert found(index, "土豆淀粉") == [("110813", "synonym")]
    assert found(index, "aluminum foil") == [("760711", "synonym")]
    assert ("848340", "synonym") in found(index, "变速箱")
    assert found(index, "速冻的鱼")[0][1] == "synonym"


@pytest.mark.parametrize("typed", ["pottoes", "potaot", "seerfsh", "spanish mackrel", "alumnium foil", "bicycels"])
def test_an_english_slip_is_forgiven_and_marked(index, typed):
    results = found(index, typed)
    assert results and {match for _, match in results} == {"similar"}


@pytest.mark.parametrize("typed", ["冻马交鱼", "冻马鱼", "冻马鲛鲛鱼", "马冻鲛鱼", "马交鱼"])
def test_a_chinese_slip_is_forgiven_and_marked(index, typed):
    assert ("030359", "similar") in found(index, typed)


def test_nothing_is_guessed_where_something_was_found_or_nothing_is_alike(index):
    assert {match for _, match in found(index, "fish")} == {"name"}
    assert found(index, "没有这种货") == [] and found(index, "qqzzqq") == []
    assert found(index, "") == [] and found(index, "；，。 ;") == [] and index.search("fish", 0) == []


def test_one_word_too_many_leaves_a_guess(index):
    assert found(index, "bicycles hovercraft")[0] == ("871200", "similar")


def test_each_good_once_with_the_other_language_of_its_own_code():
    index = NameIndex(
        [
            Named("03038910", Bilingual("带鱼", ""), origin="2011"),
            Named("03038910", Bilingual("", "Hairtail"), origin="b"),
        ]
        + [Named("03038910", Bilingual("带鱼", ""), origin="2012")]
    )
    assert [(n.code, n.name.zh, n.name.en) for n in index.search("带鱼", 9)] == [("03038910", "带鱼", "Hairtail")]
    assert index.name_of("0303891000").name == Bilingual("带鱼", "Hairtail")
    assert NameIndex([]).search("fish", 5) == [] and NameIndex([]).name_of("01") is None


def test_any_text_is_answered():
    chance = random.Random(7)
    index = NameIndex(NAMES, GROUPS)
    letters = "ab 马鲛鱼土豆0.9　（）;'\"\\%_\n\x00😀é" + chr(0x10FFFF)
    for _ in range(400):
        assert len(index.search("".join(chance.choices(letters, k=chance.randint(1, 30))), 5)) <= 5


def test_a_pack_of_synonyms_is_checked():
    faults = [f.code for f in check_synonyms([{"words": "土豆 potato"}, {"words": "a"}, {"words": "x ，"}])]
    assert faults == ["one_word", "bad_word"]
    assert [f.code for f in check_synonyms([{"word": "x"}])] == ["no_words_column"]
