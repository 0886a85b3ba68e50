"""Why the file of a case type is not accepted: place, what is wrong, how to mend it.

``place`` reads like a path, ``case.yaml: items.safety.limit.days``: the file, the part of it and the entry.
"""

from collections.abc import Callable

from zaiton.base.refusals import Refusal
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


class TableMayBeSilent(CaseTypeFault):
    """Whether an item or paper applies must be decided for all facts."""

    code = "case_type_table_gaps"
    message = gettext_noop("{file}: the table may leave a gap (gaps: allowed), but {place} turns on its answer.")
    mend = gettext_noop("Write gaps: refused, and a row for every answer the form can give.")


class TableAnswersTwice(CaseTypeFault):
    """A condition needs one answer."""

    code = "case_type_table_collect"
    message = gettext_noop("{file}: the table collects several answers, but a condition needs one.")
    mend = gettext_noop("Take the hit policy unique, first or any.")


class TableNotThatLong(CaseTypeFault):
    """A table must hold as long as the case type does."""

    code = "case_type_table_days"
    message = gettext_noop("{file}: the table holds from {first} until {until}, the case type from {begin} on.")
    mend = gettext_noop("Give the table the same first day and no last one; dated rows say what changes when.")


class InputNotAFact(CaseTypeFault):
    """A table asks for something the form does not."""

    code = "case_type_input_unknown"
    message = gettext_noop("{file}: inputs.{name} is no fact of the case; there is: {known}.")
    mend = gettext_noop("Name the input as the fact is named, or add the fact.")


class InputOfOtherType(CaseTypeFault):
    """An input and its fact are of different types."""

    code = "case_type_input_type"
    message = gettext_noop("{file}: inputs.{name} is a {given}, the fact of that name a {type}.")
    mend = gettext_noop("Give both the same type.")


class InputOfOtherValues(CaseTypeFault):
    """A choice offers other values than the table knows."""

    code = "case_type_input_values"
    message = gettext_noop("{file}: inputs.{name} knows the values {given}, the fact has {known}.")
    mend = gettext_noop("Give both the same values.")


class InputTooNarrow(CaseTypeFault):
    """The form lets people give what the table does not take."""

    code = "case_type_input_narrow"
    message = gettext_noop("{file}: inputs.{name} takes {given}, the fact can be {known}.")
    mend = gettext_noop("Narrow the fact, or widen the input.")


class InputMayBeUnknown(CaseTypeFault):
    """A fact that need not be given decides what applies."""

    code = "case_type_input_optional"
    message = gettext_noop("{file}: {name} need not be given, but {place} turns on it.")
    mend = gettext_noop("Make the fact required, or take the input out of the table.")


class NeverReached(CaseTypeFault):
    """No facts lead to an item: its conditions and those before it exclude one another."""

    code = "case_type_unreachable"
    message = gettext_noop("{place} is never reached: what it needs excludes one another ({conditions}).")
    mend = gettext_noop("Correct one of the conditions, or what is skipped with what.")


class RoleReserved(CaseTypeFault):
    """A role has a name with a meaning of its own."""

    code = "case_type_role_reserved"
    message = gettext_noop("{place}: “{given}” means those who supervise; no step can be theirs.")
    mend = gettext_noop("Name the role otherwise.")


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


class TypeEntryRefused(CaseTypeFault):
    """The law block does not take a term or a range; its own words say why."""

    code = "case_type_entry_refused"
    message = gettext_noop("{place} cannot be taken: {why}")
    mend = gettext_noop("Correct the entry.")

    def __init__(self, place: str, cause: Refusal) -> None:
        self.cause = cause
        super().__init__(place, place=place, why=cause.sentence(str))

    def sentence(self, translate: Callable[[str], str]) -> str:
        """The place, and the law block's sentence in the same language."""
        return translate(self.message).format(place=self.data["place"], why=self.cause.sentence(translate))


class TypeTooLarge(CaseTypeFault):
    """More than people and desks can hold."""

    code = "case_type_too_large"
    message = gettext_noop("{place} has {given} entries; at most {most} are taken.")
    mend = gettext_noop("Make two case types of it.")


class GoldenFails(CaseTypeFault):
    """The case type does not do what its golden file says."""

    code = "case_type_golden"
    message = gettext_noop("golden.yaml: {failed} of {cases} cases come out otherwise: {names}.")
    mend = gettext_noop(
        "`zaiton cases check FOLDER` shows what was expected and what was found; correct the one that is wrong."
    )


class GoldenMissing(CaseTypeFault):
    """No case type without its golden cases."""

    code = "case_type_golden_missing"
    message = gettext_noop("golden.yaml holds no case.")
    mend = gettext_noop("Write at least one: facts, and what applies to them.")


class AgreementUnclear(CaseTypeFault):
    """What facts must agree on is either an order of them or the answer of a table."""

    code = "case_type_agreement"
    message = gettext_noop("{place} says neither clearly an order of facts nor clearly the answer of a table.")
    mend = gettext_noop("Write order: [first, second] with two facts or more, or table, output and is; not both.")


class CertificateUnclear(CaseTypeFault):
    """Only an item that gives something out can give out a certificate, or be given out by itself."""

    code = "case_type_certificate"
    message = gettext_noop("{place} needs an output: what the item gives out.")
    mend = gettext_noop("Say under output what it is called, or leave certificate and automatic out.")


class FactOfOtherKind(CaseTypeFault):
    """A fact is used for what its type cannot say."""

    code = "case_type_fact_kind"
    message = gettext_noop("{place} uses the fact {given}, which is not of the type it needs: {known}.")
    mend = gettext_noop("Name a fact of such a type; an order compares days with days and numbers with numbers.")
