"""Why a clock is not counted: one refusal for each reason, with the article where the law gives it."""

from zaiton.base.refusals import Refusal
from zaiton.base.text import gettext_noop


class ClockRefusal(Refusal):
    """Base of every reason not to count a term."""

    code = "clock_refused"


class NotATerm(ClockRefusal):
    """A term's number is not a whole number that a term can have."""

    code = "term_number"
    message = gettext_noop("A term needs a whole number from 1 to {most}; this one has {given}.")
    mend = gettext_noop("Give the number that the article names.")


class UnknownUnit(ClockRefusal):
    """A term counts something that no term counts."""

    code = "term_unit"
    message = gettext_noop("A term cannot count {given}.")
    mend = gettext_noop("Known units: {known}.")


class HoursDoNotRoll(ClockRefusal):
    """A term in hours ends at its hour."""

    code = "hours_do_not_roll"
    message = gettext_noop("A term in hours ends at its hour and does not roll over days off.")
    mend = gettext_noop("Leave the rolling out, or count the term in days.")


class HoursDoNotPause(ClockRefusal):
    """A term in hours has no pauses and no extensions here."""

    code = "hours_do_not_pause"
    message = gettext_noop("A term in hours is counted without pauses and extensions, which are given in days.")
    mend = gettext_noop("Leave them out, or count the term in days.")


class WrongStart(ClockRefusal):
    """A term in days starts on a day, a term in hours at a moment."""

    code = "wrong_start"
    message = gettext_noop("A term in {unit} cannot start with {given}.")
    mend = gettext_noop("Give a day for days and months (2026-09-21), a day and hour for hours (2026-09-21T09:30).")


class BadPause(ClockRefusal):
    """A pause lacks its ground or its approver, or ends before it begins."""

    code = "bad_pause"
    message = gettext_noop(
        "The pause from {first} to {last} needs a ground, an approver, and an end not before its beginning."
    )
    mend = gettext_noop("Write it as FROM:TO:GROUND:APPROVER, with TO blank where no time was told in writing.")


class BadExtension(ClockRefusal):
    """An extension lacks its ground or its approver, or its number is none."""

    code = "bad_extension"
    message = gettext_noop("The extension of {on} needs a ground, an approver, and a whole number of at least 1.")
    mend = gettext_noop("Write it as ON:NUMBER:GROUND:APPROVER, ON being the day on which it was approved.")


class ExtensionNotAllowed(ClockRefusal):
    """The article allows no extension, or a shorter one."""

    code = "extension_not_allowed"
    message = gettext_noop("The extensions add {given}; the article of this term allows {allowed}.")
    mend = gettext_noop("Check the article, or decide within the term.")


class NoCalendar(ClockRefusal):
    """Days off of a time before the first calendar on file are asked for: nothing can be said, not even provisionally."""

    code = "no_calendar"
    status = 404
    message = gettext_noop("{day} lies before the first calendar on file, which begins on {first}.")
    mend = gettext_noop("Add the calendar of that year as a pack of the kind calendar; the how-to on clocks shows one.")


class ClockTooLong(ClockRefusal):
    """The term runs past the last day that is counted at all."""

    code = "clock_too_long"
    message = gettext_noop("The term runs past {last}, the last day that is counted.")
    mend = gettext_noop("Check its number and its pauses.")
