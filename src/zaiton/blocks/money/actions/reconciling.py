"""A day reconciled: what all sources state is compared, and the breaks are brought in line with what was found.

Kept are the breaks with both sides' lines, and for each run one compact row: what was compared by which rules, how many lines
each rule matched, and a digest of all matches. Matches themselves are not kept: the lines are, and a run over them with the
same rules gives the same digest.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any

import numpy as np
from django.db import transaction

from zaiton.blocks.evidence import public as evidence
from zaiton.blocks.money.actions.alone import alone
from zaiton.blocks.money.actions.breaks import breaks_settle
from zaiton.blocks.money.domain.breaks import Gap, kinds_of_matching
from zaiton.blocks.money.domain.matching import Outcome, match, statement_missing
from zaiton.blocks.money.domain.matching_lines import Lines
from zaiton.blocks.money.domain.matching_rules import OURS, Scheme
from zaiton.blocks.money.domain.reconcile_refusals import DayNotOver
from zaiton.blocks.money.domain.runs import RunCard
from zaiton.blocks.money.models import Run, StatementLine
from zaiton.blocks.money.queries import reconciling as reading
from zaiton.blocks.money.queries.breaks import breaks_counted, keys_settled
from zaiton.blocks.money.queries.matching_scheme import scheme as current_scheme
from zaiton.blocks.money.queries.runs import run_card
from zaiton.blocks.money.queries.working_days import reaching
from zaiton.kit.clock import BEIJING
from zaiton.kit.work.turns import give_way, turn

GIVEN_AT_ONCE = 500
NOT_PAID = ("rejected", "cancelled")


def reconcile(day: date, *, at: datetime, scheme: Scheme | None = None) -> RunCard:
    """Compare all statements of a day and bring the breaks in line; the same again changes nothing (``repeated``).

    Raises ``DayNotOver``, ``ReconcilingNow``, ``RulesUnfit``.
    """
    if day >= at.astimezone(BEIJING).date():
        raise DayNotOver("day", day=day.isoformat())
    rules = scheme or current_scheme()
    with alone():
        lines = reading.lines_around(day, rules)
        outcome = match(lines, rules, reading.statements_held(day, rules), reaching(), on=day)
        _give(lines, outcome)
        gaps = _gaps(day, rules, outcome)
        kinds = kinds_of_matching(rules.names)
        opened, closed = breaks_settle(kinds, gaps, owner=rules.owner, told=_told, at=at)
        counts = _counts(day, lines, outcome, gaps) | {"opened": opened, "closed": closed}
        return _kept(RunCard(day, at, rules.digest, reading.totals_of(day, lines, rules), counts, outcome.digest))


def _give(lines: Lines, outcome: Outcome) -> None:
    """Lines that came without a reference keep the one they were given."""
    given = sorted((int(lines.id[number]), reference) for number, reference in outcome.given.items())
    for begin in range(0, len(given), GIVEN_AT_ONCE):
        rows = [
            StatementLine(pk=pk, reference=reference, adopted=True)
            for pk, reference in given[begin : begin + GIVEN_AT_ONCE]
        ]
        with turn(), transaction.atomic():
            StatementLine.objects.bulk_update(rows, ["reference", "adopted"])
        give_way()


def _gaps(day: date, scheme: Scheme, outcome: Outcome) -> list[Gap]:
    """All that was found, with what is not a matter of single lines: statements that lack, balances that do not follow."""
    gaps = _rejected(outcome.gaps)
    held = reading.statements_held(day, scheme)
    lacking = {(source, day) for source in scheme.comes_in | scheme.goes_out if source != OURS}
    lacking |= {(source, on) for source, on in reading.missing_standing() if source in scheme.names}
    there = {gap.key for gap in gaps}
    for source, on in sorted(lacking):
        if on.toordinal() not in (held[source].days or ()):
            gap = statement_missing(source, on, 0)
            gaps += [] if gap.key in there else [gap]
    return [*gaps, *reading.balance_gaps()]


def _rejected(gaps: Sequence[Gap]) -> list[Gap]:
    """Payments that our books lack because they hold them for rejected are worse than merely missing."""
    lacking = [gap.reference for gap in gaps if OURS in gap.lacking and gap.lines and gap.reference]
    states = reading.states_of(lacking)
    return [
        replace(gap, kind="rejected_stated")
        if gap.lines and OURS in gap.lacking and states.get(gap.reference) in NOT_PAID
        else gap
        for gap in gaps
    ]


def _told(gaps: Sequence[Gap]) -> list[Gap]:
    """The lines of breaks with the other party, the words and the statement they stand in."""
    ids = [line["id"] for gap in gaps for line in gap.lines if line["source"] != OURS and "id" in line]
    words = reading.words_of(ids)
    return [
        replace(
            gap,
            lines=tuple(
                line if line["source"] == OURS else {**line, **words.get(line.get("id"), {})} for line in gap.lines
            ),
        )
        for gap in gaps
    ]


def _counts(day: date, lines: Lines, outcome: Outcome, gaps: Sequence[Gap]) -> dict[str, Any]:
    """The day's lines: matched, in breaks, in breaks that two people have settled; and the breaks found on it by kind."""
    here = lines.day == day.toordinal()
    broken = outcome.gap_of[here]
    numbers, sizes = np.unique(broken[broken >= 0], return_counts=True)
    settled = keys_settled([gaps[number].key for number in numbers])
    kinds: dict[str, int] = {}
    done = 0
    for number, size in zip(numbers, sizes, strict=True):
        gap = gaps[number]
        kinds[gap.kind] = kinds.get(gap.kind, 0) + 1
        done += int(size) if gap.key in settled else 0
    return {
        "lines": int(here.sum()),
        "matched": int((broken < 0).sum()),
        "in_breaks": int((broken >= 0).sum()) - done,
        "settled": done,
        "rules": dict(outcome.matched),
        "breaks": dict(sorted(kinds.items())),
        "standing": sum(breaks_counted().values()),
    }


def _kept(card: RunCard) -> RunCard:
    """One row for a run; a run that found what the last one had found adds none."""
    last = run_card(card.day)
    if last is not None and _same(last, card):
        return replace(card, at=last.at, repeated=True)
    with turn(), transaction.atomic():
        row = Run.objects.create(
            day=card.day, at=card.at, rules=card.rules, sources=card.sources, counts=card.counts, digest=card.digest
        )
        facts = {"rules": card.rules, "sources": card.sources, "counts": card.counts, "digest": card.digest}
        name = f"money.run/{card.day.isoformat()}/{row.pk}"
        evidence.record(actor="system", action="money.reconciled", object=name, after=facts, at=card.at)
    return card


def _same(last: RunCard, card: RunCard) -> bool:
    if card.counts["opened"] or card.counts["closed"]:
        return False
    apart = ("opened", "closed", "standing")
    counts = [{name: said for name, said in one.counts.items() if name not in apart} for one in (last, card)]
    return counts[0] == counts[1] and (last.rules, last.sources, last.digest) == (card.rules, card.sources, card.digest)
