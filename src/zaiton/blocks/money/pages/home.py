"""The first page of money: for officers what needs them; for others their accounts and payments."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from zaiton.blocks.identity.public import login_required
from zaiton.blocks.money.pages.asking import asker, page
from zaiton.blocks.money.pages.words import TAGS, break_words
from zaiton.blocks.money.queries.breaks import breaks_counted
from zaiton.blocks.money.queries.instructions import instructions_counted
from zaiton.blocks.money.queries.proposals import proposals
from zaiton.blocks.money.queries.runs import runs
from zaiton.blocks.money.queries.seeing import sees_all
from zaiton.blocks.money.queries.statements import closed_through


@require_safe
@login_required
def home_page(request: HttpRequest) -> HttpResponse:
    """Where payments stand, which breaks nobody has settled, what waits for a second person."""
    if not sees_all(asker(request).public_id):
        return page(request, "home_own", {})
    context = {
        "states": [(name, TAGS[name], number) for name, number in instructions_counted().items()],
        "breaks": [(name, break_words(name), number) for name, number in breaks_counted().items()],
        "waiting": len(proposals(state="proposed")),
        "closed_through": closed_through(),
        "last_run": next(iter(runs(limit=1)), None),
    }
    return page(request, "home", context)
