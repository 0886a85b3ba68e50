"""The money block's door for its neighbours: accounts, entries, holds, payments, reconciliation."""

from zaiton.base.money import Money
from zaiton.blocks.money.actions.accounts import account_close, account_limit, account_open
from zaiton.blocks.money.actions.holds import hold, hold_card, hold_post, hold_void, holds_expire
from zaiton.blocks.money.actions.posting import post, post_all, post_batch, reverse
from zaiton.blocks.money.domain.cards import AccountCard
from zaiton.blocks.money.domain.entries import Draft, HoldCard, Line, Posted, Reserve, Result
from zaiton.blocks.money.queries.accounts import account_card, accounts_of

__all__ = [
    "AccountCard",
    "Draft",
    "HoldCard",
    "Line",
    "Money",
    "Posted",
    "Reserve",
    "Result",
    "account_card",
    "account_close",
    "account_limit",
    "account_open",
    "accounts_of",
    "hold",
    "hold_card",
    "hold_post",
    "hold_void",
    "holds_expire",
    "post",
    "post_all",
    "post_batch",
    "reverse",
]
