"""Why tax is not claimed back, not paid back, or not asked for any more."""

from zaiton.base.refusals import NotFound, Refusal
from zaiton.base.text import gettext_noop


class ClaimUnknown(NotFound):
    """Only claims of companies that one acts for are there."""

    code = "retail_tax_claim_unknown"
    message = gettext_noop("There is no claim {number}.")
    mend = gettext_noop("Look the claim up in the list.")


class ClaimStands(Refusal):
    """A claim is decided once; one at a time is open for a bill."""

    code = "retail_tax_claim_stands"
    status = 409
    message = gettext_noop("The claim on the tax bill {number} stands at “{state}”, where this cannot be done.")
    mend = gettext_noop("Wait for the answer to the claim that is open, or look at it again.")


class NotPaid(Refusal):
    """Only what was paid can be paid back."""

    code = "retail_tax_claim_unpaid"
    status = 409
    article = "关税法第五十一条"
    message = gettext_noop("The tax bill {number} has not been paid, so nothing of it can be claimed back.")
    mend = gettext_noop("Dispute the line before the payment book is confirmed.")


class ClaimTooLarge(Refusal):
    """Not more than the bill, less what was given back of it."""

    code = "retail_tax_claim_large"
    message = gettext_noop(
        "Of the tax bill {number} at most {left} fen can be claimed back; {amount} is no such amount."
    )
    mend = gettext_noop("Claim an amount of at least one fen that is not larger.")


class TooLong(Refusal):
    """Too much is claimed, and too little collected, within so many years."""

    code = "retail_tax_years_over"
    status = 409
    article = "关税法第四十五条、第五十一条"
    message = gettext_noop("For the tax bill {number} the last day for this was {last}.")
    mend = gettext_noop("Nothing can be mended any more after that day.")


class OwnClaim(Refusal):
    """Nobody decides on what their own company claims, or on what they claimed themselves."""

    code = "retail_tax_own_claim"
    status = 403
    message = gettext_noop("You made this claim, or act for its company, so you cannot decide on it.")
    mend = gettext_noop("Let another officer decide.")
