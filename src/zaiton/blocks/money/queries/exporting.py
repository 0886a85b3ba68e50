"""The books as a file: CSV for spreadsheets, and the text of Beancount, a plain-text ledger that checks itself.

Beancount's names of accounts are narrower than ours: letters and digits stay, everything else is written as ``-HEX-``, so
that a name can be read back.
"""

import csv
import io
import json
import re
from collections.abc import Iterator
from datetime import date

from zaiton.base.money import plain
from zaiton.blocks.money.models import Account, Entry, Posting

ROOTS = {
    "asset": "Assets",
    "liability": "Liabilities",
    "equity": "Equity",
    "income": "Income",
    "expense": "Expenses",
}
COLUMNS = ("entry", "key", "kind", "business_date", "booked_at", "document", "words", "account", "amount", "currency")
AT_ONCE = 1_000


def beancount_name(kind: str, code: str) -> str:
    """The name of an account in Beancount (``Assets:A-bank-2D-cny``)."""
    return f"{ROOTS[kind]}:A-" + re.sub("[^A-Za-z0-9]", lambda found: f"-{ord(found[0]):X}-", code)


def code_of(name: str) -> str:
    """The code behind a name that ``beancount_name`` made."""
    return re.sub("-([0-9A-F]+)-", lambda found: chr(int(found[1], 16)), name.split(":A-", 1)[1])


def exported_csv(first: date, last: date) -> Iterator[str]:
    """Lines of CSV with a head line: one for each line of each entry in the period, amounts in main units."""
    yield _row(COLUMNS)
    for entry, lines in _entries(first, last):
        for account, currency, _, amount in lines:
            yield _row(
                (
                    entry.pk,
                    entry.key,
                    entry.kind,
                    entry.business_date.isoformat(),
                    entry.booked_at.isoformat(),
                    entry.document,
                    entry.words,
                    account,
                    plain(amount, currency),
                    currency,
                )
            )


def exported_beancount(first: date, last: date) -> Iterator[str]:
    """Lines of Beancount: every account opened, every entry of the period with its key."""
    used = Posting.objects.filter(entry__business_date__range=(first, last)).values("account_id").distinct()
    yield f'option "title" "Zaiton {first} {last}"'
    for row in Account.objects.filter(pk__in=used).order_by("code"):
        yield f"{min(first, row.opened_on)} open {beancount_name(row.kind, row.code)} {row.currency}"
    for entry, lines in _entries(first, last):
        yield ""
        yield f"{entry.business_date} * {json.dumps(entry.kind, ensure_ascii=False)} {json.dumps(entry.words, ensure_ascii=False)}"
        yield f"  key: {json.dumps(entry.key, ensure_ascii=False)}"
        if entry.document:
            yield f"  document: {json.dumps(entry.document, ensure_ascii=False)}"
        for account, currency, kind, amount in lines:
            yield f"  {beancount_name(kind, account)}  {plain(amount, currency)} {currency}"


def _entries(first: date, last: date) -> Iterator[tuple[Entry, list[tuple[str, str, str, int]]]]:
    mark = (first, 0)
    while True:
        rows = Entry.objects.filter(business_date__range=(mark[0], last)).order_by("business_date", "pk")
        found = list(rows.exclude(business_date=mark[0], pk__lte=mark[1])[:AT_ONCE])
        if not found:
            return
        lines: dict[int, list[tuple[str, str, str, int]]] = {}
        told = Posting.objects.filter(entry__in=[row.pk for row in found]).order_by("pk")
        for number, *line in told.values_list(
            "entry_id", "account__code", "account__currency", "account__kind", "amount"
        ):
            lines.setdefault(number, []).append(tuple(line))
        for row in found:
            yield row, lines[row.pk]
        mark = (found[-1].business_date, found[-1].pk)


def _row(values: tuple[object, ...]) -> str:
    text = io.StringIO()
    csv.writer(text, lineterminator="").writerow([_safe(value) for value in values])
    return text.getvalue()


def _safe(value: object) -> object:
    """A text that a spreadsheet would take for a formula gets an apostrophe in front."""
    return f"'{value}" if isinstance(value, str) and value[:1] in ("=", "+", "@", "\t") else value
