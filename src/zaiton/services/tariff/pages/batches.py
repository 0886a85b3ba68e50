"""Lists of questions: bring one, watch it being answered, fetch the answers, remove it."""

from decimal import Decimal
from urllib.parse import urlencode

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import content_disposition_header
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from zaiton.base.refusals import NotFound, Refusal
from zaiton.base.text import gettext_noop
from zaiton.blocks.identity import public as identity
from zaiton.kit import clock
from zaiton.kit.charts import Part, share_bar
from zaiton.services.tariff.actions.batches import ROWS_MOST, EmptyList, batch_ask, batch_remove, batches_take_up
from zaiton.services.tariff.pages.saved import row_number
from zaiton.services.tariff.queries.batch_files import example_list
from zaiton.services.tariff.queries.batches import FORMATS, PAGE, XLSX_ROWS_MOST, BatchCard, batch, batch_file, batches

REGION = "batch"
TONES = {"answered": "ok", "not_covered": "warn", "refused": "bad"}
COUNTED = {
    "answered": gettext_noop("Rows answered: {count}"),
    "refused": gettext_noop("Rows refused: {count}"),
    "not_covered": gettext_noop("Rows not covered: {count}"),
}


@require_http_methods(["GET", "HEAD", "POST"])
@identity.login_required
def batches_page(request: HttpRequest) -> HttpResponse:
    """The form and the newest lists; sent, it stores the file and leads to the list's own page."""
    person = identity.person_of(request)
    refusal = None
    if request.method == "POST":
        try:
            return redirect("tariff:batch", public_id=_ask(request, person.public_id))
        except NotFound:
            raise
        except Refusal as found:
            refusal = found
    before = request.GET.get("before", "")
    found = batches(person.public_id, at=clock.now(), before=row_number(before))
    if any(card.open for _, card in found):
        batches_take_up()
    context = {
        "cards": [_shown(card) for _, card in found],
        "person": person,
        "error": _said(refusal) if refusal else "",
        "rows_most": f"{ROWS_MOST:,}",
        "megabytes": settings.UPLOAD_MAX_BYTES // 2**20,
        "first_address": request.path if before else "",
        "next_address": f"?{urlencode({'before': found[-1][0]})}" if len(found) == PAGE else "",
    }
    return render(request, "tariff/batches.html", context, status=refusal.status if refusal else 200)


@require_safe
@identity.login_required
def batch_page(request: HttpRequest, public_id: str) -> HttpResponse:
    """One list: how far it is, then its counts, first rows and refused rows. The part named ``batch`` alone for a poll.

    A poll that names the progress it shows (``seen``) gets 204 while nothing changed.
    """
    person = identity.person_of(request)
    card = batch(person.public_id, public_id, at=clock.now())
    if card.open:
        batches_take_up()
    fragment = getattr(request, "htmx", None) and request.htmx.target == REGION
    seen = _version(card)
    if fragment and card.open and request.GET.get("seen") == seen:
        return HttpResponse(status=204)
    context = {"batch": _shown(card), "seen": seen, "xlsx_most": f"{XLSX_ROWS_MOST:,}"}
    return render(request, "tariff/batch.html#batch" if fragment else "tariff/batch.html", context)


@require_safe
@identity.login_required
def batch_download(request: HttpRequest, public_id: str, form: str) -> HttpResponse:
    """The answered list as a file."""
    person = identity.person_of(request)
    return _file(*batch_file(person.public_id, public_id, form, at=clock.now()))


@require_safe
def batch_example(request: HttpRequest) -> HttpResponse:
    """A small list to try with."""
    return _file("example.csv", FORMATS["csv"], example_list().encode())


@require_POST
@identity.login_required
def batch_removed(request: HttpRequest, public_id: str) -> HttpResponse:
    """Remove a list and its answers."""
    person = identity.person_of(request)
    batch_remove(person=person.public_id, public_id=public_id, at=clock.now())
    messages.success(request, gettext("Removed."))
    return redirect("tariff:batches")


def _ask(request: HttpRequest, person: str) -> str:
    file = request.FILES.get("file")
    if file is None:
        raise EmptyList("file", name=gettext("The file"))
    return batch_ask(
        person=person,
        organisation=request.POST.get("organisation", ""),
        name=file.name or "",
        content=file.read(),
        language=get_language() or "zh-hans",
        at=clock.now(),
    )


def _file(name: str, media_type: str, content: bytes) -> HttpResponse:
    response = HttpResponse(content, content_type=media_type)
    response.headers["Content-Disposition"] = content_disposition_header(True, name)
    return response


def _said(refusal: Refusal) -> str:
    return f"{refusal.sentence(gettext)} {refusal.remedy(gettext)}".strip()


def _row(row: dict) -> dict:
    """A row with its amounts as people write them."""
    return row | {f"{name}_shown": _amount(row[name], row["currency"]) for name in ("duty", "saving")}


def _amount(text: str | None, currency: str) -> str:
    return "—" if text is None else f"{Decimal(text):,} {currency}"


def _counted(name: str, count: int) -> str:
    return gettext(COUNTED[name]).format(count=f"{count:,}")


def _bar(parts: list[dict]) -> SafeString:
    title = gettext("What became of the rows")
    return share_bar(
        [Part(part["text"], part["count"], part["tone"]) for part in parts],
        title=title,
        desc=gettext("; ").join(part["text"] for part in parts),
    )


def _version(card: BatchCard) -> str:
    return f"{card.state}-{card.rows_done}-{card.rows_total}"


def _shown(card: BatchCard) -> dict:
    """A list as the templates show it."""
    language = "en" if (get_language() or "").startswith("en") else "zh-hans"
    parts = [
        {"tone": tone, "count": card.counts[name], "text": _counted(name, card.counts[name])}
        for name, tone in TONES.items()
        if card.counts.get(name)
    ]
    return {
        "card": card,
        "id": card.public_id,
        "known": card.rows_total > 0,
        "total": f"{card.rows_total:,}",
        "done": f"{card.rows_done:,}",
        "first": [_row(row) for row in card.first],
        "refused": [_row(row) for row in card.refused],
        "tag": "en" if card.language.startswith("en") else "zh-Hans",
        "problem": " ".join(card.problem.get("said", {}).get(language, ())),
        "parts": parts,
        "bar": _bar(parts),
        "no_xlsx": "xlsx" not in card.formats,
        "rows_hidden": max(0, card.counts.get("refused", 0) - len(card.refused)),
    }
