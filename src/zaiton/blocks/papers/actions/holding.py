"""Certificates locked for a change: the one it is about and all that rests on it, and what these rest on besides.

Locks are taken in the order of ids, so that two changes never wait for each other. A certificate that comes to rest on one of
them locks that one first (``issuing``), so nothing can be added to the tree once it is locked.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from zaiton.blocks.papers.domain.register_refusals import NoSuchCertificate
from zaiton.blocks.papers.domain.resting import Standing, suspended_itself
from zaiton.blocks.papers.models import Certificate, Rest, StatusEntry


@dataclass(frozen=True, slots=True)
class Held:
    """Locked rows by public id, and how they and what they rest on stand."""

    roots: tuple[str, ...]
    rows: Mapping[str, Certificate]
    known: Mapping[str, Standing]

    def row(self, public_id: str) -> Certificate:
        """A locked row."""
        return self.rows[public_id]

    def numbers(self, public_ids: Iterable[str]) -> str:
        """Certificates named for a refusal."""
        rows = Certificate.objects.filter(public_id__in=list(public_ids)).order_by("pk")
        return ", ".join(rows.values_list("number", flat=True))

    def below(self, public_id: str) -> set[str]:
        """A certificate and everything that rests on it, directly or not."""
        found, waiting = {public_id}, [public_id]
        while waiting:
            name = waiting.pop()
            more = {n for n, at in self.known.items() if name in at.on} - found
            found |= more
            waiting += more
        return found

    def anew(self) -> "Held":
        """The same, read once more after rests have changed."""
        return held(*self.roots)


def held(*public_ids: str) -> Held:
    """Lock certificates with whatever rests on them; raises ``NoSuchCertificate``."""
    roots = list(Certificate.objects.filter(public_id__in=public_ids).values_list("pk", flat=True))
    if len(roots) < len(set(public_ids)):
        raise NoSuchCertificate
    locked: dict[int, Certificate] = {}
    while missing := _tree(roots) - set(locked):
        rows = Certificate.objects.select_for_update().filter(pk__in=missing).order_by("pk")
        locked |= {row.pk: row for row in rows}
    return Held(public_ids, {row.public_id: row for row in locked.values()}, _standings(list(locked)))


def _tree(roots: list[int]) -> set[int]:
    found, waiting = set(roots), list(roots)
    while waiting:
        rests = Rest.objects.filter(on_id__in=waiting).values_list("certificate_id", flat=True)
        waiting = list(set(rests) - found)
        found |= set(waiting)
    return found


def _standings(locked: list[int]) -> dict[str, Standing]:
    rests: dict[int, list[int]] = {}
    for certificate, on in Rest.objects.filter(certificate_id__in=locked).values_list("certificate_id", "on_id"):
        rests.setdefault(certificate, []).append(on)
    every = {*locked, *(on for found in rests.values() for on in found)}
    rows = {row.pk: row for row in Certificate.objects.filter(pk__in=every)}
    past: dict[int, list[tuple[str, str]]] = {}
    entries = StatusEntry.objects.filter(certificate_id__in=every, note=False).order_by("pk")
    for certificate, status, cause in entries.values_list("certificate_id", "status", "cause"):
        past.setdefault(certificate, []).append((status, cause))
    return {
        row.public_id: Standing(
            row.status, suspended_itself(past.get(pk, ())), tuple(rows[on].public_id for on in rests.get(pk, ()))
        )
        for pk, row in rows.items()
    }
