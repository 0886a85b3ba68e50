"""Verification for anyone, without signing in and without script: by number, by the code on the paper, by the file."""

from datetime import date
from hashlib import sha256
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_safe

from zaiton.base.refusals import Refusal
from zaiton.blocks.evidence.public import proof_of
from zaiton.blocks.papers.domain.cards import Card
from zaiton.blocks.papers.domain.register_refusals import DayUnfit, NoSuchPaper
from zaiton.blocks.papers.domain.saying import BESIDE_SAID, SAID
from zaiton.blocks.papers.pages.asking import go, page, refusal_text
from zaiton.blocks.papers.pages.showing import certificate_shown
from zaiton.blocks.papers.pages.verify_forms import AskForm, FileForm, day_asked
from zaiton.blocks.papers.queries.register import certificate_by_code
from zaiton.blocks.papers.queries.verifying import OBJECT, FileVerdict, looked_up, verified
from zaiton.kit.cli import to_json
from zaiton.kit.clock import today


@require_http_methods(["GET", "HEAD", "POST"])
def verify_page(request: HttpRequest) -> HttpResponse:
    """One field for a number or a code, and one for a file; a code leads on to its own address."""
    if request.method == "POST":
        return _file_shown(request)
    typed = request.GET.get("q", "").strip()[:80]
    if not typed:
        return page(request, "verify", {"ask": AskForm(), "form": FileForm()})
    found = looked_up(typed)
    if found is None:
        refusal = NoSuchPaper(given=typed)
        context = {"ask": AskForm({"q": typed}), "form": FileForm(), "missing": refusal_text(refusal)}
        return page(request, "verify", context, status=404)
    if found.whole:
        return go("certificate_verified", found.card.code)
    return _answered(request, found.card, whole=False)


@require_safe
def certificate_page(request: HttpRequest, code: str) -> HttpResponse:
    """Where the code on a certificate leads: all that was certified, and how it stands today or on the day ``on``."""
    return _answered(request, _of_code(code), whole=True)


@require_safe
def proof_file(request: HttpRequest, code: str) -> HttpResponse:
    """The proof that the last entry on the certificate stands in the published log, as one file for whoever has the code."""
    card = _of_code(code)
    response = HttpResponse(to_json(_proof(card)) + "\n", content_type="application/json")
    response.headers["Content-Disposition"] = f'attachment; filename="proof-{card.number}.json"'
    return response


def _answered(request: HttpRequest, card: Card, *, whole: bool) -> HttpResponse:
    """What was certified; with the code also the form for the file, and the proof."""
    asked, now = request.GET.get("on", ""), today()
    day = day_asked(asked, now)
    context = {
        **certificate_shown(card, day or now, whole=whole, today=now),
        "on": asked,
        "wrong_day": "" if day else refusal_text(DayUnfit()),
        "typed": request.GET.get("q", ""),
        "form": FileForm(initial={"code": card.code}) if whole else None,
        "proof": _proof_state(card) if whole else None,
        "last_day": now,
    }
    return page(request, "verify_certificate", context, status=200 if day else 422)


def _file_shown(request: HttpRequest) -> HttpResponse:
    form = FileForm(request.POST, request.FILES)
    if not form.is_valid():
        return page(request, "verify", {"ask": AskForm(), "form": form})
    envelope = form.cleaned_data["envelope"]
    content = form.cleaned_data["file"].read()
    found = verified(content, envelope.read() if envelope else None)
    digest = sha256(content).hexdigest()
    context = {
        **_file_said(found, form.cleaned_data["code"], today()),
        "name": form.cleaned_data["file"].name,
        "digest_parts": [digest[place : place + 8] for place in range(0, len(digest), 8)],
    }
    return page(request, "verify_file", context)


def _file_said(found: FileVerdict, code: str, now: date) -> dict[str, Any]:
    """The verdict in words; whoever has the very file sees what the code would show."""
    said, card = SAID[found.verdict], found.card
    shown = certificate_shown(card, now, whole=False, today=now) if card else {}
    beside = BESIDE_SAID.get(found.beside)
    return {
        "found": found,
        "said": {"tone": said.tone, "head": gettext(said.head), "body": gettext(said.body)},
        "shown": shown,
        "beside": {"tone": beside[0], "sentence": gettext(beside[1])} if beside else None,
        "other_than_asked": bool(code and card and card.code != code),
        "address": _address(found),
    }


def _address(found: FileVerdict) -> str:
    if found.card is None:
        return ""
    if found.genuine:
        return reverse("papers:certificate_verified", args=[found.card.code])
    return f"{reverse('papers:verify')}?q={found.card.number}"


def _of_code(code: str) -> Card:
    card = certificate_by_code(code)
    if card is None:
        raise NoSuchPaper(given=code)
    return card


def _proof(card: Card) -> dict[str, Any]:
    return proof_of(object=f"{OBJECT}{card.public_id}")


def _proof_state(card: Card) -> dict[str, Any]:
    """Whether a proof can be fetched, or why not."""
    try:
        return {"there": bool(_proof(card)), "why": ""}
    except Refusal as refusal:
        return {"there": False, "why": refusal_text(refusal)}
