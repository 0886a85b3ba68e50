"""The rate book: every schedule compiled, and for each pair of territories a plan that says which tables hold on which day.

Plans are made when first asked for and kept, bounded.
"""

from collections.abc import Iterable
from datetime import date
from functools import cached_property

from zaiton.services.tariff.domain.measures import Additional, Safeguard, Treatment
from zaiton.services.tariff.domain.plan import MFN, MFN_PARTS, Known, Plan, build_slots, holds
from zaiton.services.tariff.domain.schedule import Schedule
from zaiton.services.tariff.domain.tables import Agreement, Nomenclature, ScheduleTable

PLAN_LIMIT = 4096


class RateBook:
    """Everything known, ready to be asked. Immutable after construction but for the plans it remembers."""

    def __init__(
        self,
        tables: Iterable[ScheduleTable],
        agreements: Iterable[Agreement],
        nomenclatures: Iterable[Nomenclature] = (),
        *,
        treatments: Iterable[Treatment] = (),
        safeguards: Iterable[Safeguard] = (),
        additional: Iterable[Additional] = (),
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
        self.treatments, self.safeguards, self.additional = tuple(treatments), tuple(safeguards), tuple(additional)
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
            plan = self._plans[origin, destination] = Plan(build_slots(self._known(destination), origin))
        return plan

    def _known(self, destination: str) -> Known:
        return Known(
            schedules=self.by_destination.get(destination, ()),
            infos={a.id: a for a in self.agreements.values() if a.destination == destination},
            treatments=_latest([t for t in self.treatments if t.destination == destination]),
            safeguards=[s for s in self.safeguards if s.destination == destination],
            additional=[a for a in self.additional if a.destination == destination],
            editions=[n.in_force_from for n in self.nomenclatures],
        )

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
        return [s for s in self.by_destination.get(destination, ()) if s.table.agreement in wanted and holds(s, day)]


def _latest(treatments: list[Treatment]) -> list[Treatment]:
    """The list of the latest pack alone: an origin that it no longer names is treated as most favoured again."""
    return sorted(treatments, key=lambda t: t.source.rank)[:1]
