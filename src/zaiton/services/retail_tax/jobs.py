"""The service's door for the worker: payment books are paid, follow their payments, reach the treasury; what a day brings is done."""

from datetime import datetime

from zaiton.kit.work import Delivery, external
from zaiton.services.retail_tax.actions.claiming import claim_followed, claim_pay, claims_swept
from zaiton.services.retail_tax.actions.consolidating import bills_consolidate
from zaiton.services.retail_tax.actions.crediting import books_credit
from zaiton.services.retail_tax.actions.expiring import sales_expire
from zaiton.services.retail_tax.actions.following import books_swept, payment_followed
from zaiton.services.retail_tax.actions.guarantees import guarantees_expire
from zaiton.services.retail_tax.actions.paying import books_pay
from zaiton.services.retail_tax.actions.receipts import receipt_issue
from zaiton.services.retail_tax.actions.returning import lists_close, returns_lapse
from zaiton.services.retail_tax.actions.surcharging import surcharges_make
from zaiton.services.retail_tax.actions.watching import folders_watched


@external
def pay(delivery: Delivery) -> None:
    """Book and pay confirmed books; external because it takes transactions of its own, safe to repeat."""
    books_pay(delivery.data["books"], at=delivery.now)


def follow(delivery: Delivery) -> None:
    """Something became of a payment: the payment book that it pays follows, or the claim that it pays back."""
    payment_followed(delivery.data["document"], at=delivery.now)
    claim_followed(delivery.data["document"], at=delivery.now)


def receipt(delivery: Delivery) -> None:
    """Issue the receipt of a book that reached the treasury."""
    receipt_issue(delivery.data["book"], at=delivery.now)


def refund(delivery: Delivery) -> None:
    """Have a granted claim paid back."""
    claim_pay(delivery.data["claim"], at=delivery.now)


def daily(*, at: datetime) -> None:
    """What days bring: terms that end, lists that close, bills to be collected, surcharges. Safe to repeat at any hour."""
    sales_expire(at=at)
    guarantees_expire(at=at)
    lists_close(at=at)
    returns_lapse(at=at)
    bills_consolidate(at=at)
    surcharges_make(at=at)


def sweep(*, at: datetime) -> None:
    """Look after books under way, and ask treasury and customs what they have."""
    books_swept(at=at)
    books_credit(at=at)
    claims_swept(at=at)


def folder(*, at: datetime) -> None:
    """Take the message files that companies put into their folders."""
    folders_watched(at=at)
