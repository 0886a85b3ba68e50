"""A company's payment books for tests: its agreement, its guarantee, bills with lines, and a bank that does as it is told."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from itertools import count

from zaiton.blocks.money.actions.agreeing import agreement_draw_up, agreement_step
from zaiton.blocks.money.actions.charting import chart_open as money_chart_open
from zaiton.blocks.money.actions.sending import instruction_ask, instruction_send
from zaiton.blocks.money.domain.agreements import SIGNING, AgreementCard
from zaiton.blocks.money.domain.channels import SourceStatement, StatementLine, Unclear
from zaiton.blocks.money.public import Reserve, account_card, account_open, hold_batch, post
from zaiton.blocks.money.tests.channels import Scripted, scripted
from zaiton.kit.work import running
from zaiton.kit.work.delivery import Lane
from zaiton.services.retail_tax.actions.charting import chart_open
from zaiton.services.retail_tax.actions.confirming import books_confirm, books_propose
from zaiton.services.retail_tax.actions.entries import bill_key, entry
from zaiton.services.retail_tax.models import Bill, BillLine, Book

AT = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
DAY = date(2026, 11, 23)
COMPANY, CUSTOMS = "company00001", "3501"
MAKER, CHECKER = "person/maker", "person/checker"
ACCOUNT = "6222000000000001"
ORGANISATIONS = (COMPANY,)
_numbers = count(1)


@dataclass
class Lists:
    """Treasury or customs: a list of what the bank made, if it is told to have it."""

    bank: Scripted
    name: str
    silent: bool = False
    lacks: set[str] = field(default_factory=set)
    other: dict[str, int] = field(default_factory=dict)
    asked: list[date] = field(default_factory=list)

    def statement(self, day: date, *, at: datetime) -> SourceStatement:
        """What it has of a day."""
        self.asked.append(day)
        if self.silent:
            raise Unclear("no answer")
        lines = tuple(
            StatementLine(number, self.other.get(number, order.amount), "CNY", day, "", order.document)
            for number, (order, on) in sorted(self.bank.executed.items())
            if on == day and number not in self.lacks
        )
        return SourceStatement(self.name, day, f"{self.name}-{day:%Y%m%d}-{len(lines)}", "CNY", None, None, lines)


@dataclass
class Scene:
    """The bank, the two lists, the agreement, and the clock."""

    bank: Scripted
    treasury: Lists
    customs: Lists
    agreement: AgreementCard
    now: datetime = AT

    @property
    def lists(self) -> dict[str, Lists]:
        """Under their names, as channels."""
        return {"treasury": self.treasury, "customs": self.customs}

    def later(self, seconds: int = 1) -> datetime:
        """Time passes."""
        self.now += timedelta(seconds=seconds)
        return self.now

    def work(self, *, rounds: int = 6) -> None:
        """A worker does what there is to do."""
        for _ in range(rounds):
            self.later()
            while running.do_outside(now=lambda: self.now, lease=60, holding=set()):
                pass
            for lane in (Lane.BATCH, Lane.ALONE):
                while running.do_inside(lane, now=lambda: self.now, lease=60):
                    pass

    def send(self, book: Book) -> None:
        """The payment of a book is sent, or asked for when it is unknown."""
        book.refresh_from_db()
        instruction_send(book.instruction, at=self.later()) or instruction_ask(book.instruction, at=self.now)


@contextmanager
def a_scene(**more: object) -> Iterator[Scene]:
    """Everything that a payment book needs around it, within the block."""
    with scripted("bank-of-tests") as bank:
        money_chart_open(at=AT)
        chart_open(at=AT)
        account_open(
            "rt-guarantee-g1",
            name_zh="担保",
            name_en="Guarantee",
            kind="asset",
            currency="CNY",
            least=None,
            opened_on=DAY,
            actor="system",
            at=AT,
        )
        yield Scene(bank, Lists(bank, "treasury"), Lists(bank, "customs"), an_agreement(**more))


def an_agreement(number: str = "", *, organisation: str = COMPANY, **more: object) -> AgreementCard:
    """Signed by all three."""
    given = {"channel": "bank-of-tests", "account": ACCOUNT, "account_name": "示例企业", "currency": "CNY"}
    given |= {"actor": "person/importer", "at": AT, **more}
    card = agreement_draw_up(number or f"A-{next(_numbers)}", organisation=organisation, **given)
    for event, person in zip(SIGNING, ("person/importer", "person/bank", "person/customs"), strict=True):
        card = agreement_step(card.public_id, event, actor=person, at=AT)
    return card


def a_bill(fen: int = 1000, *, book: Book | None = None, frozen: bool = False, **more: object) -> Bill:
    """A bill with one line that is all VAT, booked as a release books it."""
    number = next(_numbers)
    tax_no = f"T{number:012}"
    given = {"organisation": COMPANY, "agent_code": "3501000001", "customs_code": CUSTOMS, "scheme": "CBEC_31_45"}
    given |= {"collectable_on": DAY, "due_on": DAY + timedelta(14), "period": "2026-12-07", "generated_at": AT}
    bill = Bill.objects.create(
        tax_no=tax_no,
        guid=f"{number:036}",
        vat_fen=fen,
        total_fen=fen,
        state="consolidated" if book else "generated",
        book=book,
        frozen=f"freeze/{tax_no}" if frozen else "",
        **{**given, **more},
    )
    BillLine.objects.create(
        bill=bill,
        gnum=1,
        gcode="3304990039",
        name="面霜",
        tax_price_fen=fen * 10,
        tariff_fen=0,
        consumption_fen=0,
        vat_fen=fen,
    )
    post(entry(bill_key(tax_no, "generated"), "generated", fen, on=DAY, document=tax_no), actor="system", at=AT)
    if frozen:
        reserve = Reserve(bill.frozen, "rt-receivable-cny", "rt-guarantee-g1", fen, DAY, document=tax_no)
        (held,) = hold_batch([reserve], actor="system", at=AT)
        assert held.refusal is None
    return bill


def a_book(*amounts: int, frozen: bool = False, **more: object) -> Book:
    """A payment book over bills of these amounts."""
    number = next(_numbers)
    given = {"organisation": COMPANY, "agent_code": "3501000001", "customs_code": CUSTOMS, "scheme": "CBEC_31_45"}
    given |= {
        "period": f"P{number:08}",
        "due_on": DAY + timedelta(14),
        "made_at": AT,
    }
    book = Book.objects.create(
        ent_duty_no=f"B{number:014}", bills_count=len(amounts), total_fen=sum(amounts), **{**given, **more}
    )
    for fen in amounts:
        a_bill(fen, book=book, frozen=frozen, organisation=book.organisation)
    return book


def confirmed(scene: Scene, *books: Book) -> None:
    """Proposed by one, confirmed by another."""
    seen = {book.ent_duty_no: book.total_fen for book in books}
    for outcome in books_propose(seen, organisations=ORGANISATIONS, actor=MAKER, at=scene.later()):
        assert outcome.refusal is None, outcome
    for outcome in books_confirm(seen, organisations=ORGANISATIONS, actor=CHECKER, at=scene.later()):
        assert outcome.refusal is None, outcome


def balance(code: str) -> int:
    """The balance of an account without its holds."""
    return account_card(code).posted
