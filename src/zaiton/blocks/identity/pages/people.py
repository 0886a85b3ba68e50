"""The administrator's list of people: find one, issue a reset link, close or reopen an account, give and take roles."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from zaiton.base.refusals import NotFound, Refusal
from zaiton.blocks.identity.actions.links import link_issue
from zaiton.blocks.identity.actions.people import person_set_active, role_grant, role_revoke
from zaiton.blocks.identity.domain.limits import LIMITS
from zaiton.blocks.identity.domain.roles import ADMINISTRATOR, ROLE_NAMES
from zaiton.blocks.identity.pages.asking import asker, gate, go, page
from zaiton.blocks.identity.queries.people import people_page, person_by_public_id, person_line
from zaiton.kit.clock import now


@gate.require_role(ADMINISTRATOR)
@require_http_methods(["GET", "HEAD"])
def people_list_page(request: HttpRequest) -> HttpResponse:
    """People in order of registration, fifty a page."""
    search = request.GET.get("search", "")[:80]
    after = request.GET.get("after", "")
    position = int(after) if after.isdecimal() and len(after) < 19 else None
    lines = people_page(asker(request), search=search, after=position, limit=LIMITS.page + 1)
    shown = lines[: LIMITS.page]
    here = reverse("account:people")
    more = {"search": search, "after": shown[-1].position} if len(lines) > len(shown) else None
    context = {
        "rows": [{"line": line, "roles": [gettext(ROLE_NAMES[role]) for role in line.roles]} for line in shown],
        "search": search,
        "first_address": f"{here}?{urlencode({'search': search})}" if position is not None else "",
        "next_address": f"{here}?{urlencode(more)}" if more else "",
    }
    return page(request, "people", context)


@never_cache
@gate.require_role(ADMINISTRATOR)
@require_http_methods(["GET", "HEAD", "POST"])
def person_page(request: HttpRequest, public_id: str) -> HttpResponse:
    """One person, and what an administrator can do for them; a reset link is shown once, in the answer."""
    person_by_public_id(public_id, at=now())
    link = ""
    if request.method == "POST":
        try:
            link = _do(request, public_id)
        except NotFound:
            raise
        except Refusal as refusal:
            messages.error(request, f"{refusal.sentence(gettext)} {refusal.remedy(gettext)}".strip())
        if not link:
            return go("person", public_id)
    line = person_line(asker(request), public_id)
    roles = [{"role": role, "name": gettext(name), "held": role in line.roles} for role, name in ROLE_NAMES.items()]
    return page(request, "person", {"line": line, "roles": roles, "link": link})


def _do(request: HttpRequest, public_id: str) -> str:
    actor, at, wanted = asker(request).actor, now(), request.POST.get("do", "")
    if wanted == "link":
        secret = link_issue(person_id=public_id, actor=actor, at=at)
        return request.build_absolute_uri(reverse("account:reset_link", args=[secret]))
    if wanted in {"close", "reopen"}:
        person_set_active(actor=actor, person_id=public_id, active=wanted == "reopen", at=at)
    elif wanted == "grant":
        role_grant(actor=actor, person_id=public_id, role=request.POST.get("role", ""), at=at)
    elif wanted == "revoke":
        role_revoke(actor=actor, person_id=public_id, role=request.POST.get("role", ""), at=at)
    else:
        return ""
    messages.success(request, gettext("Done."))
    return ""
