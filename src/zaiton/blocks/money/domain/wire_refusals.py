"""Why something on the wire to a counterpart is refused: channels, statements, callbacks, keys."""

from zaiton.base.refusals import NotFound, Refusal
from zaiton.base.text import gettext_noop
from zaiton.blocks.money.domain.reasons import Reasoned


class ChannelUnknown(NotFound):
    """Only registered channels carry payments."""

    code = "money_channel_unknown"
    message = gettext_noop("There is no payment channel {channel}.")
    mend = gettext_noop("Use one of: {known}.")


class ChannelTakesNoOrders(Refusal):
    """Some channels are only read."""

    code = "money_channel_reads_only"
    message = gettext_noop("The channel {channel} takes no payment orders; it is only asked for its statements.")
    mend = gettext_noop("Give the order to a bank.")


class StatementMissing(Refusal):
    """A day's statement that the counterpart does not hand out."""

    code = "money_statement_missing"
    status = 404
    message = gettext_noop("The counterpart {channel} has no statement for {day}.")
    mend = gettext_noop("Ask again later; ask the counterpart when it stays away.")


class StatementUnfit(Reasoned):
    """A statement whose figures contradict each other is not taken, nor one that cannot be read."""

    code = "money_statement_unfit"
    message = gettext_noop("The statement of {channel} for {day} is refused: {why}")
    mend = gettext_noop("Tell the counterpart and ask for the statement again.")


class BillRefused(Refusal):
    """Customs does not take a bill or a payment of it."""

    code = "money_bill_refused"
    status = 409
    message = gettext_noop("Customs refuses the bill {number}: {why}")
    mend = gettext_noop("Compare number, amount and currency with what customs holds.")


class CallbackTooLarge(Refusal):
    """A callback is short."""

    code = "money_callback_large"
    status = 413
    message = gettext_noop("The callback has more than {most} bytes, or does not say how many.")
    mend = gettext_noop("Send one message at a time, with its length.")


class CallbackForged(Refusal):
    """Only what the counterpart itself signed is believed."""

    code = "money_callback_forged"
    status = 401
    message = gettext_noop("The callback is not signed by {channel}, or was changed on its way.")
    mend = gettext_noop("Sign method, path, content type and content digest with the key that was agreed on.")
    article = "RFC 9421"


class CallbackStale(Refusal):
    """A signature is fresh when it arrives."""

    code = "money_callback_stale"
    status = 401
    message = gettext_noop("The callback was signed more than {minutes} minutes ago, or by a clock that is wrong.")
    mend = gettext_noop("Sign it anew when it is sent, and set the clock.")
    article = "RFC 9421"


class CallbackReplayed(Refusal):
    """Each message is taken once."""

    code = "money_callback_replayed"
    status = 409
    message = gettext_noop("The message {number} was taken before; nothing is done again.")
    mend = gettext_noop("It need not be sent again.")


class CallbackContradicts(Refusal):
    """A message's number names one content for ever."""

    code = "money_callback_contradicts"
    status = 409
    message = gettext_noop("The message {number} came before with another content.")
    mend = gettext_noop("Send what is new under a new number.")


class CallbackUnreadable(Refusal):
    """A callback is a message of the kind agreed on."""

    code = "money_callback_unreadable"
    message = gettext_noop("The callback cannot be read: {why}")
    mend = gettext_noop("Send a camt.054.001.08.")


class KeysMissing(Refusal):
    """Without certificate and keys nobody is talked to."""

    code = "money_keys_missing"
    message = gettext_noop("In {folder} there is no {file}: the wire to counterparts has no keys.")
    mend = gettext_noop("Run zaiton money keys, or put the files there that were agreed on with the counterpart.")


class KeysUnfit(Refusal):
    """Keys are made where they can be written, and beside files that can be read."""

    code = "money_keys_unfit"
    message = gettext_noop("The keys for counterparts cannot be kept in {folder}: {reason}")
    mend = gettext_noop("Let the service write to the folder, or repair the file that is not whole.")


class CounterpartAway(Refusal):
    """A counterpart that is told something must be running."""

    code = "money_counterpart_away"
    message = gettext_noop("The counterpart {name} is not running here.")
    mend = gettext_noop("Start it: zaiton money counterpart {name}")


class CounterpartSilent(Reasoned):
    """A counterpart that is asked for something must answer."""

    code = "money_counterpart_silent"
    status = 503
    message = gettext_noop("The counterpart of the channel {channel} gives no answer that could be used: {why}{cause}")
    mend = gettext_noop("Compare address, certificates and signing keys with what was agreed on, then ask again.")


class FaultUnfit(Refusal):
    """Only the faults that a counterpart knows, within their bounds."""

    code = "money_fault_unfit"
    message = gettext_noop("The counterpart {name} does not know this fault: {why}")
    mend = gettext_noop("Give NAME=VALUE; see the how-to on connecting a bank.")
