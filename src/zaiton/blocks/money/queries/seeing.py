"""Who sees what of money: officers and administrators all of it, others what belongs to organisations they act for.

What is not there and what is not one's own are told alike.
"""

from collections.abc import Iterable
from datetime import datetime

from zaiton.blocks.identity.public import ADMINISTRATOR, OFFICER, organisations_visible_to, system_roles_of
from zaiton.blocks.money.domain.agreements import AgreementCard
from zaiton.blocks.money.domain.cards import AccountCard
from zaiton.blocks.money.domain.entry_cards import EntryCard, LineCard
from zaiton.blocks.money.domain.instructions import InstructionCard
from zaiton.blocks.money.domain.ledger_refusals import AccountUnknown, EntryUnknown
from zaiton.blocks.money.domain.payment_refusals import AgreementUnknown, InstructionUnknown
from zaiton.blocks.money.models import Entry
from zaiton.blocks.money.queries.accounts import account_card, accounts_of
from zaiton.blocks.money.queries.agreements import agreement_card, agreements_of
from zaiton.blocks.money.queries.instructions import instruction_card, instructions_page

READ, SIGN, PAY = "money:read", "money:sign", "money:pay"
OWN = "organisation/"
MOST_NUMBER = 2**62


def sees_all(person: str, only: str = "") -> bool:
    """Whether a person (public id) is an officer or an administrator; not where they stand for one organisation (``only``)."""
    return not only and bool(system_roles_of(person) & {OFFICER, ADMINISTRATOR})


def theirs(person: str, *, scope: str, only: str = "", at: datetime) -> tuple[str, ...]:
    """The organisations a person acts for in a matter, or the one of them that they stand for."""
    mine = tuple(organisations_visible_to(person, scope=scope, at=at))
    return tuple(one for one in mine if one == only) if only else mine


def accounts_for(person: str, *, only: str = "", at: datetime) -> tuple[AccountCard, ...]:
    """The accounts of the organisations a person acts for; the installation's own for officers and administrators."""
    owners = [f"{OWN}{one}" for one in theirs(person, scope=READ, only=only, at=at)]
    return tuple(card for owner in (["", *owners] if sees_all(person, only) else owners) for card in accounts_of(owner))


def account_for(person: str, code: str, *, only: str = "", at: datetime) -> AccountCard:
    """One account for a person. Raises ``AccountUnknown``."""
    card = account_card(code)
    mine = {f"{OWN}{one}" for one in theirs(person, scope=READ, only=only, at=at)}
    if not sees_all(person, only) and card.owner not in mine:
        raise AccountUnknown("account", account=code[:60])
    return card


def instruction_for(person: str, public_id: str, *, only: str = "", at: datetime) -> InstructionCard:
    """One payment with its steps for a person. Raises ``InstructionUnknown``."""
    card = instruction_card(public_id, steps=True)
    if not sees_all(person, only) and card.organisation not in theirs(person, scope=READ, only=only, at=at):
        raise InstructionUnknown("number", number=public_id[:40])
    return card


def instructions_for(
    person: str,
    *,
    states: Iterable[str] = (),
    before: int | None = None,
    limit: int = 50,
    only: str = "",
    at: datetime,
) -> tuple[tuple[InstructionCard, ...], int | None]:
    """The payments a person may see, the newest first, and the mark of the next page."""
    if sees_all(person, only):
        return instructions_page(states=states, before=before, limit=limit)
    mine = theirs(person, scope=READ, only=only, at=at)
    return instructions_page(organisations=mine, states=states, before=before, limit=limit)


def entry_for(person: str, number: int) -> EntryCard:
    """An entry with all its lines, for officers and administrators. Raises ``EntryUnknown``."""
    row = Entry.objects.filter(pk=number).first() if number < MOST_NUMBER else None
    if row is None or not sees_all(person):
        raise EntryUnknown("entry", key=str(number)[:20])
    lines = row.postings.order_by("pk").values_list(
        "account__code", "account__name_zh", "account__name_en", "amount", "account__currency"
    )
    names = set(EntryCard.__dataclass_fields__) - {"reverses", "reversed_by", "lines"}
    return EntryCard(
        **{name: getattr(row, name) for name in names},
        reverses=row.reverses_id,
        reversed_by=Entry.objects.filter(reverses=row).values_list("pk", flat=True).first(),
        lines=tuple(LineCard(*line) for line in lines),
    )


def agreements_for(person: str, *, scope: str = READ, only: str = "", at: datetime) -> tuple[AgreementCard, ...]:
    """The agreements a person may see: of organisations they act for in a matter; officers and administrators see all."""
    if scope == READ and sees_all(person, only):
        return agreements_of("")
    mine = theirs(person, scope=scope, only=only, at=at)
    return tuple(card for organisation in mine for card in agreements_of(organisation))


def agreement_payable(person: str, public_id: str, *, only: str = "", at: datetime) -> AgreementCard:
    """One agreement by which a person may pay, whatever its state. Raises ``AgreementUnknown``."""
    card = agreement_card(public_id)
    if card.organisation not in theirs(person, scope=PAY, only=only, at=at):
        raise AgreementUnknown("agreement", agreement=public_id[:40])
    return card


def agreement_readable(person: str, public_id: str, *, only: str = "", at: datetime) -> AgreementCard:
    """One agreement to be read. Raises ``AgreementUnknown``."""
    card = agreement_card(public_id)
    if not sees_all(person, only) and card.organisation not in theirs(person, scope=READ, only=only, at=at):
        raise AgreementUnknown("agreement", agreement=public_id[:40])
    return card


def agreement_seen(person: str, public_id: str, *, at: datetime) -> AgreementCard:
    """One agreement for a person. Raises ``AgreementUnknown``."""
    card = agreement_card(public_id)
    if not sees_all(person) and not may_sign(person, card, at=at):
        raise AgreementUnknown("agreement", agreement=public_id[:40])
    return card


def may_sign(person: str, card: AgreementCard, *, at: datetime) -> bool:
    """Whether a person may sign for the enterprise of an agreement."""
    return card.organisation in organisations_visible_to(person, scope=SIGN, at=at)
