"""What is wrong with the data that say how messages look: a matter of the operator, told when they are loaded."""

from zaiton.base.refusals import Refusal
from zaiton.base.text import gettext_noop


class LayoutUnfit(Refusal):
    """The elements of a message are data; data that cannot be used are told before a message is read by them."""

    code = "retail_tax_layout"
    message = gettext_noop("The message layout {name} cannot be used: “{what}” is missing or unfit ({given}).")
    mend = gettext_noop("Mend the file, or remove it from the home folder so that the one supplied is used.")


class MessageUnwritable(Refusal):
    """What is written is held against the same layout as what is read."""

    code = "retail_tax_unwritable"
    message = gettext_noop("{element} of {name} cannot be written as the layout wants it: {given}")
    mend = gettext_noop("Correct the value, or the layout if the standard has changed.")
