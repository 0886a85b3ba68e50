"""What is refused about products kept for their origin, and about questions to suppliers."""

from zaiton.base.refusals import NotFound, Refusal
from zaiton.base.text import gettext_noop


class NoSuchProduct(NotFound):
    """There is no such product for this person."""

    code = "origin_no_such_product"
    message = gettext_noop("There is no product under this address.")
    mend = gettext_noop("It may belong to a company you do not act for.")


class NoSuchRequest(NotFound):
    """The link of a question to a supplier leads nowhere (any more)."""

    code = "origin_no_such_request"
    message = gettext_noop("There is no question under this link.")
    mend = gettext_noop("It may have been mistyped. Ask the company that sent it for a new link.")


class RequestOver(Refusal):
    """A question that cannot be answered any more."""

    code = "origin_request_over"
    status = 409
    message = gettext_noop("This question was answered, taken back, or its term is over.")
    mend = gettext_noop("Ask the company that sent it for a new link.")


class NotForThisCompany(Refusal):
    """A person may keep products only for companies they act for."""

    code = "origin_not_your_company"
    status = 403
    message = gettext_noop("You do not act for this company.")
    mend = gettext_noop("Ask the company to delegate to you, or keep the product for yourself.")


class NothingChanged(Refusal):
    """A new version that says what the last one says."""

    code = "origin_nothing_changed"
    message = gettext_noop("The bill is the same as the last version.")
    mend = gettext_noop("Change something first.")


class LineUnknown(Refusal):
    """A line that the bill does not have."""

    code = "origin_line_unknown"
    message = gettext_noop("The bill has no line {line}.")
    mend = gettext_noop("Choose one of its lines.")


class VersionMoved(Refusal):
    """Somebody else made a version meanwhile."""

    code = "origin_version_moved"
    status = 409
    message = gettext_noop("Meanwhile there is a newer version of this bill.")
    mend = gettext_noop("Look at it and make your change again.")


class AnswerIncomplete(Refusal):
    """An answer of a supplier without what it needs."""

    code = "origin_answer_incomplete"
    message = gettext_noop("The answer needs more: {why}")
    mend = gettext_noop("Fill it in and send it again.")

    def sentence(self, translate) -> str:
        """The sentence with what is missing in the same language."""
        return translate(self.message).format(why=translate(self.data["why"]))
