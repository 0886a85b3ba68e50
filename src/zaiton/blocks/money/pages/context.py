"""What the frame of every page says about money: the way to it for who is signed in."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext

from zaiton.blocks.identity.public import person_of


def frame(request: HttpRequest) -> dict[str, Any]:
    """A link beside those of the account."""
    if person_of(request) is None:
        return {}
    return {"person_links": [{"address": reverse("money:home"), "title": gettext("Money")}]}
