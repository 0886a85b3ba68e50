"""A clock that may run faster than the machine's, so that leases and pauses end within seconds.

Every process of one episode reads the same: its beginning stands in the environment.
"""

import os
import time
from datetime import UTC, datetime, timedelta

SPEED = 20
BEGAN, FASTER = "TORTURE_BEGAN", "TORTURE_SPEED"


def begin(speed: int = SPEED) -> dict[str, str]:
    """The environment of processes that share the clock; it begins now. ``speed`` 1 is the machine's own."""
    return {BEGAN: repr(time.time()), FASTER: str(speed)}


def now() -> datetime:
    """The moment it is on the fast clock."""
    began = float(os.environ[BEGAN])
    return datetime.fromtimestamp(began, UTC) + timedelta(seconds=(time.time() - began) * int(os.environ[FASTER]))
