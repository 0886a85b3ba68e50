"""The form of a case type as a Django form, drawn from the same facts as its JSON Schema and checked by it.

Every field keeps what was typed as text; what is wrong with it is told by ``queries.forms``, so that a page and the API
refuse the same things in the same words. What registers hold is not asked: ``form.registered`` shows it.
"""

from collections.abc import Collection, Mapping
from typing import Any

from django import forms
from django.utils.html import escape
from django.utils.translation import get_language, gettext, gettext_lazy, pgettext_lazy

from zaiton.base.text import Bilingual, gettext_noop
from zaiton.blocks.cases.domain.graph import Definition, Fact
from zaiton.blocks.cases.queries.forms import problems, values_of

MOST_RADIOS = 7
YES, NO, UNKNOWN = pgettext_lazy("fact", "Yes"), pgettext_lazy("fact", "No"), gettext_lazy("Not known")
CHOOSE = gettext_lazy("Choose one")
REGISTERS = {
    "organisation.name": gettext_noop("from the register of organisations"),
    "organisation.credit_code": gettext_noop("from the register of organisations"),
    "person.name": gettext_noop("from your account"),
}


class _Answer(forms.CharField):
    """A field that takes any text: the schema judges it."""

    def validate(self, value: Any) -> None:
        """Nothing is refused here."""


class FactForm(forms.Form):
    """The questions of one version of a case type, in one language; ``only`` limits them to what a correction asks for."""

    use_required_attribute = False

    def __init__(
        self, definition: Definition, language: str, *args: Any, only: Collection[str] | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.definition, self.language = definition, language
        self.registered: tuple[tuple[str, str, str], ...] = ()
        for fact in definition.facts:
            if not fact.register and (only is None or fact.name in only):
                self.fields[fact.name] = _field(fact, language)

    def clean(self) -> dict[str, Any]:
        """Hold the answers against the schema; each fault goes to its field."""
        values = values_of(self.definition, {name: self.cleaned_data.get(name) for name in self.fields})
        for name, refusal in problems(self.definition, values):
            if name in self.fields:
                self.add_error(name, f"{refusal.sentence(gettext)} {refusal.remedy(gettext)}")
        return self.cleaned_data


def form_for(
    definition: Definition,
    language: str = "",
    *,
    data: Mapping[str, Any] | None = None,
    initial: Mapping[str, Any] | None = None,
    registered: Mapping[str, str] | None = None,
    only: Collection[str] | None = None,
) -> FactForm:
    """The form of a case type in a language (that of the page): bound where ``data`` is given.

    ``registered`` are the facts that registers hold, by name; ``only`` the questions that are asked.
    """
    language = language or get_language() or "zh-hans"
    form = FactForm(definition, language, data, initial=_texts(initial or {}), only=only)
    held = registered or {}
    form.registered = tuple(
        (fact.title.in_language(language), held[fact.name], gettext(REGISTERS[fact.register]))
        for fact in definition.facts
        if fact.register and fact.name in held
    )
    return form


def shown(fact: Fact, value: Any, language: str) -> str:
    """A stored fact as people read it: the title of a choice, yes and no in words; the empty text where it is not known."""
    if value is None or value == "":
        return ""
    if fact.type == "boolean":
        return str(YES if value in (True, "true") else NO)
    if fact.type == "choice" and value in fact.values:
        return fact.value_titles[fact.values.index(value)].in_language(language)
    return str(value)


def _texts(initial: Mapping[str, Any]) -> dict[str, str]:
    return {
        name: str(value).lower() if isinstance(value, bool) else value
        for name, value in initial.items()
        if value is not None
    }


def _field(fact: Fact, language: str) -> forms.Field:
    return _Answer(
        label=fact.title.in_language(language),
        required=fact.required,
        help_text=escape(_said(fact.hint, language)),
        widget=_widget(fact, language),
    )


def _said(text: Bilingual | None, language: str) -> str:
    return text.in_language(language) if text else ""


def _widget(fact: Fact, language: str) -> forms.Widget:
    if fact.type == "boolean":
        choices = [("true", YES), ("false", NO)]
        return forms.RadioSelect(choices=choices if fact.required else [*choices, ("", UNKNOWN)])
    if fact.type == "choice":
        choices = [(v, t.in_language(language)) for v, t in zip(fact.values, fact.value_titles, strict=True)]
        if len(choices) > MOST_RADIOS:
            return forms.Select(choices=[("", CHOOSE), *choices])
        return forms.RadioSelect(choices=choices if fact.required else [*choices, ("", UNKNOWN)])
    if fact.type == "decimal":
        mode = "numeric" if fact.places == 0 else "decimal"
        return forms.TextInput(attrs={"inputmode": mode, "autocomplete": "off", "class": "amount", "maxlength": "40"})
    if fact.type == "day":
        return _Day(attrs={"autocomplete": "off"})
    if fact.identifier:
        return forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false", "maxlength": "60"})
    return forms.Textarea(attrs={"rows": "2", "autocomplete": "off", "class": "wide"})


class _Day(forms.TextInput):
    """The browser's own calendar where it has one; typed as 2026-01-15 everywhere."""

    input_type = "date"
