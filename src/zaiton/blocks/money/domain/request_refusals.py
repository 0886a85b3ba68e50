"""Why a machine's request that makes something is not taken."""

from zaiton.base.refusals import Refusal
from zaiton.base.text import gettext_noop


class RequestKeyMissing(Refusal):
    """What moves money can be repeated without harm only under a name of its own."""

    code = "money_request_key_missing"
    message = gettext_noop("The header Idempotency-Key is missing or cannot be used.")
    mend = gettext_noop(
        "Send 8 to 200 printable ASCII characters, new for each new request and the same when you repeat one."
    )


class RequestKeyReused(Refusal):
    """A key names one request for ever."""

    code = "money_request_key_reused"
    status = 409
    message = gettext_noop("This Idempotency-Key was sent before with another request.")
    mend = gettext_noop("Repeat the first request unchanged to get its answer, or send a new key.")


class MarkUnfit(Refusal):
    """A page begins where another ended."""

    code = "money_mark"
    message = gettext_noop("“{mark}” is not where a page of this list ended.")
    mend = gettext_noop("Give what “next” of the page before said.")


class CurrencyUnfit(Refusal):
    """A payment is in the currency of its agreement."""

    code = "money_currency_unfit"
    message = gettext_noop("The agreement is in {wanted}, not in {given}.")
    mend = gettext_noop("Give the amount in the currency of the agreement.")


class StateUnfit(Refusal):
    """A list is of a state there is."""

    code = "money_state_unfit"
    message = gettext_noop("“{state}” is not a state.")
    mend = gettext_noop("Give one of these: {known}.")
