"""An organisation's webhooks, for its owners: the list, one with its deliveries, a new secret, a trial, sending again."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from zaiton.base.refusals import NotFound, Refusal
from zaiton.base.text import gettext_noop
from zaiton.blocks.identity.public import login_required, organisations_owned
from zaiton.blocks.notices.actions import endpoints, events
from zaiton.blocks.notices.domain.cards import DeliveryCard, EndpointCard
from zaiton.blocks.notices.domain.limits import PAGE
from zaiton.blocks.notices.pages.asking import asker, attempted, go, page, refusal_text
from zaiton.blocks.notices.pages.forms import NewWebhookForm, WebhookForm
from zaiton.blocks.notices.queries.hooks import deliveries_of, endpoint_for, organisations_with_hooks
from zaiton.blocks.notices.queries.kinds import ALL, UnknownKind, kind_of
from zaiton.kit.clock import now

ENDPOINT_STATUS = {"live": "active", "off": "off"}
DELIVERY_STATUS = {"waiting": "queued", "delivered": "delivered", "dead": "given_up", "cancelled": "withdrawn"}
ERRORS = {
    "status": gettext_noop("It answered with status {status}."),
    "gone": gettext_noop("It answered that it is gone (410)."),
    "timeout": gettext_noop("It did not answer in time."),
    "connection": gettext_noop("No connection: {detail}."),
    "tls": gettext_noop("Its certificate does not hold: {detail}."),
    "refused": gettext_noop("Its address is not one that events are sent to ({detail})."),
    "webhook_host_unknown": gettext_noop("Its name cannot be found in the net."),
    "webhook_address": gettext_noop("Its address leads into a private network."),
    "off": gettext_noop("The webhook was switched off."),
    "no_secret": gettext_noop("The key of this installation was changed: make a new secret."),
}


@login_required
@require_http_methods(["GET", "HEAD"])
def webhooks_page(request: HttpRequest) -> HttpResponse:
    """Every organisation one owns with its endpoints."""
    owned = organisations_with_hooks(asker(request).public_id, at=now())
    shown = [{"organisation": card, "rows": [_endpoint(one) for one in found]} for card, found in owned]
    return page(request, "webhooks", {"owned": shown})


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def webhook_new_page(request: HttpRequest) -> HttpResponse:
    """Make an endpoint; the page that answers is the only one that ever shows its secret."""
    person, at = asker(request), now()
    owned = organisations_owned(person.public_id, at=at)
    if not owned:
        return go("webhooks")
    chosen = person.acting_for.public_id if person.acting_for in owned else owned[0].public_id
    form = NewWebhookForm(request.POST or None, organisations=owned, initial={"organisation": chosen, "kinds": [ALL]})
    if form.is_valid():
        make = lambda: endpoints.endpoint_make(person=person.public_id, at=at, **form.cleaned_data)  # noqa: E731
        done, result = attempted(form, make)
        if done:
            return page(request, "secret", {"public_id": result[0], "secret": result[1]})
    return page(request, "webhook_form", {"form": form})


@login_required
@require_http_methods(["GET", "HEAD"])
def webhook_page(request: HttpRequest, public_id: str) -> HttpResponse:
    """One endpoint with its deliveries, newest first; ``show=given_up`` narrows them to those that were given up."""
    person, at = asker(request).public_id, now()
    card = endpoint_for(person, public_id, at=at)
    given, dead_only = request.GET.get("before", ""), request.GET.get("show") == "given_up"
    before = int(given) if given.isascii() and given.isdigit() and len(given) < 19 else None
    found = deliveries_of(person, public_id, at=at, dead_only=dead_only, before=before, limit=PAGE + 1)
    shown = found[:PAGE]
    here, query = reverse("notices:webhook", args=[public_id]), {"show": "given_up"} if dead_only else {}
    further = f"{here}?{urlencode({**query, 'before': shown[-1].position})}" if len(found) > PAGE else ""
    context = {
        **_endpoint(card),
        "rows": [_delivery(line) for line in shown],
        "dead_only": dead_only,
        "first_address": f"{here}?{urlencode(query)}" if before is not None else "",
        "next_address": further,
    }
    return page(request, "webhook", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def webhook_edit_page(request: HttpRequest, public_id: str) -> HttpResponse:
    """Change what an endpoint is called, where it is, and what it is told of."""
    person, at = asker(request).public_id, now()
    card = endpoint_for(person, public_id, at=at)
    form = WebhookForm(request.POST or None, initial={"name": card.name, "url": card.url, "kinds": card.kinds})
    if form.is_valid():
        data = form.cleaned_data
        change = lambda: endpoints.endpoint_change(person=person, endpoint_id=public_id, at=at, **data)  # noqa: E731
        if attempted(form, change)[0]:
            messages.success(request, gettext("The webhook is changed."))
            return go("webhook", public_id)
    return page(request, "webhook_form", {"form": form, "endpoint": card})


@never_cache
@login_required
@require_http_methods(["POST"])
def webhook_rotate_page(request: HttpRequest, public_id: str) -> HttpResponse:
    """A new secret, shown once."""
    secret = endpoints.secret_rotate(person=asker(request).public_id, endpoint_id=public_id, at=now())
    return page(request, "secret", {"public_id": public_id, "secret": secret, "rotated": True})


@login_required
@require_http_methods(["POST"])
def webhook_remove_page(request: HttpRequest, public_id: str) -> HttpResponse:
    """Remove an endpoint."""
    endpoints.endpoint_remove(person=asker(request).public_id, endpoint_id=public_id, at=now())
    messages.success(request, gettext("The webhook is removed."))
    return go("webhooks")


@login_required
@require_http_methods(["POST"])
def webhook_on_page(request: HttpRequest, public_id: str) -> HttpResponse:
    """Switch an endpoint on again."""
    endpoints.endpoint_on(person=asker(request).public_id, endpoint_id=public_id, at=now())
    messages.success(request, gettext("The webhook is on."))
    return go("webhook", public_id)


@login_required
@require_http_methods(["POST"])
def webhook_try_page(request: HttpRequest, public_id: str) -> HttpResponse:
    """Send a trial event."""
    person = asker(request).public_id
    said = gettext("A trial event is on its way. Load the page again to see how it arrived.")
    return _done(request, public_id, said, lambda: events.endpoint_try(person=person, endpoint_id=public_id, at=now()))


@login_required
@require_http_methods(["POST"])
def delivery_resend_page(request: HttpRequest, public_id: str, delivery_id: str) -> HttpResponse:
    """Send an event again that was given up."""
    person = asker(request).public_id
    said = gettext("The event is on its way again.")
    return _done(
        request,
        public_id,
        said,
        lambda: events.delivery_resend(person=person, endpoint_id=public_id, delivery_id=delivery_id, at=now()),
    )


def _done(request: HttpRequest, public_id: str, said: str, act: Any) -> HttpResponse:
    try:
        act()
    except NotFound:
        raise
    except Refusal as refusal:
        if refusal.status == 404:
            raise
        messages.error(request, refusal_text(refusal))
    else:
        messages.success(request, said)
    return go("webhook", public_id)


def _endpoint(card: EndpointCard) -> dict[str, Any]:
    return {"endpoint": card, "status": ENDPOINT_STATUS[card.state], "kinds": [_title(kind) for kind in card.kinds]}


def _delivery(line: DeliveryCard) -> dict[str, Any]:
    sentence = ERRORS.get(line.detail) or ERRORS.get(line.error, "")
    error = gettext(sentence).format(status=line.status, detail=line.detail) if sentence else ""
    return {"line": line, "title": _title(line.kind), "status": DELIVERY_STATUS[line.state], "error": error}


def _title(kind: str) -> str:
    if kind == ALL:
        return gettext("All, and those that are added later")
    try:
        return gettext(kind_of(kind).title)
    except UnknownKind:
        return kind
