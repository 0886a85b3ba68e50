"""What a bank booked: a camt.053 of one account and one day as a statement, a camt.054 as a message about payments."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from lxml import etree

from zaiton.base.money import plain
from zaiton.blocks.money.actions.channels.iso20022.parsing import (
    amount,
    day,
    every,
    found,
    minor_units,
    needed,
    parsed,
    signed,
    text,
    texts,
)
from zaiton.blocks.money.domain import message_refusals as refused
from zaiton.blocks.money.domain.callbacks import Booked, Told
from zaiton.blocks.money.domain.channels import Reply, SourceStatement, StatementLine
from zaiton.blocks.money.domain.messages import DAY, NO_NUMBER, NOTICE

WORDS_MOST = 300


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
    """One statement of one account. Raises ``MessageHostile``, ``MessageUnfit``.

    Balances, numbers and sums must be those of the lines. A transaction without a number of the payer has a blank reference.
    Entries of nothing (information of the bank) are counted and then left out: nothing was moved.
    """
    root = parsed(content, DAY)
    statements = every(root, "Stmt")
    if len(statements) != 1:
        raise refused.MessageTwice(path="Stmt") if statements else refused.MessageLacks(path="Stmt")
    statement = statements[0]
    if text(statement, "StmtPgntn/LastPgInd", most=5) in ("false", "0"):
        raise refused.MessageInPart()
    currency, opening, closing, on = _balances(statement)
    entries = every(statement, "Ntry")
    lines = [line for entry in _booked(entries) for line in _lines(entry)]
    for line in lines:
        if line.currency != currency:
            raise refused.MessageCurrenciesMixed(given=line.currency, currency=currency)
    reached = opening + sum(line.signed for line in lines)
    if reached != closing:
        said = {"opening": opening, "counted": reached, "closing": closing}
        raise refused.MessageBalancesWrong(**{name: plain(minor, currency) for name, minor in said.items()})
    _summed(statement, [signed(entry)[0] for entry in entries], currency)
    told = tuple(
        StatementLine(line.reference, line.signed, line.currency, line.booked_on, line.counterparty, line.words)
        for line in lines
        if line.signed
    )
    return SourceStatement(source, on, needed(statement, "Id", most=35), currency, opening, closing, told)


def read_camt054(content: bytes) -> Told:
    """A message and the payments it tells of; a reversed one came back. Raises ``MessageHostile``, ``MessageUnfit``."""
    root = parsed(content, NOTICE)
    number = needed(root, "GrpHdr/MsgId", most=35)
    entries = _booked(every(root, "Ntfctn/Ntry"))
    lines = [line for entry in entries for line in _lines(entry)]
    if not lines:
        raise refused.MessageLacks(path="Ntfctn/Ntry")
    return Told(number, tuple(_told(line) for line in lines if line.reference))


def _told(line: _Line) -> Booked:
    outcome = "returned" if line.back else "settled"
    reply = Reply(outcome, reference=line.bank, settled_on=line.booked_on)
    return Booked(line.reference, abs(line.signed), line.currency, reply)


def _balances(statement: etree._Element) -> tuple[str, int, int, date]:
    """Currency, opening and closing balance and the day of the latter."""
    held: dict[str, tuple[int, date]] = {}
    currency = text(statement, "Acct/Ccy", most=3)
    for balance in every(statement, "Bal"):
        code = text(balance, "Tp/CdOrPrtry/Cd", most=4)
        if code not in ("OPBD", "PRCD", "CLBD"):
            continue
        minor, unit = signed(balance)
        on = day(balance, "Dt")
        currency = currency or unit
        if code in held:
            raise refused.MessageTwice(path=f"Bal {code}")
        if unit != currency:
            raise refused.MessageCurrenciesMixed(given=unit, currency=currency)
        if on is None:
            raise refused.MessageLacks(path="Bal/Dt")
        held[code] = (minor, on)
    first, last = held.get("OPBD") or held.get("PRCD"), held.get("CLBD")
    if first is None or last is None:
        raise refused.MessageLacks(path="Bal OPBD" if first is None else "Bal CLBD")
    return currency, first[0], last[0], last[1]


def _booked(entries: Sequence[etree._Element]) -> list[etree._Element]:
    """The entries that are booked; announced ones are no bookings."""
    states = [needed(entry, "Sts/Cd", most=10) for entry in entries]
    return [entry for entry, state in zip(entries, states, strict=True) if state == "BOOK"]


def _lines(entry: etree._Element) -> list[_Line]:
    """The transactions of an entry: those of a batch where each has its amount and they add up, else the entry as a whole."""
    minor, currency = signed(entry)
    details = every(entry, "NtryDtls/TxDtls")
    on = day(entry, "BookgDt")
    if on is None:
        raise refused.MessageLacks(path="Ntry/BookgDt")
    back = _flag(entry, "RvslInd")
    bank = text(entry, "AcctSvcrRef", most=35)
    if len(details) <= 1:
        return [_line(details[0] if details else entry, minor, currency, on, back, bank)]
    signs = [amount(detail) for detail in details]
    for _, unit in signs:
        if unit != currency:
            raise refused.MessageCurrenciesMixed(given=unit, currency=currency)
    way = text(entry, "CdtDbtInd")
    parts = [part if text(d, "CdtDbtInd") in ("", way) else -part for d, (part, _) in zip(details, signs, strict=True)]
    if sum(parts) != abs(minor):
        said, counted = plain(abs(minor), currency), plain(sum(parts), currency)
        raise refused.MessageTotalsWrong(path="Ntry/Amt", said=said, counted=counted)
    sign = 1 if way == "CRDT" else -1
    return [_line(d, sign * part, currency, on, back, bank) for d, part in zip(details, parts, strict=True)]


def _line(detail: etree._Element, minor: int, currency: str, on: date, back: bool, bank: str) -> _Line:
    reference = text(detail, "Refs/EndToEndId", most=35)
    role = "Dbtr" if minor >= 0 else "Cdtr"
    name = text(detail, f"RltdPties/{role}/Pty/Nm")
    own = text(detail, "Refs/AcctSvcrRef", most=35) or bank
    remitted = texts(detail, "RmtInf/Ustrd") or texts(detail, "RmtInf/Strd/CdtrRefInf/Ref", most=35)
    reference = "" if reference in NO_NUMBER else reference
    return _Line(reference, own, minor, currency, on, back, _plain(name), _plain(" ".join(remitted))[:WORDS_MOST])


def _plain(words: str) -> str:
    """On one line, without wide spaces and signs that nobody sees."""
    return " ".join("".join(letter if letter.isprintable() else " " for letter in words).split())


def _flag(element: etree._Element, path: str) -> bool:
    value = text(element, path, most=5)
    if value not in ("", "true", "false", "1", "0"):
        raise refused.MessageValueUnfit(path=path, given=value)
    return value in ("true", "1")


def _summed(statement: etree._Element, entries: Sequence[int], currency: str) -> None:
    """What the summary says of numbers and sums, where there is one."""
    credits, debits = [e for e in entries if e > 0], [-e for e in entries if e < 0]
    totals = {"TtlNtries": credits + debits, "TtlCdtNtries": credits, "TtlDbtNtries": debits}
    for name, counted in totals.items():
        path = f"TxsSummry/{name}"
        number = len(entries) if name == "TtlNtries" else len(counted)
        zeros = len(entries) - len(credits) - len(debits)
        count = text(statement, f"{path}/NbOfNtries", most=15)
        if count and not (count.isdecimal() and number <= int(count) <= number + zeros):
            raise refused.MessageTotalsWrong(path=f"{path}/NbOfNtries", said=count, counted=number)
        _agree(statement, f"{path}/Sum", sum(counted), currency)
    if found(statement, "TxsSummry/TtlNtries/TtlNetNtry") is not None:
        _agree(statement, "TxsSummry/TtlNtries/TtlNetNtry/Amt", abs(sum(entries)), currency)


def _agree(statement: etree._Element, path: str, counted: int, currency: str) -> None:
    total = text(statement, path, most=40)
    if total and minor_units(total, currency) != counted:
        raise refused.MessageTotalsWrong(path=path, said=total, counted=plain(counted, currency))
