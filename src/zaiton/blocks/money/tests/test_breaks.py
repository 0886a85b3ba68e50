"""Breaks: the same difference is one break, two people settle it, nothing leads back, and raw SQL cannot do it for one person."""

from datetime import date, timedelta

import pytest
from django.db import DatabaseError, connection, transaction

from zaiton.blocks.money.actions.breaks import (
    break_assign,
    break_open,
    break_propose,
    break_refuse,
    break_resolve,
    breaks_settle,
)
from zaiton.blocks.money.domain import ledger_refusals, reconcile_refusals
from zaiton.blocks.money.domain.breaks import EVENTS, INSTEAD, KINDS, Gap, after
from zaiton.blocks.money.domain.states import BREAK_STATES
from zaiton.blocks.money.models import Break, Closing, Entry
from zaiton.blocks.money.public import Line, account_card
from zaiton.blocks.money.queries.breaks import break_card, breaks_counted, breaks_ended, breaks_of_day, breaks_standing
from zaiton.blocks.money.tests.books import AT, DAY, WHO, a_book

pytestmark = pytest.mark.django_db(transaction=True)
OTHER = "person/second"
LINE = {"source": "bank", "day": "2026-11-20", "amount": 500, "currency": "CNY"}
FRIDAY = date(2026, 11, 20)


def opened(reference: str = "Z1", **more: object):
    given = {"day": FRIDAY, "amount": 500, "currency": "CNY", "lines": [LINE], **more}
    return break_open("only_bank", reference=reference, at=AT, **given)


def test_the_same_difference_is_one_break() -> None:
    first, again = opened(), opened()
    assert first == again and Break.objects.count() == 1 and [step.event for step in first.steps] == ["opened"]
    other = opened(lines=[LINE | {"amount": 501}])
    assert other.public_id != first.public_id and breaks_counted() == {"only_bank": 2}
    assert (first.age, first.age_sure) == (1, True)  # Friday to Monday
    assert [one.public_id for one in breaks_standing(on=DAY)] == [first.public_id, other.public_id]
    assert [one.public_id for one in breaks_standing(on=DAY, after=first.public_id)] == [other.public_id]


def test_two_people_settle_it_with_an_entry() -> None:
    a_book()
    one = opened().public_id
    lines = (Line("cash", 500), Line("clearing", -500))
    break_propose(one, resolution="entry", words="booked by hand", lines=lines, business_date=DAY, actor=WHO, at=AT)
    with pytest.raises(reconcile_refusals.SamePerson):
        break_resolve(one, actor=WHO, at=AT)
    assert break_card(one, on=DAY).state == "proposed" and not Entry.objects.exists()
    done = break_resolve(one, actor=OTHER, at=AT)
    assert (done.state, done.maker, done.checker, done.entry) == ("resolved", WHO, OTHER, f"break/{one}/1")
    assert account_card("cash").posted == 500 and [step.event for step in done.steps] == [
        "opened",
        "proposed",
        "resolved",
    ]
    assert opened().public_id == one, "what two people have settled is not opened again"
    with pytest.raises(reconcile_refusals.BreakStep):
        break_propose(one, resolution="explained", words="again", actor=WHO, at=AT)
    assert breaks_settle(["only_bank"], [], at=AT) == (0, 0)
    assert [card.public_id for card in breaks_ended(on=DAY)] == [
        card.public_id for card in breaks_of_day(FRIDAY, on=DAY)
    ]


def test_a_refused_proposal_is_open_again_and_a_new_one_has_a_key_of_its_own() -> None:
    a_book()
    one = opened().public_id
    lines = (Line("cash", 500), Line("clearing", -500))
    break_propose(one, resolution="entry", words="wrong day", lines=lines, business_date=DAY, actor=WHO, at=AT)
    Closing.objects.create(through=DAY, closed_at=AT, actor=WHO, entries=0, digest="")
    with pytest.raises(ledger_refusals.DayClosed):
        break_resolve(one, actor=OTHER, at=AT)
    assert break_card(one, on=DAY).state == "proposed" and account_card("cash").posted == 0
    assert break_refuse(one, words="the day is closed", actor=OTHER, at=AT).state == "open"
    tomorrow = DAY + timedelta(days=1)
    break_propose(one, resolution="entry", words="next day", lines=lines, business_date=tomorrow, actor=OTHER, at=AT)
    assert break_resolve(one, actor=WHO, at=AT).entry == f"break/{one}/2"


def test_proposals_that_say_nothing_or_do_not_add_up() -> None:
    one = opened().public_id
    for given in (
        {"resolution": "forget it", "words": "x"},
        {"resolution": "explained", "words": " "},
        {"resolution": "explained", "words": "x" * 301},
        {"resolution": "entry", "words": "x"},
        {"resolution": "explained", "words": "x", "lines": (Line("cash", 1), Line("clearing", -1))},
        {"resolution": "entry", "words": "x", "lines": (Line("cash", 1), Line("clearing", -1))},
    ):
        with pytest.raises(reconcile_refusals.ResolutionUnfit):
            break_propose(one, actor=WHO, at=AT, **given)
    with pytest.raises(ledger_refusals.Unbalanced):
        lines = (Line("cash", 1), Line("clearing", -2))
        break_propose(one, resolution="entry", words="x", lines=lines, business_date=DAY, actor=WHO, at=AT)
    with pytest.raises(reconcile_refusals.BreakUnknown):
        break_propose("nowhere", resolution="explained", words="x", actor=WHO, at=AT)
    assert break_card(one, on=DAY).state == "open"


def test_what_is_found_and_what_is_gone() -> None:
    gaps = [Gap("only_bank", f"Z{n}", FRIDAY, n, "CNY", ({**LINE, "amount": n},)) for n in range(1, 6)]
    assert breaks_settle(["only_bank"], gaps, at=AT) == (5, 0)
    assert breaks_settle(["only_bank"], reversed(gaps), at=AT) == (0, 0)
    later = [Gap("missing_customs", "Z1", FRIDAY, 1, "CNY", ({**LINE, "amount": 1},)), *gaps[1:4]]
    assert breaks_settle(["only_bank", "missing_customs"], later, at=AT) == (1, 2)
    ended = {card.reference: card for card in breaks_ended(on=DAY)}
    assert set(ended) == {"Z1", "Z5"} and {card.state for card in ended.values()} == {"closed"}
    last = break_card(ended["Z1"].public_id, on=DAY).steps[-1]
    assert (last.words, last.data) == (INSTEAD, {"instead": "missing_customs"})
    assert breaks_settle(["only_bank"], gaps, at=AT) == (2, 0), "closed by itself and found again: a new one"
    assert breaks_settle(["contradiction"], [], at=AT) == (0, 0)


def test_handed_on() -> None:
    one = opened().public_id
    assert break_assign(one, owner="person/third", actor=WHO, at=AT).owner == "person/third"
    assert [card.public_id for card in breaks_standing(on=DAY, owner="person/third")] == [one]
    with pytest.raises(reconcile_refusals.OwnerUnfit):
        break_assign(one, owner=" ", actor=WHO, at=AT)


RAW = (
    "UPDATE money_break SET state = 'resolved', maker = 'a', checker = 'a'",
    "UPDATE money_break SET state = 'resolved'",
    "UPDATE money_break SET state = 'resolved', maker = 'a'",
    "UPDATE money_break SET state = 'forgotten'",
    "DELETE FROM money_break",
    "DELETE FROM money_breakstep",
)


@pytest.mark.parametrize("sql", RAW)
def test_raw_sql_is_refused(sql: str) -> None:
    one = opened().public_id
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE" if connection.vendor == "postgresql" else "SELECT 1")
    assert break_card(one, on=DAY).state == "open"


@pytest.mark.parametrize("sql", ["UPDATE money_break SET state = 'open'", "UPDATE money_break SET kind = 'parity'"])
def test_raw_sql_cannot_open_again_what_is_settled(sql: str) -> None:
    one = opened().public_id
    break_propose(one, resolution="explained", words="x", actor=WHO, at=AT)
    break_resolve(one, actor=OTHER, at=AT)
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)
    assert break_card(one, on=DAY).state == "resolved"


def test_nothing_leads_out_of_the_ends_and_every_kind_has_words() -> None:
    assert set(EVENTS.values()) <= set(BREAK_STATES) and {state for state, _ in EVENTS} == {
        "open",
        "proposed",
    }
    events = {event for _, event in EVENTS}
    for state in ("resolved", "closed"):
        assert not [event for event in events if after(state, event)]
    assert all(len(kind) <= 30 and words for kind, words in KINDS.items())
