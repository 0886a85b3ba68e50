"""The forms of the officers' pages: authority given, an absence entered. Last days are included, as people write them."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext, gettext_lazy

from zaiton.blocks.cases.pages.asking import HouseForm

DAY_WRONG = gettext_lazy("Write the date like 2026-01-15.")
Choices = Iterable[tuple[str, str]]


def _day(label: Any, *, required: bool = True, hint: Any = "") -> forms.DateField:
    widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    return forms.DateField(
        label=label, required=required, help_text=hint, widget=widget, error_messages={"invalid": DAY_WRONG}
    )


def day_after(last: date | None) -> date | None:
    """The first day on which something no longer holds, from the last on which it does."""
    return last + timedelta(days=1) if last else None


class GrantForm(HouseForm):
    """Who may decide in which role, and for how long."""

    email = forms.EmailField(
        label=gettext_lazy("E-mail address of the officer"),
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
        error_messages={"invalid": gettext_lazy("Write the e-mail address like name@example.com.")},
    )
    role = forms.ChoiceField(label=gettext_lazy("Matter and role"))
    first = _day(gettext_lazy("First day"))
    last = _day(
        gettext_lazy("Until (that day included)"),
        required=False,
        hint=gettext_lazy("Leave empty until further notice. It can be ended on any day."),
    )
    basis = forms.CharField(
        label=gettext_lazy("Basis"),
        max_length=200,
        required=False,
        help_text=gettext_lazy("Such as the number of the appointment."),
    )

    def __init__(self, *args: Any, roles: Choices, **kwargs: Any) -> None:
        super().__init__(*args, auto_id="grant-%s", **kwargs)
        self.fields["role"].choices = list(roles)


class AbsenceForm(HouseForm):
    """Who is away, from when until when, and who stands in."""

    person = forms.ChoiceField(label=gettext_lazy("Officer"))
    first = _day(gettext_lazy("First day away"))
    last = _day(gettext_lazy("Last day away"))
    deputy = forms.ChoiceField(
        label=gettext_lazy("Deputy"),
        required=False,
        help_text=gettext_lazy("Sees the steps that were taken and may take them over, within own authority."),
    )

    def __init__(self, *args: Any, people: Choices = (), deputies: Choices = (), **kwargs: Any) -> None:
        super().__init__(*args, auto_id="absence-%s", **kwargs)
        people = list(people)
        if people:
            self.fields["person"].choices = people
        else:
            del self.fields["person"]
        self.fields["deputy"].choices = [("", gettext("Nobody")), *deputies]
