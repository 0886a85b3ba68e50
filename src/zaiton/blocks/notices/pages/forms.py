"""The forms of the notices pages. They read and shape; whether something may be done is said by the actions."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext, gettext_lazy

from zaiton.blocks.identity.public import OrgCard
from zaiton.blocks.notices.actions.events import TRIAL
from zaiton.blocks.notices.domain.limits import HOOK_URL_MOST
from zaiton.blocks.notices.queries.kinds import ALL, event_kinds, groups

REQUIRED = gettext_lazy("Fill this in.")
TIME_WRONG = gettext_lazy("Write the time like 21:00.")


class HouseForm(forms.Form):
    """Errors say what to do; the browser's own bubbles are off, so that the words are ours in both languages."""

    use_required_attribute = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.error_messages["required"] = REQUIRED


class ClockInput(forms.TimeInput):
    """The browser's own clock where it has one; typed as 21:00 everywhere."""

    input_type = "time"


def _clock(label: str) -> forms.TimeField:
    return forms.TimeField(
        label=label,
        widget=ClockInput(format="%H:%M", attrs={"autocomplete": "off", "class": "short"}),
        error_messages={"invalid": TIME_WRONG},
    )


class PreferencesForm(HouseForm):
    """What comes by mail, and the quiet hours."""

    mail_on = forms.MultipleChoiceField(
        label=gettext_lazy("By mail, too"), required=False, widget=forms.CheckboxSelectMultiple
    )
    quiet_begins = _clock(gettext_lazy("Quiet hours from"))
    quiet_ends = _clock(gettext_lazy("Quiet hours until"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["mail_on"].choices = [(label, gettext(title)) for label, title in groups().items()]


class WebhookForm(HouseForm):
    """An endpoint: its name, its address, what it is told of."""

    name = forms.CharField(
        label=gettext_lazy("What it is for"),
        max_length=80,
        help_text=gettext_lazy("Such as the name of the system that listens."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    url = forms.CharField(
        label=gettext_lazy("Address"),
        max_length=HOOK_URL_MOST,
        help_text=gettext_lazy("It begins with https:// and can be reached from the public net."),
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "spellcheck": "false", "class": "wide", "inputmode": "url"}
        ),
    )
    kinds = forms.MultipleChoiceField(label=gettext_lazy("Which events"), widget=forms.CheckboxSelectMultiple)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = [(kind, gettext(declared.title)) for kind, declared in event_kinds().items() if kind != TRIAL]
        self.fields["kinds"].choices = [(ALL, gettext("All, and those that are added later")), *known]
        self.fields["kinds"].error_messages["required"] = gettext("Choose at least one kind of event.")


class NewWebhookForm(WebhookForm):
    """The same with the organisation that is told."""

    organisation = forms.ChoiceField(label=gettext_lazy("For which organisation"))
    field_order = ["organisation", "name", "url", "kinds"]

    def __init__(self, *args: Any, organisations: Iterable[OrgCard], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organisation"].choices = [(card.public_id, card.name) for card in organisations]
