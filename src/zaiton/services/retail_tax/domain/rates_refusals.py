"""What is wrong with tables of rates and of goods that may be imported at retail."""

from zaiton.base.refusals import Refusal
from zaiton.base.text import gettext_noop


class RatesUnfit(Refusal):
    """A table says of each code what is due, or whether it may come in, in figures that can be read."""

    code = "retail_tax_rates"
    message = gettext_noop("Line {line} of the table {table} cannot be used: “{member}” is {given}.")
    mend = gettext_noop("Mend the line in the file of the table, and seal it again.")
