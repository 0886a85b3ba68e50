"""What a bank booked: a camt.053 of one account and one day as a statement, a camt.054 as a message about payments."""

from dataclasses import dataclass
from datetime import date

from lxml import etree

from zaiton.base.money import parse
from zaiton.base.refusals import Refusal
from zaiton.blocks.money.actions.channels.iso20022.parsing import amount, day, every, needed, parsed, signed, text
from zaiton.blocks.money.domain.callbacks import Booked, Told
from zaiton.blocks.money.domain.channels import Reply, SourceStatement, StatementLine
from zaiton.blocks.money.domain.message_refusals import MessageUnfit

NOTHING = ("", "NOTPROVIDED")


@dataclass(frozen=True, slots=True)
class _Line:
    """One booked transaction."""

    reference: str
    bank: str
    signed: int
    currency: str
    booked_on: date
    back: bool
    counterparty: str
    words: str


def read_camt053(content: bytes, source: str = "bank") -> SourceStatement:
    """One statement of one account. Balances, number and sum of the entries must agree. Raises ``MessageHostile``, ``MessageUnfit``."""
    root = parsed(content, "camt.053.001")
    statements = every(root, "Stmt")
    if len(statements) != 1:
        raise MessageUnfit(why=f"{len(statements)} statements in one file")
    statement = statements[0]
    currency = needed(statement, "Acct/Ccy", most=3)
    opening, closing, on = _balances(statement, currency)
    entries = _booked(statement)
    lines = [line for entry in entries for line in _lines(entry)]
    if any(line.currency != currency for line in lines):
        raise MessageUnfit(why=f"lines in another currency than {currency}")
    if sum(line.signed for line in lines) != closing - opening:
        raise MessageUnfit(why="the lines do not lead from the opening to the closing balance")
    _summed(statement, entries, currency)
    found = tuple(
        StatementLine(
            line.reference or line.bank, line.signed, line.currency, line.booked_on, line.counterparty, line.words
        )
        for line in lines
    )
    return SourceStatement(source, on, needed(statement, "Id", most=35), currency, opening, closing, found)


def read_camt054(content: bytes) -> Told:
    """A message and the payments it tells of; a reversed one came back. Raises ``MessageHostile``, ``MessageUnfit``."""
    root = parsed(content, "camt.054.001")
    number = needed(root, "GrpHdr/MsgId", most=35)
    lines = [line for notice in every(root, "Ntfctn") for entry in _booked(notice) for line in _lines(entry)]
    if not lines:
        raise MessageUnfit(why="it tells of nothing booked")
    return Told(number, tuple(_told(line) for line in lines if line.reference))


def _told(line: _Line) -> Booked:
    outcome = "returned" if line.back else "settled"
    reply = Reply(outcome, reference=line.bank, settled_on=line.booked_on)
    return Booked(line.reference, abs(line.signed), line.currency, reply)


def _balances(statement: etree._Element, currency: str) -> tuple[int, int, date]:
    found: dict[str, tuple[int, date]] = {}
    for balance in every(statement, "Bal"):
        code = text(balance, "Tp/CdOrPrtry/Cd", most=4)
        minor, unit = signed(balance)
        on = day(balance, "Dt")
        if code in found or unit != currency or on is None:
            raise MessageUnfit(why=f"the balance {code} stands twice, has no day or is in another currency")
        found[code] = (minor, on)
    first, last = found.get("OPBD") or found.get("PRCD"), found.get("CLBD")
    if first is None or last is None:
        raise MessageUnfit(why="opening or closing balance is missing")
    return first[0], last[0], last[1]


def _booked(above: etree._Element) -> list[etree._Element]:
    """The entries that are booked; announced ones are no bookings."""
    return [entry for entry in every(above, "Ntry") if (text(entry, "Sts/Cd") or text(entry, "Sts")) == "BOOK"]


def _lines(entry: etree._Element) -> list[_Line]:
    """The transactions of an entry: those of a batch where each has its amount and they add up, else the entry as a whole."""
    minor, currency = signed(entry)
    details = every(entry, "NtryDtls/TxDtls")
    on = day(entry, "BookgDt")
    if on is None:
        raise MessageUnfit(why="an entry without the day of its booking")
    back = text(entry, "RvslInd", most=5) in ("true", "1")
    bank = text(entry, "AcctSvcrRef", most=35)
    if len(details) <= 1:
        return [_line(details[0] if details else entry, minor, currency, on, back, bank)]
    sign = 1 if minor >= 0 else -1
    amounts = [amount(detail) for detail in details]
    if sum(part for part, _ in amounts) != abs(minor) or {unit for _, unit in amounts} != {currency}:
        raise MessageUnfit(why="the transactions of an entry are not its sum")
    return [_line(d, sign * part, currency, on, back, bank) for d, (part, _) in zip(details, amounts, strict=True)]


def _line(detail: etree._Element, minor: int, currency: str, on: date, back: bool, bank: str) -> _Line:
    reference = text(detail, "Refs/EndToEndId", most=35)
    role = "Dbtr" if minor >= 0 else "Cdtr"
    name = text(detail, f"RltdPties/{role}/Pty/Nm") or text(detail, f"RltdPties/{role}/Nm")
    own = text(detail, "Refs/AcctSvcrRef", most=35) or bank
    reference = "" if reference in NOTHING else reference
    return _Line(reference, own, minor, currency, on, back, name, text(detail, "RmtInf/Ustrd"))


def _summed(statement: etree._Element, entries: list[etree._Element], currency: str) -> None:
    """What the summary says of number and sum, where there is one."""
    count = text(statement, "TxsSummry/TtlNtries/NbOfNtries", most=15)
    total = text(statement, "TxsSummry/TtlNtries/Sum", most=30)
    if count and count != str(len(entries)):
        raise MessageUnfit(why=f"it says {count} entries and has {len(entries)}")
    if total:
        try:
            said = parse(total, currency)
        except Refusal as refusal:
            raise MessageUnfit(why="a sum that is none") from refusal
        if said != sum(abs(signed(entry)[0]) for entry in entries):
            raise MessageUnfit(why=f"it says a sum of {total}, its entries have another")
