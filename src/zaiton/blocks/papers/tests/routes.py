"""Where the papers pages can be seen, for the tests in a browser."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from zaiton.base.text import Bilingual
from zaiton.blocks.papers.actions.making import files_made
from zaiton.blocks.papers.actions.seals import seal_keeper_add, seals_ensured
from zaiton.blocks.papers.public import (
    Card,
    certificate_by_number,
    certificate_note,
    certificate_revoke,
    certificate_supersede,
    certificate_suspend,
)
from zaiton.blocks.papers.tests.factories import OFFICER, a_certificate
from zaiton.kit import clock
from zaiton.kit.testing.routes import Example, NoPage

DAYS = timedelta(days=40)
LOST = Bilingual("船舶灭失，所有权登记注销", "The ship was lost; the registration of ownership was cancelled")
MORTGAGE = Bilingual("设定抵押权，抵押权人：演示银行", "A mortgage was entered in favour of a demonstration bank")
FIXED = "routes/{name}"


def shown(name: str, *on: Card, **more: Any) -> Card:
    """A certificate of the examples, the same each time it is asked for."""
    return a_certificate(*on, key=FIXED.format(name=name), at=clock.now() - DAYS, **more)


def mortgaged() -> Card:
    """A valid one with a note on it, resting on another."""
    below = shown("below", kind="ships.ownership", title=Bilingual("船舶所有权登记证书", "Certificate of Ownership"))
    card = shown("mortgaged", below, valid_until=clock.today() + timedelta(days=900))
    if len(card.history) == 1:
        certificate_note(
            card.public_id, actor=OFFICER, at=clock.now() - DAYS / 2, note=MORTGAGE, article="海商法第十三条"
        )
    return card


def fallen() -> Card:
    """One that is suspended because what it rests on was revoked."""
    below = shown("revoked", kind="ships.ownership", title=Bilingual("船舶所有权登记证书", "Certificate of Ownership"))
    if below.status != "valid":
        return certificate_by_number(shown("fallen").number)
    card = shown("fallen", below)
    certificate_revoke(
        below.public_id,
        actor=OFFICER,
        at=clock.now() - DAYS / 4,
        reason=LOST,
        article="船舶登记条例第四十条",
        dependants="suspend",
    )
    return card


def replaced() -> Card:
    """One whose place another took."""
    card, new = shown("old"), shown("new")
    if card.status == "valid":
        renewed = Bilingual("到期换发", "Renewed when it ran out")
        certificate_supersede(card.public_id, by=new.public_id, actor=OFFICER, at=clock.now(), reason=renewed)
    return card


def suspended() -> Card:
    """One that was suspended on its own account."""
    card = shown("suspended")
    if card.status == "valid":
        unpaid = Bilingual("未按期年审", "The yearly check is overdue")
        certificate_suspend(card.public_id, actor=OFFICER, at=clock.now(), reason=unpaid)
    return card


def verified(card: Card, query: str = "") -> str:
    """Where the code of a certificate leads."""
    return f"/papers/verify/{card.code}/{query}"


def of_importer(cast: Mapping[str, Any], page: str = "") -> str:
    """A certificate of the importer's, and others in the list."""
    person = cast["importer"].public_id
    for number in range(3):
        shown(f"importer/{person}/{number}", person=person)
    return f"/papers/{shown(f'importer/{person}/0').public_id}/{page}"


def administered(act: str = "") -> str:
    """A certificate that another rests on, as an administrator sees it."""
    mortgaged()
    return f"/papers/{shown('below').public_id}/{act}"


def kept(cast: Mapping[str, Any]) -> str:
    """A seal that the importer keeps, used for some certificates."""
    at = clock.now()
    seals_ensured({"kept": Bilingual("演示登记局印章", "Seal of the Demonstration Registry")}, demo=True, at=at)
    seal_keeper_add("kept", cast["importer"].public_id, actor=OFFICER, at=at)
    for number in range(3):
        shown(f"kept/{number}", seal="kept")
    files_made(now=clock.now)
    return "/papers/seals/"


EXAMPLES = {
    "papers:verify": (
        Example("/papers/verify/"),
        Example("/papers/verify/?q=GJ-2026-999999", status=404),
        Example(lambda cast: f"/papers/verify/?q={mortgaged().number}"),
    ),
    "papers:certificate_verified": (
        Example(lambda cast: verified(mortgaged())),
        Example(lambda cast: verified(fallen())),
        Example(lambda cast: verified(shown("revoked"))),
        Example(lambda cast: verified(replaced())),
        Example(lambda cast: verified(suspended(), "?on=2026-01-01")),
        Example(lambda cast: verified(shown("expired", valid_until=clock.today() - timedelta(days=3)))),
        Example(lambda cast: verified(suspended(), "?on=2199-01-01"), status=422),
        Example("/papers/verify/nothing/", status=404),
    ),
    "papers:proof": NoPage("hands out a file"),
    "papers:keys": (Example("/papers/keys/"),),
    "papers:root": NoPage("hands out a file"),
    "papers:seals": (
        Example(kept, as_role="importer"),
        Example(lambda cast: kept(cast) + "?day=2020-01-01", as_role="importer"),
        Example("/papers/seals/", as_role="stranger", status=404),
    ),
    "papers:key": NoPage("hands out a file"),
    "papers:mine": (
        Example(lambda cast: of_importer(cast) and "/papers/", as_role="importer"),
        Example("/papers/?number=GJ-2026-999999", as_role="administrator"),
        Example("/papers/", as_role="stranger"),
    ),
    "papers:certificate": (
        Example(of_importer, as_role="importer"),
        Example(lambda cast: administered(), as_role="administrator"),
        Example(of_importer, as_role="stranger", status=404),
    ),
    "papers:file": NoPage("hands out a file"),
    "papers:act": (
        Example(lambda cast: administered("revoke/"), as_role="administrator"),
        Example(lambda cast: administered("supersede/"), as_role="administrator"),
        Example(lambda cast: of_importer(cast, "revoke/"), as_role="importer", status=404),
    ),
}
