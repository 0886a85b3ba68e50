"""Why a guarantee is not taken, decided or given back."""

from zaiton.base.refusals import NotFound, Refusal
from zaiton.base.text import gettext_noop


class GuaranteeUnknown(NotFound):
    """Only guarantees of companies that one acts for are there."""

    code = "retail_tax_guarantee_unknown"
    message = gettext_noop("There is no guarantee {number}.")
    mend = gettext_noop("Look the guarantee up in the list.")


class GuaranteeUnfit(Refusal):
    """A guarantee names customs as beneficiary, the guarantor, the obligation, the amount and the term."""

    code = "retail_tax_guarantee_unfit"
    article = "海关事务担保条例第十三条"
    message = gettext_noop("“{member}” of the guarantee is missing or cannot be read: {given}")
    mend = gettext_noop("Give what the letter of guarantee says, amounts in whole fen, the last day after the first.")


class GuaranteeTwice(Refusal):
    """A guarantee is filed once, and one at a time covers an enterprise at one customs."""

    code = "retail_tax_guarantee_twice"
    status = 409
    message = gettext_noop("There is a guarantee already that stands in the way: {number} of {assure}.")
    mend = gettext_noop("Have the other one given back or refused first.")


class GuaranteeStands(Refusal):
    """What can be done with a guarantee depends on its state."""

    code = "retail_tax_guarantee_stands"
    status = 409
    message = gettext_noop("The guarantee {number} stands at “{state}”, where this cannot be done.")
    mend = gettext_noop("Look at the guarantee again: somebody else may have been first.")


class GuaranteeOwn(Refusal):
    """Nobody decides on a guarantee that they filed, or that their own company gives."""

    code = "retail_tax_guarantee_own"
    status = 403
    message = gettext_noop("You filed the guarantee {number}, or act for its company, so you cannot decide on it.")
    mend = gettext_noop("Let another officer decide.")


class GuaranteeInUse(Refusal):
    """A guarantee is given back when no bill stands under it any more."""

    code = "retail_tax_guarantee_used"
    status = 409
    message = gettext_noop("Bills of {used} fen still stand under the guarantee {number}.")
    mend = gettext_noop("Have them paid or made void first.")
