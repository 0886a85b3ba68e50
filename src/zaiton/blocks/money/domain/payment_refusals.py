"""Why a payment is not made, changed or given back."""

from zaiton.base.refusals import NotFound, Refusal
from zaiton.base.text import gettext_noop


class DocumentTaken(Refusal):
    """A document has at most one payment that is under way or made."""

    code = "money_document_taken"
    status = 409
    message = gettext_noop("The document {document} has a payment already ({state}).")
    mend = gettext_noop("Look at that payment; another can be made when it has been rejected, cancelled or returned.")


class PurposeUnknown(Refusal):
    """A payment debits, credits or refunds."""

    code = "money_purpose"
    message = gettext_noop("“{purpose}” is not what a payment can be for.")
    mend = gettext_noop("Use one of: {known}.")


class InstructionUnknown(NotFound):
    """Only what was made can be looked at."""

    code = "money_instruction_unknown"
    message = gettext_noop("There is no payment {number}.")
    mend = gettext_noop("Look the payment up in the list.")


class InstructionStep(Refusal):
    """What may be done depends on the state."""

    code = "money_instruction_step"
    status = 409
    message = gettext_noop("The payment {number} stands at “{state}”, where this cannot be done.")
    mend = gettext_noop("Only what was never sent can be cancelled, and only what is paid can be refunded.")


class RefundTooLarge(Refusal):
    """No more is given back than was paid."""

    code = "money_refund_large"
    status = 409
    message = gettext_noop("Of the payment {number} {left} minor units can still be refunded, and {amount} are wanted.")
    mend = gettext_noop("Refund at most what is left.")


class AgreementUnfit(Refusal):
    """A payment by agreement needs one that is active on the day, for this account, currency and amount."""

    code = "money_agreement_unfit"
    status = 409
    message = gettext_noop("The agreement {agreement} does not allow this payment: {why}.")
    mend = gettext_noop("Have the agreement signed, resumed or changed, or pay in another way.")


class AgreementUnknown(NotFound):
    """Only what was drawn up can be signed."""

    code = "money_agreement_unknown"
    message = gettext_noop("There is no agreement {agreement}.")
    mend = gettext_noop("Look the agreement up in the list.")


class AgreementTaken(Refusal):
    """One agreement for an account of an enterprise at a bank."""

    code = "money_agreement_taken"
    status = 409
    message = gettext_noop("There is an agreement for this account already, or its number is used.")
    mend = gettext_noop("Change that agreement, or end it first.")


class AgreementStepUnfit(Refusal):
    """An agreement goes from one state to the next only as its parties sign."""

    code = "money_agreement_step"
    status = 409
    message = gettext_noop("The agreement {agreement} stands at “{state}”, where this cannot be done.")
    mend = gettext_noop("First the enterprise signs, then the bank, then customs accepts.")


class SameSigner(Refusal):
    """Nobody signs for two parties."""

    code = "money_agreement_signer"
    status = 403
    message = gettext_noop("You have signed this agreement for another party.")
    mend = gettext_noop("Let another person sign for this one.")
