"""What the frame of every page says about papers: one's certificates, and the way for anyone to verify one."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext

from zaiton.blocks.identity.public import person_of


def frame(request: HttpRequest) -> dict[str, Any]:
    """Links of the base template: verification for anyone in the footer, the own certificates for who is signed in."""
    found: dict[str, Any] = {
        "foot_links": [{"address": reverse("papers:verify"), "title": gettext("Verify a certificate")}]
    }
    if person_of(request) is not None:
        found["person_links"] = [{"address": reverse("papers:mine"), "title": gettext("My certificates")}]
    return found
