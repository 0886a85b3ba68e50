"""The forms of the account pages. They read and shape; whether something may be done is said by the actions."""

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.conf import settings
from django.utils.html import format_html
from django.utils.translation import gettext, gettext_lazy

from zaiton.blocks.identity.domain.cards import OrgCard
from zaiton.blocks.identity.domain.limits import LIMITS
from zaiton.blocks.identity.domain.roles import MEMBERSHIP_NAMES

REQUIRED = gettext_lazy("Fill this in.")
EMAIL_WRONG = gettext_lazy("Write the e-mail address like name@example.com.")
DATE_WRONG = gettext_lazy("Write the date like 2026-01-15.")
PASSWORD_HINT = gettext_lazy("At least 10 characters. A few words that do not belong together are easy to remember.")
DIFFERENT = gettext_lazy("The two passwords differ. Type the new one again.")


class HouseForm(forms.Form):
    """Errors say what to do; the browser's own bubbles are off, so that the words are ours in both languages."""

    use_required_attribute = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.error_messages["required"] = REQUIRED
            if isinstance(field, forms.EmailField):
                field.error_messages["invalid"] = EMAIL_WRONG
                field.validators[0].message = EMAIL_WRONG
            if isinstance(field, forms.DateField):
                field.error_messages["invalid"] = DATE_WRONG


class DayInput(forms.DateInput):
    """The browser's own calendar where it has one; typed as 2026-01-15 everywhere."""

    input_type = "date"


def _text(label: str, *, most: int, complete: str = "off", hint: str = "", **attrs: str) -> forms.CharField:
    widget = forms.TextInput(attrs={"autocomplete": complete, **attrs})
    return forms.CharField(label=label, max_length=most, help_text=hint, widget=widget)


def _email(label: str, *, complete: str = "email", hint: str = "") -> forms.EmailField:
    widget = forms.EmailInput(attrs={"autocomplete": complete, "spellcheck": "false"})
    return forms.EmailField(label=label, max_length=254, help_text=hint, widget=widget)


def _password(label: str, *, complete: str, hint: str = "") -> forms.CharField:
    widget = forms.PasswordInput(attrs={"autocomplete": complete})
    return forms.CharField(label=label, strip=False, max_length=200, help_text=hint, widget=widget)


class SignInForm(HouseForm):
    """E-mail address and password."""

    email = _email(gettext_lazy("E-mail address"), complete="username")
    password = _password(gettext_lazy("Password"), complete="current-password")


class NewPasswordForm(HouseForm):
    """A new password, typed twice."""

    new_password = _password(gettext_lazy("New password"), complete="new-password", hint=PASSWORD_HINT)
    new_password_again = _password(gettext_lazy("New password, once more"), complete="new-password")

    def clean(self) -> dict[str, Any]:
        """Refuses two different passwords."""
        data = super().clean()
        first, again = data.get("new_password"), data.get("new_password_again")
        if first and again and first != again:
            self.add_error("new_password_again", DIFFERENT)
        return data


class RegisterForm(NewPasswordForm):
    """A new account."""

    display_name = _text(gettext_lazy("Your name"), most=80, complete="name")
    email = _email(gettext_lazy("E-mail address"), complete="username", hint=gettext_lazy("You sign in with it."))
    field_order = ["display_name", "email", "new_password", "new_password_again"]


class ChangePasswordForm(NewPasswordForm):
    """A new password by someone who knows the old one."""

    current_password = _password(gettext_lazy("Current password"), complete="current-password")
    field_order = ["current_password", "new_password", "new_password_again"]


class ResetForm(HouseForm):
    """The address a reset link goes to."""

    email = _email(gettext_lazy("E-mail address"), complete="username")


class ProfileForm(HouseForm):
    """Name and language."""

    display_name = _text(gettext_lazy("Your name"), most=80, complete="name")
    language = forms.ChoiceField(
        label=gettext_lazy("Language of mails to you"),
        choices=[
            ("zh-hans", format_html('<span lang="zh-Hans">{}</span>', "中文")),
            ("en", format_html('<span lang="en">{}</span>', "English")),
        ],
        widget=forms.RadioSelect,
    )


class OrganisationForm(HouseForm):
    """A new organisation."""

    name = _text(gettext_lazy("Name of the organisation"), most=120, complete="organization")
    credit_code = _text(
        gettext_lazy("Unified social credit code"),
        most=40,
        hint=gettext_lazy("18 characters, as on the business licence."),
        spellcheck="false",
    )


class RenameForm(HouseForm):
    """Another name for an organisation."""

    name = _text(gettext_lazy("Name of the organisation"), most=120, complete="organization")


class MemberForm(HouseForm):
    """A person to add to an organisation."""

    email = _email(
        gettext_lazy("E-mail address of the person"), complete="off", hint=gettext_lazy("They need an account here.")
    )
    role = forms.ChoiceField(label=gettext_lazy("Role"), widget=forms.RadioSelect, initial="member")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["role"].choices = [(role, gettext(name)) for role, name in reversed(MEMBERSHIP_NAMES.items())]


class ScopesForm(HouseForm):
    """Base of forms that hand out scopes; ``known`` maps each scope to its English sentence."""

    scopes = forms.MultipleChoiceField(label=gettext_lazy("In which matters"), widget=forms.CheckboxSelectMultiple)

    def __init__(self, *args: Any, known: Mapping[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["scopes"].choices = [(scope, gettext(sentence)) for scope, sentence in known.items()]
        self.fields["scopes"].error_messages["required"] = gettext("Choose at least one matter.")


class DelegationForm(ScopesForm):
    """Who may act for a company, in what, and how long."""

    company = forms.ChoiceField(label=gettext_lazy("For which organisation"))
    agent = _text(
        gettext_lazy("Agent"),
        most=254,
        hint=gettext_lazy("The agent's unified social credit code, or the e-mail address of a person with an account."),
        spellcheck="false",
    )
    first_day = forms.DateField(label=gettext_lazy("First day"), widget=DayInput(format="%Y-%m-%d"))
    last_day = forms.DateField(
        label=gettext_lazy("Until (that day included)"),
        required=False,
        help_text=gettext_lazy("Leave empty until further notice. It can be ended on any day."),
        widget=DayInput(format="%Y-%m-%d"),
    )
    field_order = ["company", "agent", "scopes", "first_day", "last_day"]

    def __init__(self, *args: Any, companies: Iterable[OrgCard], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["company"].choices = [(card.public_id, card.name) for card in companies]


class TokenForm(ScopesForm):
    """A new key for machines."""

    name = _text(gettext_lazy("What it is for"), most=80, hint=gettext_lazy("Such as the name of the program."))
    organisation = forms.ChoiceField(label=gettext_lazy("For which organisation"), required=False)
    days = forms.IntegerField(
        label=gettext_lazy("Valid for how many days"), initial=LIMITS.token_days_default, min_value=1
    )
    field_order = ["name", "scopes", "organisation", "days"]

    def __init__(self, *args: Any, organisations: Iterable[OrgCard], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        none = ("", gettext("For myself"))
        self.fields["organisation"].choices = [none, *((card.public_id, card.name) for card in organisations)]


def language_known(code: str | None) -> str:
    """A language of this site; the default where the code names none."""
    return code if code in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE
