"""Why a message of ISO 20022 is refused."""

from zaiton.base.refusals import Refusal
from zaiton.base.text import gettext_noop


class MessageHostile(Refusal):
    """XML that is made to hurt its reader is not read."""

    code = "money_message_hostile"
    message = gettext_noop("The message is not read: {why}")
    mend = gettext_noop("Send plain XML without document type, within the limits of size and depth.")


class MessageUnfit(Refusal):
    """A message is what it says it is, and its figures agree."""

    code = "money_message_unfit"
    message = gettext_noop("The message is refused: {why}")
    mend = gettext_noop("Compare it with the schema that was agreed on, and its totals with its lines.")
    article = "ISO 20022"
