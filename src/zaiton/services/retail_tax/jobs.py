"""The service's door for the worker: payment books are paid, follow their payments, and reach the treasury."""

from datetime import datetime

from zaiton.kit.work import Delivery, external
from zaiton.services.retail_tax.actions.crediting import books_credit
from zaiton.services.retail_tax.actions.following import books_swept, payment_followed
from zaiton.services.retail_tax.actions.paying import books_pay
from zaiton.services.retail_tax.actions.receipts import receipt_issue


@external
def pay(delivery: Delivery) -> None:
    """Book and pay confirmed books; external because it takes transactions of its own, safe to repeat."""
    books_pay(delivery.data["books"], at=delivery.now)


def follow(delivery: Delivery) -> None:
    """Something became of a payment: the payment book that it pays follows."""
    payment_followed(delivery.data["document"], at=delivery.now)


def receipt(delivery: Delivery) -> None:
    """Issue the receipt of a book that reached the treasury."""
    receipt_issue(delivery.data["book"], at=delivery.now)


def sweep(*, at: datetime) -> None:
    """Look after books under way, and ask treasury and customs what they have."""
    books_swept(at=at)
    books_credit(at=at)
