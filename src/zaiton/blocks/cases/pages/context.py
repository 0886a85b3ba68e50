"""What the frame of every page says about cases: the way to one's own applications, for officers to their desk."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext

from zaiton.blocks.identity import public as identity


def frame(request: HttpRequest) -> dict[str, Any]:
    """``person_links`` for whoever is signed in."""
    person = identity.person_of(request)
    if person is None:
        return {}
    if identity.OFFICER in person.roles:
        return {"person_links": [{"address": reverse("cases:desk"), "title": gettext("Desk")}]}
    return {"person_links": [{"address": reverse("cases:mine"), "title": gettext("My applications")}]}
