"""A batch of 10,000 tax bills: proposed, confirmed by the second person, booked bill by bill, and instructed; durable.

The clock runs from the first person's proposal until the last payment stands in the outbox, ready to be sent: everything the
company waits for. The bills come in one payment book, in twenty and in a thousand, because a book costs a payment of its own.
SQLite with ``synchronous=FULL`` as installed, PostgreSQL where it is there. Afterwards the books must agree: one entry for each
bill, one payment for each book, the ledger's own check clean. Run it with ``make bench``.
"""

import json
import os
import platform
import subprocess
import sys
import tempfile
import time
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))
BILLS = int(os.environ.get("BILLS", "10000"))
SHAPES = tuple(int(text) for text in os.environ.get("BOOKS", "1,20,1000").split(","))
LIMIT_SECONDS = 10.0
AT, DAY = datetime(2026, 11, 23, 2, 0, tzinfo=UTC), date(2026, 11, 23)
COMPANY, PEOPLE = "company00001", ("person/maker", "person/checker")


def prepare() -> None:
    """The tables, the accounts, an agreement that three have signed."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "zaiton.site.settings")
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    from zaiton.blocks.money.actions.agreeing import agreement_draw_up, agreement_step
    from zaiton.blocks.money.domain.agreements import SIGNING
    from zaiton.blocks.money.public import set_up
    from zaiton.services.retail_tax.actions.charting import chart_open

    set_up(now=AT, demo=False)
    chart_open(at=AT)
    given = {"channel": "bank", "account": "6222000000000001", "account_name": "示例企业", "currency": "CNY"}
    card = agreement_draw_up("A-1", organisation=COMPANY, actor="person/importer", at=AT, **given)
    for event, person in zip(SIGNING, ("person/importer", "person/bank", "person/customs"), strict=True):
        card = agreement_step(card.public_id, event, actor=person, at=AT)


def bills(books: int) -> dict[str, int]:
    """So many books over all bills, made as consolidation leaves them; their amounts by number."""
    from zaiton.blocks.money.public import post_batch
    from zaiton.services.retail_tax.actions.entries import bill_key, entry
    from zaiton.services.retail_tax.models import Bill, Book

    same = {"organisation": COMPANY, "agent_code": "3501000001", "customs_code": "3501", "scheme": "CBEC_31_45"}
    same |= {"due_on": DAY + timedelta(14)}
    each = BILLS // books
    made = Book.objects.bulk_create(
        [Book(ent_duty_no=f"E{books:06}{n:08}", period=f"{books}.{n}"[:10], made_at=AT, **same) for n in range(books)]
    )
    rows, drafts = [], []
    for number in range(each * books):
        book, fen = made[number // each], 100 + number % 900
        tax_no = f"T{books:06}{number:08}"
        days = {"collectable_on": DAY, "period": book.period, "generated_at": AT}
        rows.append(
            Bill(
                tax_no=tax_no, guid=tax_no, vat_fen=fen, total_fen=fen, state="consolidated", book=book, **days, **same
            )
        )
        book.bills_count, book.total_fen = book.bills_count + 1, book.total_fen + fen
        drafts.append((entry(bill_key(tax_no, "generated"), "generated", fen, on=DAY, document=tax_no),))
    Bill.objects.bulk_create(rows, batch_size=500)
    Book.objects.bulk_update(made, ["bills_count", "total_fen"], batch_size=300)
    for begin in range(0, len(drafts), 1000):
        assert all(result.refusal is None for result in post_batch(drafts[begin : begin + 1000], actor="bench", at=AT))
    return {book.ent_duty_no: book.total_fen for book in made}


def confirmed(seen: dict[str, int]) -> dict[str, float]:
    """Seconds of each part of the way, by the actions that pages and the worker call."""
    from zaiton.kit.work import running
    from zaiton.kit.work.models import Job
    from zaiton.services.retail_tax.actions.confirming import PAY, books_confirm, books_propose

    marks = [time.perf_counter()]
    at = AT + timedelta(seconds=1)
    given: dict[str, Any] = {"organisations": (COMPANY,), "at": at}
    outcomes = [*books_propose(seen, actor=PEOPLE[0], **given)]
    marks.append(time.perf_counter())
    outcomes += books_confirm(seen, actor=PEOPLE[1], **given)
    marks.append(time.perf_counter())
    refused = [outcome for outcome in outcomes if outcome.refusal is not None]
    if refused:
        sys.exit(f"{len(refused)} refused: {refused[0]}")
    jobs = list(Job.objects.filter(handler=PAY, state="waiting").values_list("pk", flat=True))
    while Job.objects.filter(pk__in=jobs, state="waiting").exists():  # payments wait behind them for another worker
        running.do_outside(now=lambda: at, lease=60, holding=set())
    marks.append(time.perf_counter())
    names = ("propose_s", "confirm_s", "book_and_instruct_s")
    parts = {name: round(end - begin, 2) for name, begin, end in zip(names, marks, marks[1:], strict=False)}
    return {**parts, "seconds": round(marks[-1] - marks[0], 2)}


def agree(books: int, total: int) -> None:
    """One entry for each bill, one payment for each book, all of the same amount; nothing sent twice."""
    from django.db.models import Count, Sum

    from zaiton.blocks.money.models import Entry, Instruction
    from zaiton.blocks.money.queries.verifying import verify
    from zaiton.services.retail_tax.models import Book

    mark = f"E{books:06}"
    paid = Instruction.objects.filter(document__startswith=f"book/{mark}").aggregate(n=Count("pk"), fen=Sum("amount"))
    entries = Entry.objects.filter(kind="retail_tax_confirmed", document__startswith=f"book/{mark}").count()
    stand = Book.objects.filter(ent_duty_no__startswith=mark, state="debiting").count()
    found = (paid["n"], paid["fen"], entries, stand)
    if found != (books, total, BILLS // books * books, books) or verify().faults:
        sys.exit(f"the books do not agree: {found}, {verify().faults[:3]}")


def measure() -> dict[str, Any]:
    """Every shape on this engine."""
    from django.test.utils import override_settings

    prepare()
    found = {}
    with override_settings(DEBUG=False):
        for books in SHAPES:
            seen = bills(books)
            found[f"books_{books}"] = confirmed(seen)
            agree(books, sum(seen.values()))
    return found


def engine(url: str) -> dict[str, Any]:
    """The measurement in a process of its own with a home of its own."""
    with tempfile.TemporaryDirectory(prefix="zaiton-bench-") as home:
        kept = {name: value for name, value in os.environ.items() if name not in ("DATABASE_URL", "ZAITON_HOME")}
        own = {"ZAITON_HOME": home, "DEMO": "0", "DJANGO_SETTINGS_MODULE": "zaiton.site.settings"}
        own |= {"DATABASE_URL": url} if url else {}
        command = [sys.executable, __file__, "measure"]
        done = subprocess.run(command, env={**kept, **own}, check=True, stdout=subprocess.PIPE, text=True)
    return json.loads(done.stdout.splitlines()[-1])


def main() -> None:
    """Both engines, one line; ends with 1 where a shape takes longer than the limit on SQLite."""
    from tools.postgres import Missing, private_postgres

    found = {"sqlite": engine("")}
    try:
        with private_postgres(durable=True) as url:
            found["postgresql"] = engine(url)
    except Missing as error:
        print(f"PostgreSQL is left out: {error}")
    for name, shapes in found.items():
        for shape, took in shapes.items():
            print(f"{name:<11}{shape:<12}" + "   ".join(f"{what} {value}" for what, value in took.items()))
    worst = max(took["seconds"] for took in found["sqlite"].values())
    conditions = {
        **found,
        "bills": BILLS,
        "enough": worst < LIMIT_SECONDS,
        "cpus": os.cpu_count(),
        "python": platform.python_version(),
        "load": [round(x, 1) for x in os.getloadavg()],
    }
    line = {
        "name": Path(__file__).stem,
        "ours": worst,
        "limit": LIMIT_SECONDS,
        "ratio": round(worst / LIMIT_SECONDS, 2),
    }
    print(json.dumps({**line, "unit": f"s for {BILLS} bills, the slowest shape, SQLite", "conditions": conditions}))
    sys.exit(worst >= LIMIT_SECONDS)


if __name__ == "__main__":
    if sys.argv[1:2] == ["measure"]:
        print(json.dumps(measure()))
    else:
        main()
