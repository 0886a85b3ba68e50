"""The certificates of a ship: those of all errands about it, with what anybody may see of them."""

from collections.abc import Iterable

from zaiton.blocks.papers import public as papers
from zaiton.blocks.papers.public import Card
from zaiton.services.ships.models import Errand

STANDING = ("valid", "suspended")


def case_object(case: str) -> str:
    """The name under which the certificates of a case are kept."""
    return f"cases.case/{case}"


def certificates_of_cases(cases: Iterable[str]) -> tuple[Card, ...]:
    """The certificates of these cases, in the order of issue."""
    found = papers.certificates_of_each(case_object(case) for case in cases)
    return tuple(sorted(found, key=lambda card: (card.issued_at, card.number)))


def certificates_of_ship(public_id: str) -> tuple[Card, ...]:
    """Everything certified of a ship, in the order of issue; errands of which nothing came into the register are not of it."""
    rows = Errand.objects.filter(ship__public_id=public_id).exclude(applied=[], held_zh__gt="").order_by("pk")
    return certificates_of_cases(rows.values_list("case", flat=True))


def standing(cards: Iterable[Card], kind: str, *, but: str = "") -> Card | None:
    """The latest certificate of a kind that is neither revoked nor replaced, leaving out the one named ``but``."""
    found = [c for c in cards if c.kind == kind and c.status in STANDING and c.public_id != but]
    return found[-1] if found else None
