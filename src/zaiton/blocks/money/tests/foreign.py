"""Statements and notices as another library writes them (pyiso20022: classes generated from the standard), for the tests."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from types import ModuleType
from typing import Any

from pyiso20022.camt import camt_053_001_08, camt_054_001_08
from xsdata.formats.dataclass.serializers import XmlSerializer
from xsdata.models.datatype import XmlDate, XmlDateTime


@dataclass(frozen=True)
class Booking:
    """One booking; ``amount`` signed in the currency's main unit."""

    number: str
    amount: Decimal
    other: str = "Importer"
    words: str = "bill/1"
    back: bool = False


def camt053(
    day: date, opening: Decimal, bookings: Sequence[Booking], *, currency: str = "CNY", number: str = ""
) -> bytes:
    """A day's statement whose balances follow from its bookings."""
    of = camt_053_001_08
    closing = opening + sum(booking.amount for booking in bookings)
    statement = of.AccountStatement9(
        id=number or f"TREASURY-{day:%Y%m%d}-1",
        cre_dt_tm=_moment(day),
        acct=of.CashAccount39(id=_account(of), ccy=currency),
        bal=[_balance(of, "OPBD", opening, day, currency), _balance(of, "CLBD", closing, day, currency)],
        txs_summry=of.TotalTransactions6(
            ttl_ntries=of.NumberAndSumOfTransactions4(
                nb_of_ntries=str(len(bookings)), sum=sum((abs(b.amount) for b in bookings), Decimal(0))
            )
        ),
        ntry=[_entry(of, booking, day, currency) for booking in bookings],
    )
    head = of.GroupHeader81(msg_id=f"M{day:%Y%m%d}", cre_dt_tm=_moment(day))
    return _written(of, of.Document(bk_to_cstmr_stmt=of.BankToCustomerStatementV08(grp_hdr=head, stmt=[statement])))


def camt054(day: date, bookings: Sequence[Booking], *, currency: str = "CNY", message: str = "M1") -> bytes:
    """A message about bookings."""
    of = camt_054_001_08
    notice = of.AccountNotification17(
        id=message,
        cre_dt_tm=_moment(day),
        acct=of.CashAccount39(id=_account(of), ccy=currency),
        ntry=[_entry(of, booking, day, currency) for booking in bookings],
    )
    head = of.GroupHeader81(msg_id=message, cre_dt_tm=_moment(day))
    report = of.BankToCustomerDebitCreditNotificationV08(grp_hdr=head, ntfctn=[notice])
    return _written(of, of.Document(bk_to_cstmr_dbt_cdt_ntfctn=report))


def _written(of: ModuleType, document: Any) -> bytes:
    names = {None: of.Document.Meta.namespace}
    return XmlSerializer().render(document, ns_map=names).encode()


def _moment(day: date) -> XmlDateTime:
    return XmlDateTime(day.year, day.month, day.day, 23, 30, 0, offset=480)


def _day(of: ModuleType, day: date) -> Any:
    return of.DateAndDateTime2Choice(dt=XmlDate(day.year, day.month, day.day))


def _account(of: ModuleType) -> Any:
    return of.AccountIdentification4Choice(othr=of.GenericAccountIdentification1(id="TREASURY"))


def _amount(of: ModuleType, amount: Decimal, currency: str) -> dict[str, Any]:
    said = of.ActiveOrHistoricCurrencyAndAmount(value=abs(amount), ccy=currency)
    return {"amt": said, "cdt_dbt_ind": of.CreditDebitCode.CRDT if amount >= 0 else of.CreditDebitCode.DBIT}


def _balance(of: ModuleType, code: str, amount: Decimal, day: date, currency: str) -> Any:
    kind = of.BalanceType13(cd_or_prtry=of.BalanceType10Choice(cd=code))
    return of.CashBalance8(tp=kind, dt=_day(of, day), **_amount(of, amount, currency))


def _entry(of: ModuleType, booking: Booking, day: date, currency: str) -> Any:
    side = of.Party40Choice(pty=of.PartyIdentification135(nm=booking.other))
    parties = of.TransactionParties6(dbtr=side) if booking.amount >= 0 else of.TransactionParties6(cdtr=side)
    details = of.EntryTransaction10(
        refs=of.TransactionReferences6(end_to_end_id=booking.number),
        rltd_pties=parties,
        rmt_inf=of.RemittanceInformation16(ustrd=[booking.words]),
        **_amount(of, booking.amount, currency),
    )
    return of.ReportEntry10(
        rvsl_ind=booking.back or None,
        sts=of.EntryStatus1Choice(cd="BOOK"),
        bookg_dt=_day(of, day),
        acct_svcr_ref=f"BK{booking.number}"[:35],
        bk_tx_cd=of.BankTransactionCodeStructure4(
            prtry=of.ProprietaryBankTransactionCodeStructure1(cd="TRF"),
        ),
        ntry_dtls=[of.EntryDetails9(tx_dtls=[details])],
        **_amount(of, booking.amount, currency),
    )
