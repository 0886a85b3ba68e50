"""Why an inventory list is not released, not cancelled, or its goods cannot go back."""

from zaiton.base.refusals import NotFound, Refusal
from zaiton.base.text import gettext_noop


class InventoryUnknown(NotFound):
    """Only lists that customs accepted, of companies that one acts for, are there."""

    code = "retail_tax_inventory_unknown"
    message = gettext_noop("There is no inventory list {number}.")
    mend = gettext_noop("Look the inventory list up by its number.")


class InventoryStands(Refusal):
    """What can be done with an inventory list depends on its state."""

    code = "retail_tax_inventory_stands"
    status = 409
    message = gettext_noop("The inventory list {number} stands at “{state}”, where this cannot be done.")
    mend = gettext_noop("Look at the inventory list again: somebody else may have been first.")


class AssessmentUneven(Refusal):
    """A bill is what was assessed, line by line."""

    code = "retail_tax_assessment_uneven"
    status = 409
    message = gettext_noop("The lines assessed of the inventory list {number} do not add up to its taxes.")
    mend = gettext_noop("Nothing is released. Tell the operator: the data of the installation does not agree.")


class GuaranteeMissing(Refusal):
    """Goods whose tax is paid later are released under a guarantee that customs has accepted."""

    code = "retail_tax_guarantee_missing"
    status = 409
    article = "海关事务担保条例"
    message = gettext_noop(
        "No guarantee of {assure} that customs {customs} has accepted holds on {day}: {number} is not released."
    )
    mend = gettext_noop("Have a guarantee filed and accepted, then release again.")


class GuaranteeTooSmall(Refusal):
    """A guarantee covers every bill that is not settled yet."""

    code = "retail_tax_guarantee_small"
    status = 409
    article = "海关事务担保条例"
    message = gettext_noop(
        "The guarantee of {assure} has {left} fen left, and the bill of {number} needs {needed}: it is not released."
    )
    mend = gettext_noop("Have bills paid, or a larger guarantee accepted, then release again.")


class ReturnTooLate(Refusal):
    """Goods may be reported to go back, and be back, within so many days of release."""

    code = "retail_tax_return_late"
    status = 409
    article = "海关总署公告2018年第194号；2020年第45号"
    message = gettext_noop("The inventory list {number} was released on {released}: the last day for this was {last}.")
    mend = gettext_noop("The tax stands. What was levied wrongly can be claimed back.")


class PaymentUnderWay(Refusal):
    """While a bank is asked to pay, nothing of the payment book changes."""

    code = "retail_tax_payment_under_way"
    status = 409
    message = gettext_noop("The bill {number} is being paid in the payment book {book}, which stands at “{state}”.")
    mend = gettext_noop("Wait until the bank has answered; then record the return again.")


class TooManyInventories(Refusal):
    """A batch has an end."""

    code = "retail_tax_inventories_many"
    message = gettext_noop("At most {most} inventory lists can be named at once; these are {count}.")
    mend = gettext_noop("Name fewer lists at once.")


class OwnBuyer(Refusal):
    """Officers do not look at persons for a company of their own."""

    code = "retail_tax_own_buyer"
    status = 403
    message = gettext_noop("You act for the company of the inventory list {number}, so its buyer stays masked for you.")
    mend = gettext_noop("Let another officer look.")
