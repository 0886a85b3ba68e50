"""What is wrong with tables of rates and of goods that may be imported at retail."""

from zaiton.base.refusals import Refusal
from zaiton.base.text import gettext_noop


class RatesUnfit(Refusal):
    """A table says of each code what is due, or whether it may come in, in figures that can be read."""

    code = "retail_tax_rates"
    message = gettext_noop("Line {line} of the table {table} cannot be used: “{member}” is {given}.")
    mend = gettext_noop("Mend the line in the file of the table, and seal it again.")


class ListUnfit(Refusal):
    """A positive list names each code once, by eight or ten digits."""

    code = "retail_tax_list"
    message = gettext_noop("The file of the positive list cannot be used: {why}.")
    mend = gettext_noop("Give a CSV file with the column code, and modes, note_zh, note_en where there are any.")
