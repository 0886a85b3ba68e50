"""What the house was told of the ledger by those who use it: which entries it acknowledged, which it may have, which never.

The client's side of the story. An answer that was lost leaves an effect ``unsure``: there as a whole or not at all.
"""

from dataclasses import dataclass, field
from datetime import date

from zaiton.blocks.money.domain.entries import Draft, Line, Reserve

DONE, UNSURE, REFUSED = "done", "unsure", "refused"
ACCOUNTS = {  # code: kind, currency, least, most
    "cash": ("asset", "CNY", None, None),
    "due": ("asset", "CNY", 0, None),
    "c1": ("liability", "CNY", None, 0),
    "c2": ("liability", "CNY", None, 0),
    "opening": ("equity", "CNY", None, None),
    "usd": ("asset", "USD", 0, None),
    "usd-opening": ("equity", "USD", None, None),
}
OPENING = (
    ("due", "opening", 40_000_00),
    ("opening", "c1", 500_00),
    ("opening", "c2", 500_00),
    ("usd", "usd-opening", 900_00),
)


@dataclass
class Group:
    """Entries that stand or fall together."""

    drafts: tuple[Draft, ...]
    state: str = UNSURE


@dataclass
class Books:
    """Groups by the key of their first entry, holds by key, the closed days with what stood on them, the accounts."""

    groups: dict[str, Group] = field(default_factory=dict)
    holds: dict[str, Reserve] = field(default_factory=dict)
    reversed: dict[str, set[str]] = field(default_factory=dict)
    closed: dict[date, tuple] = field(default_factory=dict)
    counter: int = 0
    accounts: dict[str, tuple] = field(default_factory=lambda: dict(ACCOUNTS))

    def key(self, what: str) -> str:
        """A client's key that was never used."""
        self.counter += 1
        return f"{what}/{self.counter}"

    def note(self, drafts: tuple[Draft, ...], state: str) -> None:
        """What became of a group; what is done stays done."""
        group = self.groups.setdefault(drafts[0].key, Group(drafts))
        if group.state != DONE:
            group.state = state

    def done(self) -> list[Draft]:
        """Entries that were acknowledged, in a fixed order."""
        return [draft for group in self.groups.values() if group.state == DONE for draft in group.drafts]


def transfer(key: str, debit: str, credit: str, amount: int, day: date, **more: object) -> Draft:
    """An entry of two lines."""
    lines = (Line(debit, amount), Line(credit, -amount))
    return Draft(key=key, kind="transfer", business_date=day, lines=lines, **more)


def turned_round(draft: Draft, key: str, day: date, reason: str) -> Draft:
    """The reversal of an entry as the ledger writes it."""
    lines = tuple(Line(line.account, -line.amount) for line in draft.lines)
    return Draft(key, "reversal", day, lines, draft.document, reason, draft.key)
