"""Why a day is not closed, and a period not shown."""

from zaiton.base.refusals import Refusal
from zaiton.base.text import gettext_noop


class DayNotOver(Refusal):
    """A business day is closed when it is over in Beijing."""

    code = "money_day_unfinished"
    status = 409
    message = gettext_noop("The business day {day} is not over.")
    mend = gettext_noop("Close it from the next day on.")


class DayClosedBefore(Refusal):
    """A day is closed once, and none before it afterwards."""

    code = "money_day_closed_before"
    status = 409
    message = gettext_noop("The business days through {through} are closed already.")
    mend = gettext_noop("Close a later day.")


class PeriodUnfit(Refusal):
    """A period ends after it begins."""

    code = "money_period"
    message = gettext_noop("The period from {first} to {last} has no day.")
    mend = gettext_noop("Give a last day that is not before the first.")
