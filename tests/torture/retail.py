"""What a seed knows of payment books of retail imports: its people, its lists of the running day, what it was told.

The company's side of the story. Books and bills are made as consolidation leaves them; everything after that is done by the
production code, and may die at any moment.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction

from tests.torture.intake import open_intake
from zaiton.blocks.money.actions.agreeing import agreement_draw_up, agreement_step
from zaiton.blocks.money.domain.agreements import SIGNING
from zaiton.blocks.money.domain.channels import SourceStatement, StatementLine, Unclear
from zaiton.blocks.money.models import Account
from zaiton.blocks.money.public import Draft, Line, Reserve, account_open, hold_batch, post, post_all
from zaiton.kit.work.turns import turn
from zaiton.services.retail_tax.actions.charting import chart_open
from zaiton.services.retail_tax.actions.entries import bill_key, entry
from zaiton.services.retail_tax.models import Bill, BillLine, Book

COMPANY, CUSTOMS, ACCOUNT = "company00001", "3501", "ENTERPRISE-1"
PEOPLE = ("person/maker", "person/checker", "person/third")
GUARANTEE, LIMIT = "rt-guarantee-torture", 6_000_00
GUARANTEES = "rt-guarantee-"
AMOUNTS = (1, 99, 100_00, 123_45, 700_01)


@dataclass
class Retail:
    """``confirmed``: what was acknowledged to people, by book and person. ``told``: numbers that a source has stated, ever."""

    confirmed: set[tuple[str, str]] = field(default_factory=set)
    disputes: set[str] = field(default_factory=set)
    told: dict[str, set[str]] = field(default_factory=lambda: {"treasury": set(), "customs": set()})
    counter: int = 0

    def number(self, what: str) -> str:
        """A number that was never used."""
        self.counter += 1
        return f"{what}{self.counter:06}"


@dataclass
class Running:
    """Treasury or customs while the day runs: a list without lies that lags behind, and cannot always be had."""

    name: str
    world: Any

    def statement(self, day: date, *, at: datetime) -> SourceStatement:
        """What it has of the day by now."""
        world = self.world
        if not world.calm:
            if world.chance.random() < 0.25:
                raise Unclear("no answer")
            world.meanwhile()
        moved = [one for one in world.bank.statement(day) if self.name != "customs" or one.amount > 0]
        if not world.calm:
            moved = [one for one in moved if world.chance.random() < 0.7]
        world.retail.told[self.name] |= {one.number for one in moved}
        lines = tuple(StatementLine(one.number, one.amount, "CNY", one.day, "", one.document) for one in moved)
        return SourceStatement(self.name, day, f"running-{day}", "CNY", None, None, lines)


def open_retail(world: Any) -> None:
    """The accounts, the agreement that all three have signed, and a guarantee; nobody dies yet."""
    at, today = world.now, world.today
    chart_open(at=at)
    names = {"name_zh": "推演用担保", "name_en": "Guarantee of the simulation"}
    account_open(GUARANTEE, **names, kind="asset", currency="CNY", least=0, opened_on=today, actor="client", at=at)
    lines = (Line(GUARANTEE, LIMIT), Line("opening", -LIMIT))
    draft = Draft("opening/guarantee", "transfer", today, lines)
    post_all((draft,), actor="client", at=at)
    world.books.note((draft,), "done")
    given = {"channel": "bank", "account": ACCOUNT, "account_name": "企业", "currency": "CNY"}
    card = agreement_draw_up("A-1", organisation=COMPANY, actor="person/importer", at=at, **given)
    for event, person in zip(SIGNING, ("person/importer", "person/bank", "person/customs"), strict=True):
        card = agreement_step(card.public_id, event, actor=person, at=at)
    open_intake(world)
    world.retail = Retail()
    world.running = {name: Running(name, world) for name in ("treasury", "customs")}
    known = list(world.books.accounts)  # they keep the limits that they were meant to have
    rows = Account.objects.exclude(code__in=known)
    world.books.accounts |= {row.code: (row.kind, row.currency, row.least, row.most) for row in rows}


def book_made(world: Any, amounts: Iterable[int]) -> str:
    """A book over bills of these amounts, in one transaction, as release and consolidation leave it; its number."""
    number, amounts = world.retail.number("E"), list(amounts)
    at, today = world.now, world.today
    same = {
        "organisation": COMPANY,
        "agent_code": "3501000001",
        "customs_code": CUSTOMS,
        "scheme": "S",
        "period": number,
    }
    same["due_on"] = today + timedelta(14)
    names = [world.retail.number("T") for _ in amounts]
    with turn(), transaction.atomic():
        book = Book.objects.create(
            ent_duty_no=number, bills_count=len(amounts), total_fen=sum(amounts), made_at=at, **same
        )
        reserves = [
            Reserve(f"freeze/{name}", "rt-receivable-cny", GUARANTEE, fen, today)
            for name, fen in zip(names, amounts, strict=True)
        ]
        held = hold_batch(reserves, actor="client", at=at)
        for name, fen, one in zip(names, amounts, held, strict=True):
            frozen = "" if one.refusal else one.key
            bill = Bill.objects.create(
                tax_no=name,
                guid=name,
                vat_fen=fen,
                total_fen=fen,
                state="consolidated",
                book=book,
                frozen=frozen,
                collectable_on=today,
                generated_at=at,
                **same,
            )
            BillLine.objects.create(
                bill=bill, gnum=1, gcode="3304990039", tax_price_fen=fen, tariff_fen=0, consumption_fen=0, vat_fen=fen
            )
            post(entry(bill_key(name, "generated"), "generated", fen, on=today, document=name), actor="client", at=at)
    return number
