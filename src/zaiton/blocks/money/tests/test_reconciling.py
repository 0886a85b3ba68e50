"""Reconciliation of days over both engines: statements taken once and checked, breaks that come and go, nothing forgotten."""

import threading
from datetime import date, timedelta

import pytest
from django.db import connection

from zaiton.blocks.money.actions import breaks, statements
from zaiton.blocks.money.actions.breaks import break_propose, break_resolve
from zaiton.blocks.money.actions.fetching import days_due, reconcile_day, reconcile_due
from zaiton.blocks.money.actions.reconciling import reconcile
from zaiton.blocks.money.actions.statements import statement_take
from zaiton.blocks.money.domain.channels import NotSent, SourceStatement, Unclear
from zaiton.blocks.money.domain.reconcile_refusals import DayNotOver, StatementChanged
from zaiton.blocks.money.domain.wire_refusals import StatementUnfit
from zaiton.blocks.money.models import Break, Instruction, Run, Statement, StatementLine
from zaiton.blocks.money.public import reverse
from zaiton.blocks.money.queries.breaks import break_card, breaks_counted, breaks_ended, breaks_standing
from zaiton.blocks.money.queries.runs import run_card, runs, statements_of
from zaiton.blocks.money.tests.books import WHO, a_book
from zaiton.blocks.money.tests.reconciling import all_stated, evening, instruct, paid, stated, statement

pytestmark = pytest.mark.django_db(transaction=True)
THURSDAY, FRIDAY, SATURDAY, MONDAY, TUESDAY = (date(2026, 11, day) for day in (19, 20, 21, 23, 24))
OTHER = "person/second"


@pytest.fixture(autouse=True)
def books() -> None:
    a_book()


def run(day: date, **more: object):
    return reconcile(day, at=evening(day), **more)


def kinds() -> dict[str, int]:
    return breaks_counted()


def test_a_day_on_which_all_agree() -> None:
    for number in ("A", "B", "C"):
        paid(number, MONDAY)
    all_stated(MONDAY, [("A", 100), ("B", 100), ("C", 100)])
    card = run(MONDAY)
    assert card.clean and (card.counts["lines"], card.counts["matched"]) == (12, 12)
    assert card.counts["rules"] == {"same_day": 12} and not Break.objects.exists()
    assert card.sources["bank"] == {"numbers": ["bank-20261123-1"], "lines": 3, "total": 300}
    assert card.sources["ours"] == {"numbers": [], "lines": 3, "total": 300}
    again = run(MONDAY)
    assert again.repeated and Run.objects.count() == 1 and again.digest == card.digest == run_card(MONDAY).digest


def test_a_line_of_the_next_day_closes_its_break_by_itself() -> None:
    paid("A", FRIDAY)
    all_stated(FRIDAY, [("A", 100)], bank=[])
    assert run(FRIDAY).counts["breaks"] == {"cross_day": 1} and kinds() == {"cross_day": 1}
    all_stated(MONDAY, [], bank=[("A", 100)])
    card = run(MONDAY)
    assert (card.counts["closed"], card.counts["rules"], kinds()) == (1, {"next_day": 4}, {})
    (ended,) = breaks_ended(on=MONDAY)
    assert (ended.state, break_card(ended.public_id, on=MONDAY).steps[-1].event) == ("closed", "closed")
    assert run(FRIDAY).clean


def test_a_line_that_never_comes_is_missing_when_its_time_is_over() -> None:
    paid("A", FRIDAY)
    all_stated(FRIDAY, [("A", 100)], bank=[])
    run(FRIDAY)
    all_stated(MONDAY, [])
    assert run(MONDAY).counts["breaks"] == {}, "it belongs to Friday"
    assert kinds() == {"missing_bank": 1}
    (gap,) = breaks_standing(on=TUESDAY)
    assert (gap.day, gap.age, [line["source"] for line in gap.lines]) == (FRIDAY, 2, ["customs", "ours", "treasury"])
    assert gap.lines[0]["words"] == "bill/A" and gap.lines[0]["statement"] == "customs-20261120-1"
    stated("bank", TUESDAY, [("A", 100)])
    for source in ("treasury", "customs"):
        stated(source, TUESDAY, [])
    assert (run(TUESDAY).counts["rules"], kinds()) == ({"late": 4}, {})


def test_each_difference_becomes_its_break() -> None:
    for number in "ABCDEF":
        paid(number, THURSDAY)
    every = [(number, 100) for number in "ABCDEF"]
    stated("bank", THURSDAY, [*every[:4], ("E", 99), ("F", 100), ("F", 100), ("X", 7)])
    stated("treasury", THURSDAY, [*every[1:], ("Y", 8)])
    stated("customs", THURSDAY, [every[0], *every[2:]])
    for source in ("bank", "treasury", "customs"):
        stated(source, FRIDAY, [])
    card = run(THURSDAY)
    found = {
        "missing_treasury": 1,
        "missing_customs": 1,
        "amount_differs": 1,
        "duplicate": 1,
        "only_bank": 1,
        "only_treasury": 1,
    }
    assert card.counts["breaks"] == found == kinds() and not card.clean
    assert card.counts["lines"] == card.counts["matched"] + card.counts["in_breaks"] == 25
    assert card.counts["matched"] == 8


def test_what_our_books_hold_for_rejected_and_what_they_booked_wrongly() -> None:
    instruct("A", None, 100, state="rejected")
    instruct("B", None, 100, state="unknown")
    paid("C", THURSDAY, 100, booked=101)
    all_stated(THURSDAY, [("A", 100), ("B", 100), ("C", 100)])
    all_stated(FRIDAY, [])
    run(THURSDAY)
    assert {card.reference: card.kind for card in breaks_standing(on=FRIDAY)} == {
        "A": "rejected_stated",
        "B": "missing_ours",
        "C": "amount_differs",
    }


def test_money_that_came_back() -> None:
    paid("A", THURSDAY)
    all_stated(THURSDAY, [("A", 100)])
    run(THURSDAY)
    reverse("instruction/A/settled", key="back", reason="returned", business_date=FRIDAY, actor=WHO, at=evening(FRIDAY))
    Instruction.objects.update(state="returned")
    instruct("R", FRIDAY, 30, purpose="refund")
    all_stated(FRIDAY, [("A", -100), ("R", -30)], customs=[])
    card = run(FRIDAY)
    assert card.counts["rules"] == {"same_day": 6} and card.clean and run(THURSDAY).clean


def test_money_that_came_back_and_was_never_booked_here() -> None:
    row = instruct("A", THURSDAY, 100, state="returned")
    row.state_since = evening(FRIDAY) - timedelta(hours=12)
    row.save()
    all_stated(THURSDAY, [("A", 100)])
    all_stated(FRIDAY, [("A", -100)], customs=[])
    assert run(THURSDAY).clean and run(FRIDAY).clean and run_card(FRIDAY).counts["matched"] == 3


def test_a_statement_that_has_not_come_is_one_break_and_the_late_one_closes_it() -> None:
    for number in "ABCDE":
        paid(number, THURSDAY)
    every = [(number, 100) for number in "ABCDE"]
    all_stated(THURSDAY, every, bank=None)
    card = run(THURSDAY)
    assert card.sources["bank"] is None and kinds() == {"statement_missing": 1} and card.counts["in_breaks"] == 15
    all_stated(FRIDAY, [])
    run(FRIDAY)
    assert kinds() == {"statement_missing": 1}
    stated("bank", THURSDAY, every)
    assert run(THURSDAY).clean and kinds() == {}


def test_a_statement_that_two_people_have_given_up() -> None:
    paid("A", THURSDAY)
    all_stated(THURSDAY, [("A", 100)], bank=None)
    all_stated(FRIDAY, [])
    run(THURSDAY)
    (gap,) = breaks_standing(on=FRIDAY)
    assert (gap.kind, gap.reference) == ("statement_missing", "bank")
    break_propose(gap.public_id, resolution="explained", words="closed that day", actor=WHO, at=evening(FRIDAY))
    break_resolve(gap.public_id, actor=OTHER, at=evening(FRIDAY))
    assert THURSDAY in days_due(at=evening(FRIDAY))
    reconcile(THURSDAY, at=evening(FRIDAY) + timedelta(hours=1))
    assert kinds() == {"missing_bank": 1}, "what waited for it does not vanish"


def test_what_two_people_have_settled_is_counted_apart() -> None:
    stated("bank", THURSDAY, [("X", 7)])
    for source in ("treasury", "customs"):
        stated(source, THURSDAY, [])
    all_stated(FRIDAY, [])
    assert run(THURSDAY).counts["in_breaks"] == 1
    (gap,) = breaks_standing(on=FRIDAY)
    break_propose(gap.public_id, resolution="explained", words="the bank's own fee", actor=WHO, at=evening(FRIDAY))
    break_resolve(gap.public_id, actor=OTHER, at=evening(FRIDAY))
    card = run(THURSDAY)
    assert (card.clean, card.counts["in_breaks"], card.counts["settled"], card.counts["opened"]) == (True, 0, 1, 0)
    stated("treasury", THURSDAY, [("X", 7)], issue=2)
    assert run(THURSDAY).counts["breaks"] == {"missing_ours": 1}, "with another line it is another difference"


def test_a_later_issue_takes_the_place_of_the_earlier_and_never_the_other_way_round() -> None:
    paid("A", THURSDAY)
    all_stated(THURSDAY, [("A", 100)], bank=[("A", 100), ("Z", 5)])
    all_stated(FRIDAY, [])
    run(THURSDAY)
    assert kinds() == {"only_bank": 1}
    stated("bank", THURSDAY, [("A", 100)], issue=10)
    assert run(THURSDAY).clean and kinds() == {}
    assert stated("bank", THURSDAY, [("A", 100), ("Z", 5)], issue=9).replaced
    assert stated("bank", THURSDAY, [("A", 100)], issue=10).repeated
    assert run(THURSDAY).repeated and [card.number for card in statements_of(THURSDAY)][0] == "bank-20261119-10"
    assert len(statements_of(THURSDAY, replaced=True)) == 5
    with pytest.raises(StatementChanged):
        stated("bank", THURSDAY, [("A", 101)], issue=10)


UNFIT = {
    "total": lambda day: statement("bank", day, [("A", 100)], opening=0, closing=99),
    "half a balance": lambda day: statement("bank", day, [("A", 100)], opening=0, closing=None),
    "nothing": lambda day: statement("bank", day, [("A", 0)]),
    "too much": lambda day: statement("bank", day, [("A", 10**15)]),
    "a fraction": lambda day: statement("bank", day, [("A", 1.5)]),
    "long reference": lambda day: statement("bank", day, [("A" * 81, 1)]),
    "not printable": lambda day: statement("bank", day, [("A\0", 1)]),
    "other currency": lambda day: SourceStatement(
        "bank", day, "n", "USD", None, None, statement("x", day, [("A", 1)]).lines
    ),
    "tomorrow": lambda day: SourceStatement(
        "bank", day, "n", "CNY", None, None, statement("x", day + timedelta(1), [("A", 1)]).lines
    ),
    "no number": lambda day: SourceStatement("bank", day, "", "CNY", None, None, ()),
}


@pytest.mark.parametrize("made", UNFIT.values(), ids=UNFIT.keys())
def test_statements_that_lie_are_refused_and_nothing_of_them_is_kept(made) -> None:
    with pytest.raises(StatementUnfit):
        statement_take(made(THURSDAY), at=evening(THURSDAY))
    assert not Statement.objects.exists() and not StatementLine.objects.exists()


def test_balances_that_do_not_follow_each_other() -> None:
    stated("bank", THURSDAY, [("A", 100)], opening=1000)
    stated("bank", FRIDAY, [], opening=1100)
    stated("bank", MONDAY, [], opening=1105)
    run(MONDAY)
    (gap,) = breaks_standing(on=TUESDAY, kind="balance_gap")
    assert (gap.day, gap.amount, gap.reference) == (MONDAY, 5, "bank")
    stated("bank", FRIDAY, [("B", 5)], opening=1100, issue=2)
    run(FRIDAY)
    assert "balance_gap" not in kinds()


def test_lines_without_a_reference_keep_the_payment_they_were_given() -> None:
    paid("A", THURSDAY)
    paid("B", THURSDAY)
    all_stated(THURSDAY, [("A", 100), ("B", 100)], bank=[("", 100), ("", 100), ("", 100)])
    all_stated(FRIDAY, [])
    first = run(THURSDAY)
    assert first.counts["rules"] == {"without_reference": 8} and kinds() == {"only_bank": 1}
    assert run(THURSDAY).repeated and run(FRIDAY).clean and Break.objects.count() == 1
    paid("C", FRIDAY)
    stated("treasury", FRIDAY, [("C", 100)], issue=2)
    stated("customs", FRIDAY, [("C", 100)], issue=2)
    assert run(FRIDAY).counts["rules"] == {"without_reference": 4} and kinds() == {}, (
        "Thursday's line was Friday's payment"
    )


def test_a_day_is_reconciled_when_it_is_over() -> None:
    with pytest.raises(DayNotOver):
        reconcile(MONDAY, at=evening(FRIDAY))


def test_a_taking_that_was_cut_off_counts_for_nothing_and_is_done_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(statements, "PIECE", 2)
    write, pieces = statements._write, []

    def dies(*given: object) -> None:
        pieces.append(given)
        if len(pieces) == 2:
            raise KeyboardInterrupt
        write(*given)

    monkeypatch.setattr(statements, "_write", dies)
    lines = [(f"A{n}", 5) for n in range(5)]
    with pytest.raises(KeyboardInterrupt):
        stated("bank", THURSDAY, lines)
    assert StatementLine.objects.count() == 2 and statements_of(THURSDAY, replaced=True) == ()
    assert run(THURSDAY).sources["bank"] is None
    assert not stated("bank", THURSDAY, lines).repeated and stated("bank", THURSDAY, lines).repeated
    assert StatementLine.objects.count() == 5 and run(THURSDAY).counts["lines"] == 5


def test_a_run_that_was_cut_off_is_mended_by_the_next(monkeypatch: pytest.MonkeyPatch) -> None:
    stated("bank", THURSDAY, [(f"X{n}", n) for n in range(1, 8)])
    for source in ("treasury", "customs"):
        stated(source, THURSDAY, [])
    all_stated(FRIDAY, [])
    monkeypatch.setattr(breaks, "AT_ONCE", 2)
    opened, parts = breaks._opened, []

    def dies(*given: object) -> object:
        parts.append(given)
        if len(parts) == 3:
            raise KeyboardInterrupt
        return opened(*given)

    monkeypatch.setattr(breaks, "_opened", dies)
    with pytest.raises(KeyboardInterrupt):
        run(THURSDAY)
    assert Break.objects.count() == 4 and run_card(THURSDAY) is None
    assert run(THURSDAY).counts["opened"] == 3 and Break.objects.count() == 7


def test_two_runs_at_once_open_each_break_once() -> None:
    stated("bank", THURSDAY, [(f"X{n}", n) for n in range(1, 60)])
    for source in ("treasury", "customs"):
        stated(source, THURSDAY, [])
    all_stated(FRIDAY, [])
    found: list[object] = []

    def work() -> None:
        try:
            found.append(run(THURSDAY))
        except Exception as error:
            found.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert not [one for one in found if isinstance(one, Exception)], found
    assert len(found) == 4 and sum(one.counts["opened"] for one in found if not one.repeated) == 59
    assert Break.objects.count() == 59 and Run.objects.count() == 1


class Telling:
    """A channel that only tells statements; what is an exception is raised."""

    def __init__(self, *told: SourceStatement | Exception) -> None:
        self.told = list(told)
        self.asked: list[date] = []

    def statement(self, day: date, *, at: object) -> SourceStatement:
        self.asked.append(day)
        answer = self.told.pop(0) if len(self.told) > 1 else self.told[0]
        if isinstance(answer, Exception):
            raise answer
        return answer


def test_the_clock_fetches_what_is_due_and_says_who_lied() -> None:
    paid("A", THURSDAY)
    lie = StatementUnfit("statement", channel="treasury", day=THURSDAY, why="it says a total of 1")
    good = {name: statement(name, THURSDAY, [("A", 100)]) for name in ("bank", "treasury", "customs")}
    ways = {
        "bank": Telling(Unclear("no answer"), good["bank"]),
        "treasury": Telling(lie, lie, good["treasury"]),
        "customs": Telling(good["customs"]),
    }
    (card,) = reconcile_due(at=evening(THURSDAY), channels=ways)
    assert card.sources["bank"] is None and kinds() == {"statement_missing": 2, "statement_refused": 1}
    (refused,) = breaks_standing(on=FRIDAY, kind="statement_refused")
    assert refused.reference == "treasury" and "a total of 1" in refused.lines[0]["why"]
    card, fetched = reconcile_day(THURSDAY, at=evening(THURSDAY), channels=ways)
    assert [one.why == "" for one in fetched] == [True, False, True] and fetched[1].refused
    assert kinds() == {"statement_missing": 1, "statement_refused": 1}, "the same lie is the same break"
    (card,) = reconcile_due(at=evening(THURSDAY), channels=ways)
    assert card.clean and kinds() == {} and ways["bank"].asked == [THURSDAY] * 3


def test_days_that_were_slept_through_are_made_up_for() -> None:
    away = {name: Telling(NotSent("no connection")) for name in ("bank", "treasury", "customs")}
    assert reconcile_due(at=evening(THURSDAY), channels=away) == (), "no payment was ever made"
    paid("A", THURSDAY)
    assert [card.day for card in reconcile_due(at=evening(THURSDAY), channels=away)] == [THURSDAY]
    days = [card.day for card in reconcile_due(at=evening(MONDAY), channels=away)]
    assert days == [THURSDAY + timedelta(n) for n in range(5)]
    assert [card.day for card in runs(limit=2)] == [MONDAY, date(2026, 11, 22)]
    assert [card.day for card in runs(before=MONDAY, limit=1)] == [date(2026, 11, 22)]
