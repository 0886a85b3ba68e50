"""Accounts by machine: the list with balances, one account, its balance on a day, and its statement over a period."""

from datetime import date, datetime

from django.http import HttpRequest, HttpResponse
from ninja import Query, Schema

from zaiton.blocks.identity.public import TokenAuth
from zaiton.blocks.money.api.routing import MARK, PAGE, answers, asker, json_response, router
from zaiton.blocks.money.domain.cards import AccountCard
from zaiton.blocks.money.domain.request_refusals import MarkUnfit
from zaiton.blocks.money.queries.seeing import READ, account_for, accounts_for
from zaiton.blocks.money.queries.statements import balance_on, statement
from zaiton.kit import clock


class AccountOut(Schema):
    """An account as it stands now. Amounts are minor units, debit positive; ``available`` counts what is held."""

    code: str
    name: dict[str, str]
    kind: str
    currency: str
    owner: str
    balance: int
    held_debit: int
    held_credit: int
    available: int | None
    opened_on: date
    closed_on: date | None


class AccountsOut(Schema):
    """The accounts one may see, by code."""

    accounts: list[AccountOut]


class BalanceOut(Schema):
    """The balance at the end of a business day."""

    code: str
    currency: str
    on: date
    balance: int


class LineOut(Schema):
    """One line of a statement: ``amount`` is what it changed, ``balance`` what the account stood at after it."""

    entry: int
    key: str
    kind: str
    business_date: date
    booked_at: datetime
    document: str
    words: str
    amount: int
    balance: int


class StatementOut(Schema):
    """A statement: ``opening`` before the first day, ``closing`` after the last. Give ``next`` as ``after`` to go on."""

    code: str
    currency: str
    first: date
    last: date
    opening: int
    closing: int
    lines: list[LineOut]
    next: str | None


@router.get("accounts", auth=TokenAuth(READ), response=answers(AccountsOut), summary="Accounts with their balances")
def list_accounts(request: HttpRequest) -> HttpResponse:
    """Those of companies the holder acts for; for officers those of the installation, too."""
    who = asker(request)
    found = accounts_for(who.person, only=who.only, at=clock.now())
    return json_response({"accounts": [_account(card) for card in found]})


@router.get("accounts/{code}", auth=TokenAuth(READ), response=answers(AccountOut), summary="One account")
def one_account(request: HttpRequest, code: str) -> HttpResponse:
    """How it stands now. What is not there and what is not the holder's are told alike."""
    who = asker(request)
    return json_response(_account(account_for(who.person, code[:80], only=who.only, at=clock.now())))


@router.get(
    "accounts/{code}/balance",
    auth=TokenAuth(READ),
    response=answers(BalanceOut),
    summary="The balance of an account on a day",
)
def balance(request: HttpRequest, code: str, on: date | None = None) -> HttpResponse:
    """At the end of the business day ``on`` (today), in minor units."""
    who, day = asker(request), on or clock.today()
    card = account_for(who.person, code[:80], only=who.only, at=clock.now())
    told = {"code": card.code, "currency": card.currency, "on": day, "balance": balance_on(card.code, day)}
    return json_response(told)


@router.get(
    "accounts/{code}/statement",
    auth=TokenAuth(READ),
    response=answers(StatementOut),
    summary="The statement of an account",
)
def account_statement(
    request: HttpRequest,
    code: str,
    first: date | None = Query(None, description="The first day; the first of the month of the last"),
    last: date | None = Query(None, description="The last day; today"),
    after: str = Query("", max_length=40),
    limit: int = Query(PAGE, ge=1, le=1000),
) -> HttpResponse:
    """Both days included, in the order of business days; a page ends between two entries, never inside one."""
    who = asker(request)
    card = account_for(who.person, code[:80], only=who.only, at=clock.now())
    until = last or clock.today()
    found = statement(
        card.code, first=first or until.replace(day=1), last=until, after=_mark(after) if after else None, limit=limit
    )
    names = list(LineOut.model_fields)
    told = {name: getattr(found, name) for name in ("code", "currency", "first", "last", "opening", "closing")}
    lines = [{name: getattr(row, name) for name in names} for row in found.rows]
    more = f"{found.more[0].isoformat()}.{found.more[1]}" if found.more else None
    return json_response({**told, "lines": lines, "next": more})


def _mark(text: str) -> tuple[date, int]:
    day, _, number = text.partition(".")
    try:
        found = date.fromisoformat(day), int(number)
    except ValueError:
        raise MarkUnfit("after", mark=text) from None
    if not 0 < found[1] < MARK:
        raise MarkUnfit("after", mark=text)
    return found


def _account(card: AccountCard) -> dict[str, object]:
    told = {name: getattr(card, name) for name in ("code", "kind", "currency", "owner", "opened_on", "closed_on")}
    return {
        **told,
        "name": {"zh": card.name_zh, "en": card.name_en},
        "balance": card.posted,
        "held_debit": card.pending_debit,
        "held_credit": card.pending_credit,
        "available": card.available,
    }
