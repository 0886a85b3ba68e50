"""Why an answer in the form of a case is not taken: one refusal for each way, told beside the question it belongs to."""

from collections.abc import Callable, Sequence

from zaiton.base.refusals import Refusal
from zaiton.base.text import gettext_noop


class AnswerFault(Refusal):
    """Base of every reason not to take one answer."""

    code = "case_answer"


class AnswerMissing(AnswerFault):
    """A question that must be answered is not."""

    code = "case_answer_missing"
    message = gettext_noop("This question is not answered.")
    mend = gettext_noop("What has to be decided, and on what, depends on it.")


class AnswerNotNumber(AnswerFault):
    """The answer is not a number of the kind asked for."""

    code = "case_answer_number"
    message = gettext_noop("“{given}” is not a number with at most {places} decimal places.")
    mend = gettext_noop("Write plain digits without separators, such as 1250.")


class AnswerNotDay(AnswerFault):
    """The answer is not a day."""

    code = "case_answer_day"
    message = gettext_noop("“{given}” is not a day.")
    mend = gettext_noop("Write the day like 2026-01-15.")


class AnswerNotOffered(AnswerFault):
    """The answer is none of those to choose from."""

    code = "case_answer_choice"
    message = gettext_noop("“{given}” is none of the answers to choose from.")
    mend = gettext_noop("Choose one of: {known}.")


class AnswerTooLong(AnswerFault):
    """A text is too long, or empty."""

    code = "case_answer_long"
    message = gettext_noop("The text must have from 1 to {most} characters.")
    mend = gettext_noop("Shorten it; papers can say more.")


class AnswerOutside(AnswerFault):
    """The answer lies outside what is possible."""

    code = "case_answer_range"
    message = gettext_noop("“{given}” lies outside what can be asked for here: {range}.")
    mend = gettext_noop("Correct it; if it is right, this matter is not the one you need.")


class AnswerUnasked(AnswerFault):
    """Something is answered that the form does not ask."""

    code = "case_answer_unasked"
    message = gettext_noop("This matter does not ask for “{name}”.")
    mend = gettext_noop("It asks for: {known}.")


class RegisterSilent(AnswerFault):
    """A register should hold the fact, and holds nothing for this applicant."""

    code = "case_register_silent"
    message = gettext_noop("This is taken from a register, which holds nothing for this applicant.")
    mend = gettext_noop("Apply for an organisation that is registered here.")


class FactsDisagree(AnswerFault):
    """Two answers cannot both be right."""

    code = "case_facts_disagree"
    message = gettext_noop("{what} ({basis})")
    mend = gettext_noop("Compare the answers with the papers and correct the one that is wrong.")


class NotDrawable(AnswerFault):
    """An answer that a certificate will state has a character that no font here can draw."""

    code = "case_answer_character"
    message = gettext_noop("No font of this installation can draw {characters}, so no certificate could state it.")
    mend = gettext_noop("Ask the operator to add a font that has the character, then submit again; nothing is lost.")


class AnswersRefused(Refusal):
    """Some answers cannot be taken; ``problems`` has each field with its own refusal."""

    code = "case_answers"
    message = gettext_noop("Answers that cannot be taken: {names}.")
    mend = gettext_noop("Correct them; everything else that was given is kept.")

    def __init__(self, problems: Sequence[tuple[str, Refusal]]) -> None:
        self.problems = tuple(problems)
        super().__init__(problems[0][0], names=", ".join(name for name, _ in problems))

    def remedy(self, translate: Callable[[str], str]) -> str:
        """What is wrong with each answer."""
        told = [f"{name}: {problem.sentence(translate)}" for name, problem in self.problems]
        return " ".join([translate(self.mend), *told])
