"""For a pair of territories, which tables hold in which stretch of time.

A plan cuts time at every day on which anything changes for the pair (an agreement, a schedule, a staging year, a safeguard,
the treatment of the origin), so that a question needs one bisection and a few dictionary look-ups.
"""

from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from zaiton.services.tariff.domain.measures import Additional, Safeguard, Treatment
from zaiton.services.tariff.domain.reasons import Reason
from zaiton.services.tariff.domain.schedule import Finding, Schedule
from zaiton.services.tariff.domain.tables import Agreement

FIRST_DAY = date(1, 1, 1)

MFN = "MFN"
MFN_PARTS = ("GENERAL", "TEMPORARY", "WTO")
"""Columns that the most-favoured-nation treatment is made of where a tariff prints them apart (Japan)."""
GENERAL = "GENERAL"
"""The rate for origins without most-favoured-nation treatment, where a table is not one of the parts above."""
PROVISIONAL = "PROVISIONAL"
"""A time-limited rate that takes the place of the most-favoured-nation rate."""
TRQ = "TRQ"
"""The in-quota rate of tariff-rate quotas open to every origin."""
TREATMENTS = (MFN, *MFN_PARTS, PROVISIONAL)
"""Ids of tables that say what is due without any agreement."""


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
    begins: date = FIRST_DAY
    safeguards: tuple[Safeguard, ...] = ()
    """Measures that switch lines of this agreement back in this stretch."""

    def absent_for(self, code: str) -> Finding:
        """What is said of one code: the day a table that lists it ended or begins, else the general reason."""
        why = None
        for schedule in self.others:
            if schedule.find(code) is not None or schedule.default is not None:
                why = other_days([schedule], self.begins) or why
        return self.absent if why is None else replace(self.absent, reason=why)

    def lists(self, code: str) -> bool:
        """Whether any table of this agreement, on whichever day, has a row for the code."""
        return any(s.find(code) is not None for s, _ in self.schedules) or any(
            s.find(code) is not None for s in self.others
        )


@dataclass(frozen=True, slots=True)
class Slot:
    """One stretch of time of a plan. ``parts`` are the entries the MFN treatment is made of, where it is made of any;
    ``general`` is set, and ``mfn`` is not, where the origin has no most-favoured-nation treatment."""

    begins: date
    ends: date | None
    mfn: Entry | None
    parts: tuple[Entry, ...]
    general: Entry | None
    provisional: Entry | None
    entries: tuple[Entry, ...]
    schedules: tuple[Schedule, ...]
    """Every schedule that holds, of whichever agreement."""
    additional: tuple[Additional, ...] = ()
    """Duties on top of all rates that hold for the origin, of whichever code."""

    @property
    def provisional_absent(self) -> bool:
        """Whether no table of provisional rates holds."""
        return self.provisional is None or not self.provisional.schedules

    @property
    def tariff(self) -> tuple[tuple[Schedule, int], ...]:
        """The tables that list the destination's own lines for this origin."""
        entry = self.general or self.mfn or (self.parts[0] if self.parts else None)
        return () if entry is None else entry.schedules


class Plan:
    """All stretches of time for one origin and destination."""

    __slots__ = ("starts", "slots")

    def __init__(self, slots: Sequence[Slot]) -> None:
        self.slots = tuple(slots)
        self.starts = [slot.begins.toordinal() for slot in slots]

    def on(self, day: date) -> Slot:
        """The stretch that contains the day."""
        return self.slots[bisect_right(self.starts, day.toordinal()) - 1]


@dataclass(frozen=True, slots=True)
class Known:
    """Everything on file about one destination."""

    schedules: Sequence[Schedule]
    infos: Mapping[str, Agreement]
    treatments: Sequence[Treatment]
    safeguards: Sequence[Safeguard]
    additional: Sequence[Additional]
    editions: Sequence[date] = ()
    """First days of the HS editions on file: a rate for every line of an edition changes with it."""


def holds(schedule: Schedule, day: date) -> bool:
    """Whether the schedule is in force on the day."""
    return schedule.from_day <= day and (schedule.until_day is None or day < schedule.until_day)


def build_slots(known: Known, origin: str) -> list[Slot]:
    """Every stretch of time for goods of ``origin``, from the first day to the open end."""
    families = _families(known, origin)
    general = families.pop(GENERAL, []) if _is_general(known, families, origin) else None
    partners = [a.id for a in known.infos.values() if origin in a.origins and a.id not in TREATMENTS]
    names = [n for n in dict.fromkeys([*partners, *families]) if n not in TREATMENTS]
    guards = [s for s in known.safeguards if origin in s.origins or "*" in s.origins]
    extra = tuple(a for a in known.additional if origin in a.origins or "*" in a.origins)
    slots = []
    days = _days(known, families, general or [], names, origin, (*guards, *extra))
    for begins, ends in zip(days, [*days[1:], None], strict=True):
        slots.append(_slot(known, families, general, names, origin, (begins, ends), guards, extra))
    return slots


def _families(known: Known, origin: str) -> dict[str, list[Schedule]]:
    families: dict[str, list[Schedule]] = {}
    for schedule in known.schedules:
        if _serves(schedule, origin, known):
            families.setdefault(schedule.table.agreement, []).append(schedule)
    return families


def _serves(schedule: Schedule, origin: str, known: Known) -> bool:
    """Whether a schedule is meant for goods of this origin."""
    table = schedule.table
    if table.origins is not None:
        return "*" in table.origins or origin in table.origins
    if table.agreement == GENERAL:
        return _treated_as_general(known, origin)
    info = known.infos.get(table.agreement)
    return info is not None and (origin in info.origins or "*" in info.origins)


def _treated_as_general(known: Known, origin: str) -> bool:
    return any(origin in t.origins for t in known.treatments if t.treatment == "general")


def _is_general(known: Known, families: Mapping[str, Sequence[Schedule]], origin: str) -> bool:
    """Whether the origin has no MFN treatment: the treatment list says so, or a table of general rates names it."""
    named = any(s.table.origins and "*" not in s.table.origins for s in families.get(GENERAL, ()))
    return named or _treated_as_general(known, origin)


def _days(
    known: Known,
    families: Mapping[str, Sequence[Schedule]],
    general: Sequence[Schedule],
    names: Iterable[str],
    origin: str,
    measures: Iterable[Safeguard | Additional],
) -> list[date]:
    days = {FIRST_DAY, *known.editions}
    for name in names:
        begins, ends = _window(known.infos.get(name), origin)
        days |= {begins, ends} if ends else {begins}
    for schedule in (*general, *(s for schedules in families.values() for s in schedules)):
        inside = [
            d
            for d in schedule.starts
            if d > schedule.from_day and (schedule.until_day is None or d < schedule.until_day)
        ]
        days |= {schedule.from_day, *inside} | ({schedule.until_day} if schedule.until_day else set())
    for measure in measures:
        days |= {measure.begins} | ({measure.ends} if measure.ends else set())
    return sorted(days)


def _slot(
    known: Known,
    families: Mapping[str, list[Schedule]],
    general: list[Schedule] | None,
    names: Sequence[str],
    origin: str,
    days: tuple[date, date | None],
    guards: Sequence[Safeguard],
    extra: tuple[Additional, ...],
) -> Slot:
    begins, infos = days[0], known.infos
    entry = None if general is None else _entry(GENERAL, None, general, origin, begins)
    parts = () if entry is not None else tuple(p for p in MFN_PARTS if p in families)
    parts = tuple(_entry(p, infos.get(p), families[p], origin, begins) for p in parts)
    mfn = provisional = None
    if entry is None and (not parts or MFN in families):
        mfn = _entry(MFN, infos.get(MFN), families.get(MFN, []), origin, begins)
    if entry is None and (PROVISIONAL in families or PROVISIONAL in infos):
        provisional = _entry(PROVISIONAL, infos.get(PROVISIONAL), families.get(PROVISIONAL, []), origin, begins)
    entries = tuple(
        _entry(n, infos.get(n), families.get(n, []), origin, begins, [g for g in guards if g.agreement == n])
        for n in names
    )
    held = tuple(s for e in (mfn, entry, provisional, *parts, *entries) if e is not None for s, _ in e.schedules)
    on_top = tuple(a for a in extra if a.holds(begins))
    return Slot(begins, days[1], mfn, parts, entry, provisional, entries, held, on_top)


def _window(info: Agreement | None, origin: str) -> tuple[date, date | None]:
    """The days on which an agreement is in force for one origin."""
    if info is None:
        return FIRST_DAY, None
    own = info.origins.get(origin)
    begins = max(own or FIRST_DAY, info.in_force_from or FIRST_DAY)
    return begins, info.in_force_until


def _entry(
    name: str,
    info: Agreement | None,
    schedules: list[Schedule],
    origin: str,
    day: date,
    guards: Sequence[Safeguard] = (),
) -> Entry:
    begins, ends = _window(info, origin)
    if day < begins:
        return Entry(name, info, (), _absent(name, Reason("not_in_force", (("day", begins),)), info), False)
    if ends is not None and day >= ends:
        return Entry(name, info, (), _absent(name, Reason("ended", (("day", ends),)), info), False)
    held = tuple((s, max(1, bisect_right(s.starts, day))) for s in schedules if holds(s, day))
    others = tuple(s for s in schedules if not holds(s, day))
    why = Reason("line_missing") if held else other_days(others, day) or Reason("schedule_missing")
    measures = tuple(g for g in guards if g.holds(day))
    return Entry(name, info, held, _absent(name, why, info), True, others, day, measures)


def other_days(schedules: Sequence[Schedule], day: date) -> Reason | None:
    """Why schedules that do not hold on a day say nothing of it: when the last of them ended, or the first begins."""
    ended = [s.until_day for s in schedules if s.until_day is not None and s.until_day <= day]
    if ended:
        return Reason("schedule_ended", (("day", max(ended)),))
    return Reason("schedule_later", (("day", min(s.from_day for s in schedules)),)) if schedules else None


def _absent(name: str, why: Reason, info: Agreement | None) -> Finding:
    status = info.status if info is not None else ""
    return Finding(agreement=name, duty=None, rate=None, applies=False, reason=why, source=None, status=status)
