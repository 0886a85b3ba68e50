"""Matching: each kind of difference, and against a plain oracle that nothing is forgotten and no order matters."""

import random
import tomllib
from collections import Counter
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from zaiton.blocks.money.domain.matching import Outcome, match
from zaiton.blocks.money.domain.matching_lines import Held, lines_of
from zaiton.blocks.money.domain.matching_rules import scheme_of
from zaiton.blocks.money.domain.reconcile_refusals import RulesUnfit
from zaiton.blocks.money.queries.matching_scheme import shipped

RULES = tomllib.loads(shipped().decode())
SCHEME = scheme_of(RULES, "x")
NAMES = SCHEME.names
MONDAY = date(2026, 11, 23)
LAST = MONDAY.toordinal() + 8


def reach(day: int, number: int) -> int:
    """Working days by the week alone."""
    at = date.fromordinal(day)
    while number:
        at += timedelta(1)
        number -= at.weekday() < 5
    return at.toordinal()


def held(last: int = LAST, without: tuple[tuple[str, int], ...] = ()) -> dict[str, Held]:
    days = range(MONDAY.toordinal() - 10, last + 1)
    gone = {name: {day for source, day in without if source == name} for name in NAMES}
    return {name: Held(None if name == "ours" else frozenset(days) - gone[name], last) for name in NAMES}


def compared(rows: list[tuple], **more: object) -> Outcome:
    return match(lines_of(NAMES, rows), SCHEME, more.pop("held", held()), reach, **more)


def all_four(reference: str, amount: int = 100, day: date = MONDAY, **other: object) -> list[tuple]:
    """The four lines of a payment; ``bank=None`` leaves one out, ``bank=(…)`` gives one another amount, day or currency."""
    rows = []
    for name in NAMES:
        said = other.get(name, ())
        if said is not None:
            given = {"amount": amount, "day": day, "currency": "CNY", "reference": reference, **dict(said)}
            rows.append((name, given["reference"], given["amount"], given["currency"], given["day"]))
    return rows


CASES = {
    "same day": (all_four("A"), {}, {"same_day": 4}),
    "next working day": (all_four("A", day=date(2026, 11, 20), bank={"day": MONDAY}), {}, {"next_day": 4}),
    "late": (all_four("A", bank={"day": MONDAY + timedelta(5)}), {}, {"late": 4}),
    "without a reference": (all_four("A", bank={"reference": ""}), {}, {"without_reference": 4}),
    "two of them": (all_four("A", bank={"reference": ""}, customs={"reference": ""}), {}, {"without_reference": 4}),
    "no bank": (all_four("A", bank=None), {"missing_bank": 3}, {}),
    "only customs": (all_four("A", bank=None, treasury=None, ours=None), {"only_customs": 1}, {}),
    "other amount": (all_four("A", bank={"amount": 101}), {"amount_differs": 4}, {}),
    "other currency": (all_four("A", bank={"currency": "USD"}), {"amount_differs": 4}, {}),
    "twice": ([*all_four("A"), ("bank", "A", 100, "CNY", MONDAY + timedelta(1))], {"duplicate": 5}, {}),
    "a refund": (all_four("A", amount=-100, customs=None), {}, {"same_day": 3}),
    "paid and returned": (all_four("A") + all_four("A", amount=-100, customs=None), {}, {"same_day": 7}),
    "a refund the bank lacks": (all_four("A", amount=-100, customs=None, bank=None), {"missing_bank": 2}, {}),
    "may still come": (all_four("A", day=date.fromordinal(LAST), bank=None), {"cross_day": 3}, {}),
    "blank alone": ([("bank", "", 7, "CNY", MONDAY)], {"only_bank": 1}, {}),
    "blank too late": (
        all_four("A", bank={"reference": "", "day": MONDAY + timedelta(2)}),
        {"missing_bank": 3, "only_bank": 1},
        {},
    ),
    "blank of another amount": (
        all_four("A", bank={"reference": "", "amount": 9}),
        {"missing_bank": 3, "only_bank": 1},
        {},
    ),
    "blanks alike": (
        [
            *all_four("A", bank={"reference": ""}),
            *all_four("B", bank={"reference": ""}),
            ("bank", "", 100, "CNY", MONDAY),
        ],
        {"only_bank": 1},
        {"without_reference": 8},
    ),
}


@pytest.mark.parametrize(("rows", "kinds", "matched"), CASES.values(), ids=CASES.keys())
def test_each_difference(rows: list[tuple], kinds: dict[str, int], matched: dict[str, int]) -> None:
    found = compared(rows)
    assert {gap.kind: gap.size for gap in found.gaps} == kinds
    assert found.matched == matched


def test_a_statement_that_has_not_come_is_one_break_for_all_that_waits() -> None:
    rows = [line for n in range(50) for line in all_four(f"A{n}", bank=None)] + all_four("B", treasury=None)
    without = held(without=(("bank", MONDAY.toordinal()),))
    found = compared(rows, held=without)
    assert {(gap.kind, gap.reference, gap.size) for gap in found.gaps} == {
        ("statement_missing", "bank", 150),
        ("missing_treasury", "B", 3),
    }
    assert len({gap.key for gap in found.gaps}) == 2


def test_a_break_says_who_lacks_it_and_keeps_both_sides() -> None:
    (gap,) = compared(all_four("A", bank=None, customs=None)).gaps
    assert (gap.kind, gap.lacking, gap.amount, gap.currency, gap.day) == (
        "missing_bank",
        ("bank", "customs"),
        100,
        "CNY",
        MONDAY,
    )
    assert [line["source"] for line in gap.lines] == ["ours", "treasury"]
    (gap,) = compared(all_four("A", bank={"amount": 90})).gaps
    assert gap.amount is None and [line["amount"] for line in gap.lines] == [90, 100, 100, 100]


def test_the_same_lines_are_the_same_break_and_others_another() -> None:
    keys = [compared(rows).gaps[0].key for rows in (all_four("A", bank=None), list(reversed(all_four("A", bank=None))))]
    assert len(set(keys)) == 1
    others = (
        all_four("A", bank=None, customs=None),
        all_four("A", amount=101, bank=None),
        all_four("B", bank=None),
        all_four("A", day=MONDAY + timedelta(1), bank=None),
        all_four("A", amount=-100, bank=None, customs=None),
    )
    assert len({*keys, *(compared(rows).gaps[0].key for rows in others)}) == 6


def test_the_digest_is_of_the_matches_of_the_day() -> None:
    day, more = all_four("A") + all_four("B"), all_four("C", day=MONDAY + timedelta(3))
    assert compared(day + more, on=MONDAY).digest == compared(day).digest != compared(day + more).digest
    assert compared(all_four("A") + all_four("B", amount=101)).digest != compared(day).digest
    assert compared([]).digest == compared(all_four("A", bank=None)).digest


def test_nothing_at_all() -> None:
    found = compared([])
    assert (found.gaps, found.matched, len(found.gap_of)) == ((), {}, 0)


def oracle(rows: list[tuple], last: int) -> tuple[Counter, int]:
    """Plain Python, payment by payment: kinds of breaks, and how many lines match. Lines with references only."""
    by: dict[tuple[str, bool], list[tuple]] = {}
    for row in rows:
        by.setdefault((row[1], row[2] < 0), []).append(row)
    kinds: Counter = Counter()
    matched = 0
    for (_, outward), lines in by.items():
        needed = set(SCHEME.goes_out if outward else SCHEME.comes_in)
        said = [line[0] for line in lines]
        lacking = [name for name in NAMES if name in needed - set(said)]
        days = [line[4].toordinal() for line in lines]
        if len(set(said)) < len(said):
            kinds["duplicate"] += 1
        elif len({line[2:4] for line in lines}) > 1:
            kinds["amount_differs"] += 1
        elif not lacking:
            matched += len(lines)
        elif last < reach(max(days), 1):
            kinds["cross_day"] += 1
        elif len(said) == 1 and len(lacking) > 1:
            kinds[f"only_{said[0]}"] += 1
        else:
            kinds[f"missing_{lacking[0]}"] += 1
    return kinds, matched


LINE = st.tuples(
    st.sampled_from(NAMES),
    st.sampled_from(["A", "B", "C", "D", "Ä", "长"]),
    st.sampled_from([100, 101, -100]),
    st.sampled_from(["CNY", "CNY", "CNY", "USD"]),
    st.integers(0, 8).map(lambda n: MONDAY + timedelta(n)),
)


@settings(max_examples=300, deadline=None)
@given(st.lists(LINE, max_size=30))
def test_as_a_plain_program_would(rows: list[tuple]) -> None:
    found = compared(rows)
    kinds, matched = oracle(rows, LAST)
    assert Counter(gap.kind for gap in found.gaps) == kinds
    assert sum(found.matched.values()) == matched


CHANGES = st.one_of(
    st.none(),
    st.just({}),
    st.just({}),
    st.just({"reference": ""}),
    st.just({"amount": 7}),
    st.integers(0, 3).map(lambda n: {"day": MONDAY + timedelta(n)}),
)
PAYMENT = st.tuples(
    st.sampled_from("ABCDE"), st.sampled_from([100, 100, 250]), st.fixed_dictionaries(dict.fromkeys(NAMES, CHANGES))
).map(lambda one: all_four(one[0], one[1], **one[2]))
BLANK = LINE.map(lambda one: (one[0], "", *one[2:]))
DAYS = st.tuples(st.lists(PAYMENT, max_size=6), st.lists(LINE | BLANK, max_size=8)).map(
    lambda one: [line for payment in one[0] for line in payment] + one[1]
)


@settings(max_examples=400, deadline=None)
@given(DAYS, st.randoms(use_true_random=False), st.sets(st.sampled_from(range(9)), max_size=2))
def test_nothing_is_forgotten_and_no_order_matters(rows: list[tuple], chance: random.Random, gone: set[int]) -> None:
    known = held(without=tuple(("bank", MONDAY.toordinal() + n) for n in gone))
    found = compared(rows, held=known)
    sizes = Counter(int(number) for number in found.gap_of if number >= 0)
    assert all(gap.size == sizes.pop(number) for number, gap in enumerate(found.gaps)) and not sizes
    assert sum(found.matched.values()) == sum(number < 0 for number in found.gap_of)
    shuffled = list(rows)
    chance.shuffle(shuffled)
    again = compared(shuffled, held=known)
    assert sorted((gap.key, gap.size) for gap in again.gaps) == sorted((gap.key, gap.size) for gap in found.gaps)
    assert (again.digest, again.matched) == (found.digest, found.matched)
    kept = match(lines_of(NAMES, rows, found.given), SCHEME, known, reach)
    assert kept.digest == found.digest and not kept.given, "what was given a reference keeps it"
    assert sorted(gap.key for gap in kept.gaps) == sorted(gap.key for gap in found.gaps)


UNFIT = {
    "no sources": {"source": RULES["source"][:1]},
    "unknown source": {"flow": [{"direction": "in", "sources": ["moon"]}, {"direction": "out", "sources": ["bank"]}]},
    "no direction": {"flow": RULES["flow"][:1]},
    "no match": {"rule": RULES["rule"][-1:]},
    "nothing differs": {"rule": RULES["rule"][:-1]},
    "amount left out": {"rule": [*RULES["rule"], {**RULES["rule"][0], "name": "x", "same": ["reference"]}]},
    "twice": {"rule": [*RULES["rule"], RULES["rule"][0]]},
    "for ever": {"rule": [*RULES["rule"][:3], {**RULES["rule"][3], "working_days": None}, RULES["rule"][4]]},
    "days": {"rule": [{**RULES["rule"][0], "working_days": -1}, *RULES["rule"][1:]]},
    "not a table": {"rule": "all"},
}


@pytest.mark.parametrize("change", UNFIT.values(), ids=UNFIT.keys())
def test_rules_that_cannot_decide_are_not_used(change: dict) -> None:
    with pytest.raises(RulesUnfit):
        scheme_of({**RULES, **change}, "x")


def test_an_installation_may_leave_late_matches_to_people() -> None:
    strict = scheme_of({**RULES, "rule": [rule for rule in RULES["rule"] if rule["name"] != "late"]}, "x")
    found = match(lines_of(NAMES, all_four("A", bank={"day": MONDAY + timedelta(5)})), strict, held(), reach)
    assert [gap.kind for gap in found.gaps] == ["cross_day"]
