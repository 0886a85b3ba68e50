"""What every page here needs: who asks, forms that show a refusal, and the way to another page."""

from collections.abc import Callable
from typing import Any

from django.forms import Form
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext

from zaiton.base.refusals import NotFound, Refusal
from zaiton.blocks.identity.public import PersonCard, person_of


def asker(request: HttpRequest) -> PersonCard:
    """The signed-in person of a view that ``login_required`` guards."""
    person = person_of(request)
    assert person is not None
    return person


def attempted(form: Form, act: Callable[[], Any]) -> tuple[bool, Any]:
    """Whether ``act`` went through, and what it returned; a refusal becomes an error of the form's field."""
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


def page(request: HttpRequest, template: str, context: dict[str, Any]) -> HttpResponse:
    """A page of this block; 422 where its form has errors."""
    form = context.get("form")
    wrong = form is not None and form.is_bound and bool(form.errors)
    return render(request, f"notices/{template}.html", context, status=422 if wrong else 200)


def go(name: str, *args: Any) -> HttpResponseRedirect:
    """To another page of this block."""
    return HttpResponseRedirect(reverse(f"notices:{name}", args=args))
