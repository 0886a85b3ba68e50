"""A small set of books for tests: a cash account that must not be overdrawn, a customer's, a clearing account, and dollars."""

from datetime import UTC, date, datetime

from zaiton.blocks.money.public import Draft, Line, account_open

AT = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
DAY = date(2026, 11, 23)
WHO = "person/clerk"


def a_book() -> None:
    """Open the accounts."""
    for code, kind, currency, least, most in (
        ("cash", "asset", "CNY", 0, None),
        ("customer", "liability", "CNY", None, 0),
        ("clearing", "liability", "CNY", None, None),
        ("equity", "equity", "CNY", None, None),
        ("usd", "asset", "USD", None, None),
        ("usd-equity", "equity", "USD", None, None),
    ):
        account_open(
            code,
            name_zh="测试账户",
            name_en="Test account",
            kind=kind,
            currency=currency,
            least=least,
            most=most,
            opened_on=DAY,
            actor=WHO,
            at=AT,
        )


def draft(key: str, debit: str, credit: str, amount: int, **more: object) -> Draft:
    """An entry of two lines."""
    given = {"kind": "transfer", "business_date": DAY, **more}
    return Draft(key=key, lines=(Line(debit, amount), Line(credit, -amount)), **given)
