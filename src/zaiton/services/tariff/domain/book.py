"""The rate book: every schedule compiled, and for each pair of territories a plan that says which tables hold on which day.

A plan cuts time at every day on which anything changes for the pair (an agreement, a schedule, a staging year), so that a
question needs one bisection and a few dictionary look-ups. Plans are made when first asked for and kept, bounded.
"""

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property

from zaiton.services.tariff.domain.reasons import Reason
from zaiton.services.tariff.domain.schedule import Finding, Schedule
from zaiton.services.tariff.domain.tables import Agreement, Nomenclature, ScheduleTable

FIRST_DAY = date(1, 1, 1)
PLAN_LIMIT = 4096

MFN = "MFN"
MFN_PARTS = ("GENERAL", "TEMPORARY", "WTO")
"""Columns that the most-favoured-nation treatment is made of where a tariff prints them apart (Japan)."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One agreement in one stretch of time: in force or not, and the compiled schedules that hold, best authority first."""

    agreement: str
    info: Agreement | None
    schedules: tuple[tuple[Schedule, int], ...]
    absent: Finding
    """What is said when no schedule answers."""
    in_force: bool
    others: tuple[Schedule, ...] = ()
    """Schedules of this agreement that hold on other days."""

    def absent_for(self, code: str) -> Finding:
        """What is said of one code: the day a table that lists it ended or begins, else the general reason."""
        why = None
        for schedule in self.others:
            if schedule.find(code) is not None or schedule.default is not None:
                why = _other_days([schedule], self.begins) or why
        return self.absent if why is None else replace(self.absent, reason=why)

    begins: date = FIRST_DAY


@dataclass(frozen=True, slots=True)
class Slot:
    """One stretch of time of a plan. ``parts`` are the entries the MFN treatment is made of, where it is made of any."""

    begins: date
    ends: date | None
    mfn: Entry | None
    parts: tuple[Entry, ...]
    entries: tuple[Entry, ...]
    schedules: tuple[Schedule, ...]
    """Every schedule that holds, of whichever agreement."""


class Plan:
    """All stretches of time for one origin and destination."""

    __slots__ = ("starts", "slots")

    def __init__(self, slots: Sequence[Slot]) -> None:
        self.slots = tuple(slots)
        self.starts = [slot.begins.toordinal() for slot in slots]

    def on(self, day: date) -> Slot:
        """The stretch that contains the day."""
        return self.slots[bisect_right(self.starts, day.toordinal()) - 1]


class RateBook:
    """Everything known, ready to be asked. Immutable after construction but for the plans it remembers."""

    def __init__(
        self,
        tables: Iterable[ScheduleTable],
        agreements: Iterable[Agreement],
        nomenclatures: Iterable[Nomenclature] = (),
    ) -> None:
        self.schedules = sorted((Schedule(table) for table in tables), key=lambda s: s.source.rank)
        self.agreements: dict[tuple[str, str], Agreement] = {}
        for agreement in agreements:  # the preferred pack comes first
            self.agreements.setdefault((agreement.id, agreement.destination), agreement)
        for schedule in self.schedules:
            own = schedule.table.own_agreement
            if own is not None:
                self.agreements.setdefault((own.id, own.destination), own)
        self.nomenclatures = sorted(nomenclatures, key=lambda n: n.in_force_from)
        self.by_destination: dict[str, list[Schedule]] = {}
        for schedule in self.schedules:
            self.by_destination.setdefault(schedule.table.destination, []).append(schedule)
        self._plans: dict[tuple[str, str], Plan] = {}

    @cached_property
    def destinations(self) -> tuple[str, ...]:
        """Territories with at least one schedule on file, China first."""
        return tuple(sorted(self.by_destination, key=lambda d: (d != "CN", d)))

    def plan(self, origin: str, destination: str) -> Plan:
        """The plan for goods of ``origin`` imported into ``destination``."""
        plan = self._plans.get((origin, destination))
        if plan is None:
            if len(self._plans) >= PLAN_LIMIT:
                self._plans.clear()
            plan = self._plans[origin, destination] = Plan(_slots(self, origin, destination))
        return plan

    def edition_on(self, day: date) -> Nomenclature | None:
        """The HS edition in force on the day, where its codes are on file."""
        found = None
        for nomenclature in self.nomenclatures:
            if nomenclature.in_force_from <= day:
                found = nomenclature
        return found

    def tariff_on(self, destination: str, day: date) -> list[Schedule]:
        """The destination's own tariff lines on a day: its MFN tables (or the columns MFN is made of), best authority first."""
        wanted = (MFN, *MFN_PARTS)
        return [s for s in self.by_destination.get(destination, ()) if s.table.agreement in wanted and _holds(s, day)]


def _holds(schedule: Schedule, day: date) -> bool:
    return schedule.from_day <= day and (schedule.until_day is None or day < schedule.until_day)


def _serves(schedule: Schedule, origin: str, info: Agreement | None) -> bool:
    """Whether a schedule is meant for goods of this origin."""
    if schedule.table.origins is not None:
        return "*" in schedule.table.origins or origin in schedule.table.origins
    return info is not None and (origin in info.origins or "*" in info.origins)


def _window(info: Agreement | None, origin: str) -> tuple[date, date | None]:
    """The days on which an agreement is in force for one origin."""
    if info is None:
        return FIRST_DAY, None
    own = info.origins.get(origin)
    begins = max(own or FIRST_DAY, info.in_force_from or FIRST_DAY)
    return begins, info.in_force_until


def _slots(book: RateBook, origin: str, destination: str) -> list[Slot]:
    everything = book.by_destination.get(destination, [])
    families: dict[str, list[Schedule]] = {}
    infos = {a.id: a for a in book.agreements.values() if a.destination == destination}
    for schedule in everything:
        if _serves(schedule, origin, infos.get(schedule.table.agreement)):
            families.setdefault(schedule.table.agreement, []).append(schedule)
    partners = [a.id for a in infos.values() if origin in a.origins and a.id not in (MFN, *MFN_PARTS)]
    names = [n for n in dict.fromkeys([*partners, *families]) if n not in (MFN, *MFN_PARTS)]
    days = {FIRST_DAY}
    for name in names:
        begins, ends = _window(infos.get(name), origin)
        days |= {begins, ends} if ends else {begins}
    for schedules in families.values():
        for schedule in schedules:
            inside = [
                d
                for d in schedule.starts
                if d > schedule.from_day and (schedule.until_day is None or d < schedule.until_day)
            ]
            days |= {schedule.from_day, *inside} | ({schedule.until_day} if schedule.until_day else set())
    ordered = sorted(days)
    slots = []
    for begins, ends in zip(ordered, [*ordered[1:], None], strict=True):
        parts = tuple(_entry(p, infos.get(p), families.get(p, []), origin, begins) for p in MFN_PARTS if p in families)
        mfn = (
            None
            if parts and MFN not in families
            else _entry(MFN, infos.get(MFN), families.get(MFN, []), origin, begins)
        )
        entries = tuple(_entry(n, infos.get(n), families.get(n, []), origin, begins) for n in names)
        held = tuple(s for e in (mfn, *parts, *entries) if e is not None for s, _ in e.schedules)
        slots.append(Slot(begins, ends, mfn, parts, entries, held))
    return slots


def _entry(name: str, info: Agreement | None, schedules: list[Schedule], origin: str, day: date) -> Entry:
    begins, ends = _window(info, origin)
    if day < begins:
        return Entry(name, info, (), _absent(name, Reason("not_in_force", (("day", begins),)), info), False)
    if ends is not None and day >= ends:
        return Entry(name, info, (), _absent(name, Reason("ended", (("day", ends),)), info), False)
    held = tuple((s, max(1, bisect_right(s.starts, day))) for s in schedules if _holds(s, day))
    others = tuple(s for s in schedules if not _holds(s, day))
    why = Reason("line_missing") if held else _other_days(others, day) or Reason("schedule_missing")
    return Entry(name, info, held, _absent(name, why, info), True, others, day)


def _other_days(schedules: Sequence[Schedule], day: date) -> Reason | None:
    """Why schedules that do not hold on a day say nothing of it: when the last of them ended, or the first begins."""
    ended = [s.until_day for s in schedules if s.until_day is not None and s.until_day <= day]
    if ended:
        return Reason("schedule_ended", (("day", max(ended)),))
    return Reason("schedule_later", (("day", min(s.from_day for s in schedules)),)) if schedules else None


def _absent(name: str, why: Reason, info: Agreement | None) -> Finding:
    status = info.status if info is not None else ""
    return Finding(agreement=name, duty=None, rate=None, applies=False, reason=why, source=None, status=status)
