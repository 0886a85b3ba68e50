"""How a person wants to be told."""

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from zaiton.blocks.identity.public import login_required
from zaiton.blocks.notices.actions.preferences import preferences_set
from zaiton.blocks.notices.pages.asking import asker, go, page
from zaiton.blocks.notices.pages.forms import PreferencesForm
from zaiton.blocks.notices.queries.kinds import groups
from zaiton.blocks.notices.queries.preferences import preference_of
from zaiton.kit.clock import now


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def preferences_page(request: HttpRequest) -> HttpResponse:
    """What comes by mail, and the quiet hours."""
    person = asker(request)
    chosen = preference_of(person.public_id)
    initial = {
        "mail_on": [label for label in groups() if label not in chosen.mail_off],
        "quiet_begins": chosen.quiet_begins,
        "quiet_ends": chosen.quiet_ends,
    }
    form = PreferencesForm(request.POST or None, initial=initial)
    if form.is_valid():
        preferences_set(person=person.public_id, at=now(), **form.cleaned_data)
        messages.success(request, gettext("Your choice is kept."))
        return go("preferences")
    return page(request, "preferences", {"form": form, "mail": settings.EMAIL_CONFIGURED, "email": person.email})
