"""The administrator's page over the log: newest first, by object or actor, fifty entries at a time."""

from django.contrib.auth.decorators import login_required, permission_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.utils.http import urlencode
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from zaiton.blocks.evidence.queries import PAGE, entries, sentence_of

PERMISSION = "evidence.read_log"


@login_required(login_url="account:sign_in")
@permission_required(PERMISSION, raise_exception=True)
@require_http_methods(["GET", "HEAD"])
def entries_page(request: HttpRequest) -> HttpResponse:
    """Entries with the sentence their module registered; whose permission carries this page is asked of the account."""
    chosen = {name: request.GET.get(name, "").strip()[:200] for name in ("object", "actor")}
    given = request.GET.get("before", "")
    before = int(given) if given.isdecimal() and len(given) < 19 else None
    found = entries(**chosen, before_seq=before, limit=PAGE + 1)
    shown = found[:PAGE]
    here, query = reverse("evidence:list"), {name: text for name, text in chosen.items() if text}
    further = f"{here}?{urlencode({**query, 'before': shown[-1].seq})}" if len(found) > PAGE else ""
    context = {
        "rows": [{"entry": entry, "sentence": gettext(sentence_of(entry.action))} for entry in shown],
        "chosen": chosen,
        "first_address": f"{here}?{urlencode(query)}" if before is not None else "",
        "next_address": further,
    }
    return render(request, "evidence/list.html", context)


app_name = "evidence"
urlpatterns = [path("", entries_page, name="list")]
