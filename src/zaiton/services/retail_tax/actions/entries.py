"""Entries of bills and payment books: one balanced entry for each step, under a key that says whose and which step it is."""

from datetime import date

from zaiton.blocks.money.public import Draft, Line
from zaiton.services.retail_tax.queries.chart import sides


def bill_key(tax_no: str, arrow: str) -> str:
    """The key of the entry of a bill's step."""
    return f"retail_tax/bill/{tax_no}/{arrow}"


def book_key(ent_duty_no: str, attempt: int, arrow: str) -> str:
    """The key of the entry of a payment book's step; each payment that is tried has its own."""
    return f"retail_tax/book/{ent_duty_no}/{attempt}/{arrow}"


def entry(key: str, arrow: str, fen: int, *, on: date, document: str) -> Draft:
    """The entry of a step over so many fen; a negative amount turns it round."""
    debit, credit = sides(arrow)
    return Draft(key, f"retail_tax_{arrow}", on, (Line(debit, fen), Line(credit, -fen)), document=document)
