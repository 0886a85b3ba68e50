"""Why a payment book, a bill or a dispute is left as it is."""

from zaiton.base.refusals import NotFound, Refusal
from zaiton.base.text import gettext_noop


class BookUnknown(NotFound):
    """Only books of companies that one acts for are there."""

    code = "retail_tax_book_unknown"
    message = gettext_noop("There is no payment book {number}.")
    mend = gettext_noop("Look the payment book up in the list.")


class BookStands(Refusal):
    """What can be done with a payment book depends on its state."""

    code = "retail_tax_book_stands"
    status = 409
    message = gettext_noop("The payment book {number} stands at “{state}”, where this cannot be done.")
    mend = gettext_noop("Look at the payment book again: somebody else may have been first.")


class BookChanged(Refusal):
    """People agree on an amount that they have seen."""

    code = "retail_tax_book_changed"
    status = 409
    message = gettext_noop("The payment book {number} is over {now} fen by now, and not over {seen}.")
    mend = gettext_noop("Look at its bills again and confirm the new amount.")


class BookUneven(Refusal):
    """A payment book is over exactly what its bills add up to."""

    code = "retail_tax_book_uneven"
    status = 409
    message = gettext_noop("The payment book {number} is over {total} fen, but its bills add up to {bills}.")
    mend = gettext_noop("Nothing is paid. Tell the operator: the books of the installation do not agree.")


class BookEmpty(Refusal):
    """Nothing cannot be paid."""

    code = "retail_tax_book_empty"
    status = 409
    message = gettext_noop("There is nothing to pay in the payment book {number}.")
    mend = gettext_noop("Wait for the next payment book.")


class SecondPersonMissing(Refusal):
    """One person proposes, another one confirms."""

    code = "retail_tax_second_person"
    status = 403
    article = "海关总署公告2018年第74号"
    message = gettext_noop("You have proposed the payment book {number} yourself; another person confirms it.")
    mend = gettext_noop("Let a colleague who may confirm payments look at it.")


class NoAgreement(Refusal):
    """Tax is debited under an agreement of enterprise, bank and customs."""

    code = "retail_tax_no_agreement"
    status = 409
    article = "海关总署公告2018年第74号"
    message = gettext_noop(
        "No payment agreement allows the payment book {number} (customs {customs}, {total} fen) on {day}."
    )
    mend = gettext_noop("Have an agreement signed for this customs and amount, or choose another one.")


class TooManyBooks(Refusal):
    """A batch has an end."""

    code = "retail_tax_books_many"
    message = gettext_noop("At most {most} payment books can be named at once; these are {count}.")
    mend = gettext_noop("Name them in several parts.")


class BillUnknown(NotFound):
    """Only bills of companies that one acts for are there."""

    code = "retail_tax_bill_unknown"
    message = gettext_noop("There is no tax bill {number}.")
    mend = gettext_noop("Look the tax bill up in the list.")


class SaleUnknown(NotFound):
    """Only sales and files of companies that one acts for are there."""

    code = "retail_tax_sale_unknown"
    message = gettext_noop("There is no sale or file {number}.")
    mend = gettext_noop("Look it up in the list of sales.")


class LineUnknown(NotFound):
    """Only a line that is on the bill can be disputed."""

    code = "retail_tax_line_unknown"
    message = gettext_noop("The tax bill {number} has no line {line}.")
    mend = gettext_noop("Choose a line of the bill.")


class DisputeStands(Refusal):
    """A line is disputed once at a time, before the bill is confirmed, and answered once."""

    code = "retail_tax_dispute_stands"
    status = 409
    message = gettext_noop("The tax bill {number} stands at “{state}”, where this cannot be done.")
    mend = gettext_noop("A bill whose payment has been confirmed is mended by a claim for a refund.")


class DisputeUnknown(NotFound):
    """Only what was disputed can be answered."""

    code = "retail_tax_dispute_unknown"
    message = gettext_noop("There is no dispute {number}.")
    mend = gettext_noop("Look the dispute up in the list.")


class ReasonMissing(Refusal):
    """Whoever disputes, answers or turns something down says why."""

    code = "retail_tax_reason"
    message = gettext_noop("A reason is needed, of at most {most} characters.")
    mend = gettext_noop("Write down why.")


class TaxUnfit(Refusal):
    """A bill that is mended has taxes of nothing or more, and not the same as before."""

    code = "retail_tax_mended_unfit"
    message = gettext_noop(
        "The taxes of the line must be whole fen, nothing or more, and others than those on the bill."
    )
    mend = gettext_noop("Give all three taxes as they should be; dismiss the dispute where they stay.")


class OwnDispute(Refusal):
    """Nobody answers what their own company disputes."""

    code = "retail_tax_own_dispute"
    status = 403
    message = gettext_noop("You act for the company that disputes this line, so you cannot answer it.")
    mend = gettext_noop("Let another officer answer.")


class BatchUnfit(Refusal):
    """What a request says must fit together."""

    code = "retail_tax_request_unfit"
    message = gettext_noop("The request cannot be read: {why}.")
    mend = gettext_noop("Name each payment book once, all three taxes or none, and a state that exists.")
