"""The administrator's pages over the log, fifty entries at a time, and what anyone may fetch: checkpoint, keys, tiles, verifier."""

from importlib import resources

from django.contrib.auth.decorators import login_required, permission_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path, re_path, reverse
from django.utils.http import urlencode
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from zaiton.base.refusals import Refusal
from zaiton.blocks.evidence.domain.refusals import NotPublished
from zaiton.blocks.evidence.domain.tiles import tile_of
from zaiton.blocks.evidence.queries.log import PAGE, entries, entry_card, sentence_of
from zaiton.blocks.evidence.queries.tiles import folder, in_folder
from zaiton.blocks.evidence.queries.tree import is_published, proof
from zaiton.kit.cli import to_json

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
        "published": is_published(),
        "first_address": f"{here}?{urlencode(query)}" if before is not None else "",
        "next_address": further,
    }
    return render(request, "evidence/list.html", context)


@login_required(login_url="account:sign_in")
@permission_required(PERMISSION, raise_exception=True)
@require_http_methods(["GET", "HEAD"])
def entry_page(request: HttpRequest, seq: int) -> HttpResponse:
    """One entry, and whether it stands under the signed checkpoint: its proof is made and every part of it checked for this page."""
    entry = entry_card(seq)
    try:
        made, refusal = proof(seq=seq), None
    except Refusal as no:
        made, refusal = None, no
    context = {
        "entry": entry,
        "sentence": gettext(sentence_of(entry.action)),
        "groups": {name: _groups(getattr(entry, name)) for name in ("before_digest", "after_digest", "hash")},
        "proof": made,
        "reason": refusal.sentence(gettext) if refusal else "",
        "remedy": refusal.remedy(gettext) if refusal else "",
        "waiting": isinstance(refusal, NotPublished),
    }
    return render(request, "evidence/entry.html", context)


@login_required(login_url="account:sign_in")
@permission_required(PERMISSION, raise_exception=True)
@require_http_methods(["GET", "HEAD"])
def entry_proof(request: HttpRequest, seq: int) -> HttpResponse:
    """The proof of one entry as a file."""
    response = HttpResponse(to_json(proof(seq=seq)) + "\n", content_type="application/json")
    response.headers["Content-Disposition"] = f'attachment; filename="proof-{seq}.json"'
    return response


@require_http_methods(["GET", "HEAD"])
def published_file(request: HttpRequest, name: str) -> HttpResponse:
    """The last signed checkpoint, or the log's keys, for anyone; not found before the first was published."""
    return _public(name, "text/plain; charset=utf-8", "public, max-age=10")


@require_http_methods(["GET", "HEAD"])
def tile_file(request: HttpRequest, place: str) -> HttpResponse:
    """One tile for anyone; what lies behind a name never changes."""
    tile = tile_of(f"tile/{place}")
    if tile is None:
        raise Http404
    return _public(tile.path, "application/octet-stream", "public, max-age=31536000, immutable")


@require_http_methods(["GET", "HEAD"])
def verifier_file(request: HttpRequest) -> HttpResponse:
    """The program that checks a proof, one file of the standard library, for anyone."""
    content = resources.files("zaiton.blocks.evidence.cli").joinpath("verify_proof.py").read_bytes()
    response = HttpResponse(content, content_type="text/x-python; charset=utf-8")
    response.headers["Content-Disposition"] = 'attachment; filename="verify_proof.py"'
    return response


def _groups(digest: str) -> list[str]:
    """A digest in groups of eight, between which a narrow page may break it."""
    return [digest[place : place + 8] for place in range(0, len(digest), 8)]


def _public(name: str, kind: str, caching: str) -> HttpResponse:
    content = in_folder(folder())(name)
    if content is None:
        raise Http404
    return HttpResponse(content, content_type=kind, headers={"Cache-Control": caching})


app_name = "evidence"
urlpatterns = [
    path("", entries_page, name="list"),
    re_path(r"^(?P<name>checkpoint|keys)$", published_file, name="published"),
    path("tile/<path:place>", tile_file, name="tile"),
    path("tiles/<path:place>", tile_file, name="tiles"),
    path("verify_proof.py", verifier_file, name="verifier"),
    path("<int:seq>/", entry_page, name="entry"),
    path("<int:seq>/proof.json", entry_proof, name="proof"),
]
