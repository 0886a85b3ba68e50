"""Why a version of a case type is not found, not put in force, or not ended."""

from zaiton.base.refusals import NotFound
from zaiton.base.text import gettext_noop
from zaiton.blocks.cases.domain.faults import CaseTypeFault


class NoSuchCaseType(NotFound):
    """There is no such case type, or none on the day."""

    code = "no_such_case_type"
    message = gettext_noop("There is no matter “{name}” that could be applied for on {day}.")
    mend = gettext_noop("The catalogue shows every matter with the day from which it can be applied for.")


class NoSuchVersion(NotFound):
    """No version of a case type has the digest."""

    code = "no_such_case_type_version"
    message = gettext_noop("There is no version {sha256} of a case type here.")
    mend = gettext_noop("`zaiton cases list` shows every version with its digest.")


class VersionAltered(CaseTypeFault):
    """The stored document is not what its digest says."""

    code = "case_type_altered"
    status = 409
    message = gettext_noop("The stored version {sha256} has the digest {found}: it was altered.")
    mend = gettext_noop("Bring the row back from a backup; the evidence log says when it was published.")


class SecondPerson(CaseTypeFault):
    """Who drafts does not publish."""

    code = "case_type_second_person"
    status = 403
    message = gettext_noop("You drafted this version yourself; another person publishes it.")
    mend = gettext_noop("Ask a colleague to read it and to publish it.")


class PublishingReason(CaseTypeFault):
    """An operator alone, and whoever ends a case type, says why."""

    code = "case_type_reason"
    message = gettext_noop("The reason is not given.")
    mend = gettext_noop("Say in a sentence why; it is kept with the version and in the evidence log.")


class VersionEnded(CaseTypeFault):
    """A version that was taken back is not published again."""

    code = "case_type_ended"
    status = 409
    message = gettext_noop("The version {sha256} was taken back and cannot be published again.")
    mend = gettext_noop("Write a new version; its first day alone makes it another one.")


class EndsInThePast(CaseTypeFault):
    """A case type ends from today at the earliest."""

    code = "case_type_past"
    message = gettext_noop("{day} has passed; a case type ends today at the earliest.")
    mend = gettext_noop("Choose today or a later day.")


class PrefixTaken(CaseTypeFault):
    """Two case types would number their cases alike."""

    code = "case_type_prefix_taken"
    status = 409
    message = gettext_noop("The cases of {name} are numbered with {prefix} already.")
    mend = gettext_noop("Choose another prefix.")


class NotAnOperator(CaseTypeFault):
    """Case types are put in force by officers and administrators."""

    code = "case_type_not_an_officer"
    status = 403
    message = gettext_noop("“{email}” is not the address of an officer or administrator.")
    mend = gettext_noop("Name people who hold one of these roles, or give a --reason as the operator of the machine.")
