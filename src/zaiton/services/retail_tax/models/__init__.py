"""The tables of retail tax; their names for the rooms above."""

from zaiton.services.retail_tax.models.bills import Bill, BillLine, Book, BookStep, Claim, Dispute
from zaiton.services.retail_tax.models.documents import Answer, Document, Intake, Sale
from zaiton.services.retail_tax.models.guarantees import Guarantee
from zaiton.services.retail_tax.models.inventories import Inventory, InventoryStep
from zaiton.services.retail_tax.models.parties import Buyer, Counter, Party, PartyCertificate

__all__ = [
    "Answer",
    "Bill",
    "BillLine",
    "Book",
    "BookStep",
    "Buyer",
    "Claim",
    "Counter",
    "Dispute",
    "Document",
    "Guarantee",
    "Intake",
    "Inventory",
    "InventoryStep",
    "Party",
    "PartyCertificate",
    "Sale",
]
