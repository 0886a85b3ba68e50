"""Organisations: enter one, see its members, add and end memberships, rename it."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from zaiton.base.refusals import NotFound, Refusal
from zaiton.blocks.identity.actions.organisations import (
    member_add,
    member_end,
    organisation_create,
    organisation_rename,
)
from zaiton.blocks.identity.domain.roles import MEMBERSHIP_NAMES
from zaiton.blocks.identity.pages.asking import asker, attempted, gate, go, page
from zaiton.blocks.identity.pages.forms import MemberForm, OrganisationForm, RenameForm
from zaiton.blocks.identity.queries.gate import ACTING_FOR
from zaiton.blocks.identity.queries.organisations import members_of, organisation_for, organisation_owned, owns
from zaiton.kit.clock import now


@gate.login_required
@require_http_methods(["GET", "HEAD", "POST"])
def organisation_new_page(request: HttpRequest) -> HttpResponse:
    """Enter an organisation by its credit code; whoever enters it owns it and acts for it."""
    person = asker(request)
    form = OrganisationForm(request.POST or None)
    if form.is_valid():
        done, card = attempted(
            form, lambda: organisation_create(person_id=person.public_id, at=now(), **form.cleaned_data)
        )
        if done:
            request.session[ACTING_FOR] = card.public_id
            messages.success(request, gettext("{name} is entered, and you act for it now.").format(name=card.name))
            return go("organisation", card.public_id)
    return page(request, "organisation_new", {"form": form})


@gate.login_required
@require_http_methods(["GET", "HEAD", "POST"])
def organisation_page(request: HttpRequest, public_id: str) -> HttpResponse:
    """An organisation with its members; its owners add members here."""
    person, at = asker(request), now()
    card = organisation_for(person.public_id, public_id, at=at)
    form = MemberForm(request.POST or None)
    if request.method == "POST":
        organisation_owned(person.public_id, public_id, at=at)
        if form.is_valid():
            done, _ = attempted(
                form,
                lambda: member_add(person_id=person.public_id, organisation_id=public_id, at=at, **form.cleaned_data),
            )
            if done:
                messages.success(request, gettext("{email} is a member now.").format(email=form.cleaned_data["email"]))
                return go("organisation", public_id)
    context = {
        "form": form,
        "card": card,
        "members": _members(person.public_id, public_id, at),
        "owner": owns(person.public_id, public_id, at=at),
    }
    return page(request, "organisation", context)


@gate.login_required
@require_http_methods(["GET", "HEAD", "POST"])
def organisation_rename_page(request: HttpRequest, public_id: str) -> HttpResponse:
    """Change the name an organisation goes by."""
    person, at = asker(request), now()
    organisation_owned(person.public_id, public_id, at=at)
    card = organisation_for(person.public_id, public_id, at=at)
    form = RenameForm(request.POST or None, initial={"name": card.name})
    if form.is_valid():
        organisation_rename(person_id=person.public_id, organisation_id=public_id, at=at, **form.cleaned_data)
        messages.success(request, gettext("Saved."))
        return go("organisation", public_id)
    return page(request, "organisation_rename", {"form": form, "card": card})


@gate.login_required
@require_http_methods(["POST"])
def member_end_page(request: HttpRequest, public_id: str, member_id: str) -> HttpResponse:
    """End a membership, one's own or as an owner another's."""
    person = asker(request)
    try:
        member_end(person_id=person.public_id, organisation_id=public_id, member_id=member_id, at=now())
    except NotFound:
        raise
    except Refusal as refusal:
        messages.error(request, f"{refusal.sentence(gettext)} {refusal.remedy(gettext)}".strip())
        return go("organisation", public_id)
    messages.success(request, gettext("The membership has ended."))
    return go("profile") if member_id == person.public_id else go("organisation", public_id)


def _members(person_id: str, public_id: str, at) -> list[dict]:
    try:
        lines = members_of(person_id, public_id, at=at)
    except NotFound:  # an agent sees the organisation, not who works there
        return []
    return [{"line": line, "role": gettext(MEMBERSHIP_NAMES[line.role])} for line in lines]
