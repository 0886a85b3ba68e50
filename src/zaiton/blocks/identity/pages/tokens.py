"""One's API tokens: the list, a new one (shown once), and taking one back."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from zaiton.blocks.identity.actions.tokens import token_create, token_revoke
from zaiton.blocks.identity.pages.asking import asker, attempted, gate, go, page
from zaiton.blocks.identity.pages.forms import TokenForm
from zaiton.blocks.identity.queries.organisations import acting_choices
from zaiton.blocks.identity.queries.scopes import scopes_known
from zaiton.blocks.identity.queries.tokens import tokens_of
from zaiton.kit.clock import now

STATUS = {"live": "active", "coming": "waiting", "ended": "ended", "revoked": "revoked"}


@gate.login_required
@require_http_methods(["GET", "HEAD"])
def tokens_page(request: HttpRequest) -> HttpResponse:
    """Every token with what it allows and when it was last used."""
    sentences = scopes_known()
    rows = [
        {
            "line": line,
            "scopes": [gettext(sentences.get(scope, scope)) for scope in line.scopes],
            "status": STATUS[line.state],
        }
        for line in tokens_of(asker(request).public_id, at=now())
    ]
    return page(request, "tokens", {"rows": rows})


@never_cache
@gate.login_required
@require_http_methods(["GET", "HEAD", "POST"])
def token_new_page(request: HttpRequest) -> HttpResponse:
    """Make a token; the page that answers is the only one that ever shows it."""
    person, at = asker(request), now()
    choices = acting_choices(person.public_id, at=at)
    chosen = person.acting_for.public_id if person.acting_for else ""
    form = TokenForm(
        request.POST or None, known=scopes_known(), organisations=choices, initial={"organisation": chosen}
    )
    if form.is_valid():
        data = dict(form.cleaned_data)
        organisation_id = data.pop("organisation")
        done, result = attempted(
            form,
            lambda: token_create(person_id=person.public_id, organisation_id=organisation_id, at=at, **data),
        )
        if done:
            return page(request, "token_made", {"name": data["name"], "secret": result[1]})
    return page(request, "token_new", {"form": form})


@gate.login_required
@require_http_methods(["POST"])
def token_revoke_page(request: HttpRequest, public_id: str) -> HttpResponse:
    """Take a token back."""
    token_revoke(person_id=asker(request).public_id, token_id=public_id, at=now())
    messages.success(request, gettext("The token no longer works."))
    return go("tokens")
