"""Retail imports of the importer's company for pages in a browser: files taken, one that disagrees, lists released, bills, books in several states."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from zaiton.blocks.identity.public import organisations_visible_to
from zaiton.kit import clock
from zaiton.services.retail_tax.actions.charting import chart_open
from zaiton.services.retail_tax.actions.confirming import books_propose
from zaiton.services.retail_tax.actions.consolidating import bills_consolidate
from zaiton.services.retail_tax.actions.disputing import line_dispute
from zaiton.services.retail_tax.actions.releasing import inventories_release
from zaiton.services.retail_tax.actions.taking import documents_take
from zaiton.services.retail_tax.models import Bill, Book, Claim, Dispute, Guarantee, Intake, Inventory, Party, Sale
from zaiton.services.retail_tax.tests import sales
from zaiton.services.retail_tax.tests.whole import CUSTOMS, company_ready, files

WRONG = 9


@dataclass(frozen=True, slots=True)
class Scene:
    """The company, and where its things are."""

    company: str

    def intake(self) -> str:
        """A file of which a record was refused."""
        return Intake.objects.filter(organisation=self.company).latest("pk").public_id

    def sale(self, state: str = "accepted") -> str:
        """A sale in a state."""
        return Sale.objects.filter(state=state).earliest("pk").public_id

    def bill(self, state: str = "consolidated") -> str:
        """A bill in a state."""
        return Bill.objects.filter(state=state).earliest("pk").public_id

    def book(self, state: str = "consolidated") -> str:
        """A payment book in a state."""
        return Book.objects.filter(state=state).earliest("pk").ent_duty_no

    def dispute(self) -> str:
        """An open dispute."""
        return Dispute.objects.filter(state="open").earliest("pk").public_id

    def inventory_number(self) -> str:
        """An inventory list that waits for customs."""
        return Inventory.objects.filter(state="accepted").earliest("pk").invt_no

    def guarantee(self) -> str:
        """A guarantee that customs accepted."""
        return Guarantee.objects.filter(state="accepted").earliest("pk").public_id

    def claim(self) -> str:
        """A claim that waits for customs; made as a row, because nothing of this scene is paid."""
        bill = Bill.objects.filter(state="consolidated").earliest("pk")
        facts = {"amount_fen": 100, "reason": "商品归类有误", "made_by": "person/colleague", "made_at": clock.now()}
        made, _ = Claim.objects.get_or_create(
            bill=bill, organisation=self.company, defaults=facts | {"decide_by": clock.today() + timedelta(days=30)}
        )
        return made.public_id


def a_scene(cast: Mapping[str, Any]) -> Scene:
    """Six sales that agree and one that does not; four released; one bill disputed; one book proposed. Safe to repeat."""
    at = clock.now()
    importer = cast["importer"].public_id
    company = organisations_visible_to(importer, scope="retail-tax:read", at=at)[0]
    scene = Scene(company)
    if Party.objects.exists():
        return scene
    chart_open(at=at)
    company_ready(company, at=at)
    for customs, numbers in zip(CUSTOMS, ((1, 2, 3), (4, 5, 6)), strict=True):
        _take(company, files(numbers, at=at, customs=customs), f"person/{importer}")
    wrong = files((WRONG,), at=at)
    wrong["CEB411"] = sales.file("CEB411", WRONG, amountPaid="1.00")
    _take(company, wrong, f"person/{importer}")
    waiting = list(Inventory.objects.order_by("pk").values_list("invt_no", flat=True))
    inventories_release(
        [one for place, one in enumerate(waiting) if place not in (2, 5)], actor="system", at=clock.now()
    )
    bills_consolidate(at=clock.now())
    disputed = Bill.objects.order_by("pk").first()
    line_dispute(
        disputed.public_id,
        1,
        reason="商品归类有误",
        organisations=(company,),
        actor=f"person/{importer}",
        at=clock.now(),
    )
    book = Book.objects.filter(state="consolidated").latest("pk")
    books_propose(
        {book.ent_duty_no: book.total_fen}, organisations=(company,), actor="person/colleague", at=clock.now()
    )
    return scene


def _take(company: str, contents: Mapping[str, bytes], actor: str) -> None:
    for kind, content in contents.items():
        documents_take(content, name=f"{kind}.xml", organisation=company, actor=actor, at=clock.now())
