"""Who is asking: the person behind a request, and the decorators that send everybody else away.

The clock comes in from the door that makes the gate, so that this room has none.
"""

from collections.abc import Callable
from datetime import datetime
from functools import wraps
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from zaiton.blocks.identity.domain.cards import OrgCard, PersonCard, TokenHolder
from zaiton.blocks.identity.queries.people import person_card

ACTING_FOR = "acting_for"
View = Callable[..., HttpResponse]


class Gate:
    """One door's way of asking who is there."""

    def __init__(self, now: Callable[[], datetime]) -> None:
        self.now = now

    def person_of(self, request: HttpRequest) -> PersonCard | None:
        """The signed-in person or the token's holder, asked of the database once per request; None for a visitor."""
        auth = getattr(request, "auth", None)
        if isinstance(auth, TokenHolder):
            return auth.person
        known = getattr(request, "_zaiton_person", None)
        if known is None or known[0] != request.session.get(ACTING_FOR, ""):
            known = request._zaiton_person = (request.session.get(ACTING_FOR, ""), self._look_up(request))
        return known[1]

    def acting_organisation(self, request: HttpRequest) -> OrgCard | None:
        """The organisation the asking person acts for at the moment."""
        person = self.person_of(request)
        return person.acting_for if person else None

    def login_required(self, view: View) -> View:
        """Visitors are sent to sign in and come back to the page they wanted."""

        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if self.person_of(request) is None:
                return to_sign_in(request)
            return view(request, *args, **kwargs)

        return guarded

    def require_role(self, role: str) -> Callable[[View], View]:
        """Visitors are sent to sign in; people without the role are told that this is not theirs (403)."""

        def decorate(view: View) -> View:
            @wraps(view)
            def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
                person = self.person_of(request)
                if person is None:
                    return to_sign_in(request)
                if role not in person.roles:
                    raise PermissionDenied
                return view(request, *args, **kwargs)

            return guarded

        return decorate

    def _look_up(self, request: HttpRequest) -> PersonCard | None:
        user = getattr(request, "user", None)
        if user is None or not user.is_authenticated:
            return None
        return person_card(user, acting_for=request.session.get(ACTING_FOR, ""), at=self.now())


def to_sign_in(request: HttpRequest) -> HttpResponse:
    """The way to the sign-in page and back; a fragment asks the browser to load the whole page."""
    back = request.get_full_path() if request.method in {"GET", "HEAD"} else reverse("account:profile")
    response = redirect_to_login(back, reverse("account:sign_in"))
    if getattr(request, "htmx", False):
        fragment = HttpResponse(status=204)
        fragment.headers["HX-Redirect"] = response.url
        return fragment
    return response
