"""The receipt of a payment book: a sealed certificate of the register, issued once the treasury has the money."""

from datetime import datetime

from django.conf import settings
from django.db import transaction

from zaiton.base.money import shown
from zaiton.base.text import Bilingual
from zaiton.blocks.evidence.public import record
from zaiton.blocks.papers.public import Line, Order, certificate_issue
from zaiton.kit.clock import BEIJING
from zaiton.kit.work.turns import turn
from zaiton.services.retail_tax.actions.moving import locked
from zaiton.services.retail_tax.models import Bill, Book, Party
from zaiton.services.retail_tax.queries.books import tax_sums

KIND, PREFIX, SEAL = "retail_tax.payment", "JKS", "customs"
TITLE = Bilingual(
    "海关税款电子缴款书（跨境电子商务零售进口）", "Electronic payment book of customs tax (retail imports)"
)
ISSUER = Bilingual("海关", "Customs")
BASIS = "《中华人民共和国关税法》第四十三条；海关总署公告2018年第74号"
LINES = {
    "number": Bilingual("缴款书编号", "Payment book"),
    "agent": Bilingual("代收代缴义务人", "Withholding agent"),
    "customs": Bilingual("征收海关", "Customs district"),
    "bills": Bilingual("税单份数", "Tax bills"),
    "tariff": Bilingual("关税（人民币元）", "Tariff (CNY)"),
    "consumption": Bilingual("进口环节消费税（人民币元）", "Consumption tax (CNY)"),
    "vat": Bilingual("进口环节增值税（人民币元）", "Import VAT (CNY)"),
    "surcharge": Bilingual("滞纳金（人民币元）", "Late payment surcharge (CNY)"),
    "total": Bilingual("合计（人民币元）", "Total (CNY)"),
    "debited": Bilingual("银行扣款时间", "Paid by the bank"),
    "credited": Bilingual("入库时间", "In the treasury"),
}


def receipt_issue(ent_duty_no: str, *, at: datetime) -> str:
    """Issue the receipt of a book that is in the treasury; returns its public id, empty where there is nothing to issue.

    Raises what the register of certificates refuses: the worker tries again.
    """
    with turn(), transaction.atomic():
        row = locked([ent_duty_no]).get(ent_duty_no)
        if row is None or row.in_treasury_at is None:
            return ""
        if row.receipt:
            return row.receipt
        card = certificate_issue(_order(row), actor="system", at=at)
        Book.objects.filter(pk=row.pk).update(receipt=card.public_id)
        facts = {"receipt": card.number, "total_fen": row.total_fen}
        thing = f"retail_tax.book/{row.ent_duty_no}"
        record(actor="system", action="retail_tax.receipt_issued", object=thing, after=facts, at=at)
    return card.public_id


def _order(row: Book) -> Order:
    agent = Party.objects.filter(code=row.agent_code, kind="agent").order_by("-valid_from").first()
    holder = agent.name if agent else row.agent_code
    sums = tax_sums(Bill.objects.filter(book=row))
    said = {
        "number": row.ent_duty_no,
        "agent": f"{holder} ({row.agent_code})" if agent else row.agent_code,
        "customs": row.customs_code,
        "bills": str(row.bills_count),
        **{name: shown(sums[name], "CNY") for name in ("tariff", "consumption", "vat", "surcharge")},
        "total": shown(row.total_fen, "CNY"),
        "debited": _moment(row.debited_at),
        "credited": _moment(row.in_treasury_at),
    }
    return Order(
        key=f"retail_tax/book/{row.ent_duty_no}/{row.attempt}",
        kind=KIND,
        prefix=PREFIX,
        title=TITLE,
        issuer=ISSUER,
        seal=SEAL,
        holder=holder,
        basis=BASIS,
        lines=tuple(Line(LINES[name], Bilingual(text, text)) for name, text in said.items()),
        organisation=row.organisation,
        object=f"retail_tax.book/{row.ent_duty_no}",
        subject=f"retail_tax.agent/{row.agent_code}",
        demo=settings.DEMO,
    )


def _moment(moment: datetime | None) -> str:
    return f"{moment.astimezone(BEIJING):%Y-%m-%d %H:%M:%S}" if moment else "-"
