"""Much at once for services that follow thousands of payments: how they stand, which entries are there, who has stated them."""

from collections.abc import Iterable, Iterator, Sequence

from django.db.models import Sum

from zaiton.blocks.money.domain.instructions import PaymentBrief
from zaiton.blocks.money.models import Entry, Hold, Instruction, StatementLine

SOME = 400
"""Names asked for by one statement."""
BRIEF = (
    "public_id",
    "number",
    "document",
    "state",
    "state_since",
    "amount",
    "currency",
    "business_date",
    "settled_on",
    "reply_code",
    "reply_words",
)


def payments_brief(public_ids: Iterable[str]) -> dict[str, PaymentBrief]:
    """How payments stand, by their public ids; those that are not there are left out."""
    found: dict[str, PaymentBrief] = {}
    for some in _pieces(list(public_ids)):
        for row in Instruction.objects.filter(public_id__in=some).values_list(*BRIEF):
            found[row[0]] = PaymentBrief(*row)
    return found


def entries_there(keys: Iterable[str]) -> frozenset[str]:
    """Which of these keys name an entry that is booked."""
    found: set[str] = set()
    for some in _pieces(list(keys)):
        found.update(Entry.objects.filter(key__in=some).values_list("key", flat=True))
    return frozenset(found)


def holds_pending(keys: Iterable[str]) -> frozenset[str]:
    """Which of these keys name a hold that is still set apart."""
    found: set[str] = set()
    for some in _pieces(list(keys)):
        found.update(Hold.objects.filter(key__in=some, state="pending").values_list("key", flat=True))
    return frozenset(found)


def stated_by(source: str, numbers: Iterable[str]) -> dict[str, int]:
    """What the statements taken of a source say of payments, by number: the sum of all lines (signed, minor units).

    What came and went again is nothing, what is stated twice is twice as much: neither is the amount of the payment.
    """
    found: dict[str, int] = {}
    for some in _pieces(list(numbers)):
        rows = StatementLine.objects.filter(
            reference__in=some, statement__source=source, statement__replaced=False
        ).values_list("reference")
        found.update(rows.annotate(all=Sum("amount")).order_by("reference"))
    return found


def _pieces(values: Sequence[str]) -> Iterator[Sequence[str]]:
    return (values[begin : begin + SOME] for begin in range(0, len(values), SOME))
