"""Reads: tax bills and their states as the standard's messages (CEB816, CEB818), made from what was told to their agents."""

from collections.abc import Iterable

from zaiton.services.retail_tax.domain.messages_customs import TaxBillMessage, TaxLine, TaxStateMessage
from zaiton.services.retail_tax.models import Answer, Bill
from zaiton.services.retail_tax.queries.receipts_writing import tax_bills, tax_states

BILL, STATE = "CEB816", "CEB818"


def tax_files(answers: Iterable[Answer], *, guids: tuple[str, str]) -> dict[str, bytes]:
    """The messages of these answers by kind (CEB816, CEB818), each with a number of its own; answers of other kinds are left out.

    Figures are those of now: a bill that was mended since is told as it stands. Raises ``MessageUnwritable``.
    """
    wanted = [each for each in answers if each.message in (BILL, STATE)]
    bills = _bills({each.subject for each in wanted})
    files = {}
    of_bills = [_bill(each, bills[each.subject]) for each in wanted if each.message == BILL]
    of_states = [_state(each, bills[each.subject]) for each in wanted if each.message == STATE]
    if of_bills:
        files[BILL] = tax_bills(of_bills, guid=guids[0])
    if of_states:
        files[STATE] = tax_states(of_states, guid=guids[1])
    return files


def _bills(numbers: set[str]) -> dict[str, Bill]:
    rows = Bill.objects.filter(tax_no__in=numbers).select_related("inventory__sale", "book").prefetch_related("lines")
    return {row.tax_no: row for row in rows}


def _bill(answer: Answer, row: Bill) -> TaxBillMessage:
    of = row.inventory
    return TaxBillMessage(
        guid=answer.guid,
        at=answer.made_at,
        invt_no=of.invt_no if of else "",
        tax_no=row.tax_no,
        customs_fen=row.tariff_fen,
        vat_fen=row.vat_fen,
        consumption_fen=row.consumption_fen,
        status=answer.code,
        ent_duty_no=row.book.ent_duty_no if row.book else "",
        assure_code=of.assure_code if of else "",
        ebc_code=of.ebc_code if of else "",
        logistics_code=of.logistics_code if of else "",
        agent_code=row.agent_code,
        customs_code=row.customs_code,
        order_no=of.sale.order_no if of else "",
        logistics_no=of.logistics_no if of else "",
        lines=tuple(
            TaxLine(line.gnum, line.gcode, line.tax_price_fen, line.tariff_fen, line.vat_fen, line.consumption_fen)
            for line in sorted(row.lines.all(), key=lambda line: line.gnum)
        ),
    )


def _state(answer: Answer, row: Bill) -> TaxStateMessage:
    """The state as it was told; its words are the number of the payment book where it came into one."""
    of = row.inventory
    return TaxStateMessage(
        guid=answer.guid,
        at=answer.made_at,
        invt_no=of.invt_no if of else "",
        tax_no=row.tax_no,
        status=answer.code,
        ent_duty_no=answer.words,
        assure_code=of.assure_code if of else "",
    )
