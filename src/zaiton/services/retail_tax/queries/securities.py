"""Guarantees and claims for whoever may see them: pages of them, and one."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime

from zaiton.blocks.money.public import account_card
from zaiton.services.retail_tax.domain.claim_refusals import ClaimUnknown
from zaiton.services.retail_tax.domain.guarantee_refusals import GuaranteeUnknown
from zaiton.services.retail_tax.models import Claim, Guarantee

PAGE = 50


@dataclass(frozen=True, slots=True)
class GuaranteeCard:
    """A guarantee as it stands; ``left_fen`` is what bills have not taken of it, None before it is accepted."""

    public_id: str
    number: str
    organisation: str
    assure_code: str
    kind: str
    customs_code: str
    scheme: str
    beneficiary: str
    guarantor: str
    obligation: str
    liability: str
    limit_fen: int
    valid_from: date
    valid_until: date
    state: str
    filed_at: datetime
    decide_by: date
    decided_at: datetime | None
    reason: str
    left_fen: int | None
    place: int


@dataclass(frozen=True, slots=True)
class ClaimCard:
    """A claim for tax that was paid wrongly; amounts in fen."""

    public_id: str
    organisation: str
    state: str
    bill: str
    tax_no: str
    amount_fen: int
    interest_fen: int
    reason: str
    made_at: datetime
    decide_by: date
    answer: str
    decided_at: datetime | None
    paid_at: datetime | None
    place: int


GUARANTEE = [name for name in GuaranteeCard.__dataclass_fields__ if name not in ("left_fen", "place")]
CLAIM = [name for name in ClaimCard.__dataclass_fields__ if name not in ("bill", "tax_no", "place")]


def guarantees_page(
    organisations: Collection[str] | None,
    *,
    states: Iterable[str] = (),
    before: int | None = None,
    limit: int = PAGE,
) -> tuple[GuaranteeCard, ...]:
    """Guarantees, the newest first; None: of everybody."""
    rows = Guarantee.objects.order_by("-pk")
    if organisations is not None:
        rows = rows.filter(organisation__in=[one for one in organisations if one])
    if wanted := tuple(states):
        rows = rows.filter(state__in=wanted)
    if before is not None:
        rows = rows.filter(pk__lt=before)
    return tuple(_guarantee(row) for row in rows[:limit])


def guarantee_card(public_id: str, organisations: Collection[str] | None) -> GuaranteeCard:
    """One guarantee; of these companies, None: of all. Raises ``GuaranteeUnknown``."""
    row = Guarantee.objects.filter(public_id=public_id[:12]).first()
    if row is None or not _theirs(row.organisation, organisations):
        raise GuaranteeUnknown("guarantee", number=public_id[:12])
    return _guarantee(row)


def claims_page(
    organisations: Collection[str] | None,
    *,
    states: Iterable[str] = (),
    before: int | None = None,
    limit: int = PAGE,
) -> tuple[ClaimCard, ...]:
    """Claims, the newest first; None: of everybody."""
    rows = Claim.objects.select_related("bill").order_by("-pk")
    if organisations is not None:
        rows = rows.filter(organisation__in=[one for one in organisations if one])
    if wanted := tuple(states):
        rows = rows.filter(state__in=wanted)
    if before is not None:
        rows = rows.filter(pk__lt=before)
    return tuple(_claim(row) for row in rows[:limit])


def claim_card(public_id: str, organisations: Collection[str] | None) -> ClaimCard:
    """One claim; of these companies, None: of all. Raises ``ClaimUnknown``."""
    row = Claim.objects.select_related("bill").filter(public_id=public_id[:12]).first()
    if row is None or not _theirs(row.organisation, organisations):
        raise ClaimUnknown("claim", number=public_id[:12])
    return _claim(row)


def _theirs(organisation: str, organisations: Collection[str] | None) -> bool:
    return organisations is None or (bool(organisation) and organisation in organisations)


def _guarantee(row: Guarantee) -> GuaranteeCard:
    left = account_card(row.account).available if row.account else None
    return GuaranteeCard(**{name: getattr(row, name) for name in GUARANTEE}, left_fen=left, place=row.pk)


def _claim(row: Claim) -> ClaimCard:
    said = {name: getattr(row, name) for name in CLAIM}
    return ClaimCard(**said, bill=row.bill.public_id, tax_no=row.bill.tax_no, place=row.pk)
