"""Why an account is not opened or closed."""

from zaiton.base.refusals import Refusal
from zaiton.base.text import gettext_noop


class KindUnknown(Refusal):
    """An account is of one of five kinds."""

    code = "money_kind"
    message = gettext_noop("“{kind}” is not a kind of account.")
    mend = gettext_noop("Use one of: {kinds}.")


class AccountDiffers(Refusal):
    """A code names one account for ever."""

    code = "money_account_differs"
    status = 409
    message = gettext_noop("There is an account {account} of another kind, currency or owner.")
    mend = gettext_noop("Choose another code.")


class AccountBusy(Refusal):
    """An account is closed at zero, with nothing held."""

    code = "money_account_busy"
    status = 409
    message = gettext_noop("The account {account} is not at zero, or money is held on it.")
    mend = gettext_noop("Move its balance to another account and settle its holds first.")
