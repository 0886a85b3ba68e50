"""The tables of money: the ledger, payments, reconciliation."""

from zaiton.blocks.money.models.ledger import Account, Anchor, Closing, Entry, Hold, Posting, Proposal, Snapshot
from zaiton.blocks.money.models.payments import Agreement, AgreementStep, Instruction, InstructionStep, Message
from zaiton.blocks.money.models.reconciling import Break, BreakStep, Run, Statement, StatementLine
from zaiton.blocks.money.models.requests import Request

__all__ = [
    "Account",
    "Agreement",
    "AgreementStep",
    "Anchor",
    "Break",
    "BreakStep",
    "Closing",
    "Entry",
    "Hold",
    "Instruction",
    "InstructionStep",
    "Message",
    "Posting",
    "Proposal",
    "Request",
    "Run",
    "Snapshot",
    "Statement",
    "StatementLine",
]
