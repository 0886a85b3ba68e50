"""A process that takes message files, for tests that let two race and that kill it: ``prepare``, ``take``, ``check``.

Every step is a process of its own with the settings of an installation, so that what is tested is what runs.
"""

import json
import sys
from datetime import date
from pathlib import Path
from typing import Any

import django

SALES_A_FILE = 100
RACES = 6


def prepare(folder: Path, count: int) -> None:
    """Tables, accounts, enterprises, and the files of so many sales."""
    from django.core.management import call_command

    from zaiton.blocks.money.public import set_up
    from zaiton.services.retail_tax.actions.charting import chart_open
    from zaiton.services.retail_tax.tests import sales

    call_command("migrate", verbosity=0)
    set_up(now=sales.AT, demo=False)
    chart_open(at=sales.AT)
    sales.registered()
    folder.mkdir(parents=True, exist_ok=True)
    for begin in range(0, count, SALES_A_FILE):
        numbers = range(begin + 1, min(begin + SALES_A_FILE, count) + 1)
        for kind in sales.FOUR:
            content = sales.message_of(kind, {number: number // 2 for number in numbers}, place=begin)
            (folder / f"{begin:06}-{kind}.xml").write_bytes(content)


def races(folder: Path) -> None:
    """Pairs of sales to one buyer whose year has room for one of them; all but the inventory lists are there already."""
    from zaiton.blocks.money.public import NewAccount, Reserve, accounts_open, hold_batch
    from zaiton.services.retail_tax.actions.taking import documents_take
    from zaiton.services.retail_tax.domain.persons import buyer_key
    from zaiton.services.retail_tax.queries.sealing import hashing_secret
    from zaiton.services.retail_tax.tests import sales

    prepare(folder, 0)
    most, one = 2_600_000, 24_600
    given: dict[str, Any] = {"actor": "test", "at": sales.AT}
    for race in range(RACES):
        key = buyer_key(hashing_secret(), "1", sales.identity_of(race))
        account = f"rt-buyer-{key[:24]}-2026"
        accounts = [
            NewAccount(account, "个人年度限额", "Limit of a buyer", "asset", "CNY", most=most),
            NewAccount("rt-buyers-2026", "个人年度限额合计", "Limits of buyers", "liability", "CNY"),
        ]
        accounts_open(accounts, opened_on=date(2026, 1, 1), **given)
        used = Reserve(f"used/{race}", account, "rt-buyers-2026", most - one, date(2026, 1, 5))
        (held,) = hold_batch([used], **given)
        assert held.refusal is None
        for side in (0, 1):
            number = race * 2 + side + 1
            for kind in sales.FOUR[:3]:
                documents_take(sales.message_of(kind, {number: race}, place=number), actor="test", at=sales.AT)
            (folder / f"{side}-{race}.xml").write_bytes(sales.message_of("CEB621", {number: race}, place=number))


def take(folder: Path, pattern: str) -> None:
    """Take the files whose names begin so, in order; the word is given when the first is about to be taken."""
    from zaiton.services.retail_tax.actions.taking import documents_take
    from zaiton.services.retail_tax.tests import sales

    print("taking", flush=True)
    for path in sorted(folder.glob(pattern)):
        documents_take(path.read_bytes(), name=path.name, organisation=sales.AGENT, actor="test", at=sales.AT)
        print(path.name, flush=True)


def check() -> dict[str, Any]:
    """What is there."""
    from zaiton.blocks.money.models import Hold
    from zaiton.blocks.money.queries.verifying import verify
    from zaiton.services.retail_tax.models import Document, Intake, Inventory, Sale

    return {
        "files": Intake.objects.count(),
        "documents": Document.objects.count(),
        "sales": Sale.objects.count(),
        "lists": Inventory.objects.count(),
        "holds": Hold.objects.filter(state="pending", key__startswith="rt-list-").count(),
        "lists_of_sales": Inventory.objects.values("sale").distinct().count(),
        "refused": sorted(
            finding["reason"] for sale in Sale.objects.filter(state="discrepant") for finding in sale.findings
        ),
        "faults": [str(fault) for fault in verify().faults[:3]],
    }


def main() -> None:
    """One step, named by the arguments."""
    django.setup()
    what, *rest = sys.argv[1:]
    if what == "prepare":
        prepare(Path(rest[0]), int(rest[1]))
    elif what == "races":
        races(Path(rest[0]))
    elif what == "take":
        take(Path(rest[0]), rest[1])
    else:
        print(json.dumps(check()))


if __name__ == "__main__":
    main()
