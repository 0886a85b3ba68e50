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
    found = [card for case in cases for card in papers.certificates_of(case_object(case))]
    return tuple(sorted(found, key=lambda card: (card.issued_at, card.number)))


def certificates_of_ship(public_id: str) -> tuple[Card, ...]:
    """Everything certified of a ship, in the order of issue; errands that were held are not of it."""
    rows = Errand.objects.filter(ship__public_id=public_id, held_zh="").order_by("pk")
    return certificates_of_cases(rows.values_list("case", flat=True))


def standing(cards: Iterable[Card], kind: str, *, but: str = "") -> Card | None:
    """The latest certificate of a kind that is neither revoked nor replaced, leaving out the one named ``but``."""
    found = [c for c in cards if c.kind == kind and c.status in STANDING and c.public_id != but]
    return found[-1] if found else None
