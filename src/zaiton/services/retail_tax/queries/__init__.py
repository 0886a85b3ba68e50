"""What this service reads: the limits and rates of a day, the layouts of messages, and messages themselves."""

from zaiton.services.retail_tax.queries.limits import limits_on
from zaiton.services.retail_tax.queries.rates import rates_of

__all__ = ["limits_on", "rates_of"]
