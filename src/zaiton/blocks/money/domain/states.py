"""The words that rows of money can stand in; the graphs over them are with their subjects."""

ACCOUNT_KINDS = ("asset", "liability", "equity", "income", "expense")
HOLD_STATES = ("pending", "posted", "void", "expired")
PROPOSAL_STATES = ("proposed", "approved", "rejected")
INSTRUCTION_STATES = (
    "queued",
    "sending",
    "sent",
    "unknown",
    "settled",
    "rejected",
    "cancelled",
    "returned",
)
LIVE_OR_PAID = ("queued", "sending", "sent", "unknown", "settled")
"""At most one instruction of a document stands in these: the database sees to it."""
PURPOSES = ("debit", "credit", "refund")
AGREEMENT_STATES = ("draft", "enterprise_signed", "bank_signed", "active", "suspended", "terminated")
BREAK_STATES = ("open", "proposed", "resolved", "closed")
"""``resolved`` by two people, ``closed`` by itself when what was missing came."""
AMOUNT_MOST = 10**15 - 1
"""Minor units of one line, so that every sum of a century fits the column."""
