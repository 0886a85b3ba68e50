"""Drafts for officers: begun from a text or a file, edited as a form or as text, tests beside the table, decided by another."""

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from zaiton.base.refusals import NotFound, Refusal
from zaiton.blocks.law.actions.drafts import draft_close, draft_new, draft_save
from zaiton.blocks.law.actions.versions import draft_publish
from zaiton.blocks.law.domain.rules.difference import difference
from zaiton.blocks.law.domain.rules.faults import RuleFault
from zaiton.blocks.law.domain.rules.grid import Grid, field_of_fault, grid_of, source_of, trial_sources
from zaiton.blocks.law.domain.rules.grid_fields import ADDITIONS, WITH_TRIALS, add_to, grid_of_fields
from zaiton.blocks.law.domain.rules.reading import read_table
from zaiton.blocks.law.domain.rules.trials import read_trials
from zaiton.blocks.law.pages.rule_form import MOST_FIELDS, form_of
from zaiton.blocks.law.pages.rule_words import (
    FILES,
    difference_shown,
    file_response,
    laid_out,
    names,
    outcomes_shown,
    person_id,
    said,
)
from zaiton.blocks.law.pages.rules import officers_only
from zaiton.blocks.law.queries.drafts import (
    TABLE_FILE,
    TESTS_FILE,
    DraftCard,
    Judged,
    draft_card,
    judged,
    trials_text,
)
from zaiton.blocks.law.queries.rules import table_of_dmn_bytes, table_yaml
from zaiton.blocks.law.queries.versions import version_on
from zaiton.kit import clock

SAVED = ("table", "tests")


@require_http_methods(["GET", "HEAD", "POST"])
@officers_only
def draft_new_page(request: HttpRequest) -> HttpResponse:
    """A draft of a table written elsewhere: pasted, or a file in YAML or DMN."""
    typed = {name: request.POST.get(name, "") for name in ("table", "tests", "article", "first")}
    if request.method != "POST":
        return render(request, "law/rules_new.html", {"typed": typed})
    try:
        typed["table"] = _brought(request, typed)
        draft = draft_new(text=typed["table"], tests=typed["tests"], person=person_id(request), at=clock.now())
    except Refusal as refusal:
        return render(request, "law/rules_new.html", {"typed": typed, "wrong": said(refusal)}, status=422)
    messages.success(request, gettext("A draft was begun. Nothing changes until a second person publishes it."))
    return redirect("data:rules_draft", public_id=draft)


@require_http_methods(["GET", "HEAD", "POST"])
@officers_only
def draft_page(request: HttpRequest, public_id: str) -> HttpResponse:
    """The draft as a form. Sent, it is checked or saved as the button says; what was typed is always kept on the page."""
    card = draft_card(public_id)
    if request.method == "POST":
        return _typed(request, card)
    try:
        found = judged(card.text, card.tests)
    except RuleFault:  # a text that an earlier release took
        return redirect("data:rules_draft_text", public_id=public_id)
    if card.state != "draft":
        return _drawn(request, card, None, found)
    grid = grid_of(found.table, found.trials)
    if grid.fields > MOST_FIELDS:
        grid.trials = None
    return _drawn(request, card, grid if grid.fields <= MOST_FIELDS else None, found)


@require_http_methods(["GET", "HEAD", "POST"])
@officers_only
def draft_text_page(request: HttpRequest, public_id: str) -> HttpResponse:
    """The draft as two texts, or replaced by a file."""
    card = draft_card(public_id)
    typed, wrong, status = {"table": card.text, "tests": card.tests}, "", 200
    if request.method == "POST":
        typed = {name: request.POST.get(name, "") for name in SAVED}
        try:
            given = typed | {name: request.POST.get(name, "") for name in ("article", "first")}
            typed["table"] = _brought(request, given)
            _save(request, card, typed["table"], typed["tests"])
            return redirect("data:rules_draft", public_id=public_id)
        except NotFound:
            raise
        except Refusal as refusal:
            wrong, status = said(refusal), refusal.status
    seen = request.POST.get("seen") or card.seen
    context = {"card": card, "typed": typed, "wrong": wrong, "seen": seen}
    return render(request, "law/rules_draft_text.html", context, status=status)


@require_POST
@officers_only
def draft_published(request: HttpRequest, public_id: str) -> HttpResponse:
    """Put the draft in force as a second person."""
    seen, reason = request.POST.get("seen", ""), request.POST.get("reason", "")
    version = draft_publish(public_id=public_id, seen=seen, reason=reason, person=person_id(request), at=clock.now())
    messages.success(request, gettext("Published. From its first day on cases are decided by this version."))
    return redirect("data:rules_version", public_id=version)


@require_POST
@officers_only
def draft_closed(request: HttpRequest, public_id: str) -> HttpResponse:
    """Close the draft without publishing it."""
    seen, reason = request.POST.get("seen", ""), request.POST.get("reason", "")
    draft_close(public_id=public_id, reason=reason, seen=seen, person=person_id(request), at=clock.now())
    messages.success(request, gettext("The draft is closed; nothing of it was put in force."))
    return redirect("data:rules_draft", public_id=public_id)


@require_safe
@officers_only
def draft_file(request: HttpRequest, public_id: str, what: str) -> HttpResponse:
    """The saved draft as it was written, or as DMN."""
    card = draft_card(public_id)
    plain = {"table.yaml": card.text, "tests.yaml": card.tests}
    if what in plain:
        return file_response(plain[what], "application/yaml", f"{card.name}.draft.{what}")
    if what not in FILES:
        raise Http404
    kind, written = FILES[what]
    return file_response(written(judged(card.text, card.tests).table), kind, f"{card.name}.draft.dmn")


def _typed(request: HttpRequest, card: DraftCard) -> HttpResponse:
    """The form as it was sent: drawn again with what was asked for, or saved."""
    wish, grid = request.POST.get("do", "check"), None
    try:
        grid = grid_of_fields(_fields(request.POST))
        grid.head["table"] = card.name
        if wish in ADDITIONS:
            add_to(grid, wish)
            return _drawn(request, card, grid, None, note=gettext("Added at the end. Nothing is saved yet."))
        text, tests = _texts(grid, card)
        found = judged(text, tests)
        if wish == "save":
            _save(request, card, text, tests)
            return redirect("data:rules_draft", public_id=card.public_id)
    except NotFound:
        raise
    except Refusal as refusal:
        return _drawn(request, card, grid or Grid(_head(card)), None, refusal=refusal)
    return _drawn(
        request, card, grid_of(found.table, found.trials), found, note=gettext("Checked. Nothing is saved yet.")
    )


def _save(request: HttpRequest, card: DraftCard, text: str, tests: str) -> None:
    seen = request.POST.get("seen", "")
    draft_save(public_id=card.public_id, text=text, tests=tests, seen=seen, person=person_id(request), at=clock.now())
    messages.success(request, gettext("Saved."))


def _texts(grid: Grid, card: DraftCard) -> tuple[str, str]:
    """Table and tests of a grid as texts; tests that are no part of it stay as they were saved. Raises a ``RuleFault``."""
    table = read_table(source_of(grid), TABLE_FILE)
    if grid.trials is None:
        return table_yaml(table), card.tests
    return table_yaml(table), trials_text(read_trials(trial_sources(grid), TESTS_FILE))


def _fields(posted: QueryDict) -> Mapping[str, str]:
    return posted.dict()


def _head(card: DraftCard) -> dict[str, str]:
    return grid_of(judged(card.text, card.tests).table, None).head


def _brought(request: HttpRequest, typed: Mapping[str, str]) -> str:
    """The text of the table: that of the file, where one was chosen, DMN read into YAML. Raises a ``RuleFault``."""
    file = request.FILES.get("file")
    if file is None:
        return typed["table"]
    content = file.read()
    if content.lstrip(b"\xef\xbb\xbf \r\n\t").startswith(b"<"):
        article, first = typed["article"].strip(), typed["first"].strip()
        return table_yaml(table_of_dmn_bytes(content, file.name or "", article=article, in_force_from=first))
    return content.decode("utf-8-sig", errors="replace")


def _drawn(
    request: HttpRequest,
    card: DraftCard,
    grid: Grid | None,
    found: Judged | None,
    *,
    note: str = "",
    refusal: Refusal | None = None,
) -> HttpResponse:
    person, fault = person_id(request), refusal or (found.fault if found else None)
    called = names([card.drafted_by, card.changed_by, card.decided_by])
    wrong = field_of_fault(fault, grid) if isinstance(fault, RuleFault) and grid else ""
    saved = request.method != "POST"
    own = person in card.editors
    context: dict[str, Any] = {
        "card": card,
        "by": {name: called.get(getattr(card, name), "") for name in ("drafted_by", "changed_by", "decided_by")},
        "form": form_of(grid, wrong) if grid and card.state == "draft" else None,
        "with_trials": WITH_TRIALS,
        "wrong": wrong,
        "wrong_said": fault.sentence(gettext) if fault and wrong else "",
        "seen": request.POST.get("seen") or card.seen,
        "note": note,
        "refused": said(refusal) if refusal else "",
        "unsound": said(found.fault) if found and found.fault else "",
        "found": found,
        "saved": saved,
        "own": own,
        "may_publish": saved and card.state == "draft" and not own and found and found.ready and not found.day_taken,
        **(_judgement(found) if found else {}),
    }
    before = context.get("before")
    context["base_moved"] = card.state == "draft" and before and card.base_sha256 not in ("", before.sha256)
    return render(request, "law/rules_draft.html", context, status=refusal.status if refusal else 200)


def _judgement(found: Judged) -> dict[str, Any]:
    """What is told of a table that can be read."""
    before = version_on(found.table.name, found.table.in_force.first)
    old = before.table if before else None
    return {
        "shown": laid_out(found.table),
        "outcomes": outcomes_shown(found.outcomes, found.table),
        "before": before,
        "difference": difference_shown(difference(old, found.table), old, found.table),
    }
