"""What the frame of every page says about cases: the way to one's own applications."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext

from zaiton.blocks.identity import public as identity


def frame(request: HttpRequest) -> dict[str, Any]:
    """``person_links`` for whoever is signed in."""
    if identity.person_of(request) is None:
        return {}
    return {"person_links": [{"address": reverse("cases:mine"), "title": gettext("My applications")}]}
