"""Where the operators' pages can be seen, for the tests in a browser."""

from collections.abc import Mapping
from typing import Any

from zaiton.kit.testing.routes import Example


def stuck(cast: Mapping[str, Any]) -> str:
    """A page of work that failed for good."""
    return f"/work/{make_stuck('dead')}/"


def doubtful(cast: Mapping[str, Any]) -> str:
    """A page of work that was perhaps sent."""
    return f"/work/{make_stuck('unknown')}/"


def make_stuck(state: str) -> int:
    """One row in a state out of which only a person leads; returns its number."""
    from zaiton.kit import clock
    from zaiton.kit.work.models import Job

    now = clock.now()
    error = 'Traceback (most recent call last):\n  File "x.py", line 1, in send\nConnectionError: nobody there'
    return Job.objects.create(
        key=f"case 310-2026-000017 decided/{state}",
        event="cases.decided",
        handler="zaiton.kit.work.tidying:remove_done",
        lane=1,
        data='{"case":"310-2026-000017","outcome":"granted"}',
        state=state,
        created_at=now,
        due=now,
        started_at=now,
        finished_at=now,
        attempt=8,
        failures=8,
        error=error,
    ).pk


def full_list(cast: Mapping[str, Any]) -> str:
    """The list with something in it."""
    make_stuck("dead")
    make_stuck("unknown")
    return "/work/"


EXAMPLES = {
    "work:list": (
        Example(full_list, as_role="administrator"),
        Example("/work/?state=dead", as_role="administrator"),
        Example("/work/", as_role="stranger", status=404),
    ),
    "work:job": (
        Example(stuck, as_role="administrator"),
        Example(doubtful, as_role="administrator"),
        Example("/work/9999999/", as_role="administrator", status=404),
    ),
}
