"""Delegations given and received, a new one, and ending one."""

from datetime import timedelta

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from zaiton.blocks.identity.actions.delegations import delegation_grant, delegation_revoke
from zaiton.blocks.identity.domain.cards import DelegationLine
from zaiton.blocks.identity.pages.asking import asker, attempted, gate, go, page
from zaiton.blocks.identity.pages.forms import DelegationForm
from zaiton.blocks.identity.queries.delegations import delegations_given, delegations_received, revocable_ids
from zaiton.blocks.identity.queries.organisations import organisations_of, owns
from zaiton.blocks.identity.queries.scopes import scopes_delegable, scopes_known
from zaiton.kit.clock import now, today

STATUS = {"live": "active", "coming": "waiting", "ended": "ended", "revoked": "revoked"}


@gate.login_required
@require_http_methods(["GET", "HEAD"])
def delegations_page(request: HttpRequest) -> HttpResponse:
    """Who may act for one's organisations, and for whom one may act."""
    person_id, at = asker(request).public_id, now()
    given, received = delegations_given(person_id, at=at), delegations_received(person_id, at=at)
    ending = revocable_ids(person_id, [*given, *received], at=at)
    sentences = scopes_known()
    context = {
        "given": [_row(line, ending, sentences) for line in given],
        "received": [_row(line, ending, sentences) for line in received],
        "may_give": bool(_owned(person_id, at)),
    }
    return page(request, "delegations", context)


@gate.login_required
@require_http_methods(["GET", "HEAD", "POST"])
def delegation_new_page(request: HttpRequest) -> HttpResponse:
    """Let an agent act for one's organisation."""
    person, at = asker(request), now()
    companies = _owned(person.public_id, at)
    if not companies:
        return page(request, "delegation_none")
    chosen = person.acting_for.public_id if person.acting_for else companies[0].public_id
    form = DelegationForm(
        request.POST or None,
        known=scopes_delegable(),
        companies=companies,
        initial={"company": chosen, "first_day": today()},
    )
    if form.is_valid():
        data = dict(form.cleaned_data)
        company_id = data.pop("company")
        done, _ = attempted(
            form, lambda: delegation_grant(person_id=person.public_id, company_id=company_id, at=at, **data)
        )
        if done:
            messages.success(request, gettext("The delegation is given."))
            return go("delegations")
    return page(request, "delegation_new", {"form": form})


@gate.login_required
@require_http_methods(["POST"])
def delegation_revoke_page(request: HttpRequest, public_id: str) -> HttpResponse:
    """End a delegation at once."""
    delegation_revoke(person_id=asker(request).public_id, delegation_id=public_id, at=now())
    messages.success(request, gettext("The delegation has ended."))
    return go("delegations")


def _owned(person_id: str, at) -> list:
    return [card for card in organisations_of(person_id, at=at) if owns(person_id, card.public_id, at=at)]


def _row(line: DelegationLine, ending: frozenset[str], sentences) -> dict:
    return {
        "line": line,
        "scopes": [gettext(sentences.get(scope, scope)) for scope in line.scopes],
        "last_day": line.valid_until - timedelta(days=1) if line.valid_until else None,
        "status": STATUS[line.state],
        "may_end": line.public_id in ending,
    }
