"""What the frame of every page says about the person: who is signed in, for whom they act, where their account is."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext

from zaiton.blocks.identity.pages.asking import gate


def frame(request: HttpRequest) -> dict[str, Any]:
    """``person``, ``acting_for`` and ``person_links`` for the base template."""
    person = gate.person_of(request)
    if person is None:
        links = [("account:sign_in", gettext("Sign in")), ("account:register", gettext("Register"))]
    else:
        links = [("account:profile", gettext("Account"))]
    return {
        "person": person,
        "acting_for": person.acting_for if person else None,
        "person_links": [{"address": reverse(name), "title": title} for name, title in links],
    }
