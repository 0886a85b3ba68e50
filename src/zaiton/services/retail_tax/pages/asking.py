"""What every page of retail tax needs: who asks, for which companies, forms that show a refusal, the way to another page."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.forms import Form
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext

from zaiton.base.refusals import NotFound, Refusal
from zaiton.blocks.identity.public import PersonCard, Unseen, organisation_for, person_of
from zaiton.kit import clock
from zaiton.services.retail_tax.queries.books import READ, sees_all, theirs

EVERY = "all"


@dataclass(frozen=True, slots=True)
class Asker:
    """The signed-in person of a page that ``login_required`` guards, and the companies they look after."""

    person: PersonCard
    all: bool
    companies: tuple[str, ...]
    chosen: str = ""

    @property
    def actor(self) -> str:
        """The name in the evidence log."""
        return self.person.actor

    @property
    def seen(self) -> tuple[str, ...] | None:
        """The companies whose things are shown; None: of everybody (officers)."""
        if self.chosen:
            return (self.chosen,)
        return None if self.all else self.companies

    def acting(self, scope: str) -> tuple[str, ...]:
        """The companies they may act for in a matter."""
        return theirs(self.person.public_id, scope=scope, at=clock.now())


def asker(request: HttpRequest) -> Asker:
    """Who asks; ``company`` in the address narrows the list to one company they look after."""
    person = person_of(request)
    assert person is not None
    companies = theirs(person.public_id, scope=READ, at=clock.now())
    wanted = request.GET.get("company", "")
    every = sees_all(person.public_id)
    return Asker(person, every, companies, wanted if wanted in companies else "")


def officer(request: HttpRequest) -> Asker:
    """The person, where they are an officer; for anybody else the page is not there."""
    found = asker(request)
    if not found.all:
        raise Unseen
    return found


def company_choices(found: Asker) -> list[tuple[str, str]]:
    """The companies they look after, with their names, where there is more than one."""
    at = clock.now()
    cards = [organisation_for(found.person.public_id, one, at=at, scope=READ) for one in found.companies]
    return [(card.public_id, card.name) for card in cards] if len(cards) > 1 else []


def attempted(form: Form, act: Callable[[], Any]) -> bool:
    """Whether ``act`` went through; a refusal becomes an error of the form or of its field."""
    try:
        act()
    except NotFound:
        raise
    except Refusal as refusal:
        form.add_error(refusal.field if refusal.field in form.fields else None, refusal_text(refusal))
        return False
    return True


def refusal_text(refusal: Refusal) -> str:
    """A refusal's sentence and its way out."""
    return " ".join(part for part in (refusal.sentence(gettext), refusal.remedy(gettext)) if part)


def page(request: HttpRequest, template: str, context: dict[str, Any]) -> HttpResponse:
    """A page of this service; 422 where its form has errors."""
    form = context.get("form")
    wrong = form is not None and form.is_bound and bool(form.errors)
    return render(request, f"retail_tax/{template}.html", context, status=422 if wrong else 200)


def go(name: str, *args: Any) -> HttpResponseRedirect:
    """To another page of this service."""
    return HttpResponseRedirect(reverse(f"retail_tax:{name}", args=args))


def number_in(text: str) -> int | None:
    """A number out of an address."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= 18 else None
