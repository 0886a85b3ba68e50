"""What every page here needs: who asks, forms that show a refusal, and the way to another page."""

from collections.abc import Callable
from typing import Any

from django.forms import Form
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext

from zaiton.base.refusals import NotFound, Refusal
from zaiton.blocks.identity.public import PersonCard, person_of
from zaiton.blocks.papers.queries.reading import StoredFile


def asker(request: HttpRequest) -> PersonCard:
    """The signed-in person of a view that ``login_required`` guards."""
    person = person_of(request)
    assert person is not None
    return person


def attempted(form: Form, act: Callable[[], Any]) -> tuple[bool, Any]:
    """Whether ``act`` went through, and what it returned; a refusal becomes an error of the form or of its field."""
    try:
        return True, act()
    except NotFound:
        raise
    except Refusal as refusal:
        field = refusal.field if refusal.field in form.fields else None
        form.add_error(field, refusal_text(refusal))
        return False, refusal


def refusal_text(refusal: Refusal) -> str:
    """A refusal's sentence and its way out."""
    return " ".join(part for part in (refusal.sentence(gettext), refusal.remedy(gettext)) if part)


def page(request: HttpRequest, template: str, context: dict[str, Any], status: int = 200) -> HttpResponse:
    """A page of this block; 422 where its form has errors."""
    form = context.get("form")
    wrong = form is not None and form.is_bound and bool(form.errors)
    return render(request, f"papers/{template}.html", context, status=422 if wrong and status == 200 else status)


def go(name: str, *args: Any) -> HttpResponseRedirect:
    """To another page of this block."""
    return HttpResponseRedirect(reverse(f"papers:{name}", args=args))


def handed_out(file: StoredFile) -> HttpResponse:
    """A file as a download that nobody caches on the way."""
    response = HttpResponse(file.content, content_type=file.media_type)
    response.headers["Content-Disposition"] = content_disposition_header(True, file.name)
    response.headers["Cache-Control"] = "private, no-store"
    return response
