"""What every page of money needs: who asks, whether they see all, forms that show a refusal, the way to another page."""

from collections.abc import Callable
from datetime import date
from typing import Any

from django.forms import Form
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext

from zaiton.base.refusals import Refusal
from zaiton.blocks.identity.public import PersonCard, Unseen, person_of
from zaiton.blocks.money.queries.seeing import sees_all


def asker(request: HttpRequest) -> PersonCard:
    """The signed-in person of a view that ``login_required`` guards."""
    person = person_of(request)
    assert person is not None
    return person


def overseer(request: HttpRequest) -> PersonCard:
    """The person, where they see all of money; for anybody else the page is not there."""
    person = asker(request)
    if not sees_all(person.public_id):
        raise Unseen
    return person


def attempted(form: Form, act: Callable[[], Any]) -> bool:
    """Whether ``act`` went through; a refusal becomes an error of the form or of its field (an unknown account, too)."""
    try:
        act()
    except Unseen:
        raise
    except Refusal as refusal:
        form.add_error(refusal.field if refusal.field in form.fields else None, refusal_text(refusal))
        return False
    return True


def refusal_text(refusal: Refusal) -> str:
    """A refusal's sentence and its way out."""
    return " ".join(part for part in (refusal.sentence(gettext), refusal.remedy(gettext)) if part)


def page(request: HttpRequest, template: str, context: dict[str, Any]) -> HttpResponse:
    """A page of this block; 422 where its form has errors."""
    form = context.get("form")
    wrong = form is not None and form.is_bound and bool(form.errors)
    return render(request, f"money/{template}.html", context, status=422 if wrong else 200)


def go(name: str, *args: Any) -> HttpResponseRedirect:
    """To another page of this block."""
    return HttpResponseRedirect(reverse(f"money:{name}", args=args))


def day_of(text: str, otherwise: date) -> date:
    """A day out of an address; ``otherwise`` where there is none that can be read."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return otherwise


def number_in(text: str) -> int | None:
    """A number out of an address."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= 18 else None
