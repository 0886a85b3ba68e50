"""Which messages of ISO 20022 are written and read, in which version, and what their codes mean. Data and figures, no XML."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from zaiton.blocks.money.domain.channels import Party, SourceStatement

PREFIX = "urn:iso:std:iso:20022:tech:xsd:"
ORDERS, STATES, DAY, NOTICE = "pain.001.001.09", "pain.002.001.12", "camt.053.001.08", "camt.054.001.08"
KNOWN = (ORDERS, STATES, DAY, NOTICE)
"""One version each, as agreed with the bank; the published schemas of all four can be installed."""
BYTES_MOST = 64 * 2**20
TAGS_MOST = 4_000_000
DEPTH_MOST = 32
OUTCOMES = {
    **dict.fromkeys(("RCVD", "ACTC", "ACCP", "PATC"), "received"),
    **dict.fromkeys(("PDNG", "ACSP", "ACWC", "ACFC", "ACWP"), "pending"),
    **dict.fromkeys(("ACSC", "ACCC"), "settled"),
    **dict.fromkeys(("RJCT", "CANC"), "rejected"),
}
"""ExternalPaymentTransactionStatus1Code. ``PATC``: others still have to agree; ``ACWP``: the payee's account is not credited yet."""
REPEATED = frozenset(("AM05", "DUPL", "DU01", "DU02", "DU03", "DU04", "DU05"))
"""ExternalStatusReason1Code: refused because something under this number came before. What became of *that* is not said."""
NO_NUMBER = frozenset(("", "NOTPROVIDED"))
_IBAN = re.compile(r"[A-Z]{2}[0-9]{2}[A-Z0-9]{11,30}")
_DAY = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2})(Z|[+-][0-9]{2}:[0-9]{2})?")
_MOMENT = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]+)?(Z|[+-][0-9]{2}:[0-9]{2})?")


@dataclass(frozen=True, slots=True)
class Asked:
    """One order as it stands in a file; ``amount`` in minor units."""

    number: str
    amount: int
    currency: str
    debtor: Party
    creditor: Party
    document: str
    requested_on: date


@dataclass(frozen=True, slots=True)
class OrderFile:
    """A file of orders."""

    number: str
    made_at: datetime
    orders: tuple[Asked, ...]


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a message as it is shown; ``amount`` signed in minor units, None where the message names none."""

    number: str
    amount: int | None
    currency: str
    state: str
    on: date | None
    words: str


@dataclass(frozen=True, slots=True)
class Report:
    """What a file is and holds; ``totals`` by currency, ``statement`` where it is one."""

    name: str
    number: str
    validated: bool
    rows: tuple[Row, ...]
    statement: SourceStatement | None = None

    @property
    def totals(self) -> dict[str, int]:
        """Sums of the rows that have amounts."""
        found: dict[str, int] = {}
        for row in self.rows:
            if row.amount is not None:
                found[row.currency] = found.get(row.currency, 0) + row.amount
        return found


@dataclass(frozen=True, slots=True)
class Gap:
    """Two statements that follow each other, and the balances that should be one."""

    before: SourceStatement
    after: SourceStatement

    @property
    def apart(self) -> int:
        """By how much, in minor units."""
        return (self.after.opening or 0) - (self.before.closing or 0)


def gaps(statements: Iterable[SourceStatement]) -> tuple[Gap, ...]:
    """Where an opening balance is not the closing balance of the statement before; sources and currencies apart, by day."""
    given = [statement for statement in statements if statement.opening is not None and statement.closing is not None]
    given.sort(key=lambda statement: (statement.source, statement.currency, statement.day))
    pairs = zip(given, given[1:], strict=False)
    return tuple(Gap(one, two) for one, two in pairs if _follow(one, two) and one.closing != two.opening)


def _follow(one: SourceStatement, two: SourceStatement) -> bool:
    return (one.source, one.currency) == (two.source, two.currency)


def is_iban(account: str) -> bool:
    """Whether the account's number is an IBAN, by form and check digits (ISO 13616, ISO 7064 MOD 97-10)."""
    if not _IBAN.fullmatch(account):
        return False
    return int("".join(str(int(letter, 36)) for letter in account[4:] + account[:4])) % 97 == 1


def day_in(text: str) -> date | None:
    """The day of an XML date, as it stands there; None where it is none."""
    found = _DAY.fullmatch(text)
    try:
        return date.fromisoformat(found[1]) if found else None
    except ValueError:
        return None


def moment_in(text: str) -> datetime | None:
    """The moment of an XML dateTime, aware only where it says so; None where it is none."""
    try:
        return datetime.fromisoformat(text) if _MOMENT.fullmatch(text) else None
    except ValueError:
        return None
