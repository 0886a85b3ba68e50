"""What is wrong with the data by which bills fall due."""

from zaiton.base.refusals import Refusal
from zaiton.base.text import gettext_noop


class SchemeUnfit(Refusal):
    """A scheme says from which day it counts, how, and to which day."""

    code = "retail_tax_scheme"
    message = gettext_noop("The settlement scheme {scheme} cannot be used: {why}.")
    mend = gettext_noop("Mend its file in the data of the service, or the operator’s file that takes its place.")


class SchemeUnknown(Refusal):
    """Bills are settled under a scheme that is on file."""

    code = "retail_tax_scheme_unknown"
    message = gettext_noop("No settlement scheme {scheme} is on file; there are: {known}.")
    mend = gettext_noop("Choose one of these, or put a file of the scheme among the data.")


class AssumptionsUnfit(Refusal):
    """The simulated year is made from assumptions that can be read."""

    code = "retail_tax_assumptions"
    message = gettext_noop("The assumptions of the simulation cannot be used: {why}.")
    mend = gettext_noop("Mend the operator’s file retail_tax/simulation/year.yaml, or take it away.")
