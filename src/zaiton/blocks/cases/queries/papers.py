"""Papers seen across cases: where else the very content of a paper was handed in."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from zaiton.blocks.cases.domain.refusals import NoSuchCase
from zaiton.blocks.cases.models import Case, MaterialFile
from zaiton.blocks.cases.models.names import file_owner
from zaiton.blocks.cases.queries.cases import CaseCard, viewer_of
from zaiton.blocks.papers import public as papers

MOST_NAMED = 5


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """The same content in cases of other applicants: those this officer may see by number, and how many others."""

    cases: tuple[tuple[str, str], ...]
    """Public id and number, the newest first, at most ``MOST_NAMED``."""
    more: int


def handed_in_elsewhere(case: CaseCard, person: str, *, at: datetime) -> Mapping[str, Elsewhere]:
    """For each paper of this case that another applicant has handed in as well: where, by the paper's public id."""
    if case.viewer == "applicant":
        return {}
    rows = MaterialFile.objects.filter(sha256__in={file.sha256 for file in case.files}, case__isnull=False)
    rows = rows.exclude(case__public_id=case.public_id)
    found: dict[str, dict[int, Case]] = {}
    for row in rows.select_related("case").order_by("-case_id"):
        if not _same_applicant(row.case, case):
            found.setdefault(row.sha256, {})[row.case_id] = row.case
    told = {sha256: _elsewhere(list(cases.values()), person, at) for sha256, cases in found.items()}
    return {file.public_id: told[file.sha256] for file in case.files if file.sha256 in told}


def scanners_of(case: CaseCard) -> Mapping[str, str]:
    """The papers of a case that are still kept, by public id, each with the scanner that looked at it (blank: none did)."""
    owners = {file_owner(file.public_id): file.public_id for file in case.files}
    return {owners[owner]: scanner for owner, scanner in papers.blobs_kept_by(owners).items()}


def _same_applicant(row: Case, case: CaseCard) -> bool:
    return row.organisation == case.organisation if row.organisation or case.organisation else row.person == case.person


def _elsewhere(cases: list[Case], person: str, at: datetime) -> Elsewhere:
    named = []
    for row in cases:
        if len(named) < MOST_NAMED and _sees(row, person, at):
            named.append((row.public_id, row.number))
    return Elsewhere(tuple(named), len(cases) - len(named))


def _sees(row: Case, person: str, at: datetime) -> bool:
    try:
        viewer_of(row, person, at=at)
    except NoSuchCase:
        return False
    return True
