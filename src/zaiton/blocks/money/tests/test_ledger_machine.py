"""The ledger against a plain model of it: any order of bookings, holds, limits, reversals and closings, on either database.

After every step the books hold as ``verify`` sees them, balances are what the model says, and a repeated key answers alike.
"""

from datetime import date, timedelta

import pytest
from django.db import connection
from hypothesis import HealthCheck, settings
from hypothesis import strategies as some
from hypothesis.stateful import Bundle, RuleBasedStateMachine, consumes, initialize, invariant, multiple, rule

from zaiton.blocks.money.actions.closing import day_close
from zaiton.blocks.money.domain import ledger_refusals as refusals
from zaiton.blocks.money.models import Account, Entry, Hold
from zaiton.blocks.money.public import (
    Reserve,
    account_open,
    hold,
    hold_post,
    hold_void,
    holds_expire,
    post,
    post_all,
    post_batch,
    reverse,
)
from zaiton.blocks.money.queries.statements import balance_on, closed_through
from zaiton.blocks.money.queries.verifying import verify
from zaiton.blocks.money.tests.books import AT, DAY, WHO, draft

CODES = ("asset", "debt", "free")
LIMITS = {"asset": (0, None), "debt": (None, 0), "free": (None, None)}
AMOUNTS = some.integers(1, 300)
PAIRS = some.sampled_from([(one, two) for one in CODES for two in CODES if one != two])
DAYS = some.integers(0, 3).map(lambda n: DAY + timedelta(days=n))


class Ledger(RuleBasedStateMachine):
    """Rules draw what is asked of the ledger; the model decides whether it must be refused."""

    entries = Bundle("entries")
    holds = Bundle("holds")

    @initialize()
    def opened(self) -> None:
        Machine.number += 1
        self.prefix = f"m{Machine.number}-"
        self.count = 0
        self.at = AT
        self.balance = dict.fromkeys(CODES, 0)
        self.into = dict.fromkeys(CODES, 0)
        self.out = dict.fromkeys(CODES, 0)
        self.booked: dict[str, tuple[str, str, int, date]] = {}
        self.reversed: set[str] = set()
        for code in CODES:
            least, most = LIMITS[code]
            account_open(
                self.prefix + code,
                name_zh="账户",
                name_en="Account",
                kind="asset",
                currency="CNY",
                least=least,
                most=most,
                opened_on=DAY,
                actor=WHO,
                at=AT,
            )

    def code(self, name: str) -> str:
        return self.prefix + name

    def key(self) -> str:
        self.count += 1
        return f"{self.prefix}k{self.count}"

    def fits(
        self, moved: dict[str, int], into: dict[str, int] | None = None, out: dict[str, int] | None = None
    ) -> bool:
        """Whether every account would stay inside its limits."""
        for code in CODES:
            least, most = LIMITS[code]
            after = self.balance[code] + moved.get(code, 0)
            if least is not None and after - self.out[code] - (out or {}).get(code, 0) < least:
                return False
            if most is not None and after + self.into[code] + (into or {}).get(code, 0) > most:
                return False
        return True

    def closed(self, day: date) -> bool:
        through = closed_through()
        return through is not None and day <= through

    @rule(target=entries, pair=PAIRS, amount=AMOUNTS, day=DAYS)
    def book(self, pair: tuple[str, str], amount: int, day: date):
        debit, credit = pair
        moved = {debit: amount, credit: -amount}
        key = self.key()
        wanted = draft(key, self.code(debit), self.code(credit), amount, business_date=day)
        if self.closed(day) or not self.fits(moved):
            with pytest.raises((refusals.LimitExceeded, refusals.DayClosed)):
                post(wanted, actor=WHO, at=self.at)
            return multiple()
        assert not post(wanted, actor=WHO, at=self.at).repeated
        assert post(wanted, actor=WHO, at=self.at).repeated
        self._moved(moved)
        self.booked[key] = (debit, credit, amount, day)
        return key

    @rule(pair=PAIRS, first=AMOUNTS, second=AMOUNTS)
    def linked(self, pair: tuple[str, str], first: int, second: int) -> None:
        debit, credit = pair
        day = DAY + timedelta(days=9)
        both = [
            draft(self.key(), self.code(debit), self.code(credit), first, business_date=day),
            draft(self.key(), self.code(debit), self.code(credit), second, business_date=day),
        ]
        moved = {debit: first + second, credit: -first - second}
        if self.fits(moved):
            post_all(both, actor=WHO, at=self.at)
            self._moved(moved)
        else:
            with pytest.raises(refusals.LimitExceeded):
                post_all(both, actor=WHO, at=self.at)

    @rule(pairs=some.lists(some.tuples(PAIRS, AMOUNTS), min_size=1, max_size=5))
    def batch(self, pairs: list[tuple[tuple[str, str], int]]) -> None:
        day = DAY + timedelta(days=9)
        groups = [
            [draft(self.key(), self.code(debit), self.code(credit), amount, business_date=day)]
            for (debit, credit), amount in pairs
        ]
        whole: dict[str, int] = {}
        for (debit, credit), amount in pairs:
            whole[debit] = whole.get(debit, 0) + amount
            whole[credit] = whole.get(credit, 0) - amount
        results = post_batch(groups, actor=WHO, at=self.at)
        if all(result.refusal is None for result in results):
            assert self.fits(whole)
            self._moved(whole)
            return
        for ((debit, credit), amount), result in zip(pairs, results, strict=True):
            moved = {debit: amount, credit: -amount}
            assert (result.refusal is None) == self.fits(moved)
            if result.refusal is None:
                self._moved(moved)

    @rule(key=entries, again=some.booleans())
    def undo(self, key: str, again: bool) -> None:
        debit, credit, amount, _ = self.booked[key]
        day = DAY + timedelta(days=9)
        moved = {debit: -amount, credit: amount}
        name = f"{key}/undo" if again else self.key()
        arguments = {"key": name, "reason": "typed twice", "business_date": day, "actor": WHO, "at": self.at}
        if key in self.reversed:
            if again and Entry.objects.filter(key=name).exists():
                assert reverse(key, **arguments).repeated
            else:
                with pytest.raises(refusals.AlreadyReversed):
                    reverse(key, **arguments)
        elif self.fits(moved):
            reverse(key, **arguments)
            self.reversed.add(key)
            self._moved(moved)
        else:
            with pytest.raises(refusals.LimitExceeded):
                reverse(key, **arguments)

    @rule(target=holds, pair=PAIRS, amount=AMOUNTS, minutes=some.integers(1, 60))
    def set_apart(self, pair: tuple[str, str], amount: int, minutes: int):
        debit, credit = pair
        reserve = Reserve(
            self.key(), self.code(debit), self.code(credit), amount, DAY, self.at + timedelta(minutes=minutes)
        )
        if not self.fits({}, into={debit: amount}, out={credit: amount}):
            with pytest.raises(refusals.LimitExceeded):
                hold(reserve, actor=WHO, at=self.at)
            return multiple()
        assert hold(reserve, actor=WHO, at=self.at) == hold(reserve, actor=WHO, at=self.at)
        self.into[debit] += amount
        self.out[credit] += amount
        return (reserve, debit, credit)

    @rule(made=consumes(holds), share=some.integers(1, 100))
    def posted(self, made: tuple[Reserve, str, str], share: int) -> None:
        reserve, debit, credit = made
        if Hold.objects.get(key=reserve.key).state != "pending":
            with pytest.raises(refusals.HoldSettled):
                hold_post(reserve.key, entry_key=self.key(), business_date=DAY, actor=WHO, at=self.at)
            return
        amount, day = max(1, reserve.amount * share // 100), DAY + timedelta(days=9)
        key = self.key()
        hold_post(reserve.key, amount=amount, entry_key=key, business_date=day, actor=WHO, at=self.at)
        assert hold_post(reserve.key, amount=amount, entry_key=key, business_date=day, actor=WHO, at=self.at).repeated
        self.into[debit] -= reserve.amount
        self.out[credit] -= reserve.amount
        self._moved({debit: amount, credit: -amount})

    @rule(made=consumes(holds))
    def given_back(self, made: tuple[Reserve, str, str]) -> None:
        reserve, debit, credit = made
        if Hold.objects.get(key=reserve.key).state == "expired":
            with pytest.raises(refusals.HoldSettled):
                hold_void(reserve.key, actor=WHO, at=self.at)
            return
        hold_void(reserve.key, actor=WHO, at=self.at)
        self.into[debit] -= reserve.amount
        self.out[credit] -= reserve.amount

    @rule(minutes=some.integers(1, 40))
    def time_passes(self, minutes: int) -> None:
        self.at += timedelta(minutes=minutes)
        late = Hold.objects.filter(state="pending", expires_at__lte=self.at, key__startswith=self.prefix)
        for row in late.select_related("debit", "credit"):
            self.into[row.debit.code.removeprefix(self.prefix)] -= row.amount
            self.out[row.credit.code.removeprefix(self.prefix)] -= row.amount
        holds_expire(at=self.at)

    @rule(day=DAYS)
    def day_is_closed(self, day: date) -> None:
        later = AT + timedelta(days=30)
        before = balance_on(self.code("asset"), day)
        if self.closed(day):
            return
        day_close(day, actor=WHO, at=later)
        assert balance_on(self.code("asset"), day) == before

    @invariant()
    def books_hold(self) -> None:
        if not hasattr(self, "prefix"):
            return
        verdict = verify()
        assert verdict.ok, verdict.faults
        rows = Account.objects.filter(code__startswith=self.prefix)
        found = {
            row.code.removeprefix(self.prefix): (row.posted, row.pending_debit, row.pending_credit) for row in rows
        }
        assert found == {code: (self.balance[code], self.into[code], self.out[code]) for code in CODES}

    def _moved(self, moved: dict[str, int]) -> None:
        for code, amount in moved.items():
            self.balance[code] += amount


class Machine:
    """Counts machines, so that each has accounts and keys of its own in one database."""

    number = 0


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_any_order_of_steps() -> None:
    examples = 12 if connection.vendor == "postgresql" else 30
    Ledger.TestCase.settings = settings(
        max_examples=examples, stateful_step_count=25, deadline=None, suppress_health_check=list(HealthCheck)
    )
    Ledger.TestCase("runTest").runTest()
