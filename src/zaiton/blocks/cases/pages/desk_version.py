"""A supervisor moves a running case to another version of its matter: what would change is shown first, then it is confirmed."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from zaiton.base.refusals import NotFound, Refusal
from zaiton.blocks.cases.actions.migrating import Migration, case_migrate
from zaiton.blocks.cases.domain.refusals import MigrationNotPossible
from zaiton.blocks.cases.pages.asking import version_of
from zaiton.blocks.cases.pages.desk import officers_only
from zaiton.blocks.cases.pages.desk_words import said_of
from zaiton.blocks.cases.pages.words import STEP_STATUS, step_title, told
from zaiton.blocks.cases.queries.cases import CaseCard
from zaiton.blocks.cases.queries.definitions import definition_of
from zaiton.blocks.cases.queries.stepping import case_led, other_versions
from zaiton.blocks.identity import public as identity
from zaiton.kit import clock
from zaiton.kit.pages.statuses import STATUSES

LONGEST_REASON = 500


@never_cache
@officers_only
@require_http_methods(["GET", "HEAD", "POST"])
def migrate_page(request: HttpRequest, public_id: str) -> HttpResponse:
    """Choose a version, see what would change (the same code, undone), give the reason, and move."""
    person, at = identity.person_of(request).public_id, clock.now()
    case = case_led(person, public_id, at=at)
    if case.state == "closed":
        return redirect("cases:case", public_id=public_id)
    versions, to = other_versions(case), request.POST.get("to", "")
    reason = request.POST.get("reason", "")[:LONGEST_REASON]
    context = {"case": case, "title": told(case.definition.title), "versions": versions, "to": to, "reason": reason}
    if request.method != "POST" or to not in dict(versions):
        return render(request, "cases/migrate.html", context)
    known = {"person": person, "case": public_id, "to": to, "at": at, "version": version_of(request)}
    try:
        if request.POST.get("act") == "move":
            case_migrate(**known, reason=reason, dry_run=False)
            messages.success(request, gettext("The case goes on under the other version."))
            return HttpResponseRedirect(reverse("cases:case", args=[public_id]))
        trial = case_migrate(**known, reason=reason, dry_run=True)
    except NotFound:
        raise
    except Refusal as refusal:
        said = {"trouble": said_of(refusal, case.definition)}
        if not isinstance(refusal, MigrationNotPossible):  # what was typed stays, beside what would change now
            said["trial"] = _trial(case, to, case_migrate(**known | {"version": None}, reason="", dry_run=True))
        return render(request, "cases/migrate.html", context | said, status=refusal.status)
    return render(request, "cases/migrate.html", context | {"trial": _trial(case, to, trial)})


def _trial(case: CaseCard, to: str, found: Migration) -> dict[str, list[str]]:
    """What would change, in words."""
    new, changed = definition_of(to), gettext("{step}: {before} → {after}")
    return {
        "added": [step_title(new, step) for step in found.added],
        "dropped": [step_title(case.definition, step) for step in found.dropped],
        "changed": [
            changed.format(step=step_title(new, step), before=_state(before), after=_state(after))
            for step, before, after in found.changed
        ],
    }


def _state(state: str) -> str:
    return gettext(STATUSES[STEP_STATUS[state]].word)
