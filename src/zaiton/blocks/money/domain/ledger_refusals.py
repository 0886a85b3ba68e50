"""Why the ledger refuses: one class for each rule."""

from zaiton.base.refusals import NotFound, Refusal
from zaiton.base.text import gettext_noop


class Unbalanced(Refusal):
    """What is debited is credited, in each currency."""

    code = "money_unbalanced"
    message = gettext_noop(
        "The entry {key} does not add up to zero in every currency (difference: {difference} minor units)."
    )
    mend = gettext_noop("Debit and credit the same amount in each currency; an exchange needs four lines.")


class TooFewLines(Refusal):
    """An entry has at least two lines."""

    code = "money_lines"
    message = gettext_noop("An entry has at least two lines and at most {most}.")
    mend = gettext_noop("Give the account that is debited and the one that is credited.")


class AmountOutOfRange(Refusal):
    """Whole minor units, not nothing, and not more than a line holds."""

    code = "money_amount"
    message = gettext_noop(
        "{amount} cannot be booked: an amount is a whole number of minor units, not zero, up to {most}."
    )
    mend = gettext_noop("Give the amount in minor units (1.00 CNY is 100).")


class TextUnfit(Refusal):
    """Names and words that fit their column, in characters that can be printed."""

    code = "money_text"
    message = gettext_noop(
        "A text is missing, has more than {most} characters, or holds characters that cannot be printed."
    )
    mend = gettext_noop("Shorten it, and leave line breaks and control characters out.")


class SameAccount(Refusal):
    """Money moves between two accounts."""

    code = "money_same_account"
    message = gettext_noop("The account {account} cannot be debited and credited at once.")
    mend = gettext_noop("Name two different accounts of one currency.")


class AccountUnknown(NotFound):
    """Only accounts of the chart are booked on."""

    code = "money_account_unknown"
    message = gettext_noop("There is no account {account}.")
    mend = gettext_noop("Look the code up in the chart of accounts, or open the account first.")


class AccountClosed(Refusal):
    """A closed account takes no more lines."""

    code = "money_account_closed"
    status = 409
    message = gettext_noop("The account {account} is closed.")
    mend = gettext_noop("Book on the account that took its place.")


class LimitExceeded(Refusal):
    """An account stays within its limits, all that is held counted."""

    code = "money_limit"
    status = 409
    message = gettext_noop("The account {account} would leave its limits.")
    mend = gettext_noop("Ask for less, wait for money to come in, or have holds released.")


class CurrenciesDiffer(Refusal):
    """A hold is between two open accounts of one currency."""

    code = "money_currencies"
    message = gettext_noop("The accounts {debit} and {credit} are not both open and of one currency.")
    mend = gettext_noop("Name two open accounts of the same currency.")


class KeyReused(Refusal):
    """A key names one content for ever."""

    code = "money_key_reused"
    status = 409
    message = gettext_noop("The key {key} was used before with another content.")
    mend = gettext_noop("Repeat the first content to get its answer, or use a new key for a new entry.")


class DayClosed(Refusal):
    """Nothing is booked on a closed day."""

    code = "money_day_closed"
    status = 409
    message = gettext_noop("The business day {day} is closed.")
    mend = gettext_noop("Book on an open day and name the day it concerns in the text.")


class EntryUnknown(NotFound):
    """Only what was booked is reversed."""

    code = "money_entry_unknown"
    message = gettext_noop("There is no entry {key}.")
    mend = gettext_noop("Look the key up in the statement of the account.")


class AlreadyReversed(Refusal):
    """An entry is reversed once."""

    code = "money_reversed"
    status = 409
    message = gettext_noop("The entry {key} was reversed before.")
    mend = gettext_noop("Book a new entry if something is still to be put right.")


class ReversalUnfit(Refusal):
    """A reversal undoes exactly what was booked, and needs a reason."""

    code = "money_reversal"
    message = gettext_noop("A reversal needs a reason and undoes exactly the lines of the entry {key}.")
    mend = gettext_noop("Let the ledger make the reversal, and say why.")


class HoldUnknown(NotFound):
    """Only a hold that was made is posted or given back."""

    code = "money_hold_unknown"
    message = gettext_noop("There is no hold {key}.")
    mend = gettext_noop("Use the key under which the hold was made.")


class HoldSettled(Refusal):
    """A hold is settled once."""

    code = "money_hold_settled"
    status = 409
    message = gettext_noop("The hold {key} is settled already ({state}).")
    mend = gettext_noop("Make a new hold if money is to be set apart again.")


class HoldTooSmall(Refusal):
    """No more is posted than is held."""

    code = "money_hold_small"
    status = 409
    message = gettext_noop("The hold {key} holds {held} minor units, and {amount} are to be posted.")
    mend = gettext_noop("Post at most what is held, and make a hold for the rest.")
