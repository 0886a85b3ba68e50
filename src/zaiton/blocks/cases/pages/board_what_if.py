"""What if: the cases closed lately done again with other limits or other people, before and after side by side."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext, gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from zaiton.base.text import gettext_noop
from zaiton.blocks.cases.domain.graph import Definition
from zaiton.blocks.cases.domain.refusals import BadWhatIf
from zaiton.blocks.cases.pages.asking import HouseForm
from zaiton.blocks.cases.pages.desk import officers_only
from zaiton.blocks.cases.pages.desk_words import role_title
from zaiton.blocks.cases.pages.words import term, told
from zaiton.blocks.cases.queries.board import types_led
from zaiton.blocks.cases.queries.clocks import day_of
from zaiton.blocks.cases.queries.whatif import Outcome, WhatIf, past_cases, what_if
from zaiton.blocks.identity import public as identity
from zaiton.kit import clock
from zaiton.kit.charts import Part, share_bar

LIMIT, STAFF = "limit-", "staff-"
MOST_DAYS, MOST_STAFF = 250, 500
PERIOD = 90
"""The cases closed in so many days before now are done again."""
FIGURES = {
    "cases": gettext_noop("Cases done again"),
    "promised_days": gettext_noop("Promised (working days)"),
    "median_days": gettext_noop("Half of them within (working days)"),
    "p95_days": gettext_noop("95 of 100 within (working days)"),
    "longest_days": gettext_noop("The longest (working days)"),
    "in_time_percent": gettext_noop("Within what is promised (%)"),
}


class WhatIfForm(HouseForm):
    """Other limits for reviews and other numbers of officers; what is left empty stays as it is."""

    def __init__(self, definition: Definition, data: Any = None) -> None:
        super().__init__(data)
        for item in definition.items:
            label = gettext("Limit of “{item}” in working days").format(item=told(item.title))
            self.fields[LIMIT + item.id] = _number(
                label, MOST_DAYS, gettext("Now: {term}").format(term=term(item.limit))
            )
        for role in definition.roles:
            label = gettext("Officers as “{role}”").format(role=role_title(role.id, definition))
            self.fields[STAFF + role.id] = _number(label, MOST_STAFF, gettext("Empty: as many as are needed."))

    def given(self, prefix: str) -> dict[str, int]:
        """The numbers that were given, by item or role."""
        found = {name: value for name, value in self.cleaned_data.items() if name.startswith(prefix)}
        return {name.removeprefix(prefix): value for name, value in found.items() if value is not None}


@never_cache
@officers_only
@require_safe
def what_if_page(request: HttpRequest) -> HttpResponse:
    """The form; asked, the same cases before and after the change."""
    person, at = identity.person_of(request).public_id, clock.now()
    types = types_led(person, at=at)
    if not types:
        raise PermissionDenied
    definition = next((one for one in types if one.name == request.GET.get("type")), types[0])
    asked = any(name.startswith((LIMIT, STAFF)) and value for name, value in request.GET.items())
    form = WhatIfForm(definition, request.GET if asked else None)
    context: dict[str, Any] = {
        "definition": definition,
        "title": told(definition.title),
        "form": form,
        "period": PERIOD,
        "limits": [form[name] for name in form.fields if name.startswith(LIMIT)],
        "staff": [form[name] for name in form.fields if name.startswith(STAFF)],
    }
    if form.is_valid():
        cases = past_cases(definition.name, since=at - timedelta(days=PERIOD), until=at)
        try:
            found = what_if(definition, cases, on=day_of(at), limits=form.given(LIMIT), staff=form.given(STAFF) or None)
        except BadWhatIf:
            context["nothing"] = not cases
        else:
            context |= _shown(definition, found)
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "cases/what_if.html", context, status=status)


def _number(label: str, most: int, hint: str) -> forms.IntegerField:
    wrong = gettext_lazy("Write a whole number from 1 to %(most)s.") % {"most": most}
    return forms.IntegerField(
        label=label,
        required=False,
        min_value=1,
        max_value=most,
        help_text=hint,
        widget=forms.NumberInput(attrs={"class": "short"}),
        error_messages=dict.fromkeys(("invalid", "min_value", "max_value"), wrong),
    )


def _shown(definition: Definition, found: WhatIf) -> dict[str, Any]:
    before, after = found.before, found.after
    rows = [(gettext(words), _figure(before, name), _figure(after, name)) for name, words in FIGURES.items()]
    for role in definition.roles:
        title = role_title(role.id, definition)
        waited = gettext("Waited for “{role}” in all (working days)").format(role=title)
        rows.append((waited, _of(before.waited, role.id), _of(after.waited, role.id)))
    return {
        "saved": found.saved_days,
        "rows": rows,
        "bars": [
            {"title": gettext("As it was"), "bar": _bar(gettext("As it was"), before)},
            {"title": gettext("After the change"), "bar": _bar(gettext("After the change"), after)},
        ],
    }


def _figure(outcome: Outcome, name: str) -> str:
    value = getattr(outcome, name)
    return f"{value:,}" if isinstance(value, int) else f"{value:,.1f}"


def _of(figures: Mapping[str, int], role: str) -> str:
    return f"{figures[role]:,}" if role in figures else "0"


def _bar(title: str, outcome: Outcome) -> Any:
    inside = round(outcome.cases * outcome.in_time_percent / 100)
    parts = [
        Part(gettext("within what is promised: {number}").format(number=inside), inside, "ok"),
        Part(gettext("later: {number}").format(number=outcome.cases - inside), outcome.cases - inside, "bad"),
    ]
    return share_bar(parts, title=title, desc=gettext("; ").join(part.name for part in parts))
