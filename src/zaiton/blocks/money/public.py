"""The money block's door for its neighbours: accounts, entries, holds, payments, reconciliation."""

from datetime import datetime

from django.utils.translation import gettext

from zaiton.base.money import Money
from zaiton.base.text import gettext_noop
from zaiton.blocks.money.actions.accounts import account_close, account_limit, account_open
from zaiton.blocks.money.actions.accounts_many import NewAccount, accounts_open
from zaiton.blocks.money.actions.agreeing import agreement_draw_up, agreement_step
from zaiton.blocks.money.actions.charting import chart_open
from zaiton.blocks.money.actions.holding_many import Held, hold_batch
from zaiton.blocks.money.actions.holds import hold, hold_card, hold_post, hold_void, holds_expire
from zaiton.blocks.money.actions.instructing import instruction_cancel, instruction_make, instruction_refund
from zaiton.blocks.money.actions.listing import lines_listed
from zaiton.blocks.money.actions.paying import document_pay
from zaiton.blocks.money.actions.posting import post, post_all, post_batch, reverse
from zaiton.blocks.money.actions.voiding_many import holds_void
from zaiton.blocks.money.domain.agreements import SIGNING, AgreementCard
from zaiton.blocks.money.domain.cards import AccountCard
from zaiton.blocks.money.domain.channels import NotSent, Party, StatementLine, Unclear
from zaiton.blocks.money.domain.entries import Draft, HoldCard, Line, Posted, Reserve, Result
from zaiton.blocks.money.domain.instructions import InstructionCard, PaymentBrief, Wish
from zaiton.blocks.money.queries.accounts import account_card, accounts_of
from zaiton.blocks.money.queries.agreements import agreement_card, agreements_of
from zaiton.blocks.money.queries.instructions import instruction_card, instructions_of_document
from zaiton.blocks.money.queries.many import entries_there, holds_pending, payments_brief, stated_by

__all__ = [
    "AccountCard",
    "AgreementCard",
    "Draft",
    "Held",
    "HoldCard",
    "InstructionCard",
    "Line",
    "Money",
    "NewAccount",
    "NotSent",
    "Party",
    "PaymentBrief",
    "Posted",
    "Reserve",
    "Result",
    "StatementLine",
    "Unclear",
    "Wish",
    "account_card",
    "account_close",
    "account_limit",
    "account_open",
    "accounts_of",
    "accounts_open",
    "SIGNING",
    "agreement_card",
    "agreement_draw_up",
    "agreement_step",
    "agreements_of",
    "document_pay",
    "entries_there",
    "hold",
    "hold_batch",
    "hold_card",
    "hold_post",
    "hold_void",
    "holds_expire",
    "holds_pending",
    "holds_void",
    "instruction_cancel",
    "instruction_card",
    "instruction_make",
    "instruction_refund",
    "instructions_of_document",
    "lines_listed",
    "payments_brief",
    "post",
    "post_all",
    "post_batch",
    "reverse",
    "set_up",
    "stated_by",
]

OPENED = gettext_noop("Accounts opened by the chart: {count}")


def set_up(*, now: datetime, demo: bool) -> str | None:
    """Called by ``zaiton setup``: opens the accounts of the chart that are not there yet."""
    count = chart_open(at=now)
    return gettext(OPENED).format(count=count) if count else None
