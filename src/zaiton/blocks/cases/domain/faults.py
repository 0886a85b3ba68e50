"""Why the file of a case type is not accepted: place, what is wrong, how to mend it.

``place`` reads like a path, ``case.yaml: items.safety.limit.days``: the file, the part of it and the entry.
"""

from zaiton.base.refusals import NotFound, Refusal
from zaiton.base.text import gettext_noop


class CaseTypeFault(Refusal):
    """Base of every reason not to accept a case type."""

    code = "case_type_fault"


class TypeUnreadable(CaseTypeFault):
    """A file of the folder is not there, or not what it should be."""

    code = "case_type_unreadable"
    message = gettext_noop("{file} cannot be read: {why}.")
    mend = gettext_noop("A case type is a folder with case.yaml, its decision tables and golden.yaml.")


class TypeShape(CaseTypeFault):
    """A mapping, a list or a text stands where something else is needed."""

    code = "case_type_shape"
    message = gettext_noop("{place} is {given}, which is not the form it needs.")
    mend = gettext_noop("Write it as the how-to on case types shows.")


class TypeEntryMissing(CaseTypeFault):
    """Something that must be said is not."""

    code = "case_type_entry_missing"
    message = gettext_noop("{place} says nothing about {name}.")
    mend = gettext_noop("Say it there: {name}.")


class TypeEntryUnknown(CaseTypeFault):
    """Nothing in a case type is ignored in silence."""

    code = "case_type_entry_unknown"
    message = gettext_noop("{place} has an entry {name}, which is not understood there.")
    mend = gettext_noop("Understood there: {known}.")


class TypeTextMissing(CaseTypeFault):
    """A text that people read lacks one of the two languages."""

    code = "case_type_language"
    message = gettext_noop("{place} must give a text in Chinese and one in English.")
    mend = gettext_noop("Write it as {{zh: …, en: …}}.")


class TypeArticleMissing(CaseTypeFault):
    """What an organ asks or decides must rest on an article."""

    code = "case_type_article"
    message = gettext_noop("{place} names no article.")
    mend = gettext_noop("Name the Act and its article; without one nothing may be asked, decided or charged.")


class TypeWord(CaseTypeFault):
    """A word is none of those that can stand in its place."""

    code = "case_type_word"
    message = gettext_noop("{place} is “{given}”; it can only be one of {known}.")
    mend = gettext_noop("Choose one of them.")


class TypeName(CaseTypeFault):
    """A name has characters that an address or a column should not have."""

    code = "case_type_name"
    message = gettext_noop("{place}: “{given}” is no name.")
    mend = gettext_noop(
        "Small letters and digits, a letter first; hyphens in names of types, items, roles and papers, underscores in names of facts."
    )


class TypePrefix(CaseTypeFault):
    """The prefix of case numbers."""

    code = "case_type_prefix"
    message = gettext_noop("{place}: “{given}” cannot begin the numbers of cases.")
    mend = gettext_noop("Take two to six capital letters or digits, a letter first, such as QW.")


class TypeRepeated(CaseTypeFault):
    """Two things of a kind have one name."""

    code = "case_type_repeated"
    message = gettext_noop("{place}: “{given}” was used before.")
    mend = gettext_noop("Give each its own name.")


class TypeNumber(CaseTypeFault):
    """A number is not one, or out of bounds."""

    code = "case_type_number"
    message = gettext_noop("{place} is “{given}”; it must be a whole number from {least} to {most}.")
    mend = gettext_noop("Write it in plain digits.")


class TypeDay(CaseTypeFault):
    """A day is not one."""

    code = "case_type_day"
    message = gettext_noop("{place} is “{given}”, which is no day.")
    mend = gettext_noop("Write days like 2026-01-15.")


class TermUnclear(CaseTypeFault):
    """A limit does not say how many of what."""

    code = "case_type_term"
    message = gettext_noop("{place} does not say how many of what are counted.")
    mend = gettext_noop("Write days with unit: working or calendar, or hours, or months; one of the three.")


class TypeCircle(CaseTypeFault):
    """Items wait for one another."""

    code = "case_type_circle"
    message = gettext_noop("{place}: these items wait for one another in a circle: {items}.")
    mend = gettext_noop("Take out one of the prerequisites.")


class TypeUnknown(CaseTypeFault):
    """A name points at nothing."""

    code = "case_type_unknown"
    message = gettext_noop("{place}: there is no “{given}” in this case type; there is: {known}.")
    mend = gettext_noop("Correct the name, or define what it names.")


class TypeUnused(CaseTypeFault):
    """Something is defined that nothing uses."""

    code = "case_type_unused"
    message = gettext_noop("{place}: nothing in this case type uses “{given}”.")
    mend = gettext_noop("Use it or take it out: what nobody needs must not be asked.")


class NeverTrue(CaseTypeFault):
    """A condition no facts can fulfil: what stands under it cannot be reached."""

    code = "case_type_never"
    message = gettext_noop("{place}: the table {table} never gives {output} = {given}, so this is never reached.")
    mend = gettext_noop("Correct the values, or take it out with everything that waits for it.")


class FollowersUnclear(CaseTypeFault):
    """An item can be left out, others wait for it, and nobody says what then."""

    code = "case_type_followers"
    message = gettext_noop(
        "{place} can be left out by its condition, and {followers} come after it; what then is not said."
    )
    mend = gettext_noop("Write skipped: satisfied (they go on without it) or skipped: skips (they are left out too).")


class SkippedPointless(CaseTypeFault):
    """``skipped`` on an item that is never left out."""

    code = "case_type_skipped"
    message = gettext_noop("{place} says what follows when the item is left out, but it is never left out.")
    mend = gettext_noop("Take it out, or give the item a condition.")


class ReviewUnclear(CaseTypeFault):
    """Pre-review makes sense only where an issue waits for something."""

    code = "case_type_prereview"
    message = gettext_noop("{place} is reviewed before its prerequisites, but {lacking} is missing.")
    mend = gettext_noop(
        "Pre-review needs prerequisites (after) and something that is given out (output); or take it out."
    )


class IssuePointless(CaseTypeFault):
    """Time for giving out nothing."""

    code = "case_type_issue"
    message = gettext_noop("{place} sets a time for giving out, but the item gives nothing out.")
    mend = gettext_noop("Name what it gives out (output), or take the time out.")


class ExtensionUnclear(CaseTypeFault):
    """Who may extend a limit."""

    code = "case_type_extension"
    message = gettext_noop("{place} can be extended, but nobody is named who approves it; or the other way round.")
    mend = gettext_noop("Give both: extension and approver.")


class TableUnknown(CaseTypeFault):
    """A condition names a table or an output that is not there."""

    code = "case_type_table"
    message = gettext_noop("{place}: there is no {given}; there is: {known}.")
    mend = gettext_noop("A table's name is that of its file without .yaml; its outputs stand in the file.")


class TableUnused(CaseTypeFault):
    """A table no condition asks."""

    code = "case_type_table_unused"
    message = gettext_noop("{file}: no condition of this case type asks this table.")
    mend = gettext_noop("Use it, or take the file out of the folder.")


class TableNotTotal(CaseTypeFault):
    """A table does not answer for all facts the form can give."""

    code = "case_type_table_total"
    message = gettext_noop("{file}: the table does not answer for all facts: {why}.")
    mend = gettext_noop("Let the table answer, with one row each, for everything that the form can give.")


class TableFacts(CaseTypeFault):
    """An input of a table does not fit the fact of that name."""

    code = "case_type_table_facts"
    message = gettext_noop("{file}: inputs.{name} does not fit the facts of the case: {why}.")
    mend = gettext_noop("Each input is a fact of the same name, type, values and places, and takes all it can be.")


class TypeRegister(CaseTypeFault):
    """A fact or paper comes from a register that the house does not have."""

    code = "case_type_register"
    message = gettext_noop("{place}: “{given}” is no register that is kept here; there is: {known}.")
    mend = gettext_noop("Choose one of them, or ask the applicant for it.")


class OneChoice(CaseTypeFault):
    """A choice without a choice."""

    code = "case_type_choice"
    message = gettext_noop("{place} leaves no choice; it must have two values or more.")
    mend = gettext_noop("Add values, or do not ask.")


class BadTerm(CaseTypeFault):
    """The law block does not take the term or the range."""

    code = "case_type_term_refused"
    message = gettext_noop("{place} cannot be taken: {why}")
    mend = gettext_noop("Correct the entry.")


class TypeTooLarge(CaseTypeFault):
    """More than people and desks can hold."""

    code = "case_type_too_large"
    message = gettext_noop("{place} has {given} entries; at most {most} are taken.")
    mend = gettext_noop("Make two case types of it.")


class NoSuchCaseType(NotFound):
    """There is no such case type, or none on the day."""

    code = "no_such_case_type"
    message = gettext_noop("There is no matter “{name}” that could be applied for on {day}.")
    mend = gettext_noop("The catalogue shows every matter with the day from which it can be applied for.")


class NoSuchVersion(NotFound):
    """No version of a case type has the digest."""

    code = "no_such_case_type_version"
    message = gettext_noop("There is no version {sha256} of a case type here.")
    mend = gettext_noop("`zaiton cases types` lists every version with its digest.")


class VersionAltered(CaseTypeFault):
    """The stored document is not what its digest says."""

    code = "case_type_altered"
    status = 409
    message = gettext_noop("The stored version {sha256} has the digest {found}: it was altered.")
    mend = gettext_noop("Bring the row back from a backup; the evidence log says when it was published.")
