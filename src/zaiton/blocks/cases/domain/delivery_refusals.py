"""What is refused around the delivery of what came of a case."""

from zaiton.base.refusals import Refusal
from zaiton.base.text import gettext_noop


class NothingToDeliver(Refusal):
    """Nothing was or can be issued in this case."""

    code = "nothing_to_deliver"
    status = 409
    message = gettext_noop("In this case there are no papers to be delivered.")


class NotAllDecided(Refusal):
    """One delivery carries everything, so it waits for the last decision."""

    code = "not_all_decided"
    status = 409
    message = gettext_noop("Papers are packed once, when everything in the case is decided; nobody is to come twice.")
    mend = gettext_noop("What is issued already can be downloaded meanwhile.")
