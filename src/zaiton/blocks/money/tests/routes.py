"""Where the money pages can be seen, for the tests in a browser."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from zaiton.blocks.identity.public import organisations_visible_to
from zaiton.blocks.money.actions.agreeing import agreement_draw_up, agreement_step
from zaiton.blocks.money.actions.breaks import break_open, break_propose
from zaiton.blocks.money.actions.instructing import instruction_make
from zaiton.blocks.money.actions.proposals import entry_propose
from zaiton.blocks.money.actions.reconciling import reconcile
from zaiton.blocks.money.actions.sending import instruction_send
from zaiton.blocks.money.domain.agreements import SIGNING
from zaiton.blocks.money.domain.channels import Party
from zaiton.blocks.money.domain.instructions import Wish
from zaiton.blocks.money.public import Draft, Line, account_open, post
from zaiton.blocks.money.queries.agreements import agreements_of
from zaiton.blocks.money.queries.proposals import proposals
from zaiton.kit import clock
from zaiton.kit.testing.routes import Example, NoPage

WHO = "system"
TREASURY = Party("国库（演示）", "TREASURY")


def books() -> str:
    """Two accounts with some days of bookings; the address of the first."""
    at, today = clock.now(), clock.today()
    for code, kind, zh, en in (
        ("demo-cash", "asset", "演示银行存款", "Demonstration cash at bank"),
        ("demo-equity", "equity", "演示期初", "Demonstration opening"),
    ):
        account_open(
            code,
            name_zh=zh,
            name_en=en,
            kind=kind,
            currency="CNY",
            least=0 if kind == "asset" else None,
            opened_on=today,
            actor=WHO,
            at=at,
        )
    for n in range(12):
        amount = 1_234_500 + n * 77_700
        lines = (Line("demo-cash", amount), Line("demo-equity", -amount))
        day = today - timedelta(days=11 - n)
        post(Draft(f"routes/{n}", "opening", day, lines, words="期初 opening"), actor=WHO, at=at)
    return f"/money/accounts/demo-cash/?from={today - timedelta(days=20)}"


def paid(channel: str = "demo") -> str:
    """A payment by a channel; the address of its page."""
    books()
    at = clock.now()
    wish = Wish(
        f"routes/{channel}",
        "debit",
        channel,
        Party("演示进口商", "6222000000000001"),
        TREASURY,
        12_345,
        "CNY",
        "demo-equity",
        "demo-cash",
    )
    card = instruction_make(wish, business_date=clock.today(), actor=WHO, at=at)
    instruction_send(card.public_id, at=at)
    return f"/money/payments/{card.public_id}/"


def a_break(cast: Mapping[str, Any], proposed: bool = False) -> str:
    """A break, open or proposed by the officer."""
    books()
    at, day = clock.now(), clock.today() - timedelta(days=3)
    reference = "Z0001-PROPOSED" if proposed else "Z0001-OPEN"
    line = {"source": "bank", "day": day.isoformat(), "amount": 12_345, "currency": "CNY"}
    card = break_open("only_bank", reference=reference, day=day, amount=12_345, currency="CNY", lines=(line,), at=at)
    if proposed and card.state == "open":
        break_propose(
            card.public_id,
            resolution="entry",
            words="银行手续费 bank fee",
            lines=(Line("demo-equity", 100), Line("demo-cash", -100)),
            business_date=clock.today(),
            actor=f"person/{cast['officer'].public_id}",
            at=at,
        )
    return f"/money/breaks/{card.public_id}/"


def a_proposal(cast: Mapping[str, Any]) -> str:
    """An entry that the officer proposed."""
    books()
    if not proposals(state="proposed"):
        entry_propose(
            lines=(Line("demo-cash", 500), Line("demo-equity", -500)),
            business_date=clock.today(),
            words="更正 correction",
            actor=f"person/{cast['officer'].public_id}",
            at=clock.now(),
        )
    return "/money/entries/"


def a_day() -> str:
    """A day that was reconciled, its statements missing."""
    day = clock.today() - timedelta(days=2)
    reconcile(day, at=clock.now())
    return f"/money/days/{day.isoformat()}/"


def an_entry() -> str:
    """A booked entry."""
    books()
    draft = Draft(
        "routes/0",
        "opening",
        clock.today() - timedelta(days=11),
        (Line("demo-cash", 1_234_500), Line("demo-equity", -1_234_500)),
        words="期初 opening",
    )
    return f"/money/entries/{post(draft, actor=WHO, at=clock.now()).id}/"


def an_agreement(cast: Mapping[str, Any], steps: int = 3) -> str:
    """An agreement of the importer's company, signed so far; the address of its page."""
    at, organisation = clock.now(), organisations_visible_to(cast["importer"].public_id, scope="", at=clock.now())[0]
    number = f"ROUTES-{steps}"
    card = next((one for one in agreements_of(organisation) if one.number == number), None)
    if card is None:
        card = agreement_draw_up(
            number,
            organisation=organisation,
            channel="demo",
            account=f"62220000000{steps}",
            account_name="演示进口商 Demo importer",
            currency="CNY",
            limit=100_000_000,
            actor="person/a",
            at=at,
        )
        for event, actor in list(zip(SIGNING, ("person/a", "person/b", "person/c"), strict=True))[:steps]:
            agreement_step(card.public_id, event, actor=actor, at=at)
    return f"/money/agreements/{card.public_id}/"


EXAMPLES = {
    "money:agreements": (
        Example(lambda cast: an_agreement(cast) and "/money/agreements/", as_role="importer"),
        Example("/money/agreements/", as_role="stranger"),
    ),
    "money:agreement": (
        Example(lambda cast: an_agreement(cast, 0), as_role="importer"),
        Example(lambda cast: an_agreement(cast, 1), as_role="officer"),
        Example(lambda cast: an_agreement(cast, 3), as_role="officer"),
        Example(lambda cast: an_agreement(cast, 3), as_role="stranger", status=404),
    ),
    "money:pay": (
        Example(lambda cast: an_agreement(cast) and "/money/pay/", as_role="importer"),
        Example("/money/pay/", as_role="stranger"),
    ),
    "money:home": (
        Example(lambda cast: a_break(cast) and paid("failing") and "/money/", as_role="officer"),
        Example("/money/", as_role="importer"),
    ),
    "money:accounts": (
        Example(lambda cast: books() and "/money/accounts/", as_role="officer"),
        Example("/money/accounts/", as_role="stranger"),
    ),
    "money:statement": (
        Example(lambda cast: books(), as_role="officer"),
        Example(lambda cast: books(), as_role="stranger", status=404),
    ),
    "money:statement_file": NoPage("hands out a file"),
    "money:entries": (
        Example(a_proposal, as_role="second_officer"),
        Example(a_proposal, as_role="officer"),
        Example("/money/entries/", as_role="importer", status=404),
    ),
    "money:entry": (Example(lambda cast: an_entry(), as_role="officer"),),
    "money:payments": (
        Example(lambda cast: paid() and paid("failing") and "/money/payments/", as_role="officer"),
        Example("/money/payments/?state=rejected", as_role="importer"),
    ),
    "money:payment": (
        Example(lambda cast: paid(), as_role="officer"),
        Example(lambda cast: paid("failing"), as_role="officer"),
        Example(lambda cast: paid(), as_role="stranger", status=404),
    ),
    "money:payment_state": NoPage("a part of the payment's page"),
    "money:payment_act": (
        Example(lambda cast: paid() + "refund/", as_role="officer"),
        Example(lambda cast: paid("failing") + "ask/", as_role="officer"),
    ),
    "money:breaks": (
        Example(lambda cast: a_break(cast) and a_break(cast, True) and "/money/breaks/", as_role="officer"),
        Example("/money/breaks/", as_role="importer", status=404),
    ),
    "money:break": (
        Example(lambda cast: a_break(cast), as_role="officer"),
        Example(lambda cast: a_break(cast, True), as_role="officer"),
        Example(lambda cast: a_break(cast, True), as_role="second_officer"),
    ),
    "money:days": (Example(lambda cast: a_day() and "/money/days/", as_role="officer"),),
    "money:day": (Example(lambda cast: a_day(), as_role="officer"),),
}
