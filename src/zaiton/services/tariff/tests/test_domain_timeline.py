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
