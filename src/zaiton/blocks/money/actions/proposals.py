"""Entries by hand: one person proposes, another books or refuses. The database keeps the two apart."""

from datetime import date, datetime
from typing import Any

from django.db import transaction

from zaiton.blocks.evidence import public as evidence
from zaiton.blocks.money.actions.posting import post
from zaiton.blocks.money.domain.entries import WORDS_MOST, Draft, Line, checked, fitting
from zaiton.blocks.money.domain.proposals import (
    OPENING,
    ProposalCard,
    ProposalChanged,
    ProposalDecided,
    ProposalUnknown,
    TwoPersons,
)
from zaiton.blocks.money.models import Proposal
from zaiton.blocks.money.queries.accounts import account_card, unbooked
from zaiton.blocks.money.queries.proposals import card
from zaiton.kit.work.turns import turn

MANUAL = "manual"


def entry_propose(
    *,
    lines: tuple[Line, ...],
    business_date: date,
    words: str,
    document: str = "",
    kind: str = MANUAL,
    actor: str,
    at: datetime,
) -> ProposalCard:
    """Propose an entry; nothing is booked. Raises what is wrong with the lines, ``AccountUnknown``."""
    row = Proposal(maker=actor, made_at=at)
    draft = checked(Draft(f"proposal/{row.public_id}", kind, business_date, tuple(lines), document, words.strip()))
    for line in draft.lines:
        account_card(line.account)
    row.content, row.digest = _written(draft), draft.digest
    with turn(), transaction.atomic():
        row.save(force_insert=True)
        _record(row, "money.entry_proposed", actor, at)
    return card(row)


def entry_approve(public_id: str, *, actor: str, at: datetime) -> ProposalCard:
    """Book what another proposed, exactly as proposed. Raises ``TwoPersons``, ``ProposalDecided`` and what the ledger refuses."""
    with turn(), transaction.atomic():
        row = _waiting(public_id, actor)
        draft = read(row.content)
        if draft.digest != row.digest:
            raise ProposalChanged("proposal", proposal=public_id)
        if draft.kind == OPENING:
            unbooked([line.account for line in draft.lines])
        booked = post(draft, actor=actor, at=at)
        row.state, row.checker, row.decided_at, row.entry_id = "approved", actor, at, booked.id
        row.save()
        _record(row, "money.entry_approved", actor, at)
    return card(row)


def entry_refuse(public_id: str, *, reason: str, actor: str, at: datetime) -> ProposalCard:
    """Refuse what another proposed, and say why."""
    fitting("reason", reason, WORDS_MOST)
    with turn(), transaction.atomic():
        row = _waiting(public_id, actor)
        row.state, row.checker, row.decided_at, row.reason = "rejected", actor, at, reason.strip()
        row.save()
        _record(row, "money.entry_refused", actor, at)
    return card(row)


def _waiting(public_id: str, actor: str) -> Proposal:
    row = Proposal.objects.select_for_update(of=("self",)).filter(public_id=public_id).first()
    if row is None:
        raise ProposalUnknown("proposal", proposal=public_id[:20])
    if row.state != "proposed":
        raise ProposalDecided("proposal", proposal=public_id)
    if row.maker == actor:
        raise TwoPersons("actor")
    return row


def _written(draft: Draft) -> dict[str, Any]:
    return {
        "key": draft.key,
        "kind": draft.kind,
        "business_date": draft.business_date.isoformat(),
        "lines": [[line.account, line.amount] for line in draft.lines],
        "document": draft.document,
        "words": draft.words,
    }


def read(content: dict[str, Any]) -> Draft:
    """The draft that was written down."""
    lines = tuple(Line(account, amount) for account, amount in content["lines"])
    return Draft(**{**content, "business_date": date.fromisoformat(content["business_date"]), "lines": lines})


def _record(row: Proposal, action: str, actor: str, at: datetime) -> None:
    facts = {"state": row.state, "digest": row.digest, "maker": row.maker, "checker": row.checker}
    evidence.record(actor=actor, action=action, object=f"money.proposal/{row.public_id}", after=facts, at=at)
