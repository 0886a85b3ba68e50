"""Drawing up, signing, changing, suspending and ending an agreement; each step in the evidence, nobody for two parties."""

from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction

from zaiton.base.money import exponent
from zaiton.blocks.evidence import public as evidence
from zaiton.blocks.money.actions.announcing import agreement_announce
from zaiton.blocks.money.actions.channels import channels
from zaiton.blocks.money.domain import payment_refusals as refusals
from zaiton.blocks.money.domain.agreements import SIGNING, AgreementCard, after
from zaiton.blocks.money.domain.entries import fitting, named
from zaiton.blocks.money.models import Agreement, AgreementStep
from zaiton.blocks.money.queries.agreements import card
from zaiton.kit.work.turns import turn

CHANGEABLE = ("account", "account_name", "districts", "limit", "valid_from", "valid_until")


def agreement_draw_up(
    number: str,
    *,
    organisation: str,
    channel: str,
    account: str,
    account_name: str,
    currency: str,
    districts: list[str] | None = None,
    limit: int | None = None,
    valid_from: date | None = None,
    valid_until: date | None = None,
    actor: str,
    at: datetime,
) -> AgreementCard:
    """Draw an agreement up; it is in force when all three have signed. Raises ``AgreementTaken``, ``ChannelUnknown``."""
    named("number", number, 60)
    named("account", account, 34)
    named("account_name", account_name, 140)
    exponent(currency)
    channels[channel]
    row = Agreement(
        number=number,
        organisation=organisation,
        channel=channel,
        account=account,
        account_name=account_name,
        currency=currency,
        districts=districts or [],
        limit=limit,
        valid_from=valid_from,
        valid_until=valid_until,
        made_at=at,
    )
    try:
        with turn(), transaction.atomic():
            row.save(force_insert=True)
            _step(row, "drawn_up", "draft", actor, at)
    except IntegrityError as error:
        raise refusals.AgreementTaken("number") from error
    return card(row, steps=True)


def agreement_step(
    public_id: str, event: str, *, words: str = "", changes: dict[str, Any] | None = None, actor: str, at: datetime
) -> AgreementCard:
    """One step: ``enterprise_signs``, ``bank_signs``, ``customs_accepts``, ``changed`` (with ``changes``), ``suspended``,
    ``resumed``, ``terminated``. Whether the person may take it is the caller's to ask.

    Raises ``AgreementStepUnfit``, ``SameSigner``, ``AgreementUnknown``.
    """
    fitting("words", words, 300)
    try:
        with turn(), transaction.atomic():
            row = Agreement.objects.select_for_update().filter(public_id=public_id).first()
            if row is None:
                raise refusals.AgreementUnknown("agreement", agreement=public_id[:40])
            to = after(row.state, event)
            if to is None:
                raise refusals.AgreementStepUnfit("state", agreement=row.number, state=row.state)
            if event in SIGNING and actor in _signers(row):
                raise refusals.SameSigner("actor")
            for name, value in (changes or {}).items() if event == "changed" else ():
                if name not in CHANGEABLE:
                    raise refusals.AgreementStepUnfit("changes", agreement=row.number, state=name)
                setattr(row, name, value)
            row.state = to
            row.save()
            _step(row, event, to, actor, at, words=words)
    except IntegrityError as error:
        raise refusals.AgreementTaken("account") from error
    return card(row, steps=True)


def _signers(row: Agreement) -> set[str]:
    """Who has signed since the last change."""
    signers: set[str] = set()
    for event, actor in row.steps.order_by("seq").values_list("data__event", "actor"):
        signers = set() if event == "changed" else signers | ({actor} if event in SIGNING else set())
    return signers


def _step(row: Agreement, event: str, to: str, actor: str, at: datetime, *, words: str = "") -> None:
    last = row.steps.order_by("-seq").first()
    facts = {
        "event": event,
        "account": row.account,
        "limit": row.limit,
        "districts": row.districts,
        "valid_from": row.valid_from.isoformat() if row.valid_from else None,
        "valid_until": row.valid_until.isoformat() if row.valid_until else None,
    }
    made = AgreementStep.objects.create(
        agreement=row,
        seq=last.seq + 1 if last else 1,
        from_state=last.to_state if last else "",
        to_state=to,
        at=at,
        actor=actor,
        words=words,
        data=facts,
    )
    agreement_announce(row, made.seq, at=at)
    evidence.record(
        actor=actor,
        action=f"money.agreement_{event}",
        object=f"money.agreement/{row.public_id}",
        after={"state": to, **facts},
        at=at,
    )
