"""Whatever the order in which statements come, are issued anew and days are run: in the end exactly the right breaks stand.

What is right is worked out by matching all lines of all days at once, without a database.
"""

import random
from collections.abc import Sequence
from datetime import date, timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from zaiton.blocks.money.actions.reconciling import reconcile
from zaiton.blocks.money.domain.matching import match
from zaiton.blocks.money.domain.matching_lines import Held, lines_of
from zaiton.blocks.money.models import Break, Run
from zaiton.blocks.money.queries.matching_scheme import scheme
from zaiton.blocks.money.queries.working_days import reaching
from zaiton.blocks.money.tests.reconciling import OUTSIDE, evening, instruct, stated

pytestmark = pytest.mark.django_db
DAYS = [date(2026, 11, 16) + timedelta(n) for n in range(5)]
Said = dict[tuple[str, date], list[tuple[str, int]]]
ONE = st.fixed_dictionaries(
    {
        "ours": st.sampled_from([True, True, True, False]),
        "day": st.sampled_from(range(4)),
        "amount": st.sampled_from([100, 200]),
        **{
            source: st.sampled_from(["same", "same", "same", "same", "next", "never", "wrong", "twice"])
            for source in OUTSIDE
        },
    }
)


def final(payments: Sequence[dict]) -> tuple[Said, list[tuple]]:
    """What every source says of every day in the end, and all lines of all sources."""
    said: Said = {(source, day): [] for source in OUTSIDE for day in DAYS}
    rows: list[tuple] = []
    for number, one in enumerate(payments):
        reference, day = f"P{number}", DAYS[one["day"]]
        if one["ours"]:
            rows.append(("ours", reference, one["amount"], "CNY", day))
        for source in OUTSIDE:
            how = one[source]
            line = (reference, one["amount"] + (how == "wrong"))
            on = DAYS[one["day"] + 1] if how == "next" else day
            said[source, on] += [] if how == "never" else [line, line] if how == "twice" else [line]
    rows += [
        (source, reference, amount, "CNY", day) for (source, day), lines in said.items() for reference, amount in lines
    ]
    return said, rows


def expected(rows: list[tuple]) -> set[str]:
    """The keys of the breaks that stand when everything has come."""
    rules = scheme()
    days = frozenset(day.toordinal() for day in DAYS)
    held = {name: Held(None if name == "ours" else days, max(days)) for name in rules.names}
    return {gap.key for gap in match(lines_of(rules.names, rows), rules, held, reaching()).gaps}


@settings(
    max_examples=12,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
)
@given(st.lists(ONE, min_size=1, max_size=6), st.randoms(use_true_random=False))
def test_the_end_is_the_same_whatever_the_way(payments: list[dict], chance: random.Random) -> None:
    said, rows = final(payments)
    with transaction.atomic():
        for name, reference, amount, _, day in rows:
            if name == "ours":
                instruct(reference, day, amount)
        first = {place: [line for line in lines if chance.random() < 0.8] for place, lines in said.items()}
        steps = [(place, 1) for place in said] + [(place, 2) for place in said] + [(day, 0) for day in DAYS] * 2
        chance.shuffle(steps)
        for what, issue in steps:
            if not issue:
                reconcile(what, at=evening(DAYS[-1]))
            else:
                lines = list(first[what] if issue == 1 else said[what])
                chance.shuffle(lines)
                stated(*what, lines, issue=issue)
        for day in DAYS:
            reconcile(day, at=evening(DAYS[-1]))
        standing = Break.objects.filter(state__in=("open", "proposed"))
        assert set(standing.values_list("key", flat=True)) == expected(rows)
        before, runs = Break.objects.count(), Run.objects.count()
        cards = [reconcile(day, at=evening(DAYS[-1])) for day in chance.sample(DAYS, len(DAYS))]
        assert (Break.objects.count(), {card.counts["opened"] + card.counts["closed"] for card in cards}) == (
            before,
            {0},
        )
        assert Run.objects.count() - runs <= len(DAYS)
        assert all(reconcile(day, at=evening(DAYS[-1])).repeated for day in DAYS)
        told = [card.counts for card in cards]
        assert sum(count["lines"] for count in told) == len(rows)
        assert all(count["lines"] == count["matched"] + count["in_breaks"] for count in told)
        transaction.set_rollback(True)
