"""The inbox: unread first, filtered by where it comes from, opened, marked as read."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext, ngettext
from django.views.decorators.http import require_http_methods

from zaiton.blocks.identity.public import login_required
from zaiton.blocks.notices.actions.inbox import notice_read, notices_read_all
from zaiton.blocks.notices.pages.asking import asker, go, page
from zaiton.blocks.notices.queries.inbox import inbox, notice_for
from zaiton.blocks.notices.queries.kinds import groups
from zaiton.kit.clock import now


@login_required
@require_http_methods(["GET", "HEAD"])
def inbox_page(request: HttpRequest) -> HttpResponse:
    """One page of the inbox; ``show=unread`` and ``from`` narrow it, ``after`` continues it."""
    known = groups()
    chosen = {
        "show": "unread" if request.GET.get("show") == "unread" else "",
        "from": request.GET.get("from", "") if request.GET.get("from", "") in known else "",
    }
    after = request.GET.get("after", "")[:20]
    found = inbox(asker(request).public_id, after=after, unread_only=bool(chosen["show"]), group=chosen["from"])
    here, query = reverse("notices:inbox"), {name: value for name, value in chosen.items() if value}
    first = f"{here}?{urlencode(query)}" if query else here
    context = {
        "rows": found.notices,
        "any_unread": any(row.read_at is None for row in found.notices),
        "chosen": chosen,
        "group": chosen["from"],
        "groups": [{"label": label, "title": gettext(title)} for label, title in known.items()],
        "first_address": first if after else "",
        "next_address": f"{here}?{urlencode({**query, 'after': found.after})}" if found.after else "",
    }
    return page(request, "inbox", context)


@login_required
@require_http_methods(["GET", "HEAD"])
def open_page(request: HttpRequest, public_id: str) -> HttpResponse:
    """On to what the notice is about, which is what counts as having read it."""
    person = asker(request).public_id
    notice = notice_for(person, public_id)
    if request.method == "GET":
        notice_read(person=person, notice_id=public_id, at=now())
    return HttpResponseRedirect(notice.link or reverse("notices:inbox"))


@login_required
@require_http_methods(["POST"])
def read_page(request: HttpRequest, public_id: str) -> HttpResponse:
    """Mark one as read."""
    notice_read(person=asker(request).public_id, notice_id=public_id, at=now())
    return go("inbox")


@login_required
@require_http_methods(["POST"])
def read_all_page(request: HttpRequest) -> HttpResponse:
    """Mark everything as read."""
    count = notices_read_all(person=asker(request).public_id, at=now())
    said = ngettext("{count} notice marked as read.", "{count} notices marked as read.", count)
    messages.success(request, said.format(count=count))
    return go("inbox")
