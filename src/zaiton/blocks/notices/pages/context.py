"""What the frame of every page says about notices: a link to the inbox, with how many are unread."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext

from zaiton.blocks.identity.public import person_of
from zaiton.blocks.notices.domain.limits import UNREAD_SHOWN_MOST
from zaiton.blocks.notices.queries.inbox import unread_count


def frame(request: HttpRequest) -> dict[str, Any]:
    """One of the ``person_links`` of the base template; nothing for visitors."""
    person = person_of(request)
    if person is None:
        return {}
    count = unread_count(person.public_id)
    title = gettext("Notices")
    if count > UNREAD_SHOWN_MOST:
        title = gettext("Notices (more than {count} unread)").format(count=UNREAD_SHOWN_MOST)
    elif count:
        title = gettext("Notices ({count} unread)").format(count=count)
    return {"person_links": [{"address": reverse("notices:inbox"), "title": title}]}
