"""Why reconciliation refuses: statements that lie, rules that cannot decide, breaks that are somebody else's to settle."""

from zaiton.base.refusals import NotFound, Refusal
from zaiton.base.text import gettext_noop


class RulesUnfit(Refusal):
    """Rules that could leave a line undecided are not used."""

    code = "money_rules_unfit"
    message = gettext_noop("The rules of reconciliation cannot be used: {why}.")
    mend = gettext_noop("Mend the file matching.toml, or remove it to use the rules that come with the programme.")


class StatementChanged(Refusal):
    """A number names one statement for ever."""

    code = "money_statement_changed"
    status = 409
    message = gettext_noop("The statement {number} of {source} was taken before with another content.")
    mend = gettext_noop("Ask the counterpart for a statement with a new number.")


class ReconcilingNow(Refusal):
    """Two runs at once would undo each other's findings."""

    code = "money_reconciling"
    status = 409
    message = gettext_noop("Another reconciliation is under way.")
    mend = gettext_noop("Wait until it has ended.")


class DayNotOver(Refusal):
    """A day is reconciled when it is over."""

    code = "money_day_not_over"
    status = 409
    message = gettext_noop("{day} is not over yet.")
    mend = gettext_noop("Reconcile it from the next day on.")


class BreakUnknown(NotFound):
    """Breaks are for the officers of money."""

    code = "money_break_unknown"
    message = gettext_noop("There is no break {break_id}.")
    mend = gettext_noop("Look it up in the list of breaks.")


class BreakStep(Refusal):
    """A break goes from open to proposed to resolved; what is settled stays so."""

    code = "money_break_state"
    status = 409
    message = gettext_noop("The break {break_id} is {state}; this cannot be done with it.")
    mend = gettext_noop("Open the break again to see how it stands now.")


class SamePerson(Refusal):
    """A difference is settled by two people."""

    code = "money_same_person"
    status = 403
    message = gettext_noop("You proposed this resolution; another officer decides on it.")
    mend = gettext_noop("Ask another officer of money.")


class ResolutionUnfit(Refusal):
    """A resolution is an entry or an explanation, in words."""

    code = "money_resolution_unfit"
    message = gettext_noop("A resolution needs its reason in words, and either an entry or an explanation.")
    mend = gettext_noop(
        "Say in at most {most} characters what happened; add the lines of the entry where one is to be booked."
    )


class OwnerUnfit(Refusal):
    """A break belongs to a role or a person."""

    code = "money_owner_unfit"
    message = gettext_noop("“{owner}” cannot look after a break.")
    mend = gettext_noop("Name a role, or a person who is an officer of money.")
