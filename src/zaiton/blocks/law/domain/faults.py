"""Why a pack or a parameter is not accepted: one refusal for each rule, naming file, field, reason and mend."""

from zaiton.base.refusals import Refusal
from zaiton.base.text import gettext_noop


class PackFault(Refusal):
    """Base of every reason to leave a pack out."""

    code = "pack_fault"


class UnreadableFile(PackFault):
    """A file of the pack cannot be read as what it should be."""

    code = "unreadable_file"
    message = gettext_noop("{file} cannot be read: {why}.")
    mend = gettext_noop("Write it as UTF-8 text in the form the how-to on packs describes.")


class MissingField(PackFault):
    """A field that every pack must give is absent."""

    code = "missing_field"
    message = gettext_noop("{file} does not give the field {name}.")
    mend = gettext_noop("Add {name} to {file}.")


class NotText(PackFault):
    """A field that must be a text is something else, or empty."""

    code = "not_text"
    message = gettext_noop("In {file} the field {name} must be a text; it is {given}.")
    mend = gettext_noop('Write it in quotation marks: {name} = "…".')


class NotBilingual(PackFault):
    """A field that people read lacks one of the two languages."""

    code = "not_bilingual"
    message = gettext_noop("In {file} the field {name} must give a Chinese and an English text; it is {given}.")
    mend = gettext_noop('Write {name} = {{ zh = "…", en = "…" }}.')


class NotADay(PackFault):
    """A date is not a date."""

    code = "not_a_day"
    message = gettext_noop("In {file} the field {name} must be a day; it is {given}.")
    mend = gettext_noop("Write it like {name} = 2026-01-01, without quotation marks.")


class NotANumber(PackFault):
    """A count is not a whole number."""

    code = "not_a_number"
    message = gettext_noop("In {file} the field {name} must be a whole number; it is {given}.")
    mend = gettext_noop("Write it like {name} = 2022.")


class UnknownStatus(PackFault):
    """The status is none of the five."""

    code = "unknown_status"
    message = gettext_noop("In {file} the status is {given}; it must be one of {known}.")
    mend = gettext_noop("Say how far the figures can be trusted with one of these words.")


class BadName(PackFault):
    """The name of a service, kind or table has characters that a folder or an address should not have."""

    code = "bad_name"
    message = gettext_noop("In {file} the field {name} is {given}; it may hold small letters, digits and hyphens only.")
    mend = gettext_noop("Write it like cn-kr.")


class UnknownService(PackFault):
    """The pack is meant for a service that is not installed."""

    code = "unknown_service"
    message = gettext_noop("In {file} the service is {given}, which is not installed.")
    mend = gettext_noop("Name one of these services: {known}.")


class PeriodReversed(PackFault):
    """The pack ends before it begins."""

    code = "period_reversed"
    message = gettext_noop("{file} is in force from {first} until {until}: it ends before it begins.")
    mend = gettext_noop(
        "in_force_until is the first day on which the figures no longer hold; it must lie after in_force_from."
    )


class NoRows(PackFault):
    """The pack has no table of rows, or two of them."""

    code = "no_rows"
    message = gettext_noop("{file} has {found} of the files rows.csv and rows.parquet; it must have exactly one.")
    mend = gettext_noop("Keep rows.csv, or rows.parquet above one megabyte.")


class BadHeader(PackFault):
    """The header row of a table is empty or names a column twice."""

    code = "bad_header"
    message = gettext_noop("The first line of {file} must name each column once; it is {given}.")
    mend = gettext_noop("Name the columns in the first line, separated by commas.")


class RaggedRow(PackFault):
    """A row has more or fewer cells than the header."""

    code = "ragged_row"
    message = gettext_noop("Line {line} of {file} has {found} cells; the first line names {expected} columns.")
    mend = gettext_noop("Give every column a cell; put a text that holds a comma in quotation marks.")


class MissingColumn(PackFault):
    """A table lacks a column it must have."""

    code = "missing_column"
    message = gettext_noop("{file} has no column {name}.")
    mend = gettext_noop("Its columns are {known}.")


class UnknownCondition(PackFault):
    """A row stands under a condition that questions.csv does not describe."""

    code = "unknown_condition"
    message = gettext_noop(
        "Line {line} of {file} stands under the condition {when}, which questions.csv does not describe."
    )
    mend = gettext_noop("Add a row for {when} with its question and answer in both languages to questions.csv.")


class ChecksumMismatch(PackFault):
    """The figures are not those the description was sealed with."""

    code = "checksum_mismatch"
    message = gettext_noop("The figures in {file} have the checksum {found}, but SOURCE.toml was sealed with {given}.")
    mend = gettext_noop("If the change is meant, publish it as a new version or run: zaiton data seal {file}")


class BadParameter(PackFault):
    """A parameter's history cannot be used."""

    code = "bad_parameter"
    message = gettext_noop("In {file} the history of {name} cannot be used: {why}.")
    mend = gettext_noop("Each value needs from, value, document and status; the days must rise.")


class UnknownParameter(PackFault):
    """No module ships a parameter of this name."""

    code = "unknown_parameter"
    status = 404
    message = gettext_noop("There is no parameter {name}.")


class ParameterNotInForce(PackFault):
    """The history has no value for the day."""

    code = "parameter_not_in_force"
    message = gettext_noop("The parameter {name} has no value on {day}; its history begins on {first}.")
    mend = gettext_noop("Add the value of that day with its document to the history.")


class UnknownPack(PackFault):
    """No pack of this name is here."""

    code = "unknown_pack"
    status = 404
    message = gettext_noop("There is no data pack {name}.")
    mend = gettext_noop("`zaiton data list` shows every pack.")
