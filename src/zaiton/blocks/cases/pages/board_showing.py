"""The board's figures in words: shares of a whole, queues in days of work, officers with their steps, and the bar of a matter."""

from collections.abc import Sequence
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django.utils.safestring import SafeString
from django.utils.translation import gettext

from zaiton.blocks.cases.domain.graph import Definition
from zaiton.blocks.cases.pages.desk_words import role_title
from zaiton.blocks.cases.pages.words import office, told
from zaiton.blocks.cases.queries.authority import officers_with
from zaiton.blocks.cases.queries.board import OfficerLoad, RoleLoad, TypeBoard
from zaiton.blocks.identity import public as identity
from zaiton.kit.charts import Part, share_bar


def figures_of(board: TypeBoard) -> dict[str, Any]:
    """The row of a matter."""
    found = board.bottleneck
    return {
        "name": board.definition.name,
        "title": told(board.definition.title),
        "open": board.open,
        "overdue": board.overdue,
        "overdue_share": share(board.overdue, board.open),
        "near": board.near,
        "near_share": share(board.near, board.open),
        "near_days": board.near_days,
        "later": board.later,
        "oldest": board.oldest,
        "since": board.since,
        "opened": board.opened,
        "closed": board.closed,
        "in_time": board.in_time,
        "in_time_share": share(board.in_time, board.closed),
        "bottleneck": role_title(found.role, board.definition) if found else "",
        "bottleneck_days": days_of_work(found) if found else "",
    }


def role_lines(board: TypeBoard) -> list[dict[str, Any]]:
    """The queue of each role, the role that is the bottleneck marked."""
    worst = board.bottleneck
    return [
        {
            "load": role,
            "title": role_title(role.role, board.definition),
            "office": office(board.definition, role.role),
            "days": days_of_work(role),
            "worst": role is worst,
        }
        for role in board.roles
    ]


def officer_lines(definition: Definition, loads: Sequence[OfficerLoad], today: date) -> list[dict[str, Any]]:
    """What each officer has taken; for one who is away, to whom it may be passed."""
    others = {person for role in definition.roles for person in officers_with(definition.name, role.id, on=today)}
    names = identity.names_of(
        [*others, *(load.person for load in loads), *(load.deputy for load in loads if load.deputy)]
    )
    choices = sorted(((person, names.get(person, person)) for person in others), key=lambda pair: pair[1])
    return [
        {
            "load": load,
            "name": names.get(load.person, load.person),
            "away": load.deputy is not None,
            "deputy": names.get(load.deputy or "", ""),
            "choices": [(person, name) for person, name in choices if person != load.person],
        }
        for load in loads
    ]


def bar_of(board: TypeBoard) -> SafeString:
    """The open cases of a matter by how near their limit is."""
    parts = [
        Part(gettext("overdue: {number}").format(number=board.overdue), board.overdue, "bad"),
        Part(gettext("near the limit: {number}").format(number=board.near), board.near, "warn"),
        Part(gettext("later, or without limit: {number}").format(number=board.later), board.later, "ok"),
    ]
    title = gettext("Open cases by how near their limit is")
    return share_bar(parts, title=title, desc=gettext("; ").join(part.name for part in parts))


def days_of_work(role: RoleLoad) -> str:
    """A queue in days of work; said in words where nothing was decided lately."""
    if role.days_of_work is None:
        return gettext("nothing decided lately") if role.waiting + role.taken else "—"
    return str(role.days_of_work)


def share(part: int, whole: int) -> str:
    """A part of a whole in percent with one place; a dash where there is nothing."""
    if not whole:
        return "—"
    return f"{(Decimal(part) * 100 / whole).quantize(Decimal('0.1'), ROUND_HALF_UP)}%"
