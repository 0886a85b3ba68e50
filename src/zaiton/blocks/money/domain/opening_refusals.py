"""Why opening balances are not taken over."""

from zaiton.base.refusals import Refusal
from zaiton.base.text import gettext_noop


class OpeningTwice(Refusal):
    """An account has one opening balance."""

    code = "money_opening_twice"
    message = gettext_noop("The account {account} stands twice among the opening balances.")
    mend = gettext_noop("Give each account once, with its whole balance.")


class OpeningLate(Refusal):
    """What an account begins with comes before everything else that is booked on it."""

    code = "money_opening_late"
    status = 409
    message = gettext_noop("Something is booked on the account {account} already.")
    mend = gettext_noop("Leave this account out, and correct its balance by an entry with a reason.")


class OpeningUnmatched(Refusal):
    """Every currency is balanced by one account of equity in that currency."""

    code = "money_opening_unmatched"
    message = gettext_noop("The opening balances in {currency} need one account of equity against them.")
    mend = gettext_noop("Name exactly one account of kind equity in {currency}, and leave it out of the list.")


class OpeningRow(Refusal):
    """A list of opening balances has two columns."""

    code = "money_opening_row"
    message = gettext_noop("Line {line} of the list of opening balances cannot be read.")
    mend = gettext_noop(
        "Write a CSV file (UTF-8) with the heading account,amount and on each line a code and a number."
    )
