"""Why a decision table, its facts, a receipt or a DMN file is not accepted: place, what is wrong, why, how to mend it.

``place`` reads like a path, ``fees.yaml: rows.r3.when.amount``: the file, the row and the cell.
"""

from zaiton.base.refusals import NotFound, Refusal
from zaiton.base.text import gettext_noop


class RuleFault(Refusal):
    """Base of every refusal that decision tables know."""

    code = "rule_fault"


class UnreadableTable(RuleFault):
    """A file is not what it should be, down to the letters."""

    code = "rule_unreadable"
    message = gettext_noop("{file} cannot be read: {why}.")
    mend = gettext_noop("Write it as UTF-8 text, without anchors and with each name once in its mapping.")


class WrongShape(RuleFault):
    """A mapping, a list or a text stands where something else is needed."""

    code = "rule_wrong_shape"
    message = gettext_noop("{place} is not written in the form it needs; it is {given}.")
    mend = gettext_noop("Write it as the explanation of decision tables shows.")


class MissingEntry(RuleFault):
    """Something that every table, input, output or row gives is absent."""

    code = "rule_missing_entry"
    message = gettext_noop("{place} does not give {name}.")
    mend = gettext_noop("Add {name}.")


class UnknownEntry(RuleFault):
    """Nothing in a table is ignored in silence."""

    code = "rule_unknown_entry"
    message = gettext_noop("{place} gives {name}, which means nothing there.")
    mend = gettext_noop("Known there: {known}.")


class UnknownWord(RuleFault):
    """A word is none of those that can stand in its place."""

    code = "rule_unknown_word"
    message = gettext_noop("{place} is {given}; it must be one of {known}.")
    mend = gettext_noop("Choose one of the words named.")


class BadRuleName(RuleFault):
    """A name has characters that a formula or an address should not have."""

    code = "rule_bad_name"
    message = gettext_noop("{place} is {given}, which cannot be a name.")
    mend = gettext_noop(
        "Use small letters, digits, hyphens (table, row) or underscores (input, output), a letter first."
    )


class RepeatedName(RuleFault):
    """Two things of one table have the same name."""

    code = "rule_repeated_name"
    message = gettext_noop("{place} is {given}, a name used before in this table.")
    mend = gettext_noop("Give each row, each column and each value a name of its own.")


class BadValue(RuleFault):
    """A literal is not of the type of its column."""

    code = "rule_bad_value"
    message = gettext_noop("{place}: {given} is not a value of the type {type}.")
    mend = gettext_noop(
        "Write true or false, a day like 2026-01-01, a number in plain digits (at most 24 before and 12 after the point), "
        "or a word between quotation marks."
    )


class TooPrecise(RuleFault):
    """A number has more places than its column."""

    code = "rule_too_precise"
    message = gettext_noop("{place}: {given} has more than {places} decimal places.")
    mend = gettext_noop("Round it as the law says, or give the column more places.")


class OutsideRange(RuleFault):
    """A value lies outside what the input can be."""

    code = "rule_outside_range"
    message = gettext_noop("{place}: {given} lies outside {range}.")
    mend = gettext_noop("Correct the value, or widen the range of the input.")


class BadCell(RuleFault):
    """A condition is not one."""

    code = "rule_bad_cell"
    message = gettext_noop("{place}: {given} is not a condition on a column of the type {type}.")
    mend = gettext_noop(
        'Write a value, a list "a, b", a range "[1..5)", a comparison ">= 5" (numbers and days), not(…), or "-" for any.'
    )


class NeverHolds(RuleFault):
    """A condition holds for no value at all."""

    code = "rule_never_holds"
    message = gettext_noop("{place}: {given} holds for no value that the input can have.")
    mend = gettext_noop("Correct the bounds, or take the row out.")


class DaysReversed(RuleFault):
    """Something ends before it begins, or lies outside the table's days."""

    code = "rule_days_reversed"
    message = gettext_noop(
        "{place} is in force from {first} until {until}, which is empty or outside the table's days."
    )
    mend = gettext_noop("in_force_until is the first day on which it no longer holds; a row lies within its table.")


class RowsOverlap(RuleFault):
    """Two rows hold at once where only one may."""

    code = "rule_rows_overlap"
    message = gettext_noop("{place}: the rows {first} and {second} both hold for {facts}.")
    mend = gettext_noop("Narrow one of them, or state another hit policy: first, any or collect.")


class RowsDisagree(RuleFault):
    """Two rows that hold at once say different things, where they must agree."""

    code = "rule_rows_disagree"
    message = gettext_noop("{place}: the rows {first} and {second} hold for {facts} and say different things.")
    mend = gettext_noop("Under the hit policy any, rows that hold together must give the same outputs.")


class GapFound(RuleFault):
    """No row holds where one must."""

    code = "rule_gap"
    message = gettext_noop("{place}: no row holds for {facts}.")
    mend = gettext_noop("Add a row for these facts, or write gaps: allowed where the law is silent.")


class TooEntangled(RuleFault):
    """The conditions are so interwoven that completeness cannot be checked in reasonable time."""

    code = "rule_too_entangled"
    message = gettext_noop("{place}: the conditions are too many to be checked for gaps ({limit} steps).")
    mend = gettext_noop("Split the table in two, or write gaps: allowed.")


class TooManyRows(RuleFault):
    """A table is larger than can be checked and read by people."""

    code = "rule_too_many"
    message = gettext_noop("{place} has {given} entries; at most {limit} are taken.")
    mend = gettext_noop("Split the table; figures in bulk belong into a data pack.")


class UnknownFact(RuleFault):
    """Facts name something the table does not ask."""

    code = "rule_unknown_fact"
    message = gettext_noop("The table {table} asks for no {name}.")
    mend = gettext_noop("Known there: {known}.")


class BadFacts(RuleFault):
    """The facts, or the outcome wanted, are not a JSON object."""

    code = "rule_bad_facts"
    message = gettext_noop("{file} does not hold a JSON object of names and values.")
    mend = gettext_noop(
        'Write it like {{"amount": "120.50", "first_time": true}}; null or nothing for what is not known.'
    )


class CannotWrite(RuleFault):
    """A result cannot be written where it was asked for."""

    code = "rule_cannot_write"
    message = gettext_noop("{file} cannot be written: {why}.")
    mend = gettext_noop("Name a file in a folder that exists and may be written.")


class TableNotInForce(RuleFault):
    """The table says nothing about the day."""

    code = "rule_table_not_in_force"
    status = 404
    message = gettext_noop("The table {table} is not in force on {day}; it holds from {first} until {until}.")
    mend = gettext_noop("Ask for a day on which it holds, or take the table of that time.")


class TableNotKept(NotFound):
    """The table of a receipt is not in the store."""

    code = "rule_table_not_kept"
    message = gettext_noop("No table with the digest {sha256} is kept here.")
    mend = gettext_noop("Name the file of the table with --table; it is used only if its digest is the same.")


class TableAltered(RuleFault):
    """The table found is not the one of the receipt."""

    code = "rule_table_altered"
    message = gettext_noop("The table found has the digest {found}, the receipt was made with {sha256}.")
    mend = gettext_noop("Bring the table as it was; a changed table gives a new receipt, not the old one.")


class BadReceipt(RuleFault):
    """What should be a receipt is none."""

    code = "rule_bad_receipt"
    message = gettext_noop("{file} is not a receipt of a decision table in the form {format}.")
    mend = gettext_noop("Give the file as it was written by zaiton law rules evaluate --receipt.")


class ReceiptDiffers(RuleFault):
    """Recomputing does not give the receipt: it was altered."""

    code = "rule_receipt_differs"
    message = gettext_noop("Recomputed, the receipt differs at {name}: it says {given}, the table gives {found}.")
    mend = gettext_noop("The receipt was altered after it was made; look for the original.")


class UnknownDmn(RuleFault):
    """A DMN file holds a construct outside the subset that is understood."""

    code = "rule_dmn_unknown"
    message = gettext_noop("{place}: {given} is outside the part of DMN 1.3 that is understood here.")
    mend = gettext_noop(
        "One decision with one decision table; hit policy UNIQUE, FIRST, ANY or COLLECT without aggregation; conditions of "
        "literals, lists, ranges, comparisons and not()."
    )


class DmnSourceMissing(RuleFault):
    """A DMN file made elsewhere does not say which article it carries out, nor since when."""

    code = "rule_dmn_source_missing"
    message = gettext_noop("{place} does not say which article it carries out and from which day.")
    mend = gettext_noop("Give both with --article and --in-force-from.")
