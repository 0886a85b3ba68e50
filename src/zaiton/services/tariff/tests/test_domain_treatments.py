"""Provisional and general rates, quotas, safeguards and duties on top: which rate is due, and why."""

from datetime import date

import pytest

from zaiton.base.text import Bilingual
from zaiton.services.tariff.domain.answer import Question, answer
from zaiton.services.tariff.domain.book import RateBook
from zaiton.services.tariff.domain.duty import parse_duty, percent_of
from zaiton.services.tariff.domain.measures import Additional, Safeguard, Treatment
from zaiton.services.tariff.domain.splitting import split_by_origin
from zaiton.services.tariff.domain.tables import Question as Asked
from zaiton.services.tariff.domain.timeline import changes, timeline
from zaiton.services.tariff.tests.factories import make_agreement, make_source, make_table

LINE = "03035990"
MFN_TABLE = make_table("MFN", [{"code": LINE, "duty": "7"}], origins=("*",), complete=True)
PACT = make_agreement("PACT", ["KR"])
PACT_TABLE = make_table("PACT", [{"code": LINE, "duty": "5"}])
QUOTA = {
    "in-quota": Asked(Bilingual("有配额证吗？", "Is there a quota certificate?"), {"in-quota": Bilingual("有", "Yes")}),
    "out-of-quota": Asked(
        Bilingual("有配额证吗？", "Is there a quota certificate?"), {"out-of-quota": Bilingual("无", "No")}
    ),
}
for asked in QUOTA.values():
    asked.answers.update({"in-quota": Bilingual("有", "Yes"), "out-of-quota": Bilingual("无", "No")})


def ask(*tables, origin="KR", day=date(2024, 6, 1), facts=(), agreements=(PACT,), code=LINE, value=100_000, **measures):
    book = RateBook(tables, agreements, (), **measures)
    return answer(book, Question(code, origin, "CN", day, value_minor=value, facts=frozenset(facts)))


def rates(given):
    return {
        r.agreement: (str(percent_of(r.finding.rate)) if r.duty else None, r.applies, r.reason.code)
        for r in given.rates
    }


def provisional(duty, **more):
    return make_table("PROVISIONAL", [{"code": LINE, "duty": duty}], origins=("*",), **more)


def test_provisional_rate_replaces_mfn_and_the_lower_wins_against_an_agreement():
    given = ask(MFN_TABLE, PACT_TABLE, provisional("2"))
    assert rates(given) == {
        "PROVISIONAL": ("2", True, "provisional"),
        "PACT": ("5", True, "above_base"),
        "MFN": ("7", False, "replaced_by_provisional"),
    }
    assert given.best.agreement == given.base.agreement == "PROVISIONAL"
    assert given.mfn.finding.rate == 7 * 10**10 and given.saving_points == 0


def test_an_agreement_below_the_provisional_rate_is_best_and_saves_against_it():
    given = ask(MFN_TABLE, PACT_TABLE, provisional("6"))
    assert given.best.agreement == "PACT"
    assert given.saving_points == 1 * 10**10 and given.saving_minor == 1000


def test_a_provisional_rate_above_mfn_replaces_it_too():
    given = ask(MFN_TABLE, provisional("9"), agreements=())
    assert (given.best.agreement, str(percent_of(given.best.finding.rate))) == ("PROVISIONAL", "9")


def test_a_margin_of_preference_is_one_of_mfn_not_of_the_provisional_rate():
    pact = make_table("PACT", [{"code": LINE, "staging": "M"}], categories={"M": {"type": "margin", "percent": "50"}})
    given = ask(MFN_TABLE, pact, provisional("6"))
    assert rates(given)["PACT"] == ("3.5", True, "lowest")


def test_a_provisional_rate_for_a_part_of_the_line_asks():
    table = make_table(
        "PROVISIONAL",
        [{"code": LINE, "duty": "2", "when": "capelin"}, {"code": LINE, "duty": "", "when": "other"}],
        origins=("*",),
        questions={
            w: Asked(
                Bilingual("是毛鳞鱼吗？", "Is it capelin?"),
                {"capelin": Bilingual("是", "Yes"), "other": Bilingual("否", "No")},
            )
            for w in ("capelin", "other")
        },
    )
    open_ = ask(MFN_TABLE, table, agreements=())
    assert (open_.coverage, open_.best.agreement, rates(open_)["PROVISIONAL"]) == (
        "partial",
        "MFN",
        (None, None, "depends"),
    )
    assert ask(MFN_TABLE, table, agreements=(), facts=["capelin"]).best.agreement == "PROVISIONAL"
    other = ask(MFN_TABLE, table, agreements=(), facts=["other"])
    assert (other.best.agreement, rates(other)["PROVISIONAL"][2]) == ("MFN", "provisional_other_goods")


def test_provisional_tables_of_other_days_leave_a_note():
    given = ask(MFN_TABLE, provisional("2", begins=date(2025, 1, 1)), agreements=())
    assert [note.code for note in given.notes] == ["no_provisional_table"] and given.best.agreement == "MFN"


GENERAL = make_table("GENERAL", [{"code": LINE, "duty": "40"}], table="cn-general")
LIST = Treatment(make_source("treatment"), "CN", "general", frozenset({"XA", "ZZ"}))


def test_an_origin_without_mfn_pays_the_general_rate_and_gets_no_provisional_one():
    given = ask(MFN_TABLE, GENERAL, provisional("2"), origin="XA", treatments=[LIST])
    assert rates(given) == {"GENERAL": ("40", True, "general")}
    assert given.mfn is None and given.base.agreement == given.best.agreement == "GENERAL"


def test_other_origins_do_not_see_the_general_rate():
    assert set(rates(ask(MFN_TABLE, GENERAL, treatments=[LIST]))) == {"MFN", "PACT"}


def test_a_general_table_that_names_its_origins_needs_no_list():
    table = make_table("GENERAL", [{"code": LINE, "duty": "40"}], origins=("XB",))
    assert ask(MFN_TABLE, table, origin="XB").base.agreement == "GENERAL"


def test_without_a_general_table_nothing_is_guessed():
    given = ask(MFN_TABLE, origin="XA", treatments=[LIST])
    assert (given.coverage, given.best, [(n, r.code) for n, r in given.missing]) == (
        "none",
        None,
        [("GENERAL", "general_missing")],
    )


def quota_table(**more):
    rows = [{"code": LINE, "duty": "1", "when": "in-quota"}, {"code": LINE, "duty": "", "when": "out-of-quota"}]
    return make_table("TRQ", rows, origins=("*",), questions=QUOTA, **more)


@pytest.mark.parametrize(
    ("facts", "best", "coverage"),
    [((), "MFN", "partial"), (("in-quota",), "TRQ", "full"), (("out-of-quota",), "MFN", "full")],
)
def test_the_quota_rate_needs_the_certificate(facts, best, coverage):
    given = ask(MFN_TABLE, quota_table(), agreements=(), facts=facts)
    assert (given.best.agreement, given.coverage) == (best, coverage)


def test_a_quota_table_says_nothing_of_lines_it_does_not_list():
    mfn = make_table("MFN", [{"code": "03035910", "duty": "7"}], origins=("*",))
    given = ask(mfn, quota_table(), agreements=(), code="03035910")
    assert (set(rates(given)), given.coverage) == ({"MFN"}, "full")


def test_a_quota_table_of_another_year_is_named_only_for_its_lines():
    ended = quota_table(ends=date(2021, 1, 1))
    assert [name for name, _ in ask(MFN_TABLE, ended, agreements=()).missing] == ["TRQ"]


def guard(**more):
    given = {"agreement": "PACT", "destination": "CN", "origins": frozenset({"KR"}), "code": "030359"}
    days = {"begins": date(2024, 5, 10), "ends": date(2025, 1, 1)}
    return Safeguard(make_source("guard"), document="海关总署公告", **{**given, **days, **more})


@pytest.mark.parametrize(
    ("day", "best"),
    [(date(2024, 5, 9), "PACT"), (date(2024, 5, 10), "MFN"), (date(2024, 12, 31), "MFN"), (date(2025, 1, 1), "PACT")],
)
def test_a_safeguard_switches_the_line_back_for_its_days(day, best):
    given = ask(MFN_TABLE, PACT_TABLE, day=day, safeguards=[guard()])
    assert given.best.agreement == best
    assert rates(given)["PACT"][2] == ("lowest" if best == "PACT" else "safeguard")


@pytest.mark.parametrize("more", [{"code": "0304"}, {"origins": frozenset({"JP"})}, {"agreement": "OTHER"}])
def test_a_safeguard_on_something_else_changes_nothing(more):
    assert ask(MFN_TABLE, PACT_TABLE, safeguards=[guard(**more)]).best.agreement == "PACT"


def test_the_timeline_shows_the_safeguard():
    book = RateBook((MFN_TABLE, PACT_TABLE), (PACT,), (), safeguards=[guard()])
    found = changes(timeline(book, Question(LINE, "KR", "CN", date(2024, 6, 1))))
    assert [(c.day, c.before, c.after) for c in found][-2:] == [
        (date(2024, 5, 10), "PACT", "MFN"),
        (date(2025, 1, 1), "MFN", "PACT"),
    ]


def test_duties_on_top_are_listed_for_their_code_origin_and_days():
    extra = Additional(
        *(make_source("ad"), "CN", frozenset({"KR"}), "0303", "anti-dumping", parse_duty("12.5", "CNY")),
        *(date(2024, 1, 1), date(2029, 1, 1), Bilingual("冻鱼", "Frozen fish"), "商务部公告"),
    )
    assert ask(MFN_TABLE, additional=[extra]).additional == (extra,)
    assert ask(MFN_TABLE, additional=[extra], day=date(2029, 1, 1)).additional == ()
    assert ask(MFN_TABLE, additional=[extra], origin="JP").additional == ()


def test_columns_of_partners_are_one_schedule_for_each():
    rows = [{"code": LINE, "BN": "0", "MM": "", "TH": "5", "VN": "5"}]
    parts = split_by_origin(make_table("ACFTA", rows))
    assert sorted((p.origins, [*p.columns["duty"]]) for p in parts) == [
        (("BN",), ["0"]),
        (("MM",), [""]),
        (("TH", "VN"), ["5"]),
    ]
    pact = make_agreement("ACFTA", ["BN", "MM", "TH", "VN"])
    found = {o: rates(ask(MFN_TABLE, *parts, origin=o, agreements=(pact,)))["ACFTA"][:2] for o in ("BN", "MM", "TH")}
    assert found == {"BN": ("0", True), "MM": (None, False), "TH": ("5", True)}
