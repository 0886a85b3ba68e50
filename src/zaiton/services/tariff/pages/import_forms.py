"""The form in which an officer says what an official table is, and what its columns mean."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.forms.utils import ErrorDict
from django.http import QueryDict
from django.utils.translation import gettext, gettext_lazy

from zaiton.base.refusals import Refusal
from zaiton.services.tariff.domain.annex.headers import ROLES
from zaiton.services.tariff.domain.annex.settings import KINDS

CATEGORY = re.compile(r"\s*([^=＝\s]+)\s*[=＝]\s*(\S+)\s*")
LONGEST_DETAIL = 10
COLUMN = "column-"
DETAIL = "detail-"


def _text(label: str, hint: str = "", **more: Any) -> forms.CharField:
    widget = forms.TextInput(attrs={"autocomplete": "off", **more})
    return forms.CharField(label=label, help_text=hint, required=False, max_length=300, widget=widget)


class _Day(forms.DateInput):
    """The browser's own calendar where it has one."""

    input_type = "date"


def _day(label: str, hint: str = "") -> forms.CharField:
    return forms.CharField(label=label, help_text=hint, required=False, max_length=20, widget=_Day())


class SettingsForm(forms.Form):
    """What is said about a table. The reader of imports judges it; its refusals land on the field they name."""

    use_required_attribute = False

    kind = forms.ChoiceField(label=gettext_lazy("What the table holds"))
    agreement = _text(
        gettext_lazy("Agreement"), gettext_lazy("As in the list of agreements, like CN-CR. For rates of an agreement.")
    )
    partners = _text(
        gettext_lazy("Partners"),
        gettext_lazy("Two letters each, separated by spaces, like CR. Blank: as the list of agreements has them."),
    )
    destination = _text(gettext_lazy("Imported into"), gettext_lazy("Two letters; blank means CN."))
    in_force = _day(gettext_lazy("In force from"))
    until = _day(
        gettext_lazy("In force until"), gettext_lazy("The first day on which it no longer holds; blank: open.")
    )
    hs = _text(gettext_lazy("Edition of the HS"), gettext_lazy("The year, like 2022."), inputmode="numeric")
    document = _text(
        gettext_lazy("Number of the notice"), gettext_lazy("Number and title of the notice that prints the table.")
    )
    categories = forms.CharField(
        label=gettext_lazy("Categories of reduction"),
        help_text=gettext_lazy(
            "One a line, only where the table has letters in place of years: A=immediate, B=linear:5, C=linear:10, "
            "D=standstill, E=excluded, M=margin:50."
        ),
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    from_year = _text(
        gettext_lazy("Year of the old codes"), gettext_lazy("Only for old and new national codes."), inputmode="numeric"
    )
    to_year = _text(gettext_lazy("Year of the new codes"), "", inputmode="numeric")
    per = _text(
        gettext_lazy("Exchange rate for how many units"),
        gettext_lazy("1 or 100; only for exchange rates."),
        inputmode="numeric",
    )
    complete = forms.BooleanField(label=gettext_lazy("The table lists every line of the tariff"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = [(kind, gettext(name)) for kind, name in KINDS.items()]

    def given(self) -> dict[str, Any]:
        """What was typed, as the reader of imports takes it."""
        typed = {name: self.data.get(name, "") for name in self.fields}
        return typed | {"categories": _categories(typed["categories"]), "complete": "complete" in self.data}

    def tell(self, refusal: Refusal) -> None:
        """Put a refusal on the field it is about."""
        said = f"{refusal.sentence(gettext)} {refusal.remedy(gettext)}".strip()
        self._errors, self.cleaned_data = ErrorDict(renderer=self.renderer), {}
        self.add_error(refusal.field if refusal.field in self.fields else None, said)


class NewImportForm(SettingsForm):
    """The same with the file."""

    file = forms.FileField(
        label=gettext_lazy("File of the table"),
        help_text=gettext_lazy("XLSX or CSV, as it was published; title rows and merged cells are understood."),
        widget=forms.FileInput(attrs={"accept": ".xlsx,.csv"}),
    )
    field_order = ("file",)


def initial_of(settings: Mapping[str, Any]) -> dict[str, Any]:
    """The settings of an import as the form shows them."""
    shown = dict(settings)
    shown["partners"] = " ".join(settings.get("partners") or ())
    shown["categories"] = "\n".join(f"{name}={text}" for name, text in (settings.get("categories") or {}).items())
    return shown


def mapping_given(posted: QueryDict) -> dict[str, str]:
    """What the person said about the columns: letter to role, with a year or a country behind a colon."""
    found = {}
    for name, role in posted.items():
        if name.startswith(COLUMN) and role in ROLES:
            letter = name.removeprefix(COLUMN)
            detail = posted.get(f"{DETAIL}{letter}", "").strip()[:LONGEST_DETAIL]
            found[letter] = f"{role}:{detail}" if detail else role
    return found


def columns_shown(columns: Sequence[Mapping[str, Any]], mapping: Mapping[str, str]) -> list[dict[str, Any]]:
    """The columns with the choices of their meaning; a letter that occurs in several sheets stands there once."""
    shown: dict[str, dict[str, Any]] = {}
    for column in columns:
        letter = column["column"]
        role, _, detail = mapping.get(letter, "").partition(":")
        role = role or column.get("role") or "ignore"
        detail = detail or str(column.get("year") or column.get("origin") or "")
        entry = {"letter": letter, "header": column.get("header", ""), "detail": detail}
        entry["options"] = [(name, gettext(label), name == role) for name, label in ROLES.items()]
        shown.setdefault(letter, entry)
    return list(shown.values())


def _categories(text: str) -> dict[str, str]:
    """The lines of the field; a line that is no definition stays, so that the reader refuses it by name."""
    found = {}
    for line in filter(str.strip, text.splitlines()):
        fitting = CATEGORY.fullmatch(line)
        found[fitting[1] if fitting else line.strip()] = fitting[2] if fitting else ""
    return found
