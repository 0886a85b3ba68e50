"""The reduced book says of every line, origin and day what the engine says, whatever kinds of table it was made of."""

import random
from datetime import date, timedelta

import pytest

from zaiton.base.text import Bilingual
from zaiton.services.tariff.domain.answer import Question, answer
from zaiton.services.tariff.domain.book import RateBook
from zaiton.services.tariff.domain.document import Voice
from zaiton.services.tariff.domain.measures import Safeguard, Treatment
from zaiton.services.tariff.domain.outcome import amounts, amounts_of, depends_on_value, outcome_of
from zaiton.services.tariff.domain.tables import Nomenclature
from zaiton.services.tariff.domain.tables import Question as Asked
from zaiton.services.tariff.domain.vectors import NO_OUTCOME, Vectors
from zaiton.services.tariff.tests.factories import make_agreement, make_source, make_table

VOICE = Voice(str, True)
ORIGINS = ("AA", "BB", "CC", "ZZ")
CATEGORIES = {
    "free": {"type": "immediate"},
    "kept": {"type": "standstill"},
    "out": {"type": "excluded"},
    "half": {"type": "margin", "percent": "50"},
    "third": {"type": "margin", "percent": "33.3"},
    "cuts": {"type": "cuts", "percents": ["20", "60", "100"]},
    "steps": {"type": "steps", "rates": {"2021": "4", "2023": "1.5"}},
    "to": {"type": "linear", "steps": 4, "to": "2"},
}
DUTIES = ("0", "5", "7.5", "10", "", "1.3 CNY/kg", "10 + 2 CNY/kg", "max(4, 6)", "2.12345")
WHENS = {
    w: Asked(Bilingual("问", "Which?"), {"one": Bilingual("一", "One"), "two": Bilingual("二", "Two")})
    for w in ("one", "two")
}


def a_book(seed):
    """A small book with every kind of table, its rows drawn at random."""
    chance = random.Random(seed)
    codes = [
        f"{six}{tail}" for six in ("010121", "010129", "030359", "030389", "851762") for tail in ("10", "20", "90")
    ]

    def rows(duties, more=()):
        listed = chance.sample(codes, k=chance.randrange(6, len(codes)))
        found = [
            {"code": code, "duty": chance.choice(duties), **{k: chance.choice(v) for k, v in more}} for code in listed
        ]
        return found + [
            {"code": six, "duty": "3"} for six in chance.sample(["030359", "010121"], k=chance.randrange(2))
        ]

    def staged():
        names = ["5", "10", "", *CATEGORIES]
        return [{"code": c, "base": chance.choice(["8", "10", "15"]), "staging": chance.choice(names)} for c in codes]

    def conditional():
        picked = chance.sample(codes, k=4)
        return [{"code": c, "duty": d, "when": w} for c in picked for w, d in (("one", "1"), ("two", ""))]

    tables = [
        make_table(
            "MFN", rows(DUTIES[:5] + DUTIES[5:]), origins=("*",), complete=chance.random() < 0.5, ends=date(2024, 1, 1)
        ),
        make_table("MFN", rows(DUTIES), origins=("*",), table="later", begins=date(2022, 7, 1)),
        make_table("ONE", staged(), categories=CATEGORIES, table="staged", after_end="final_rate"),
        make_table("TWO", rows(DUTIES), complete=True),
        make_table("TWO", rows(DUTIES), table="other", precedence=1),
        make_table("THREE", rows(DUTIES, [("applies", ["", "no"])]), table="marks"),
        make_table("FOUR", [{"code": "010121", "duty": "1"}], table="all", default_duty="0", begins=date(2023, 1, 1)),
        make_table(
            "PROVISIONAL", [*rows(("1", "12")), *()], origins=("*",), begins=date(2021, 1, 1), ends=date(2022, 1, 1)
        ),
        make_table("TRQ", conditional(), origins=("*",), questions=WHENS, table="quota"),
        make_table("GENERAL", rows(("30", "40")), table="general"),
    ]
    agreements = [make_agreement("ONE", ["AA", "BB"]), make_agreement("TWO", {"AA": date(2021, 3, 1), "CC": None})]
    agreements += [make_agreement("THREE", ["BB"], ends=date(2023, 6, 1)), make_agreement("FOUR", ["CC"])]
    guard = Safeguard(
        make_source("g"), "ONE", "CN", frozenset({"AA"}), "0303", date(2022, 3, 1), date(2023, 1, 1), "notice"
    )
    editions = [
        Nomenclature(2017, date(2017, 1, 1), frozenset(c[:6] for c in codes[:9])),
        Nomenclature(2022, date(2022, 1, 1), frozenset(c[:6] for c in codes)),
    ]
    treatment = Treatment(make_source("t"), "CN", "general", frozenset({"ZZ"}))
    return RateBook(tables, agreements, editions, treatments=[treatment], safeguards=[guard]), codes


@pytest.mark.parametrize("seed", range(25))
def test_the_reduced_book_says_what_the_engine_says(seed):
    book, codes = a_book(seed)
    chance = random.Random(seed)
    outcomes = {}
    vectors = Vectors(book, "CN", VOICE, outcomes)
    told = answered = 0
    for origin in ORIGINS:
        begins = sorted({slot.begins for slot in book.plan(origin, "CN").slots})
        classes, found = vectors.of_origin(origin, begins)
        listed = list(outcomes)
        for _ in range(150):
            at, period = chance.randrange(len(vectors.codes)), chance.randrange(len(begins))
            day = begins[period] + timedelta(
                days=0
                if period + 1 == len(begins)
                else chance.randrange((begins[period + 1] - begins[period]).days or 1)
            )
            value = chance.randrange(10**9)
            given = answer(book, Question(vectors.codes[at], origin, "CN", day, value_minor=value))
            number = found[classes[at], period]
            told += 1
            if number == NO_OUTCOME:
                held = book.plan(origin, "CN").on(day).schedules
                assert depends_on_value(given) or given.lines or not any(vectors.codes[at] in s.lines for s in held)
                continue
            answered += 1
            assert listed[number] == outcome_of(given, VOICE), (origin, day, vectors.codes[at])
            if listed[number].rate is not None and amounts_of(given).duty is not None:
                assert amounts(listed[number], value) == amounts_of(given)
    assert answered > told // 3


def test_lines_that_say_the_same_are_asked_once():
    rows = [{"code": f"0303{n:04}", "duty": str(n % 3)} for n in range(3000)]
    book = RateBook([make_table("MFN", rows, origins=("*",))], [], [])
    vectors = Vectors(book, "CN", VOICE, {})
    classes, found = vectors.of_origin("AA", [date(2024, 1, 1)])
    assert len(found) == 3 and len(vectors.outcomes) == 3 and len(classes) == 3000


def test_a_safeguard_or_an_edition_tells_lines_apart_that_the_tables_do_not():
    rows = [{"code": code, "duty": "7"} for code in ("01012100", "03035900", "03038900")]
    pact = make_table("PACT", [{**row, "duty": "0"} for row in rows])
    everything = make_table("ALL", [{"code": "990000", "duty": "9"}], default_duty="0", table="all")
    guard = Safeguard(make_source("g"), "PACT", "CN", frozenset({"*"}), "030359", date(2021, 1, 1), None, "notice")
    mfn = make_table("MFN", rows, origins=("*",))
    book = RateBook([mfn, pact], [make_agreement("PACT", ["AA"])], [], safeguards=[guard])
    edition = Nomenclature(2017, date(2017, 1, 1), frozenset({"010121", "030359"}))
    other = RateBook([mfn, everything], [make_agreement("ALL", ["AA"])], [edition])
    for asked, apart in ((book, "03035900"), (other, "03038900")):
        outcomes = {}
        vectors = Vectors(asked, "CN", VOICE, outcomes)
        classes, found = vectors.of_origin("AA", [date(2024, 1, 1)])
        best = {c: list(outcomes)[found[k, 0]].agreement for c, k in zip(vectors.codes, classes, strict=True)}
        assert [code for code in vectors.codes if best[code] == "MFN"] == [apart]
