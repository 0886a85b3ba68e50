"""Breaks opened, closed by themselves, handed on, and settled by two people: one proposes, another decides.

What two people settle is booked in the same transaction. The database itself refuses a break that one person settled alone.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction

from zaiton.blocks.evidence import public as evidence
from zaiton.blocks.money.actions.posting import post
from zaiton.blocks.money.domain import reconcile_refusals as refusals
from zaiton.blocks.money.domain.breaks import (
    GONE,
    INSTEAD,
    RESOLUTIONS,
    SHOWN_LINES,
    STANDING,
    BreakCard,
    Gap,
    after,
    by_key,
)
from zaiton.blocks.money.domain.entries import WORDS_MOST, Draft, Line, checked
from zaiton.blocks.money.models import Break, BreakStep
from zaiton.blocks.money.queries.breaks import break_card
from zaiton.kit.work.turns import give_way, turn

ADJUSTMENT = "adjustment"
AT_ONCE = 200
SYSTEM = "system"
OWNER = "officer"


def break_open(
    kind: str,
    *,
    reference: str,
    day: date,
    amount: int | None = None,
    currency: str = "",
    lines: Sequence[Mapping[str, Any]] = (),
    words: str = "",
    owner: str = OWNER,
    actor: str = SYSTEM,
    at: datetime,
) -> BreakCard:
    """Open a break, or find the same one as it stands, settled or not (``domain.breaks`` says what is the same).

    ``lines`` are what the sides say: mappings with ``source``, ``day`` (ISO), ``amount``, ``currency`` and whatever else helps.
    """
    gap = Gap(kind, reference, day, amount, currency, tuple(lines), size=len(lines), words=words)
    known = _there(gap.key)
    if known is None:
        try:
            with turn(), transaction.atomic():
                (row,) = _opened([gap], lambda kind: owner, actor, at)
                evidence.record(actor=actor, action="money.break_opened", object=_object(row), after=_facts(row), at=at)
                known = row.public_id
        except IntegrityError:  # another came first
            known = _there(gap.key)
            if known is None:
                raise
    return break_card(known, on=at.date())


def breaks_settle(
    kinds: Iterable[str],
    standing: Iterable[Gap],
    *,
    owner: Callable[[str], str] = lambda kind: OWNER,
    told: Callable[[Sequence[Gap]], Sequence[Gap]] = lambda gaps: gaps,
    at: datetime,
) -> tuple[int, int]:
    """Bring the breaks of some kinds in line with what was found now; returns how many were opened and closed.

    Found and not known: opened, after ``told`` has added what people want to see of its lines. Standing and not found any
    more: closed by itself. Settled by two people: left alone. In short transactions, so that nobody waits; a break is in one
    of them as a whole, and a run that was cut off is mended by the next.
    """
    found = by_key(standing)
    rows = Break.objects.filter(state__in=STANDING, kind__in=list(kinds)).only("pk", "key", "reference").order_by("pk")
    stale = [row for row in rows if row.key not in found]
    instead = {gap.reference: gap.kind for gap in found.values() if gap.reference}
    for part in _parts(stale):
        with turn(), transaction.atomic():
            for row in part:
                _closed(row.pk, instead.get(row.reference, ""), at)
        give_way()
    known = _known(list(found))
    fresh = [gap for key, gap in sorted(found.items()) if key not in known]
    for part in _parts(fresh):
        full = told(part)
        with turn(), transaction.atomic():
            _opened(full, owner, SYSTEM, at)
        give_way()
    return len(fresh), len(stale)


def breaks_end(kind: str, *, reference: str, day: date, at: datetime) -> int:
    """Close the standing breaks of a kind, reference and day: what they were about has been put right."""
    with turn(), transaction.atomic():
        rows = Break.objects.filter(kind=kind, reference=reference, day=day, state__in=STANDING)
        ended = list(rows.order_by("pk").values_list("pk", flat=True))
        for pk in ended:
            _closed(pk, "", at)
    return len(ended)


def break_assign(public_id: str, *, owner: str, actor: str, at: datetime) -> BreakCard:
    """Hand a break on to a role or a person. Raises ``OwnerUnfit``, ``BreakStep``."""
    if not owner.strip() or len(owner) > 80 or not owner.isprintable():
        raise refusals.OwnerUnfit("owner", owner=owner[:80])
    with turn(), transaction.atomic():
        row = _locked(public_id)
        before = _facts(row)
        row.owner = owner.strip()
        _step(row, "assigned", actor, at, data={"owner": row.owner})
        row.save(update_fields=["owner", "state"])
        _record(row, "money.break_assigned", before, actor, at)
    return break_card(public_id, on=at.date())


def break_propose(
    public_id: str,
    *,
    resolution: str,
    words: str,
    lines: Sequence[Line] = (),
    business_date: date | None = None,
    actor: str,
    at: datetime,
) -> BreakCard:
    """Propose how a break is settled: ``entry`` with the lines to be booked on ``business_date``, or ``explained``.

    Raises ``BreakStep``, ``ResolutionUnfit``, and what is wrong with the lines (``Unbalanced``, ``AmountOutOfRange``).
    """
    said = words.strip()
    unfit = resolution not in RESOLUTIONS or not said or len(said) > WORDS_MOST or not said.isprintable()
    if unfit or (resolution == "entry") != bool(lines) or (bool(lines) and business_date is None):
        raise refusals.ResolutionUnfit("resolution", most=WORDS_MOST)
    with turn(), transaction.atomic():
        row = _locked(public_id)
        before = _facts(row)
        row.resolution, row.words, row.maker = resolution, said, actor
        row.draft = _written(checked(_draft(row, said, lines, business_date))) if lines else None
        _step(row, "proposed", actor, at, words=said, data={"resolution": resolution, "draft": row.draft})
        row.save(update_fields=["resolution", "words", "maker", "draft", "state"])
        _record(row, "money.break_proposed", before, actor, at)
    return break_card(public_id, on=at.date())


def break_refuse(public_id: str, *, words: str, actor: str, at: datetime) -> BreakCard:
    """Turn a proposal down, or take one's own back; the break is open again."""
    with turn(), transaction.atomic():
        row = _locked(public_id)
        before = _facts(row)
        _step(row, "refused", actor, at, words=words.strip()[:WORDS_MOST], data={"maker": row.maker})
        row.resolution, row.words, row.maker, row.draft = "", "", "", None
        row.save(update_fields=["resolution", "words", "maker", "draft", "state"])
        _record(row, "money.break_refused", before, actor, at)
    return break_card(public_id, on=at.date())


def break_resolve(public_id: str, *, actor: str, at: datetime) -> BreakCard:
    """Let a proposal stand: another person than its maker; its entry is booked in the same transaction.

    Raises ``BreakStep``, ``SamePerson``, and whatever the ledger refuses (a closed day, a limit): nothing is changed then.
    """
    with turn(), transaction.atomic():
        row = _locked(public_id)
        before = _facts(row)
        _step(row, "resolved", actor, at, words=row.words)
        if actor == row.maker:
            raise refusals.SamePerson("actor")
        row.checker, row.ended_at = actor, at
        if row.draft:
            row.entry_id = post(_read(row.draft), actor=actor, at=at).id
        row.save(update_fields=["state", "checker", "ended_at", "entry"])
        _record(row, "money.break_resolved", before, actor, at)
    return break_card(public_id, on=at.date())


def _there(key: str) -> str | None:
    return Break.objects.filter(key=key).exclude(state="closed").values_list("public_id", flat=True).first()


def _known(keys: list[str]) -> set[str]:
    """Keys of breaks that stand, or that two people have settled."""
    known: set[str] = set()
    for begin in range(0, len(keys), AT_ONCE):
        rows = Break.objects.filter(key__in=keys[begin : begin + AT_ONCE]).exclude(state="closed")
        known.update(rows.values_list("key", flat=True))
    return known


def _opened(gaps: Sequence[Gap], owner: Callable[[str], str], actor: str, at: datetime) -> list[Break]:
    rows = [
        Break(
            key=gap.key,
            kind=gap.kind,
            day=gap.day,
            reference=gap.reference,
            amount=gap.amount,
            currency=gap.currency,
            lines=[dict(line) for line in gap.lines[:SHOWN_LINES]],
            owner=owner(gap.kind),
            opened_at=at,
        )
        for gap in gaps
    ]
    Break.objects.bulk_create(rows)
    facts = [{"lacking": list(gap.lacking), "size": gap.size} for gap in gaps]
    BreakStep.objects.bulk_create(
        BreakStep(gap=row, seq=1, event="opened", at=at, actor=actor, words=gap.words[:WORDS_MOST], data=data)
        for row, gap, data in zip(rows, gaps, facts, strict=True)
    )
    return rows


def _closed(pk: int, instead: str, at: datetime) -> None:
    row = Break.objects.select_for_update().get(pk=pk)
    if row.state not in STANDING:
        return
    _step(row, "closed", SYSTEM, at, words=INSTEAD if instead else GONE, data={"instead": instead} if instead else {})
    row.ended_at = at
    row.save(update_fields=["state", "ended_at"])


def _step(row: Break, event: str, actor: str, at: datetime, words: str = "", data: Mapping | None = None) -> None:
    to = after(row.state, event)
    if to is None:
        raise refusals.BreakStep("state", break_id=row.public_id, state=row.state)
    seq = row.steps.count() + 1
    BreakStep.objects.create(gap=row, seq=seq, event=event, at=at, actor=actor, words=words, data=data or {})
    row.state = to


def _locked(public_id: str) -> Break:
    row = Break.objects.select_for_update(of=("self",)).filter(public_id=public_id).first()
    if row is None:
        raise refusals.BreakUnknown("break_id", break_id=public_id[:20])
    return row


def _draft(row: Break, words: str, lines: Sequence[Line], business_date: date) -> Draft:
    attempt = row.steps.filter(event="proposed").count() + 1
    return Draft(
        key=f"break/{row.public_id}/{attempt}",
        kind=ADJUSTMENT,
        business_date=business_date,
        lines=tuple(lines),
        document=f"break/{row.public_id}",
        words=words,
    )


def _written(draft: Draft) -> dict[str, Any]:
    return {
        "key": draft.key,
        "kind": draft.kind,
        "business_date": draft.business_date.isoformat(),
        "lines": [[line.account, line.amount] for line in draft.lines],
        "document": draft.document,
        "words": draft.words,
    }


def _read(content: Mapping[str, Any]) -> Draft:
    lines = tuple(Line(account, amount) for account, amount in content["lines"])
    return Draft(**{**content, "business_date": date.fromisoformat(content["business_date"]), "lines": lines})


def _record(row: Break, action: str, before: dict[str, Any], actor: str, at: datetime) -> None:
    evidence.record(actor=actor, action=action, object=_object(row), before=before, after=_facts(row), at=at)


def _object(row: Break) -> str:
    return f"money.break/{row.public_id}"


def _facts(row: Break) -> dict[str, Any]:
    names = ("key", "state", "owner", "resolution", "words", "draft", "maker", "checker", "entry_id")
    return {name: getattr(row, name) for name in names}


def _parts(rows: Sequence[Any]) -> Iterable[Sequence[Any]]:
    return (rows[begin : begin + AT_ONCE] for begin in range(0, len(rows), AT_ONCE))
