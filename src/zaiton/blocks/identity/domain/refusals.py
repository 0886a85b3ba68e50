"""What this block refuses, one class per rule, each with the way out."""

from zaiton.base.refusals import NotFound, Refusal
from zaiton.base.text import gettext_noop


class Unseen(NotFound):
    """There is no such thing, or it is not this person's to see: told alike, so that nobody learns by asking."""

    message = gettext_noop("There is nothing here, or it is not yours to see.")
    mend = gettext_noop("Check the address, or ask the organisation to let you act for it.")


class SignInRefused(Refusal):
    """Unknown address, wrong password and closed account are told alike."""

    code = "sign_in_refused"
    message = gettext_noop("The e-mail address or the password is not right.")
    mend = gettext_noop("Try again, or ask for a link to set a new password.")


class TooManyAttempts(Refusal):
    """Too many failures for this account or from this address."""

    code = "too_many_attempts"
    status = 429
    message = gettext_noop("Too many attempts failed. Try again in {minutes} minutes.")
    mend = gettext_noop("If the password is forgotten, ask for a link to set a new one.")


class EmailWrong(Refusal):
    """An account is named by an e-mail address."""

    code = "email_wrong"
    message = gettext_noop("{given} is not an e-mail address.")
    mend = gettext_noop("Write it like name@example.com.")


class EmailTaken(Refusal):
    """An e-mail address belongs to one account."""

    code = "email_taken"
    message = gettext_noop("There is an account with this e-mail address already.")
    mend = gettext_noop("Sign in, or ask for a link to set a new password.")


class PasswordWeak(Refusal):
    """A password is long enough, not common, and not the person's own name."""

    code = "password_weak"
    message = gettext_noop("Choose another password. {reasons}")


class PasswordWrong(Refusal):
    """Whoever changes a password knows the old one."""

    code = "password_wrong"
    message = gettext_noop("The current password is not right.")


class LinkSpent(Refusal):
    """A one-time link works once, within the hour."""

    code = "link_spent"
    status = 410
    message = gettext_noop("This link has been used, has run out, or was never issued.")
    mend = gettext_noop("Ask for a new one.")


class CreditCodeTaken(Refusal):
    """One organisation per unified social credit code."""

    code = "credit_code_taken"
    message = gettext_noop("An organisation with this credit code is registered already.")
    mend = gettext_noop("Ask its owner to add you as a member.")


class PersonUnknown(Refusal):
    """Only people with an account can be added."""

    code = "person_unknown"
    message = gettext_noop("Nobody with the e-mail address {email} has an account here.")
    mend = gettext_noop("Ask them to register first.")


class AlreadyMember(Refusal):
    """A person is a member of an organisation once."""

    code = "already_member"
    message = gettext_noop("{email} is a member already.")


class LastOwner(Refusal):
    """An organisation keeps at least one owner."""

    code = "last_owner"
    message = gettext_noop("The last owner cannot leave the organisation.")
    mend = gettext_noop("Make another member an owner first.")


class LastAdministrator(Refusal):
    """An installation keeps at least one administrator who can sign in."""

    code = "last_administrator"
    message = gettext_noop("The last administrator cannot be removed or closed.")
    mend = gettext_noop("Make another person an administrator first.")


class AgentUnknown(Refusal):
    """A delegation goes to an organisation or a person registered here."""

    code = "agent_unknown"
    message = gettext_noop("No organisation or person registered here answers to {given}.")
    mend = gettext_noop(
        "Give the agent's unified social credit code, or the e-mail address of a person with an account."
    )


class AgentIsSelf(Refusal):
    """Nobody delegates to themselves."""

    code = "agent_is_self"
    message = gettext_noop("An organisation cannot delegate to itself or to its own member.")


class ScopesMissing(Refusal):
    """A delegation or a token names what it allows."""

    code = "scopes_missing"
    message = gettext_noop("Choose at least one matter.")


class ScopeUnknown(Refusal):
    """Only scopes of installed modules can be given."""

    code = "scope_unknown"
    message = gettext_noop("{scope} is not a matter that can be handed out here.")


class PeriodBackwards(Refusal):
    """A period begins today or later and ends after it began."""

    code = "period_backwards"
    message = gettext_noop("The period must begin today or later, and must not end before it begins.")


class TokenPeriod(Refusal):
    """A token runs out within about a year."""

    code = "token_period"
    message = gettext_noop("A token is valid for 1 to {most} days.")


class ScopeLacking(Refusal):
    """The token does not allow this."""

    code = "scope_lacking"
    status = 403
    message = gettext_noop("This token does not carry the scope {scope}.")
    mend = gettext_noop("Make a token with that scope on your account page.")


class RoleUnknown(Refusal):
    """Only the system roles can be granted."""

    code = "role_unknown"
    message = gettext_noop("{role} is not a role. The roles are: {roles}.")
