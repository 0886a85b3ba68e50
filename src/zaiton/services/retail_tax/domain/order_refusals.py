"""What is wrong with an order before anything can be assessed."""

from zaiton.base.refusals import Refusal
from zaiton.base.text import gettext_noop


class OrderUnfit(Refusal):
    """An order is a day, lines, and amounts in whole fen."""

    code = "retail_tax_order"
    message = gettext_noop("“{what}” of the order is missing or cannot be read: {given}")
    mend = gettext_noop("Give amounts as whole fen, days as YYYY-MM-DD, percentages and quantities as decimal texts.")


class LineUnfit(Refusal):
    """Each line has an id of its own, a price, articles and what its rates need."""

    code = "retail_tax_line"
    message = gettext_noop("“{member}” of line {line} is missing or cannot be read: {given}")
    mend = gettext_noop('Give amounts as whole fen, and percentages and quantities as decimal texts such as "13".')


class LineTwice(Refusal):
    """Lines are told apart by their ids."""

    code = "retail_tax_line_twice"
    message = gettext_noop("Two lines have the id {line}.")
    mend = gettext_noop("Give each line an id of its own.")


class RateMissing(Refusal):
    """A tax whose rate is not known is not reckoned."""

    code = "retail_tax_rate_missing"
    message = gettext_noop("The {tax} rate of line {line} is not known: this fact is missing.")
    mend = gettext_noop("Give the rate with the line, or a code whose rate is on file for this day.")


class QuantityMissing(Refusal):
    """A tax by quantity needs the quantity in its own unit."""

    code = "retail_tax_quantity_missing"
    message = gettext_noop("Line {line} is taxed by {unit}, but its quantity in {unit} is missing.")
    mend = gettext_noop("Give the statutory quantity of the line in this unit.")


class FreightAlone(Refusal):
    """Freight and insurance are spread over goods by their value."""

    code = "retail_tax_freight_alone"
    message = gettext_noop("There is freight or insurance, but no line has a price to spread it over.")
    mend = gettext_noop("Give the goods value of the lines.")


class LimitsUnknown(Refusal):
    """Retail import tax as it is reckoned here began on a day."""

    code = "retail_tax_not_covered"
    message = gettext_noop("The limits of retail imports on {day} are not covered: they are on file from {first}.")
    mend = gettext_noop("Choose a later day.")
