"""After how long officers are told: the figures, read from data and checked."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from zaiton.base.refusals import Refusal
from zaiton.base.text import gettext_noop

MOST = 8760
"""A year in hours; more than that is a slip."""


class TellingUnfit(Refusal):
    """Whoever is to be told must be told in some time."""

    code = "money_telling_unfit"
    message = gettext_noop("The figures for notices of money cannot be used: {why}.")
    mend = gettext_noop("Mend the file telling.toml, or remove it to use the figures that come with the programme.")


@dataclass(frozen=True, slots=True)
class Patience:
    """How long is waited before officers are told."""

    unknown: timedelta
    statement: timedelta
    break_days: int


def patience_of(said: Mapping[str, Any]) -> Patience:
    """The figures as read from their file. Raises ``TellingUnfit``."""
    numbers = {}
    for name in ("unknown_hours", "break_working_days", "statement_hours"):
        number = said.get(name)
        if type(number) is not int or not 0 < number <= MOST:
            raise TellingUnfit("telling", why=f"{name} is not a number from 1 to {MOST}")
        numbers[name] = number
    return Patience(
        timedelta(hours=numbers["unknown_hours"]),
        timedelta(hours=numbers["statement_hours"]),
        numbers["break_working_days"],
    )
