"""Our side as processes that are killed: ``work`` is a worker, ``make SEED COUNT`` a client that has payments made.

The client prints each document whose payment was acknowledged, and asks again whenever it was left without an answer; so does
the next one after it was killed.
"""

import os
import sys
import time
from datetime import timedelta

import django
from django.db import DatabaseError, connection

from tests.torture import fast_clock

AMOUNT = 1_00
SOON = timedelta(seconds=30)
"""So soon a received payment is asked for here; ten minutes would be half a minute of waiting in every seed."""


def work(parent: int) -> int:
    """Work until killed, or until the parent is gone."""
    from zaiton.blocks.money.actions import replying
    from zaiton.kit.work.limits import Pace
    from zaiton.kit.work.worker import Worker

    replying.STILL_SENT = SOON
    worker = Worker(now=fast_clock.now, pace=Pace(lease=60, beat=0.4, poll=0.05, look=0.2))
    return 0 if worker.run(lambda: os.getppid() == parent) else 1


def make(seed: int, count: int, first: int = 0) -> int:
    """Have payments made up to ``count``, one after another from the ``first`` on."""
    for number in range(first, count):
        while not _made(f"heavy/{seed}/{number}", AMOUNT + number):
            connection.close()
            time.sleep(0.05)
        print(number, flush=True)
    return 0


def _made(document: str, amount: int) -> bool:
    from zaiton.blocks.money.actions.instructing import instruction_make
    from zaiton.blocks.money.domain.channels import Party
    from zaiton.blocks.money.domain.instructions import Wish
    from zaiton.kit.clock import BEIJING

    at = fast_clock.now()
    payer, treasury = Party("企业", "ENTERPRISE-1"), Party("国库", "TREASURY")
    wish = Wish(document, "debit", "bank", payer, treasury, amount, "CNY", "cash", "due")
    try:
        instruction_make(wish, business_date=at.astimezone(BEIJING).date(), actor="client", at=at)
    except DatabaseError:  # the database is down, or its disk is full: the client asks again
        return False
    return True


if __name__ == "__main__":
    django.setup()
    what, numbers = sys.argv[1], [int(text) for text in sys.argv[2:]]
    sys.exit(work(*numbers) if what == "work" else make(*numbers))
