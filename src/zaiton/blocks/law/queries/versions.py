"""Published decision tables: which one is in force on a day, what there is, and the engine of each, compiled once per digest."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache

from django.db.models import Q

from zaiton.blocks.law.domain.rules.engine import Engine, Rules
from zaiton.blocks.law.domain.rules.publishing_faults import NoRulesInForce, NoSuchRules
from zaiton.blocks.law.domain.rules.table import Table
from zaiton.blocks.law.models import RuleVersion
from zaiton.blocks.law.queries.rules import kept_table
from zaiton.kit.home import home

ENGINES = 256
MOST_LISTED = 200


@dataclass(frozen=True, slots=True)
class VersionCard:
    """A published version. ``until`` is the first day on which it holds no longer: its own end, or where the next begins."""

    public_id: str
    name: str
    sha256: str
    in_force_from: date
    until: date | None
    tests: str
    tests_sha256: str
    drafted_by: str
    published_by: str
    published_at: datetime
    reason: str
    withdrawal_asked_by: str
    withdrawal_asked_at: datetime | None
    withdrawal_reason: str
    withdrawn_by: str
    withdrawn_at: datetime | None

    @property
    def table(self) -> Table:
        """The table itself, out of the store."""
        return engine_of(self.sha256).table

    def state(self, on: date) -> str:
        """``withdrawn``, ``waiting`` (begins later), ``superseded`` (has ended) or ``published`` (in force on the day)."""
        if self.withdrawn_at is not None:
            return "withdrawn"
        if on < self.in_force_from:
            return "waiting"
        return "superseded" if self.until is not None and self.until <= on else "published"


def rules_in_force(name: str, *, on: date) -> Rules:
    """The rules of the table ``name`` on the day; raises ``NoRulesInForce``, or ``TableNotKept`` where the store lost it."""
    found = (
        RuleVersion.objects.filter(table__name=name, withdrawn_at=None, in_force_from__lte=on)
        .order_by("-in_force_from")
        .values_list("sha256", "in_force_until")
        .first()
    )
    if found is None or (found[1] is not None and found[1] <= on):
        raise NoRulesInForce("table", table=name[:60], day=on)
    return engine_of(found[0]).on(on)


def engine_of(sha256: str) -> Engine:
    """The engine of a table in the store, compiled once in each process; raises ``TableNotKept``, ``TableAltered``."""
    return _engine(sha256, str(home()))


@lru_cache(maxsize=ENGINES)
def _engine(sha256: str, store: str) -> Engine:
    return Engine(kept_table(sha256))


def versions_of(name: str) -> list[VersionCard]:
    """Every version of a table, the last to begin first, withdrawn ones after the others of their day; raises ``NoSuchRules``."""
    rows = RuleVersion.objects.filter(table__name=name).select_related("table")
    found = _cards(rows.order_by("-in_force_from", "-pk")[:MOST_LISTED])
    if not found:
        raise NoSuchRules()
    return found


def version_card(public_id: str) -> VersionCard:
    """One version; raises ``NoSuchRules``."""
    row = version_row(public_id)
    return next(card for card in versions_of(row.table.name) if card.public_id == public_id)


def version_row(public_id: str) -> RuleVersion:
    """The stored row; raises ``NoSuchRules``."""
    row = RuleVersion.objects.filter(public_id=public_id).select_related("table").first()
    if row is None:
        raise NoSuchRules()
    return row


def version_on(name: str, on: date) -> VersionCard | None:
    """The version in force on the day, or None."""
    rows = RuleVersion.objects.filter(table__name=name, withdrawn_at=None).select_related("table")
    cards = _cards(rows.order_by("-in_force_from", "-pk"))
    return next((card for card in cards if card.state(on) == "published"), None)


def tables_listed(on: date) -> list[VersionCard]:
    """For each table the version in force on the day, else the next to begin, else the last there was; by name."""
    rows = RuleVersion.objects.select_related("table").order_by("table__name", "-in_force_from", "-pk")
    order = {"published": 0, "waiting": 1, "superseded": 2, "withdrawn": 3}
    best: dict[str, VersionCard] = {}
    for card in _cards(rows):
        known = best.get(card.name)
        if known is None or order[card.state(on)] < order[known.state(on)]:
            best[card.name] = card
    return list(best.values())


def live_on_first_day(name: str, first: date) -> RuleVersion | None:
    """The version not withdrawn that begins on exactly this day, or None."""
    return RuleVersion.objects.filter(Q(table__name=name), in_force_from=first, withdrawn_at=None).first()


def _cards(rows: Iterable[RuleVersion]) -> list[VersionCard]:
    """Cards of rows that come with the last to begin first within each name."""
    found: list[VersionCard] = []
    later: tuple[str, date] | None = None
    for row in rows:
        own = row.in_force_until
        if row.withdrawn_at is None:
            next_first = later[1] if later and later[0] == row.table.name else None
            own = min(filter(None, (own, next_first)), default=None)
            later = (row.table.name, row.in_force_from)
        facts = {name: getattr(row, name) for name in VersionCard.__slots__ if name not in ("name", "until", "table")}
        found.append(VersionCard(**facts, name=row.table.name, until=own))
    return found
