"""What is refused of papers beside what they are: one content under two names."""

from zaiton.base.refusals import Refusal
from zaiton.base.text import gettext_noop


class SamePaperTwice(Refusal):
    """The same content was given for two different papers of one application."""

    code = "same_paper_twice"
    message = gettext_noop("“{name}” is the very file that stands for “{other}” already.")
    mend = gettext_noop("Choose the right file for each of the two papers.")
