"""Instructions as they stand, for whoever has asked whether the person may see them."""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import Count

from zaiton.blocks.money.domain.channels import Party
from zaiton.blocks.money.domain.instructions import InstructionCard, StepCard
from zaiton.blocks.money.domain.payment_refusals import InstructionUnknown
from zaiton.blocks.money.models import Instruction

DUE_STATES = ("queued", "sending", "sent", "unknown")
PLAIN = [
    "public_id",
    "number",
    "document",
    "attempt",
    "purpose",
    "channel",
    "organisation",
    "amount",
    "currency",
    "business_date",
    "made_at",
    "actor",
    "state",
    "state_since",
    "next_at",
    "sent_at",
    "tries",
    "asked",
    "reply_code",
    "reply_words",
    "reference",
    "settled_on",
]


def instruction_card(name: str, *, steps: bool = False) -> InstructionCard:
    """One instruction by its public id or number. Raises ``InstructionUnknown``."""
    rows = Instruction.objects.select_related("hold", "entry", "refunds")
    row = rows.filter(public_id=name).first() or rows.filter(number=name).first()
    if row is None:
        raise InstructionUnknown("number", number=name[:40])
    return card(row, steps=steps)


def instructions_of_document(document: str) -> tuple[InstructionCard, ...]:
    """Every attempt at a document, the first one first."""
    rows = Instruction.objects.select_related("hold", "entry", "refunds").filter(document=document).order_by("attempt")
    return tuple(card(row) for row in rows)


def instructions_page(
    *,
    organisations: Iterable[str] | None = None,
    states: Iterable[str] = (),
    before: int | None = None,
    limit: int = 50,
) -> tuple[tuple[InstructionCard, ...], int | None]:
    """The newest first, at most ``limit``; and the mark (``before``) of the next page, None at the end.

    ``organisations`` None: of everybody.
    """
    rows = Instruction.objects.select_related("hold", "entry", "refunds").order_by("-id")
    if organisations is not None:
        rows = rows.filter(organisation__in=[one for one in organisations if one])
    if wanted := tuple(states):
        rows = rows.filter(state__in=wanted)
    if before is not None:
        rows = rows.filter(id__lt=before)
    found = list(rows[: limit + 1])
    more = found[limit - 1].pk if len(found) > limit else None
    return tuple(card(row) for row in found[:limit]), more


def due(at: datetime, *, limit: int, states: Iterable[str] = DUE_STATES) -> tuple[InstructionCard, ...]:
    """What the sweep has to look at now, the longest due first."""
    rows = Instruction.objects.select_related("hold", "entry", "refunds").filter(
        state__in=tuple(states), next_at__lte=at
    )
    return tuple(card(row) for row in rows.order_by("next_at", "id")[:limit])


def card(row: Instruction, *, steps: bool = False) -> InstructionCard:
    """The card of a row."""
    return InstructionCard(
        **{name: getattr(row, name) for name in PLAIN},
        debtor=Party(**row.debtor),
        creditor=Party(**row.creditor),
        refunds=row.refunds.public_id if row.refunds_id else "",
        hold=row.hold.key if row.hold_id else "",
        entry=row.entry.key if row.entry_id else "",
        steps=tuple(
            StepCard(step.seq, step.event, step.from_state, step.to_state, step.at, step.actor, step.data)
            for step in (row.steps.order_by("seq") if steps else ())
        ),
    )


def instructions_counted() -> dict[str, int]:
    """How many payments stand in each state that is not an end."""
    rows = Instruction.objects.filter(state__in=DUE_STATES).values_list("state").annotate(n=Count("pk"))
    return dict(rows.order_by("state"))
