"""The notices API: the inbox of the token's holder, and marking notices as read. A token made for an organisation sees its own only."""

from datetime import datetime
from typing import Any

from django.http import HttpRequest
from ninja import Field, Query, Router, Schema

from zaiton.blocks.identity.public import TokenAuth, TokenHolder
from zaiton.blocks.notices.actions.inbox import notice_read, notices_read_all
from zaiton.blocks.notices.domain.limits import PAGE
from zaiton.blocks.notices.queries.inbox import inbox, notice_for
from zaiton.kit.api.problems import PROBLEM_SCHEMA
from zaiton.kit.clock import now

MOST = 200


class Notice(Schema):
    """One notice, in the language the request accepts."""

    public_id: str
    kind: str
    title: str
    sentence: str
    link: str = Field(description="Path of the page it is about; may be blank")
    organisation: str = Field(description="Public id of the organisation it concerns; may be blank")
    urgent: bool
    created_at: datetime
    read_at: datetime | None


class Inbox(Schema):
    """One page of the inbox, unread first, each part newest first."""

    notices: list[Notice]
    after: str = Field(description="Give this as `after` to get the next page; blank at the end")


class Marked(Schema):
    """How many notices were marked."""

    read: int


router = Router()


@router.get(
    "inbox", auth=TokenAuth("notices:read"), response={200: Inbox, **PROBLEM_SCHEMA}, summary="The holder's notices"
)
def notices(
    request: HttpRequest,
    unread: bool = Query(False, description="Unread ones only"),
    after: str = Query("", max_length=20, description="`after` of the page before"),
    limit: int = Query(PAGE, ge=1, le=MOST, description="How many at most"),
) -> dict[str, Any]:
    """Unread notices first, then those that were read. Reading them here marks nothing."""
    person, organisation = _holder(request)
    found = inbox(person, after=after, unread_only=unread, organisation=organisation, limit=limit)
    return {"notices": found.notices, "after": found.after}


@router.post(
    "inbox/{public_id}/read",
    auth=TokenAuth("notices:write"),
    response={200: Notice, **PROBLEM_SCHEMA},
    summary="Mark a notice as read",
)
def read(request: HttpRequest, public_id: str) -> Any:
    """A second time changes nothing."""
    person, organisation = _holder(request)
    notice_read(person=person, notice_id=public_id, at=now(), organisation=organisation)
    return notice_for(person, public_id, organisation=organisation)


@router.post(
    "inbox/read", auth=TokenAuth("notices:write"), response={200: Marked, **PROBLEM_SCHEMA}, summary="Mark all as read"
)
def read_all(request: HttpRequest) -> dict[str, int]:
    """Everything that was there when the request came in."""
    person, organisation = _holder(request)
    return {"read": notices_read_all(person=person, at=now(), organisation=organisation)}


def _holder(request: HttpRequest) -> tuple[str, str]:
    holder: TokenHolder = request.auth
    acting = holder.person.acting_for
    return holder.person.public_id, acting.public_id if acting else ""
