"""A person's inbox: unread first, then read, each newest first, page by page without counting; and the short count for the head."""

from collections.abc import Sequence

from django.db.models import QuerySet
from django.utils.translation import get_language

from zaiton.blocks.identity.public import Unseen
from zaiton.blocks.notices.domain.cards import NoticeCard, Page
from zaiton.blocks.notices.domain.limits import PAGE, UNREAD_SHOWN_MOST
from zaiton.blocks.notices.models import Notice
from zaiton.blocks.notices.queries.kinds import UnknownKind, kind_of, worded
from zaiton.kit.manifest import installed

UNREAD, READ = "u", "r"


def inbox(
    person: str,
    *,
    after: str = "",
    unread_only: bool = False,
    group: str = "",
    organisation: str = "",
    limit: int = PAGE,
) -> Page:
    """One page of a person's notices in the active language. ``after`` is what the page before gave; nonsense begins anew.

    ``group`` narrows it to the notices of one module, ``organisation`` to those that concern one organisation.
    """
    rows = _of(person, group, organisation)
    part, before = _place(after)
    found: list[Notice] = []
    if part == UNREAD:
        found = list(_older(rows.filter(read_at=None), before)[: limit + 1])
        before = None
    if len(found) <= limit and not unread_only:
        found += _older(rows.filter(read_at__isnull=False), before)[: limit + 1 - len(found)]
    shown = found[:limit]
    further = f"{UNREAD if shown[-1].read_at is None else READ}{shown[-1].pk}" if len(found) > limit else ""
    return Page(tuple(notice_card(row) for row in shown), further)


def unread_count(person: str) -> int:
    """How many notices a person has not read, counted to one above ``UNREAD_SHOWN_MOST`` at most."""
    return Notice.objects.filter(person=person, read_at=None).order_by()[: UNREAD_SHOWN_MOST + 1].count()


def notice_for(person: str, public_id: str, *, organisation: str = "") -> NoticeCard:
    """One notice of a person's; anybody else's does not exist."""
    row = _of(person, "", organisation).filter(public_id=public_id).first()
    if row is None:
        raise Unseen
    return notice_card(row)


def notice_card(row: Notice) -> NoticeCard:
    """A notice in words, in the active language."""
    title, sentence = worded(row.kind, row.data)
    try:
        urgent = kind_of(row.kind).urgent
    except UnknownKind:
        urgent = False
    return NoticeCard(
        public_id=row.public_id,
        kind=row.kind,
        title=title,
        sentence=sentence,
        link=link_in(row.link, get_language() or ""),
        organisation=row.organisation,
        urgent=urgent,
        created_at=row.created_at,
        read_at=row.read_at,
    )


def link_in(link: str, language: str) -> str:
    """A stored link (a path of the Chinese pages) in the reader's language."""
    return f"/en{link}" if link and language.startswith("en") else link


def _of(person: str, group: str, organisation: str) -> QuerySet[Notice]:
    rows = Notice.objects.filter(person=person)
    if group:
        rows = rows.filter(kind__in=_kinds_in(group))
    return rows.filter(organisation=organisation) if organisation else rows


def _kinds_in(group: str) -> Sequence[str]:
    return [kind for manifest in installed().values() if manifest.label == group for kind in manifest.notices]


def _older(rows: QuerySet[Notice], before: int | None) -> QuerySet[Notice]:
    rows = rows.order_by("-id")
    return rows.filter(id__lt=before) if before else rows


def _place(after: str) -> tuple[str, int | None]:
    part, number = after[:1], after[1:]
    if part in (UNREAD, READ) and number.isascii() and number.isdigit() and len(number) < 19:
        return part, int(number)
    return UNREAD, None
