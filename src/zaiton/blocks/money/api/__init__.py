"""Door for machines: accounts, payments, agreements, the books, breaks; and counterparts that tell of payments by themselves."""

from zaiton.blocks.money.api import accounts, agreements, books, breaks, callbacks, payments
from zaiton.blocks.money.api.routing import router

__all__ = ["accounts", "agreements", "books", "breaks", "callbacks", "payments", "router"]
