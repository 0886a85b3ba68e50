"""Official tables for officers: bring one in, read what was understood, correct it, publish it as a second person, take it back."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from zaiton.base.refusals import NotFound, Refusal
from zaiton.base.text import gettext_noop
from zaiton.blocks.identity import public as identity
from zaiton.kit import clock
from zaiton.kit.charts import Part, share_bar
from zaiton.services.tariff.actions.imports import (
    import_draft,
    import_publish,
    import_refuse,
    import_remap,
    import_undo,
)
from zaiton.services.tariff.domain.annex.headers import ROLES
from zaiton.services.tariff.domain.annex.settings import KINDS
from zaiton.services.tariff.pages.import_forms import (
    NewImportForm,
    SettingsForm,
    columns_shown,
    initial_of,
    mapping_given,
)
from zaiton.services.tariff.queries.imports import (
    ImportCard,
    import_card,
    import_difference,
    import_preview,
    import_report,
    imports_list,
    imports_replaced,
)

LONGEST_REASON = 500
CHANGES = {
    "added": ("ok", gettext_noop("Lines added: {count}")),
    "changed": ("info", gettext_noop("Lines changed: {count}")),
    "removed": ("bad", gettext_noop("Lines removed: {count}")),
    "unchanged": ("grey", gettext_noop("Lines unchanged: {count}")),
}
CHANGE_WORDS = {
    "added": gettext_noop("added"),
    "changed": gettext_noop("changed"),
    "removed": gettext_noop("removed"),
}

officers_only = identity.require_role(identity.OFFICER)


@require_safe
@officers_only
def imports_page(request: HttpRequest) -> HttpResponse:
    """The latest imports with their states."""
    cards = imports_list()
    names, replaced = _names(cards), imports_replaced(card.public_id for card in cards)
    lines = [_shown(card, names, request, replaced) for card in cards]
    return render(request, "tariff/imports.html", {"cards": lines})


@require_http_methods(["GET", "HEAD", "POST"])
@officers_only
def import_new(request: HttpRequest) -> HttpResponse:
    """The form; sent, the file is read and kept as a draft, and its page says what was understood.

    ``like`` fills the form as it was for another import, so that a corrected file needs nothing typed again.
    """
    if request.method == "POST":
        form = NewImportForm(request.POST, request.FILES)
        try:
            return redirect("tariff:import", public_id=_draft(request, form))
        except NotFound:
            raise
        except Refusal as refusal:
            form.tell(refusal)
        return render(request, "tariff/import_new.html", {"form": form}, status=422)
    like = request.GET.get("like", "")
    initial = initial_of(import_card(like).settings) if like else {"destination": "CN"}
    return render(request, "tariff/import_new.html", {"form": NewImportForm(initial=initial), "like": like})


@require_safe
@officers_only
def import_page(request: HttpRequest, public_id: str) -> HttpResponse:
    """One import: its state, its mistakes, what it changes, its first lines, and what may be done with it."""
    return _page(request, public_id)


@require_POST
@officers_only
def import_mapped(request: HttpRequest, public_id: str) -> HttpResponse:
    """Read the kept file again under other settings or another meaning of its columns."""
    form = SettingsForm(request.POST)
    settings = form.given() | {"mapping": mapping_given(request.POST)}
    try:
        import_remap(public_id=public_id, settings=settings, person=_person(request), at=clock.now())
    except NotFound:
        raise
    except Refusal as refusal:
        form.tell(refusal)
        return _page(request, public_id, form, settings["mapping"])
    messages.success(request, gettext("Read again."))
    return redirect("tariff:import", public_id=public_id)


@require_POST
@officers_only
def import_published(request: HttpRequest, public_id: str) -> HttpResponse:
    """Put a draft in force, as a second person."""
    seen = request.POST.get("seen", "")
    import_publish(public_id=public_id, person=_person(request), at=clock.now(), seen=seen)
    messages.success(request, gettext("Published. Questions are answered by this table now."))
    return redirect("tariff:import", public_id=public_id)


@require_POST
@officers_only
def import_refused(request: HttpRequest, public_id: str) -> HttpResponse:
    """Close a draft without publishing it; its drafter withdraws it by the same way."""
    reason = request.POST.get("reason", "").strip()[:LONGEST_REASON]
    import_refuse(public_id=public_id, person=_person(request), reason=reason, at=clock.now())
    messages.success(request, gettext("The draft is closed; nothing of it was put in force."))
    return redirect("tariff:import", public_id=public_id)


@require_http_methods(["GET", "HEAD", "POST"])
@officers_only
def import_undone(request: HttpRequest, public_id: str) -> HttpResponse:
    """Ask once more, then take a published import back."""
    if request.method == "POST":
        import_undo(public_id=public_id, person=_person(request), at=clock.now())
        messages.success(request, gettext("Taken back. What was in force before is in force again."))
        return redirect("tariff:import", public_id=public_id)
    card = import_card(public_id)
    return render(request, "tariff/import_undo.html", {"line": _shown(card, _names([card]), request)})


def _draft(request: HttpRequest, form: NewImportForm) -> str:
    file = request.FILES.get("file")
    if file is None:
        raise FileMissing("file")
    return import_draft(
        content=file.read(), name=file.name or "", settings=form.given(), person=_person(request), at=clock.now()
    )


class FileMissing(Refusal):
    """The form came without a file."""

    code = "import_file_missing"
    message = gettext_noop("No file was chosen.")
    mend = gettext_noop("Choose the file of the table.")


def _page(
    request: HttpRequest, public_id: str, form: SettingsForm | None = None, mapping: dict[str, str] | None = None
) -> HttpResponse:
    card = import_card(public_id)
    line = _shown(card, _names([card]), request, imports_replaced([public_id]))
    report = import_report(public_id)
    context = {
        "line": line,
        "form": form or SettingsForm(initial=initial_of(card.settings)),
        "report": report,
        "columns": columns_shown(report.get("columns", ()), mapping or card.settings.get("mapping") or {}),
        "preview": _preview(import_preview(public_id), report.get("columns", [])),
        "difference": None if card.errors else _difference(import_difference(public_id)),
    }
    return render(request, "tariff/import.html", context, status=422 if form else 200)


def _preview(preview: dict[str, Any], columns: list[dict[str, Any]]) -> dict[str, Any]:
    """The first lines with one cell for each column of rates as printed, and one for each table as understood."""
    rows = preview["rows"]
    letters = sorted({letter for row in rows for letter in row["rates"]}, key=lambda letter: (len(letter), letter))
    tables = list(dict.fromkeys(table for row in rows for table in row["read"]))
    meant = {column["column"]: column for column in reversed(columns)}
    return {
        "lines": preview["lines"],
        "columns": [(letter, _meaning(meant.get(letter, {}))) for letter in letters],
        "tables": tables,
        "rows": [
            row
            | {
                "printed": [row["rates"].get(letter, "") for letter in letters],
                "understood": [row["read"].get(table, "") for table in tables],
            }
            for row in rows
        ],
    }


def _meaning(column: dict[str, Any]) -> str:
    role = column.get("role", "")
    words = (gettext(ROLES[role]) if role in ROLES else role, column.get("year"), column.get("origin"))
    return " ".join(str(word) for word in words if word)


def _difference(found: dict[str, Any]) -> dict[str, Any]:
    parts = [
        {"name": name, "tone": tone, "count": found[name], "text": gettext(said).format(count=found[name])}
        for name, (tone, said) in CHANGES.items()
    ]
    bar = share_bar(
        [Part(part["text"], part["count"], part["tone"]) for part in parts],
        title=gettext("What this table changes"),
        desc=gettext("; ").join(part["text"] for part in parts),
    )
    tables = [
        table | {"rows": [row | {"word": gettext(CHANGE_WORDS[row["change"]])} for row in table["rows"]]}
        for table in found["tables"]
    ]
    return {"parts": parts, "bar": bar, "tables": tables}


def _person(request: HttpRequest) -> str:
    return identity.person_of(request).public_id


def _names(cards: list[ImportCard]) -> dict[str, str]:
    ids = {who.rpartition("/")[2] for card in cards for who in (card.drafted_by, card.decided_by) if who}
    return identity.names_of(ids)


def _shown(
    card: ImportCard, names: dict[str, str], request: HttpRequest, replaced: frozenset[str] = frozenset()
) -> dict[str, Any]:
    """An import as the templates show it, to the person who asks."""
    own = card.drafted_by.rpartition("/")[2] == _person(request)
    draft = card.state == "draft"
    return {
        "card": card,
        "id": card.public_id,
        "state": "superseded" if card.public_id in replaced else card.state,
        "kind": gettext(KINDS.get(card.kind, card.kind)),
        "drafted_by": _who(card.drafted_by, names),
        "decided_by": _who(card.decided_by, names),
        "own": own,
        "draft": draft,
        "may_publish": draft and not own and not card.errors,
        "waits_for_second": draft and own and not card.errors,
        "partners": " ".join(card.settings.get("partners") or ()),
    }


def _who(who: str, names: dict[str, str]) -> str:
    if not who:
        return ""
    name = who.rpartition("/")[2]
    return names.get(name) or gettext("the command line")
