"""What must agree within one record, whoever sent it: line numbers, totals of lines, goods value, sums of a tax bill."""

from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Context, Decimal
from typing import Any

from zaiton.services.retail_tax.domain.messages import InventoryMessage, OrderMessage, ReturnMessage
from zaiton.services.retail_tax.domain.messages_customs import TaxBillMessage
from zaiton.services.retail_tax.domain.messages_faults import Faults
from zaiton.services.retail_tax.domain.messages_values import yuan

WIDE = Context(prec=80, rounding=ROUND_HALF_UP)
"""Wide enough for a product of two numbers of the standard without rounding."""
HUNDRED, ONE = Decimal(100), Decimal(1)


def product_fen(quantity: Decimal, price: Decimal) -> int:
    """Quantity times price in whole fen, a half upwards."""
    return int(WIDE.quantize(WIDE.multiply(WIDE.multiply(quantity, price), HUNDRED), ONE))


def check_record(record: Any, line_element: str, faults: Faults) -> None:
    """Add what does not agree within a record."""
    if isinstance(record, OrderMessage):
        _numbers(record.lines, faults)
        _priced(record.lines, line_element, faults)
        total = sum(line.total_fen for line in record.lines)
        if total != record.goods_value_fen:
            faults.add("goods_value", "goodsValue", yuan(record.goods_value_fen), yuan(total))
    elif isinstance(record, InventoryMessage):
        _numbers(record.lines, faults)
        _priced(record.lines, line_element, faults)
        for line in record.lines:
            if not line.qty1:
                faults.add("quantity", f"{line_element}[{line.gnum}]/qty1")
            if bool(line.unit2) != (line.qty2 is not None):
                faults.add("missing", f"{line_element}[{line.gnum}]/{'qty2' if line.unit2 else 'unit2'}")
    elif isinstance(record, ReturnMessage):
        _numbers(record.lines, faults)
        for line in record.lines:
            if not line.qty:
                faults.add("quantity", f"{line_element}[{line.gnum}]/qty")
    elif isinstance(record, TaxBillMessage):
        _numbers(record.lines, faults)
        for element, attribute in TAXES:
            head, total = getattr(record, attribute), sum(getattr(line, attribute) for line in record.lines)
            if head != total:
                faults.add("tax_total", element, yuan(head), yuan(total))


TAXES = (("customsTax", "customs_fen"), ("valueAddedTax", "vat_fen"), ("consumptionTax", "consumption_fen"))


def _numbers(lines: Sequence[Any], faults: Faults) -> None:
    """Lines run from 1 without a gap, in whichever order they stand."""
    numbers = [line.gnum for line in lines]
    if numbers != list(range(1, len(numbers) + 1)) and sorted(numbers) != list(range(1, len(numbers) + 1)):
        faults.add("line_numbers", "gnum", ", ".join(str(number) for number in numbers))


def _priced(lines: Sequence[Any], element: str, faults: Faults) -> None:
    for line in lines:
        if not line.qty:
            faults.add("quantity", f"{element}[{line.gnum}]/qty")
        made = product_fen(line.qty, line.price)
        if made != line.total_fen:
            faults.add("line_total", f"{element}[{line.gnum}]/totalPrice", yuan(line.total_fen), yuan(made))
