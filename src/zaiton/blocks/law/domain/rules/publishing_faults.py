"""Why a draft of a decision table is not saved, not published, or a version not withdrawn."""

from zaiton.base.refusals import NotFound
from zaiton.base.text import gettext_noop
from zaiton.blocks.law.domain.rules.faults import RuleFault


class NoRulesInForce(RuleFault):
    """Nothing published under the name holds on the day."""

    code = "rules_not_in_force"
    status = 404
    message = gettext_noop("No decision table {table} is in force on {day}.")
    mend = gettext_noop(
        "Have a table of this name published for that day; `zaiton law rules list` shows what there is."
    )


class NoSuchRules(NotFound):
    """No table, draft or version of this name is here."""

    code = "rules_unknown"
    message = gettext_noop("There is no such decision table.")
    mend = gettext_noop("Look for it in the list of decision tables.")


class DraftMoved(RuleFault):
    """Somebody else saved the draft, or it was decided, since the page was opened."""

    code = "rules_draft_moved"
    status = 409
    message = gettext_noop("This draft was changed or decided since you opened it. Nothing of yours was saved.")
    mend = gettext_noop(
        "What you typed is still below; open the draft as it stands now beside it and enter your change there."
    )


class DraftClosed(RuleFault):
    """The draft was published or closed."""

    code = "rules_draft_closed"
    status = 409
    message = gettext_noop("This draft is no longer open.")
    mend = gettext_noop("Begin another draft from the version in force.")


class TableMoved(RuleFault):
    """Something was published or withdrawn for this table since the page was opened."""

    code = "rules_table_moved"
    status = 409
    message = gettext_noop("A version of this table was published or withdrawn since you opened the page.")
    mend = gettext_noop("Look at the draft and its difference again, then decide.")


class OwnDraft(RuleFault):
    """Who wrote a draft, or a part of it, does not publish it."""

    code = "rules_own_draft"
    status = 403
    message = gettext_noop("You wrote this draft or a part of it; a second person publishes it.")
    mend = gettext_noop("Ask another officer to look at it.")


class DraftUnsound(RuleFault):
    """The table contradicts itself, leaves a gap, or never comes into force."""

    code = "rules_draft_unsound"
    status = 409
    message = gettext_noop("The table is not sound; nothing was published.")
    mend = gettext_noop("Mend what the page of the draft names.")


class TestsMissing(RuleFault):
    """A table without a test says nothing about what it should do."""

    __test__ = False
    code = "rules_tests_missing"
    status = 409
    message = gettext_noop("The draft has no test; nothing was published.")
    mend = gettext_noop("Write at least one test: given facts, the outcome that must come out.")


class TestsFail(RuleFault):
    """A test does not come out as it should."""

    __test__ = False
    code = "rules_tests_fail"
    status = 409
    message = gettext_noop("Tests that fail: {count}. Nothing was published.")
    mend = gettext_noop("Mend the table, or the test where it is the test that is wrong.")


class DayTaken(RuleFault):
    """One version at most is published for a name and a first day."""

    code = "rules_day_taken"
    status = 409
    message = gettext_noop("A version of {table} that begins on {day} is published already.")
    mend = gettext_noop("Give the draft another first day, or have the published version withdrawn first.")


class OtherName(RuleFault):
    """A draft stays with its table."""

    code = "rules_other_name"
    message = gettext_noop("This draft is one of the table {table}; the text names the table {given}.")
    mend = gettext_noop("Write the name of the table as it was, or begin a draft of a new table.")


class ReasonMissing(RuleFault):
    """What is taken away needs a reason."""

    code = "rules_reason_missing"
    message = gettext_noop("No reason was given.")
    mend = gettext_noop("Say in a sentence why.")


class SameAsker(RuleFault):
    """Who asks for a withdrawal does not carry it out."""

    code = "rules_same_asker"
    status = 403
    message = gettext_noop("You asked for the withdrawal yourself; a second person decides about it.")
    mend = gettext_noop("Ask another officer to look at it.")


class NotWithdrawable(RuleFault):
    """The version is withdrawn already, or nobody asked for it, or somebody did before."""

    code = "rules_not_withdrawable"
    status = 409
    message = gettext_noop("The withdrawal stands otherwise than when you opened the page.")
    mend = gettext_noop("Look at the version again, then decide.")
