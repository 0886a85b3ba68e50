"""Fourteen bugs of payment systems, planted one at a time: the simulator must find each, or it proves nothing."""

from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from unittest.mock import patch

NAMES = (
    "resend_on_timeout",
    "late_reply_booked_again",
    "hold_leaked_on_crash",
    "key_reused",
    "cutoff_day_twice",
    "reversal_twice",
    "limit_race",
    "off_by_one_fen",
    "outbox_lost",
    "sweep_during_debit",
    "treasury_assumed",
    "unknown_retried",
    "limit_ignored",
    "limit_kept",
)


@contextmanager
def planted(name: str) -> Iterator[None]:
    """The bug stands in the production code inside the block."""
    if name not in NAMES:
        raise SystemExit(f"no bug {name}; there are: {', '.join(NAMES)}")
    patches = [patch(target, new) for target, new in import_module(f"{__name__}.{name}").plant().items()]
    for one in patches:
        one.start()
    try:
        yield
    finally:
        for one in reversed(patches):
            one.stop()
