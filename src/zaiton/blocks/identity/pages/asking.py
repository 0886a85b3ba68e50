"""What every account page needs: who asks and from where, forms that show a refusal, and answers with the right status."""

import ipaddress
from collections.abc import Callable
from typing import Any

from django.forms import Form
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext

from zaiton.base.refusals import NotFound, Refusal
from zaiton.blocks.identity.domain.cards import PersonCard
from zaiton.blocks.identity.queries.gate import Gate
from zaiton.kit.clock import now

gate = Gate(now)


def asker(request: HttpRequest) -> PersonCard:
    """The signed-in person of a view that ``gate.login_required`` guards."""
    person = gate.person_of(request)
    assert person is not None
    return person


def network_of(request: HttpRequest) -> str:
    """The address a request came from; of IPv6 the part a household shares, since the rest changes at will."""
    text = request.META.get("REMOTE_ADDR", "")
    try:
        address = ipaddress.ip_address(text)
    except ValueError:
        return text
    if address.version == 6:
        return str(ipaddress.ip_network((address, 64), strict=False))
    return text


def attempted(form: Form, act: Callable[[], Any]) -> tuple[bool, Any]:
    """Whether ``act`` went through, and what it returned; a refusal becomes an error of the form's field."""
    try:
        return True, act()
    except NotFound:
        raise
    except Refusal as refusal:
        refused(form, refusal)
        return False, refusal


def refused(form: Form, refusal: Refusal) -> None:
    """Put a refusal's sentence and its way out where the form shows errors."""
    sentence = " ".join(part for part in (refusal.sentence(gettext), refusal.remedy(gettext)) if part)
    form.add_error(refusal.field if refusal.field in form.fields else None, sentence)


def page(
    request: HttpRequest, template: str, context: dict[str, Any] | None = None, *, status: int = 0
) -> HttpResponse:
    """A page of this block; 422 where its form has errors, unless the caller knows better."""
    form = (context or {}).get("form")
    wrong = form is not None and form.is_bound and bool(form.errors)
    return render(request, f"account/{template}.html", context, status=status or (422 if wrong else 200))


def go(name: str, *args: Any) -> HttpResponseRedirect:
    """To another account page."""
    return HttpResponseRedirect(reverse(f"account:{name}", args=args))


def safe_next(request: HttpRequest, fallback: str) -> str:
    """Where the person wanted to go, when that is a page of this site."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    if url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure()):
        return wanted
    return fallback
