"""What cases refuse to applicants and officers, one class a rule."""

from collections.abc import Callable

from zaiton.base.refusals import NotFound, Refusal
from zaiton.base.text import gettext_noop


class NoSuchCase(NotFound):
    """There is no such case for this person."""

    code = "no_such_case"
    message = gettext_noop("There is no case under this address for you.")
    mend = gettext_noop("It may belong to a company you do not act for, or to an office whose work you do not do.")


class NoSuchStep(NotFound):
    """The case has no such step."""

    code = "no_such_step"
    message = gettext_noop("This case has no step “{step}”.")
    mend = gettext_noop("Choose one of the steps on the case's page.")


class Stale(Refusal):
    """Somebody else was faster."""

    code = "case_moved_on"
    status = 409
    message = gettext_noop("The case has moved on since this page was made; nothing was changed.")
    mend = gettext_noop("Look at the case again, and decide on what it says now.")


class StepNotOpen(Refusal):
    """The step is not in a state that allows the act."""

    code = "step_not_open"
    status = 409
    message = gettext_noop("“{step}” is {state}, so this cannot be done now; nothing was changed.")
    mend = gettext_noop("Look at the case again: it says who has the step and what it waits for.")


class ClaimedByAnother(Refusal):
    """Another officer has the step."""

    code = "step_claimed_by_another"
    status = 409
    message = gettext_noop("Another officer has taken “{step}”.")
    mend = gettext_noop("Ask that officer to give it back, or a supervisor to pass it on.")


class NoAuthority(Refusal):
    """The officer does not hold the role on the day of the act."""

    code = "no_authority"
    status = 403
    message = gettext_noop("Your authority as “{role}” does not hold on {day}, so nothing was decided.")
    mend = gettext_noop("A supervisor passes the step on, or an administrator enters your authority anew.")
    article = "行政许可法（2019年修正）第二十二条"


class OtherWithoutAuthority(NoAuthority):
    """The officer to whom a step should be passed does not hold its role on that day."""

    code = "other_without_authority"
    status = 422
    message = gettext_noop(
        "The officer chosen does not hold the role “{role}” on {day}, so the step stays where it is."
    )
    mend = gettext_noop("Choose another officer who holds the role, or have an administrator enter the authority.")


class Recused(Refusal):
    """The officer takes no part in this case."""

    code = "recused"
    status = 403
    message = gettext_noop("You take no part in this case: {reason}")
    mend = gettext_noop("A supervisor passes the step to another officer.")
    article = "公务员法（2018年修订）第七十六条"


class OwnCase(Refusal):
    """The officer is the applicant or acts for them."""

    code = "own_case"
    status = 403
    message = gettext_noop(
        "This is your own application, or that of an organisation you act for; you cannot decide it."
    )
    mend = gettext_noop("Leave it to another officer.")
    article = "公务员法（2018年修订）第七十六条"


class ReasonMissing(Refusal):
    """A decision against the applicant, or against the table, must say why."""

    code = "reason_missing"
    message = gettext_noop("The reason is missing.")
    mend = gettext_noop("Write the reason: the applicant reads it, and it is the ground of an appeal.")
    article = "行政许可法（2019年修正）第三十八条"


class DefinitionChanged(Refusal):
    """Another version of the form is in force."""

    code = "definition_changed"
    status = 409
    message = gettext_noop("The form was changed on {day}, after this application was begun; nothing was submitted.")
    mend = gettext_noop("Look through the form once more: what was typed is still there. Then submit it.")


class MaterialsMissing(Refusal):
    """Papers that are needed were not handed in; all are named at once."""

    code = "materials_missing"
    message = gettext_noop("Papers that are still missing: {materials}.")
    mend = gettext_noop("Add them to the application; nothing that is there is lost.")
    article = "行政许可法（2019年修正）第三十二条"


class FactsMissing(Refusal):
    """What items there are cannot be said without these facts."""

    code = "case_facts_missing"
    message = gettext_noop("What has to be decided turns on facts that are missing: {facts}.")
    mend = gettext_noop("Give them in the form.")


class NothingApplies(Refusal):
    """No item applies to these facts."""

    code = "nothing_applies"
    message = gettext_noop("With these facts nothing has to be applied for, so no case was opened.")
    mend = gettext_noop("Check the facts; the page of the matter says on which of them it turns.")


class AskedAlready(Refusal):
    """A correction is asked for once and completely."""

    code = "correction_asked_already"
    status = 409
    message = gettext_noop("A correction was asked for in this step already; it can be asked for only once.")
    mend = gettext_noop("Decide on what there is.")
    article = "行政许可法（2019年修正）第三十二条"


class NothingAsked(Refusal):
    """A request for correction that names nothing."""

    code = "nothing_asked"
    message = gettext_noop("The request names no fact and no paper that this case has.")
    mend = gettext_noop("Tick everything that must be corrected, all at once, and say what is wrong with it.")


class NoCorrectionOpen(Refusal):
    """Nothing is to be corrected."""

    code = "no_correction_open"
    status = 409
    message = gettext_noop("No correction is asked for in this case.")
    mend = gettext_noop("Facts are changed only when an officer asks for it; otherwise withdraw and apply anew.")


class NotAsked(Refusal):
    """Only what was asked for can be corrected."""

    code = "correction_not_asked"
    message = gettext_noop("“{name}” was not asked for.")
    mend = gettext_noop("Correct what the request names; it is marked in the form.")


class StillWrong(Refusal):
    """Everything asked for must be answered at once."""

    code = "correction_incomplete"
    message = gettext_noop("Not everything asked for was corrected; missing: {names}.")
    mend = gettext_noop("Give all of it at once, or withdraw the application.")


class AlreadyIssued(Refusal):
    """What rests on the fact was issued."""

    code = "already_issued"
    status = 409
    message = gettext_noop("“{step}” was issued on what would change, so the correction cannot be taken.")
    mend = gettext_noop("Apply for a change of what was issued.")


class CaseClosed(Refusal):
    """The case is over."""

    code = "case_closed"
    status = 409
    message = gettext_noop("The case is closed.")
    mend = gettext_noop("Apply anew, or appeal as the decision says.")


class PauseTooShort(Refusal):
    """A pause must end after today."""

    code = "pause_ended"
    message = gettext_noop("The pause would end on {day}, before it begins.")
    mend = gettext_noop("Give the last day of the time that was told to the applicant in writing, today or later.")
    article = "行政许可法（2019年修正）第四十五条"


class GroundNotInLaw(Refusal):
    """The limit does not let this ground stop the clock."""

    code = "pause_ground"
    message = gettext_noop("“{ground}” is no ground on which this limit lets the clock stop; it lets: {known}.")
    mend = gettext_noop("Choose one of these grounds, or go on: the clock keeps running.")
    article = "行政许可法（2019年修正）第四十五条"


class ExtensionTooLong(Refusal):
    """The article lets the term be extended only so far."""

    code = "extension_too_long"
    message = gettext_noop("The term can be extended by {allowed} at most; {given} were asked for, {used} are used.")
    mend = gettext_noop("Ask for less, or decide in time.")
    article = "行政许可法（2019年修正）第四十二条"


class BadGrade(Refusal):
    """Ratings have five grades."""

    code = "bad_grade"
    message = gettext_noop("The grade must be one of 1, 2, 3, 4 and 5.")
    mend = gettext_noop("Choose one of the five.")


class NotRateable(Refusal):
    """Only what was decided is rated, once."""

    code = "not_rateable"
    status = 409
    message = gettext_noop("This item was not decided yet, or was rated before.")
    mend = gettext_noop("Each item is rated once, after it was decided.")


class NotADay(Refusal):
    """Days in a wrong order or form."""

    code = "case_days"
    message = gettext_noop("The last day must come after the first.")
    mend = gettext_noop("Write days like 2026-01-15.")


class NotAnOfficer(Refusal):
    """Only officers hold roles."""

    code = "not_an_officer"
    message = gettext_noop("“{email}” is not the address of an officer.")
    mend = gettext_noop("An administrator makes the person an officer first.")


class UnknownRole(Refusal):
    """No case type has the role."""

    code = "unknown_case_role"
    message = gettext_noop("“{role}” is no role of “{type}”.")
    mend = gettext_noop("The page of the case type names its roles.")


class FileRefused(Refusal):
    """A file that is not one of the kinds taken."""

    code = "file_refused"
    message = gettext_noop("“{name}” cannot be taken: {why}")
    mend = gettext_noop("Take a PDF, PNG or JPEG file of at most {most} MB.")

    def sentence(self, translate: Callable[[str], str]) -> str:
        """What is wrong with the file; ``why`` is a sentence of its own."""
        return translate(self.message).format(**{**self.data, "why": translate(self.data["why"]).format(**self.data)})


class MigrationNotPossible(Refusal):
    """A running case cannot be moved to another version."""

    code = "migration_not_possible"
    status = 409
    message = gettext_noop("The case cannot be moved to that version: {why}")
    mend = gettext_noop("Let it end under its own version.")


class ReplayDiffers(Refusal):
    """The journal does not give the same again."""

    code = "case_replay_differs"
    message = gettext_noop("Event {seq} is not reproduced: stored {stored}, again {again}.")
    mend = gettext_noop("The journal or a stored table was altered; compare with a backup and the evidence log.")


class NoCorrections(Refusal):
    """The case type names no time for corrections."""

    code = "no_corrections"
    message = gettext_noop("This matter knows no correction: its definition names no time for one.")
    mend = gettext_noop("Decide on what there is; the reason tells the applicant what is wrong.")


class SearchTooWide(Refusal):
    """A search that would find too many cases."""

    code = "case_search_too_wide"
    message = gettext_noop("More than {most} cases begin with “{text}”.")
    mend = gettext_noop("Write more of the applicant's name, or the whole number of the case.")


class NotYourOfficers(Refusal):
    """Only administrators and supervisors of the case type manage officers."""

    code = "not_your_officers"
    status = 403
    message = gettext_noop("Officers of this matter are not yours to manage; nothing was changed.")
    mend = gettext_noop("Ask an administrator, or a supervisor of the matter; only administrators make supervisors.")


class OwnAuthority(Refusal):
    """Nobody gives authority to themselves."""

    code = "own_authority"
    status = 403
    message = gettext_noop("Nobody gives authority to themselves; nothing was changed.")
    mend = gettext_noop("Let another administrator or supervisor enter it.")


class NothingToPass(Refusal):
    """There is no step to pass on, or nobody to pass it to."""

    code = "nothing_to_pass"
    message = gettext_noop("Nothing was passed on: the officer has taken no step here, or nobody was chosen.")
    mend = gettext_noop("Choose an officer who holds the role today; the list says who has taken what.")


class BadWhatIf(Refusal):
    """A what-if without past cases, or with a change that fits nothing."""

    code = "bad_what_if"
    message = gettext_noop("There is nothing to try this on: {why}")
    mend = gettext_noop(
        "Choose a type with cases that were granted and closed; name its items and roles as its page does, with whole numbers above zero."
    )


class NoSuchDataset(Refusal):
    """A set of limits that the case type does not have."""

    code = "no_such_dataset"
    status = 404
    message = gettext_noop("This case type has no set of limits named {name}.")
    mend = gettext_noop("Choose one of: {known}.")
