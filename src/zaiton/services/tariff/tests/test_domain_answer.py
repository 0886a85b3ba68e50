"""The answer: precedence, margins, coverage, ties, conditions, conflicts, prefixes, and the lower-of rule of Japan."""

from datetime import date
from decimal import Decimal

from zaiton.base.text import Bilingual
from zaiton.services.tariff.domain.answer import Question, answer
from zaiton.services.tariff.domain.duty import Need, percent_of
from zaiton.services.tariff.domain.tables import Question as Condition
from zaiton.services.tariff.tests.factories import make_agreement, make_book, make_table

DAY = date(2024, 1, 15)
QUOTA = Bilingual("配额内吗？", "Within the quota?")
ANSWERS = {"in": Bilingual("是", "yes"), "out": Bilingual("否", "no")}
CONDITION = {when: Condition(QUOTA, ANSWERS) for when in ANSWERS}


def ask(book, code="01012100", origin="KR", destination="CN", day=DAY, **more):
    return answer(book, Question(code, origin, destination, day, **more))


def shown(given):
    return {
        r.agreement: (None if r.finding.rate is None else str(percent_of(r.finding.rate)), r.applies)
        for r in given.rates
    }


def mfn(rows=({"code": "01012100", "duty": "10"},), **more):
    return make_table("MFN", list(rows), origins=("*",), **more)


def test_the_lowest_rate_is_best_and_the_saving_is_against_mfn():
    kr = make_table("CN-KR", [{"code": "01012100", "duty": "3.3"}])
    given = ask(make_book(mfn(), kr, agreements=[make_agreement("CN-KR", ["KR"])]), value_minor=100_000_000)
    assert (given.coverage, given.best.agreement, given.best.reason.code) == ("full", "CN-KR", "lowest")
    assert str(percent_of(given.saving_points)) == "6.7"
    assert given.saving_minor == 6_700_000


def test_mfn_lower_than_the_agreement_is_said():
    kr = make_table("CN-KR", [{"code": "01012100", "duty": "12"}])
    given = ask(make_book(mfn(), kr, agreements=[make_agreement("CN-KR", ["KR"])]))
    assert given.best.agreement == "MFN"
    assert {r.agreement: r.reason.code for r in given.rates} == {"MFN": "mfn", "CN-KR": "above_mfn"}


def test_equal_to_mfn_needs_no_proof():
    kr = make_table("CN-KR", [{"code": "01012100", "duty": "10"}])
    given = ask(make_book(mfn(), kr, agreements=[make_agreement("CN-KR", ["KR"])]))
    assert given.best.agreement == "MFN"
    assert given.equals == ("CN-KR",)
    assert {r.agreement: r.reason.code for r in given.rates}["CN-KR"] == "equals_mfn"


def test_two_equal_agreements_are_both_named():
    both = [make_agreement("A", ["KR"]), make_agreement("B", ["KR"])]
    tables = [make_table(name, [{"code": "01012100", "duty": "5"}]) for name in "AB"]
    given = ask(make_book(mfn(), *tables, agreements=both))
    assert given.best.agreement == "A"
    assert given.equals == ("B",)
    assert {r.agreement: r.reason.code for r in given.rates}["B"] == "equals_best"


def test_partial_knowledge_gives_the_one_and_names_the_other():
    hk = make_table("CEPA-HK", [], default_duty="0")
    book = make_book(hk, agreements=[make_agreement("CEPA-HK", ["HK"])], codes=["010121"])
    given = ask(book, origin="HK")
    assert (given.coverage, given.best.agreement) == ("partial", "CEPA-HK")
    assert [name for name, _ in given.missing] == ["MFN"]


def test_a_rate_for_everything_does_not_reach_codes_that_do_not_exist():
    hk = make_table("CEPA-HK", [], default_duty="0")
    book = make_book(hk, agreements=[make_agreement("CEPA-HK", ["HK"])], codes=["010121"])
    given = ask(book, code="99999900", origin="HK")
    assert given.coverage == "none"
    assert "code_not_in_edition" in [note.code for note in given.notes]


def test_nothing_known_is_not_covered_and_never_a_silent_mfn():
    book = make_book(mfn(ends=date(2021, 1, 1)), agreements=[make_agreement("CN-KR", ["KR"])])
    given = ask(book)
    assert (given.coverage, given.best, given.mfn) == ("none", None, None)
    assert dict(given.missing)["MFN"].code == "schedule_ended"
    assert dict(given.missing)["CN-KR"].code == "schedule_missing"


def test_an_agreement_not_yet_in_force_for_this_partner_does_not_apply():
    table = make_table("RCEP", [{"code": "01012100", "duty": "0"}], begins=date(2022, 1, 1))
    agreement = make_agreement("RCEP", {"KR": date(2022, 2, 1), "JP": None}, begins=date(2022, 1, 1))
    book = make_book(mfn(), table, agreements=[agreement])
    early = ask(book, day=date(2022, 1, 15))
    assert shown(early)["RCEP"] == (None, False)
    assert early.coverage == "full"
    assert shown(ask(book, day=date(2022, 2, 1)))["RCEP"] == ("0", True)
    assert shown(ask(book, origin="JP", day=date(2022, 1, 15)))["RCEP"] == ("0", True)
    assert "RCEP" not in shown(ask(book, origin="US"))


def test_a_margin_moves_with_mfn_and_is_missing_without_it():
    rows = [{"code": "01012100", "staging": "M50"}]
    apta = make_table("APTA", rows, categories={"M50": {"type": "margin", "percent": "50"}})
    agreement = make_agreement("APTA", ["KR"])
    assert shown(ask(make_book(mfn(), apta, agreements=[agreement])))["APTA"] == ("5", True)
    alone = ask(make_book(apta, agreements=[agreement]))
    assert (alone.coverage, dict(alone.missing)["APTA"].code) == ("none", "margin_without_mfn")
    by_weight = mfn([{"code": "01012100", "duty": "3 CNY/kg"}])
    odd = ask(make_book(by_weight, apta, agreements=[agreement]))
    assert dict(odd.missing)["APTA"].code == "margin_of_specific"


def test_a_staged_schedule_ends_after_its_last_cut():
    rows = [{"code": "01012100", "base": "10", "staging": "3"}, {"code": "01012900", "base": "10", "staging": "1"}]
    table = make_table("CN-KR", rows, begins=date(2022, 1, 1))
    book = make_book(table, agreements=[make_agreement("CN-KR", ["KR"])])
    assert [shown(ask(book, day=date(y, 6, 1)))["CN-KR"][0] for y in (2022, 2023, 2024)] == ["6.7", "3.3", "0"]
    assert shown(ask(book, code="01012900", day=date(2024, 6, 1)))["CN-KR"] == ("0", True)
    after = ask(book, day=date(2025, 1, 1))
    assert (after.coverage, dict(after.missing)["CN-KR"].code) == ("none", "schedule_ended")


def test_a_treaty_that_keeps_its_final_rate_says_so():
    rows = [{"code": "01012100", "base": "10", "staging": "3"}]
    table = make_table("CN-KR", rows, begins=date(2022, 1, 1), after_end="final_rate")
    book = make_book(table, agreements=[make_agreement("CN-KR", ["KR"])])
    assert shown(ask(book, day=date(2040, 1, 1)))["CN-KR"] == ("0", True)


def test_a_printed_year_wins_over_the_derived_one():
    rows = [{"code": "01012100", "base": "10", "staging": "3", "2023": "4.4"}]
    book = make_book(make_table("CN-KR", rows, begins=date(2022, 1, 1)), agreements=[make_agreement("CN-KR", ["KR"])])
    given = ask(book, day=date(2023, 6, 1))
    assert shown(given)["CN-KR"] == ("4.4", True)
    assert str(percent_of(given.best.finding.derivation.rounded)) == "3.3"


def test_staging_years_may_begin_in_april():
    rows = [{"code": "01012100", "base": "11", "staging": "11"}]
    more = {"begins": date(2022, 1, 1), "year_start": (4, 1), "destination": "JP", "currency": "JPY"}
    book = make_book(make_table("RCEP", rows, **more), agreements=[make_agreement("RCEP", ["CN"], destination="JP")])
    on = {
        d: shown(ask(book, origin="CN", destination="JP", day=d))["RCEP"][0]
        for d in (date(2026, 3, 31), date(2026, 4, 1))
    }
    assert on == {date(2026, 3, 31): "6", date(2026, 4, 1): "5"}


def test_the_later_table_wins_then_authority_then_the_operators_own():
    rows = [[{"code": "01012100", "duty": str(rate)}] for rate in (10, 9, 8)]
    old = mfn(rows[0], table="old", begins=date(2020, 1, 1))
    new = mfn(rows[1], table="new", begins=date(2024, 1, 1), status="unverified")
    same = mfn(rows[2], table="same", begins=date(2024, 1, 1), status="official")
    assert shown(ask(make_book(old, new)))["MFN"] == ("9", True)
    assert shown(ask(make_book(old, new, same)))["MFN"] == ("8", True)
    assert shown(ask(make_book(old, new, same), day=date(2023, 12, 31)))["MFN"] == ("10", True)


def test_a_newer_partial_table_leaves_the_other_lines_to_the_older():
    old = mfn([{"code": "01012100", "duty": "10"}, {"code": "01012900", "duty": "20"}], table="old", complete=True)
    new = mfn([{"code": "01012100", "duty": "9"}], table="new", begins=date(2024, 1, 1))
    assert shown(ask(make_book(old, new), code="01012900"))["MFN"] == ("20", True)


def test_two_documents_of_one_day_that_disagree_are_a_conflict_that_is_shown():
    first = mfn(table="first", precedence=0)
    second = mfn([{"code": "01012100", "duty": "6"}], table="second", precedence=1)
    given = ask(make_book(first, second))
    assert shown(given)["MFN"] == ("10", True)
    assert [percent_of(f.rate) for f in given.mfn.conflicts] == [6]


def test_a_blank_in_a_schedule_is_no_concession_and_still_full_coverage():
    kr = make_table("CN-KR", [{"code": "01012100", "duty": ""}])
    given = ask(make_book(mfn(), kr, agreements=[make_agreement("CN-KR", ["KR"])]))
    assert (given.coverage, shown(given)["CN-KR"]) == ("full", (None, False))


def test_a_line_a_complete_schedule_does_not_list_has_no_concession():
    kr = make_table("CN-KR", [{"code": "01012900", "duty": "0"}], complete=True)
    given = ask(make_book(mfn(), kr, agreements=[make_agreement("CN-KR", ["KR"])]))
    assert (given.coverage, given.rates[-1].reason.code) == ("full", "not_in_schedule")
    partial = make_table("CN-KR", [{"code": "01012900", "duty": "0"}])
    assert ask(make_book(mfn(), partial, agreements=[make_agreement("CN-KR", ["KR"])])).coverage == "partial"


def test_a_condition_returns_its_candidates_until_the_fact_is_given():
    rows = [{"code": "01012100", "duty": "0", "when": "in"}, {"code": "01012100", "duty": "", "when": "out"}]
    book = make_book(mfn(), make_table("LDC", rows, questions=CONDITION), agreements=[make_agreement("LDC", ["KR"])])
    open_ = ask(book)
    assert (open_.coverage, shown(open_)["LDC"]) == ("partial", (None, None))
    undecided = next(r for r in open_.rates if r.agreement == "LDC").finding.undecided
    assert [when for when, _, _ in undecided.candidates] == ["in", "out"]
    assert shown(ask(book, facts=frozenset({"in"})))["LDC"] == ("0", True)
    outside = ask(book, facts=frozenset({"out"}))
    assert (outside.coverage, shown(outside)["LDC"], outside.best.agreement) == ("full", (None, False), "MFN")


def test_a_row_holds_for_what_stands_beneath_it_unless_it_names_one_good():
    kr = make_table("CN-KR", [{"code": "010121", "duty": "2"}])
    assert shown(ask(make_book(mfn(), kr, agreements=[make_agreement("CN-KR", ["KR"])])))["CN-KR"] == ("2", True)
    exact = make_table("CN-KR", [{"code": "010121", "duty": "2"}], exact=True)
    given = ask(make_book(mfn(), exact, agreements=[make_agreement("CN-KR", ["KR"])]))
    assert given.coverage == "partial"


def test_a_short_code_reaches_its_only_line_and_offers_several():
    book = make_book(mfn([{"code": c, "duty": "10"} for c in ("01012100", "01012910", "01012990")]))
    one = ask(book, code="010121")
    assert (one.code, one.best.agreement, [n.code for n in one.notes]) == ("01012100", "MFN", ["code_shorter"])
    assert ask(book, code="0101").lines == ("01012100", "01012910", "01012990")


def test_lines_beneath_a_short_code_share_what_they_share_and_offer_the_rest():
    rows = [{"code": "01012910", "duty": "10"}, {"code": "01012990", "duty": "8"}]
    kr = make_table("CN-KR", [{"code": "01012910", "duty": "5"}, {"code": "01012990", "duty": "5"}])
    book = make_book(mfn(rows), kr, agreements=[make_agreement("CN-KR", ["KR"])])
    given = ask(book, code="010129")
    assert (given.coverage, shown(given)) == ("partial", {"CN-KR": ("5", True), "MFN": (None, None)})
    undecided = next(r for r in given.rates if r.agreement == "MFN").finding.undecided
    assert [(line, str(percent_of(f.rate))) for line, _, f in undecided.candidates] == [
        ("01012910", "10"),
        ("01012990", "8"),
    ]
    assert (given.lines, [n.code for n in given.notes]) == (("01012910", "01012990"), ["choose_line"])
    assert ask(book, code="010129", facts=frozenset({"01012990"})).code == "01012990"
    alike = make_book(mfn([{"code": "01012910", "duty": "10"}, {"code": "01012990", "duty": "10"}]))
    assert (ask(alike, code="010129").coverage, shown(ask(alike, code="010129"))) == ("full", {"MFN": ("10", True)})


def test_a_code_the_tariff_does_not_list_is_said_with_its_neighbours():
    book = make_book(mfn(complete=True))
    given = ask(book, code="01012199")
    assert (given.coverage, given.lines, [n.code for n in given.notes]) == (
        "none",
        ("01012100",),
        ["code_not_in_tariff"],
    )


def test_specific_and_ad_valorem_compare_only_with_the_quantity():
    kr = make_table("CN-KR", [{"code": "01012100", "duty": "3 CNY/kg"}])
    book = make_book(mfn(), kr, agreements=[make_agreement("CN-KR", ["KR"])])
    unknown = ask(book)
    assert (unknown.best, unknown.coverage) == (None, "partial")
    assert set(unknown.needs) == {Need("value"), Need("quantity", "kg")}
    light = ask(book, value_minor=100_000, quantity=Decimal(10), unit="kg")
    heavy = ask(book, value_minor=100_000, quantity=Decimal(100), unit="kg")
    assert (light.best.agreement, heavy.best.agreement) == ("CN-KR", "MFN")
    assert light.saving_minor == 10_000 - 3_000


def japan(general="", temporary="", wto="", wto_applies=""):
    rows = {"GENERAL": general, "TEMPORARY": temporary, "WTO": wto}
    tables = []
    for name, duty in rows.items():
        row = {"code": "293219000", "duty": duty} | ({"applies": wto_applies} if name == "WTO" else {})
        listed = [row] if duty else []
        tables.append(make_table(name, listed, destination="JP", origins=("*",), complete=True, currency="JPY"))
    return ask(make_book(*tables), code="293219000", origin="CN", destination="JP")


def test_japan_mfn_is_the_lower_of_wto_and_temporary_or_general():
    assert str(percent_of(japan("4.6", "", "3.1").mfn.finding.rate)) == "3.1"
    assert str(percent_of(japan("4.6", "2", "3.1").mfn.finding.rate)) == "2"
    assert str(percent_of(japan("4.6", "", "").mfn.finding.rate)) == "4.6"
    assert str(percent_of(japan("", "", "3.1").mfn.finding.rate)) == "3.1"
    assert str(percent_of(japan("2", "4", "3.1").mfn.finding.rate)) == "3.1"


def test_a_bracketed_wto_rate_is_listed_and_does_not_apply():
    given = japan("0", "", "3.1", "no")
    assert shown(given)["WTO"] == ("3.1", False)
    assert (given.mfn.finding.rate, given.best.agreement, given.coverage) == (0, "MFN", "full")


def test_a_general_rate_is_replaced_by_the_temporary_one():
    given = japan("4.6", "2", "3.1")
    assert {r.agreement: (r.applies, r.reason.code) for r in given.rates}["GENERAL"] == (False, "replaced_by_temporary")


def test_alike_amounts_per_unit_compare_without_the_quantity():
    given = japan("45000 JPY/head", "", "38250 JPY/head")
    assert given.mfn.duty == next(r for r in given.rates if r.agreement == "WTO").duty
    undecided = japan("max(10, 3 JPY/kg)", "", "9")
    assert (undecided.mfn, undecided.coverage, bool(undecided.needs)) == (None, "partial", True)


def test_an_mfn_rate_for_everything_reaches_every_code_that_exists():
    book = make_book(
        make_table("MFN", [{"code": "01012100", "duty": "12"}], origins=("*",), default_duty="25"),
        codes=["010121", "010129"],
    )
    assert shown(ask(book))["MFN"] == ("12", True)
    given = ask(book, code="01012900")
    assert (given.coverage, shown(given)["MFN"]) == ("full", ("25", True))
    assert ask(book, code="99999900").coverage == "none"


def test_a_year_that_is_not_printed_is_missing_not_without_concession():
    rows = [{"code": "01012100", "2024": "8", "2025": ""}, {"code": "01012900", "2024": "8", "2025": "7"}]
    table = make_table("CN-KR", rows, begins=date(2024, 1, 1))
    book = make_book(mfn(), table, agreements=[make_agreement("CN-KR", ["KR"])])
    given = ask(book, day=date(2025, 6, 1))
    assert (given.coverage, dict(given.missing)["CN-KR"].code) == ("partial", "year_missing")
    assert shown(ask(book, day=date(2024, 6, 1)))["CN-KR"] == ("8", True)


def test_a_heading_is_never_answered_by_the_one_line_on_file():
    book = make_book(mfn([{"code": "030359", "duty": "7"}], exact=True))
    given = ask(book, code="0303")
    assert (given.coverage, given.lines) == ("none", ("030359",))
