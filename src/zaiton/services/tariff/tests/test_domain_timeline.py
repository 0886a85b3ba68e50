"""The years: stretches without gaps, equal neighbours merged, and only true changes of the best agreement."""

from datetime import date

from zaiton.services.tariff.domain.answer import Question, answer
from zaiton.services.tariff.domain.timeline import changes, timeline
from zaiton.services.tariff.tests.factories import make_agreement, make_book, make_table


def fish_book():
    """The report's case: base 10 in fifteen cuts under two agreements, half of MFN 7 under a third."""
    code = "030359"
    tables = [
        make_table(
            "MFN", [{"code": code, "duty": "7"}], origins=("*",), begins=date(2022, 1, 1), ends=date(2027, 1, 1)
        ),
        make_table("CN-KR", [{"code": code, "base": "10", "staging": "15"}], begins=date(2015, 12, 20)),
        make_table(
            "RCEP",
            [{"code": code, "base": "10", "staging": "15"}],
            begins=date(2022, 2, 1),
            staging_from=date(2022, 1, 1),
        ),
        make_table(
            "APTA",
            [{"code": code, "staging": "H"}],
            begins=date(2018, 7, 1),
            categories={"H": {"type": "margin", "percent": "50"}},
        ),
    ]
    return make_book(*tables, agreements=[make_agreement(name, ["KR"]) for name in ("APTA", "CN-KR", "RCEP")])


QUESTION = Question("030359", "KR", "CN", date(2024, 1, 15))


def test_the_best_agreement_changes_once_and_on_new_years_day():
    found = changes(timeline(fish_book(), QUESTION))
    assert [(c.day, c.before, c.after) for c in found] == [(date(2024, 1, 1), "APTA", "CN-KR")]


def test_stretches_follow_each_other_and_agree_with_single_answers():
    book = fish_book()
    stretches = timeline(book, QUESTION)
    for earlier, later in zip(stretches, stretches[1:], strict=False):
        assert earlier.ends == later.begins
    for stretch in stretches:
        given = answer(book, QUESTION._replace(day=stretch.begins))
        for name in ("MFN", "CN-KR", "RCEP", "APTA"):
            rates = {r.agreement: r.finding.rate for r in given.rates if r.applies}
            assert stretch.rate_of(name) == rates.get(name)


def test_equal_neighbours_are_one_stretch():
    rows = [{"code": "01012100", "duty": "5"}]
    book = make_book(
        make_table("MFN", rows, origins=("*",), table="a", ends=date(2021, 1, 1)),
        make_table("MFN", rows, origins=("*",), table="b", begins=date(2021, 1, 1), ends=date(2022, 1, 1)),
    )
    stretches = timeline(book, Question("01012100", "KR", "CN", date(2020, 5, 1)))
    assert [(s.begins, s.ends) for s in stretches] == [(date(2020, 1, 1), date(2022, 1, 1))]


def staged(*rates_by_agreement, codes="030359"):
    """A book of yearly printed rates: each agreement from 2020 on, one rate a year; MFN by the same form."""
    tables = []
    for name, rates in rates_by_agreement:
        row = {"code": codes} | {str(2020 + place): rate for place, rate in enumerate(rates)}
        tables.append(make_table(name, [row], **({"origins": ("*",)} if name == "MFN" else {})))
    names = [name for name, _ in rates_by_agreement if name != "MFN"]
    return make_book(*tables, agreements=[make_agreement(name, ["KR"]) for name in names])


def crossed(book):
    question = Question("030359", "KR", "CN", date(2020, 5, 1))
    return [(c.day.year, c.before, c.after, c.coverage) for c in changes(timeline(book, question))]


def test_an_equal_rate_takes_nothing_over_whichever_stands_first_and_a_lower_one_later_does():
    for order in (("A", "B"), ("B", "A")):
        rates = {"A": "5444", "B": "6543"}
        book = staged(("MFN", "9999"), *((name, rates[name]) for name in order))
        assert crossed(book) == [(2023, "A", "B", "full")]


def test_mfn_becomes_the_best_only_when_it_is_lower():
    assert crossed(staged(("MFN", "964"), ("A", "555"))) == [(2022, "A", "MFN", "full")]
    assert crossed(staged(("MFN", "955"), ("A", "555"))) == []
    assert crossed(staged(("MFN", "555"), ("A", "654"))) == [(2022, "MFN", "A", "full")]


def test_a_third_agreement_that_is_not_on_file_makes_the_crossing_partly_covered():
    tables = [make_table("MFN", [{"code": "030359", "duty": "9"}], origins=("*",))]
    tables += [make_table("A", [{"code": "030359", "2020": "5", "2021": "5"}])]
    tables += [make_table("B", [{"code": "030359", "2020": "6", "2021": "4"}])]
    book = make_book(*tables, agreements=[make_agreement(name, ["KR"]) for name in ("A", "B", "C")])
    assert crossed(book) == [(2021, "A", "B", "partial")]


def test_an_agreement_that_begins_or_ends_changes_the_best_but_a_table_that_ends_does_not():
    rows = [{"code": "030359", "duty": "3"}]
    mfn = make_table("MFN", [{"code": "030359", "duty": "9"}], origins=("*",))
    begun = make_agreement("A", ["KR"], begins=date(2021, 6, 1))
    ended = make_agreement("A", ["KR"], ends=date(2021, 6, 1))
    assert crossed(make_book(mfn, make_table("A", rows), agreements=[begun])) == [(2021, "MFN", "A", "full")]
    assert crossed(make_book(mfn, make_table("A", rows), agreements=[ended])) == [(2021, "A", "MFN", "full")]
    table = make_table("A", rows, ends=date(2021, 6, 1))
    assert crossed(make_book(mfn, table, agreements=[make_agreement("A", ["KR"])])) == []


def test_a_provisional_table_that_merely_ends_is_no_change():
    mfn = make_table("MFN", [{"code": "030359", "duty": "9"}], origins=("*",))
    own = make_table("PROVISIONAL", [{"code": "030359", "duty": "4"}], origins=("*",), ends=date(2021, 1, 1))
    assert crossed(make_book(mfn, own)) == []
    other = make_table(
        "PROVISIONAL", [{"code": "0101", "duty": "1"}], origins=("*",), table="p2", begins=date(2021, 1, 1)
    )
    assert crossed(make_book(mfn, own, other)) == [(2021, "PROVISIONAL", "MFN", "full")]


def test_an_agreement_without_a_stated_first_day_begins_with_its_first_table():
    mfn = make_table("MFN", [{"code": "030359", "duty": "9"}], origins=("*",))
    table = make_table("A", [{"code": "030359", "duty": "3"}], begins=date(2021, 6, 1))
    undated = make_agreement("A", ["KR"], begins=None)
    dated = make_agreement("A", ["KR"])
    assert crossed(make_book(mfn, table, agreements=[undated])) == [(2021, "MFN", "A", "partial")]
    assert crossed(make_book(mfn, table, agreements=[dated])) == []
