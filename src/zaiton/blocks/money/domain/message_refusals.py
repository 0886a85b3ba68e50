"""Why a message of ISO 20022 is refused: what would hurt its reader, what is no message, and what contradicts itself."""

from zaiton.base.refusals import Refusal
from zaiton.base.text import gettext_noop

STANDARD = "ISO 20022"


class MessageHostile(Refusal):
    """XML that is made to hurt its reader is not read."""

    code = "money_message_hostile"
    message = gettext_noop("The message declares a document type or entities; it is not read.")
    mend = gettext_noop("Send plain XML without document type, within the limits of size and depth.")


class MessageTooLarge(MessageHostile):
    """Larger than anything that is meant."""

    code = "money_message_large"
    status = 413
    message = gettext_noop("The message has more than {most} bytes; it is not read.")
    mend = gettext_noop("Ask for it in parts: one account and one day to a file.")


class MessageTooManyTags(MessageHostile):
    """More elements than memory is meant for."""

    code = "money_message_tags"
    status = 413
    message = gettext_noop("The message has more than {most} tags; it is not read.")
    mend = gettext_noop("Ask for it in parts: one account and one day to a file.")


class MessageTooDeep(MessageHostile):
    """Nested deeper than any message of the standard."""

    code = "money_message_deep"
    message = gettext_noop("The message is nested more than {most} levels deep; it is not read.")


class MessageEncoded(MessageHostile):
    """The standard's XML is UTF-8; in anything else one byte can mean two things."""

    code = "money_message_encoding"
    message = gettext_noop("The message is not written in UTF-8; it is not read.")
    mend = gettext_noop("Send it as UTF-8.")
    article = STANDARD


class MessageUnfit(Refusal):
    """A message is what it says it is, and its figures agree."""

    code = "money_message_unfit"
    message = gettext_noop("The message is refused.")
    mend = gettext_noop("Compare it with the schema that was agreed on, and its totals with its lines.")
    article = STANDARD


class MessageNotXml(MessageUnfit):
    """What cannot be parsed."""

    code = "money_message_xml"
    message = gettext_noop("The message is not XML: {why}")
    mend = gettext_noop("Send the file again; it may have been cut off on its way.")


class MessageOther(MessageUnfit):
    """Only the message that is expected, in the version that was agreed on."""

    code = "money_message_other"
    message = gettext_noop("This is {given}; expected is one of: {known}.")
    mend = gettext_noop("Send the message and version that were agreed on.")


class MessageOffSchema(MessageUnfit):
    """Where the published schema is installed, a message keeps to it."""

    code = "money_message_schema"
    message = gettext_noop("The message breaks the schema of {name} in line {line}: {why}")


class MessageLacks(MessageUnfit):
    """What a message needs must be there, once."""

    code = "money_message_lacks"
    message = gettext_noop("{path} is missing.")


class MessageTwice(MessageUnfit):
    """What may stand once stands once."""

    code = "money_message_twice"
    message = gettext_noop("{path} stands there more than once.")


class MessageNumberTwice(MessageUnfit):
    """An order has a number of its own."""

    code = "money_message_number_twice"
    message = gettext_noop("The number {number} stands for two orders of one file.")
    mend = gettext_noop("Give every order a number of its own.")


class MessageForeign(MessageUnfit):
    """Elements, attributes or text that the message does not have at this place."""

    code = "money_message_foreign"
    message = gettext_noop("{path} does not belong there.")


class MessageValueUnfit(MessageUnfit):
    """A value is one that the field can have."""

    code = "money_message_value"
    message = gettext_noop("{path} cannot be “{given}”.")


class MessageAmountUnfit(MessageUnfit):
    """An amount is a plain number that is not negative, with at most the decimals of its currency."""

    code = "money_message_amount"
    message = gettext_noop("“{given}” is not an amount in “{currency}”.")
    mend = gettext_noop("Write digits, and after a point at most the decimals of the currency.")


class MessageCurrenciesMixed(MessageUnfit):
    """An account has one currency."""

    code = "money_message_currencies"
    message = gettext_noop("A line in {given} stands in an account in {currency}.")


class MessageTotalsWrong(MessageUnfit):
    """Sums and numbers in a message are those of its lines."""

    code = "money_message_totals"
    message = gettext_noop("{path} says {said}, the lines make {counted}.")
    mend = gettext_noop("Tell the sender; nothing of the file is taken.")


class MessageBalancesWrong(MessageUnfit):
    """The lines lead from the opening to the closing balance."""

    code = "money_message_balances"
    message = gettext_noop("From {opening} the lines lead to {counted}, the closing balance is {closing}.")
    mend = gettext_noop("Tell the sender; nothing of the file is taken.")


class MessageInPart(MessageUnfit):
    """A statement that goes on in another file cannot be compared."""

    code = "money_message_part"
    message = gettext_noop("The statement goes on in another file.")
    mend = gettext_noop("Ask for the account's day in one file.")


class MessageSilent(MessageUnfit):
    """A reply speaks of the order that it replies to."""

    code = "money_message_silent"
    message = gettext_noop("The message says nothing of {number}.")
    mend = gettext_noop("Ask for the order by its number.")


class MessageAmbiguous(MessageUnfit):
    """A reply speaks of an order in one way."""

    code = "money_message_ambiguous"
    message = gettext_noop("The message speaks of {number} in two ways that contradict each other.")
    mend = gettext_noop("Ask for the order by its number.")


class OrderUnwritable(MessageUnfit):
    """An order that cannot be put into a message is not sent in a changed form."""

    code = "money_order_unwritable"
    message = gettext_noop("The order {number} cannot be written: “{given}” does not fit {path}.")
    mend = gettext_noop("Shorten the text or take out what cannot be printed, then order anew.")


class SchemaMissing(Refusal):
    """Without the published schema a message is checked by our own rules alone."""

    code = "money_schema_missing"
    message = gettext_noop(
        "The published schema of {name} is not installed; messages are checked by our own rules alone."
    )
    mend = gettext_noop("Install the optional group: pip install 'zaiton[schemas]'")
    article = STANDARD
