"""One's own account: overview, name and language, password."""

from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from zaiton.blocks.identity.actions.people import person_change_password, person_update_profile
from zaiton.blocks.identity.domain.roles import ROLE_NAMES
from zaiton.blocks.identity.pages.asking import asker, attempted, gate, go, page
from zaiton.blocks.identity.pages.forms import ChangePasswordForm, ProfileForm
from zaiton.blocks.identity.queries.organisations import acting_choices, organisations_of
from zaiton.kit.clock import now


@gate.login_required
@require_http_methods(["GET", "HEAD"])
def profile_page(request: HttpRequest) -> HttpResponse:
    """Who one is, for whom one acts, and the way to everything else about the account."""
    person = asker(request)
    at = now()
    context = {
        "card": person,
        "roles": [gettext(ROLE_NAMES[role]) for role in sorted(person.roles)],
        "organisations": organisations_of(person.public_id, at=at),
        "choices": acting_choices(person.public_id, at=at),
    }
    return page(request, "profile", context)


@gate.login_required
@require_http_methods(["GET", "HEAD", "POST"])
def profile_edit_page(request: HttpRequest) -> HttpResponse:
    """Change name and language."""
    person = asker(request)
    form = ProfileForm(request.POST or None, initial={"display_name": person.display_name, "language": person.language})
    if form.is_valid():
        person_update_profile(person_id=person.public_id, at=now(), **form.cleaned_data)
        messages.success(request, gettext("Saved."))
        return go("profile")
    return page(request, "profile_edit", {"form": form})


@sensitive_post_parameters("current_password", "new_password", "new_password_again")
@gate.login_required
@require_http_methods(["GET", "HEAD", "POST"])
def password_page(request: HttpRequest) -> HttpResponse:
    """Change the password; this session goes on, every other one ends."""
    person = asker(request)
    form = ChangePasswordForm(request.POST or None)
    if form.is_valid():
        data = form.cleaned_data
        done, row = attempted(
            form,
            lambda: person_change_password(
                person_id=person.public_id, current=data["current_password"], new=data["new_password"], at=now()
            ),
        )
        if done:
            update_session_auth_hash(request, row)
            messages.success(request, gettext("The new password is set. Other sessions have ended."))
            return go("profile")
    return page(request, "password", {"form": form, "card": person})
