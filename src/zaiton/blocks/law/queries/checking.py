"""`zaiton data check`: what holds for any pack, then what each service knows about its own kinds."""

import importlib
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache
from itertools import groupby

from zaiton.base.text import gettext_noop
from zaiton.blocks.law.domain import checks, faults
from zaiton.blocks.law.domain.findings import Finding
from zaiton.blocks.law.domain.source import unknown_fields
from zaiton.blocks.law.queries.discovery import broken_packs, find_packs, services, signature
from zaiton.blocks.law.queries.packs import Pack, check_conditions
from zaiton.blocks.law.queries.parameters import broken_parameters
from zaiton.kit.manifest import installed

Check = Callable[[tuple[Pack, ...]], Iterable[Finding]]


def check_everything() -> list[Finding]:
    """Every finding about every pack and parameter here, broken folders first."""
    found = [_of_fault(broken.label, broken.fault) for broken in broken_packs()]
    found += [_of_fault(fault.data["name"], fault) for fault in broken_parameters()]
    for service in services():
        found += check_packs(find_packs(service))
    return found


def check_packs(packs: tuple[Pack, ...]) -> list[Finding]:
    """The findings about these packs of one service: generic ones, then the service's own."""
    found: list[Finding] = []
    readable = []
    for pack in packs:
        try:
            found += _generic(pack)
            found += checks.check_kind(pack.label, pack.kind, _kinds(pack.service))
            readable.append(pack)
        except faults.PackFault as fault:
            found.append(_of_fault(pack.label, fault))
    by_table = sorted(readable, key=lambda p: (p.operator, p.table))
    for _, versions in groupby(by_table, key=lambda p: (p.operator, p.table)):
        found += checks.check_versions([(p.label, p.in_force) for p in versions])
    for kind, check in _service_checks(packs):
        found += check(tuple(p for p in readable if p.kind == kind))
    return found


def findings_about_operator_packs() -> dict[str, list[Finding]]:
    """What the checks say about the operator's own packs, by label; read again only when a file has changed."""
    return _about_operators(tuple((service, signature(service)) for service in services()))


@lru_cache(maxsize=4)
def _about_operators(signed: tuple[tuple[str, str], ...]) -> dict[str, list[Finding]]:
    found: dict[str, list[Finding]] = {}
    for service, _ in signed:
        packs = find_packs(service)
        labels = {p.label for p in packs if p.operator}
        for finding in check_packs(packs) if labels else ():
            if finding.pack in labels:
                found.setdefault(finding.pack, []).append(finding)
    return found


def _generic(pack: Pack) -> Iterator[Finding]:
    columns = pack.columns()
    check_conditions(pack)
    yield from checks.check_rows(pack.label, columns)
    csv_file = pack.folder / "rows.csv"
    if csv_file.is_file():
        yield from checks.check_size(pack.label, csv_file.stat().st_size)
    yield from checks.check_fields(pack.label, unknown_fields(pack.meta))
    if not pack.operator:
        yield from checks.check_sealed(pack.label, pack.sealed)
        day, table = pack.folder.name, pack.folder.parent.name
        yield from checks.check_place(pack.label, pack.table, pack.in_force_from.isoformat(), (table, day))


def _service_checks(packs: tuple[Pack, ...]) -> Iterator[tuple[str, Check]]:
    kinds = {(p.service, p.kind) for p in packs}
    for manifest in installed().values():
        for name, dotted in manifest.pack_checks.items():
            service, _, kind = name.partition(".")
            if (service, kind) in kinds:
                module, _, function = dotted.partition(":")
                yield kind, getattr(importlib.import_module(module), function)


def _kinds(service: str) -> set[str]:
    named = (name.partition(".") for manifest in installed().values() for name in manifest.pack_checks)
    return {kind for owner, _, kind in named if owner == service}


def _of_fault(label: str, fault: faults.PackFault) -> Finding:
    return Finding(
        label,
        "error",
        fault.data.get("line"),
        fault.code,
        fault.message or gettext_noop("It cannot be used."),
        fault.data,
    )
