"""Guarantees: filed by an enterprise, accepted or refused by customs, expired with their term, given back when nothing stands under them.

An accepted guarantee has an account of the ledger that opens with its limit and never goes below zero; each bill that it covers is a
hold on it. So two releases at once cannot take the same fen, on either database.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import IntegrityError, transaction

from zaiton.blocks.evidence.public import record
from zaiton.blocks.money.public import Draft, Line, account_card, account_open, post, reverse
from zaiton.kit.clock import BEIJING
from zaiton.kit.work.turns import turn
from zaiton.services.retail_tax.actions.disputing import said
from zaiton.services.retail_tax.domain import guarantee_refusals as refusals
from zaiton.services.retail_tax.domain.states import after
from zaiton.services.retail_tax.models import Guarantee
from zaiton.services.retail_tax.models.guarantees import GUARANTEE_KINDS
from zaiton.services.retail_tax.queries.settlement import USUAL, days_of, scheme, workdays_after

GIVEN = "rt-guarantee-given-cny"
MOST_FEN = 10**13
CLERK = "system"


@dataclass(frozen=True, slots=True)
class Filing:
    """What the document of a guarantee says (Regulations on Customs Guarantees art. 13). ``limit_fen`` in fen, ``valid_until`` its last day."""

    number: str
    assure_code: str
    kind: str
    customs_code: str
    beneficiary: str
    guarantor: str
    obligation: str
    limit_fen: int
    valid_from: date
    valid_until: date
    liability: str = ""


LENGTHS = {"number": 40, "assure_code": 18, "customs_code": 4, "beneficiary": 200, "guarantor": 200, "obligation": 500}


def guarantee_file(filing: Filing, *, organisation: str = "", actor: str, at: datetime) -> str:
    """File a guarantee for an enterprise; customs decides within the working days of the regulations. Returns its public id.

    Raises ``GuaranteeUnfit``, ``GuaranteeTwice``.
    """
    _checked(filing)
    day = at.astimezone(BEIJING).date()
    try:
        with turn(), transaction.atomic():
            row = Guarantee.objects.create(
                **{name: getattr(filing, name) for name in Filing.__dataclass_fields__},
                organisation=organisation,
                filed_by=actor,
                filed_at=at,
                decide_by=workdays_after(day, days_of("guarantee_decision", day)),
            )
            _recorded(row, "retail_tax.guarantee_filed", actor, at)
    except IntegrityError as error:
        raise refusals.GuaranteeTwice("number", number=filing.number, assure=filing.assure_code) from error
    return row.public_id


def guarantee_accept(
    public_id: str, *, settlement: str = USUAL, own: Collection[str] = (), actor: str, at: datetime
) -> None:
    """Accept a guarantee for customs: its account opens with its limit, its bills are settled under a scheme.

    ``own``: companies the officer acts for. Raises ``GuaranteeUnknown``, ``GuaranteeStands``, ``GuaranteeOwn``, ``GuaranteeTwice``,
    ``SchemeUnknown``.
    """
    scheme(settlement)
    day = at.astimezone(BEIJING).date()
    try:
        with turn(), transaction.atomic():
            row = _decided(public_id, "accepted", own, actor, at)
            if row.valid_until < day:
                raise refusals.GuaranteeUnfit("valid_until", member="valid_until", given=row.valid_until.isoformat())
            row.scheme, row.account = settlement, f"rt-guarantee-{row.public_id}"
            row.save()
            account_open(
                row.account,
                name_zh=f"税款担保 {row.number}",
                name_en=f"Guarantee for tax {row.number}",
                kind="asset",
                currency="CNY",
                owner=row.organisation,
                least=0,
                opened_on=day,
                actor=actor,
                at=at,
            )
            lines = (Line(row.account, row.limit_fen), Line(GIVEN, -row.limit_fen))
            post(
                Draft(_key(row), "retail_tax_guarantee", day, lines, document=f"guarantee/{row.public_id}"),
                actor=actor,
                at=at,
            )
            _recorded(row, "retail_tax.guarantee_accepted", actor, at)
    except IntegrityError as error:
        raise refusals.GuaranteeTwice("guarantee", number=row.number, assure=row.assure_code) from error


def guarantee_refuse(public_id: str, *, reason: str, own: Collection[str] = (), actor: str, at: datetime) -> None:
    """Refuse a guarantee for customs. Raises ``GuaranteeUnknown``, ``GuaranteeStands``, ``GuaranteeOwn``, ``ReasonMissing``."""
    reason = said(reason)
    with turn(), transaction.atomic():
        row = _decided(public_id, "refused", own, actor, at)
        row.reason = reason
        row.save()
        _recorded(row, "retail_tax.guarantee_refused", actor, at)


def guarantee_withdraw(public_id: str, *, organisations: Collection[str], actor: str, at: datetime) -> None:
    """Take a guarantee of one's company back before it is decided. Raises ``GuaranteeUnknown``, ``GuaranteeStands``."""
    with turn(), transaction.atomic():
        row = _locked(public_id)
        if row.organisation not in organisations:
            raise refusals.GuaranteeUnknown("guarantee", number=public_id[:12])
        _stepped(row, "withdrawn")
        row.save()
        _recorded(row, "retail_tax.guarantee_withdrawn", actor, at)


def guarantee_release(public_id: str, *, reason: str, actor: str, at: datetime) -> None:
    """Give a guarantee back for customs, when no bill stands under it. Raises ``GuaranteeInUse`` and as above."""
    reason = said(reason)
    with turn(), transaction.atomic():
        row = _locked(public_id)
        _stepped(row, "released")
        card = account_card(row.account)
        if card.posted - card.pending_credit != row.limit_fen or card.pending_credit:
            used = row.limit_fen - card.posted + card.pending_credit
            raise refusals.GuaranteeInUse("guarantee", number=row.number, used=used)
        row.reason = reason
        row.save()
        day = at.astimezone(BEIJING).date()
        reverse(_key(row), key=f"{_key(row)}/back", reason=reason, business_date=day, actor=actor, at=at)
        _recorded(row, "retail_tax.guarantee_released", actor, at)


def guarantees_expire(*, at: datetime) -> int:
    """Guarantees whose term is over cover nothing new from now on; what stands under them stays. Returns how many."""
    day = at.astimezone(BEIJING).date()
    wanted = Guarantee.objects.filter(state="accepted", valid_until__lt=day).order_by("pk")
    named = list(wanted.values_list("public_id", flat=True))
    for public_id in named:
        with turn(), transaction.atomic():
            row = _locked(public_id)
            if row.state != "accepted":
                continue
            _stepped(row, "expired")
            row.save()
            _recorded(row, "retail_tax.guarantee_expired", CLERK, at)
    return len(named)


def _checked(filing: Filing) -> None:
    def refuse(member: str) -> refusals.GuaranteeUnfit:
        return refusals.GuaranteeUnfit(member, member=member, given=str(getattr(filing, member))[:60])

    for member, most in LENGTHS.items():
        text = getattr(filing, member)
        if not isinstance(text, str) or not 0 < len(text.strip()) <= most or not text.isprintable():
            raise refuse(member)
    if len(filing.liability) > 500 or not filing.liability.isprintable():
        raise refuse("liability")
    if filing.kind not in GUARANTEE_KINDS:
        raise refuse("kind")
    if type(filing.limit_fen) is not int or not 0 < filing.limit_fen <= MOST_FEN:
        raise refuse("limit_fen")
    if not filing.valid_from < filing.valid_until <= filing.valid_from + timedelta(days=3660):
        raise refuse("valid_until")


def _locked(public_id: str) -> Guarantee:
    row = Guarantee.objects.select_for_update().filter(public_id=public_id).first()
    if row is None:
        raise refusals.GuaranteeUnknown("guarantee", number=public_id[:12])
    return row


def _decided(public_id: str, event: str, own: Collection[str], actor: str, at: datetime) -> Guarantee:
    row = _locked(public_id)
    if row.filed_by == actor or (row.organisation and row.organisation in own):
        raise refusals.GuaranteeOwn("guarantee", number=row.number)
    _stepped(row, event)
    row.decided_by, row.decided_at = actor, at
    return row


def _stepped(row: Guarantee, event: str) -> None:
    state = after("guarantee", row.state, event)
    if state is None:
        raise refusals.GuaranteeStands("guarantee", number=row.number, state=row.state)
    row.state = state


def _key(row: Guarantee) -> str:
    return f"retail_tax/guarantee/{row.public_id}/limit"


def _recorded(row: Guarantee, action: str, actor: str, at: datetime) -> None:
    facts = {
        "number": row.number,
        "assure_code": row.assure_code,
        "customs": row.customs_code,
        "limit_fen": row.limit_fen,
        "state": row.state,
        "scheme": row.scheme,
        "reason": row.reason,
    }
    record(actor=actor, action=action, object=f"retail_tax.guarantee/{row.public_id}", after=facts, at=at)
