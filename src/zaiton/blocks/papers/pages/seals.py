"""For keepers of seals: every use of them, the newest first. Nobody else is told that this page exists."""

from datetime import date
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from zaiton.blocks.identity.public import login_required
from zaiton.blocks.papers.domain.seals import PADES, SM2, SealCard, UseCard
from zaiton.blocks.papers.pages.asking import asker, page
from zaiton.blocks.papers.pages.words import told
from zaiton.blocks.papers.queries.register import certificates_named
from zaiton.blocks.papers.queries.seals import seal_uses_for, seals_kept_by
from zaiton.blocks.papers.queries.verifying import OBJECT

NAMES = {PADES: "PAdES", SM2: "SM2"}
LONGEST_ROW_NUMBER = 18


class UsesForm(forms.Form):
    """Which uses are to be seen."""

    seal = forms.ChoiceField(required=False, label=gettext_lazy("Seal"))
    day = forms.DateField(
        required=False, label=gettext_lazy("Day"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )

    def __init__(self, data: Any, kept: tuple[SealCard, ...]) -> None:
        super().__init__(data, label_suffix="")
        self.fields["seal"].choices = [("", gettext_lazy("All my seals")), *((s.name, told(s.title)) for s in kept)]


@require_safe
@login_required
def uses_page(request: HttpRequest) -> HttpResponse:
    """Fifty uses a page, of one seal and of one day where asked; 404 for who keeps no seal."""
    person = asker(request).public_id
    form = UsesForm(request.GET, seals_kept_by(person))
    wanted = form.cleaned_data if form.is_valid() else {}
    seal, day = wanted.get("seal") or "", wanted.get("day")
    given = request.GET.get("after", "")
    after = int(given) if given.isascii() and given.isdecimal() and len(given) <= LONGEST_ROW_NUMBER else None
    found = seal_uses_for(person, seal=seal, day=day, after=after)
    query = _query(seal, day)
    context = {
        "form": form,
        "rows": _rows(found.uses),
        "first_address": f"?{urlencode(query)}" if after else "",
        "next_address": f"?{urlencode({**query, 'after': found.after})}" if found.after else "",
    }
    return page(request, "seals", context)


def _query(seal: str, day: date | None) -> dict[str, str]:
    asked = {"seal": seal, "day": day.isoformat() if day else ""}
    return {name: value for name, value in asked.items() if value}


def _rows(uses: tuple[UseCard, ...]) -> list[dict[str, Any]]:
    named = certificates_named(use.object.removeprefix(OBJECT) for use in uses if use.object.startswith(OBJECT))
    rows = []
    for use in uses:
        card = named.get(use.object.removeprefix(OBJECT))
        rows.append(
            {
                "use": use,
                "seal": told(use.title),
                "provider": NAMES.get(use.provider, use.provider),
                "card": card,
                "title": told(card.title) if card else use.purpose,
                "digest": [use.sealed_sha256[place : place + 8] for place in range(0, 64, 8)],
            }
        )
    return rows
