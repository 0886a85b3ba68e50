"""django-hordak on PostgreSQL, measured as our ledger is: single, a hundred in a transaction, and its bulk creation."""

import json
import os
import random
import sys
import time
from typing import Any

COUNT, SIZE = 1500, 100


def measure() -> dict[str, Any]:
    """Rates a second."""
    import django
    from django.conf import settings

    from zaiton.site.settings.database import from_url

    settings.configure(
        INSTALLED_APPS=[
            "django.contrib.auth",
            "django.contrib.contenttypes",
            "mptt",
            "hordak",
        ],
        DATABASES={"default": from_url(os.environ["DATABASE_URL"])},
        DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
        USE_TZ=True,
        HORDAK_CURRENCIES=["CNY"],
        DEFAULT_CURRENCY="CNY",
    )
    django.setup()
    from django.core.management import call_command
    from django.db import connection, transaction
    from hordak.models import Account, Leg, Transaction
    from moneyed import Money

    call_command("migrate", verbosity=0)
    accounts = [Account.objects.create(name=f"a{n}", code=str(n), currencies=["CNY"], type="AS") for n in range(100)]
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")

    def one() -> None:
        debit, credit = random.sample(accounts, 2)
        made = Transaction.objects.create()
        Leg.objects.create(transaction=made, account=debit, debit=Money(1, "CNY"))
        Leg.objects.create(transaction=made, account=credit, credit=Money(1, "CNY"))

    found = {}
    begin = time.perf_counter()
    for _ in range(COUNT // 5):
        with transaction.atomic():
            one()
    found["single"] = round(COUNT / 5 / (time.perf_counter() - begin))
    begin = time.perf_counter()
    for _ in range(COUNT // SIZE):
        with transaction.atomic():
            for _ in range(SIZE):
                one()
    found["batch"] = round(COUNT / (time.perf_counter() - begin))
    begin = time.perf_counter()
    for _ in range(COUNT // SIZE):
        with transaction.atomic():
            made = Transaction.objects.bulk_create([Transaction() for _ in range(SIZE)])
            legs = []
            for one_of in made:
                debit, credit = random.sample(accounts, 2)
                legs.append(Leg(transaction=one_of, account=debit, debit=Money(1, "CNY")))
                legs.append(Leg(transaction=one_of, account=credit, credit=Money(1, "CNY")))
            Leg.objects.bulk_create(legs)
    found["bulk"] = round(COUNT / (time.perf_counter() - begin))
    return found


if __name__ == "__main__" and sys.argv[1:2] == ["measure"]:
    print(json.dumps(measure()))
