"""The people of the tests around one case type: an applicant with a company, officers of every role, a supervisor, a stranger."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path

from zaiton.blocks.cases.actions.materials import Upload
from zaiton.blocks.cases.actions.officers import authority_grant
from zaiton.blocks.cases.actions.steps import step_claim, step_decide
from zaiton.blocks.cases.actions.submissions import case_open
from zaiton.blocks.cases.models import Case, StepRow
from zaiton.blocks.cases.tests.publishing import published
from zaiton.blocks.cases.tests.quay import PDF, quay_folder
from zaiton.blocks.identity.tests.factories import NOON, a_person, an_organisation

ROLES = ("safety", "waterway", "nature", "fire")


@dataclass(frozen=True, slots=True)
class World:
    """Public ids: who applies and for whom, one officer for each role, a supervisor, a stranger."""

    applicant: str
    company: str
    officers: dict[str, str]
    supervisor: str
    stranger: str
    definition: str
    folder: Path

    def opened(self, *, at: datetime = NOON, hot: bool = False, length: str = "80", **more: str) -> str:
        """A case of the company's; its public id."""
        uploads = [Upload("drawing", "drawing.pdf", PDF)]
        if hot:
            uploads.append(Upload("fire-plan", "plan.pdf", PDF + b" of the fire"))
        data = {"length": length, "hot_work": "true" if hot else "false", **more}
        return case_open(
            person=self.applicant, organisation=self.company, type="quay", data=data, uploads=uploads, at=at
        )

    def decide(self, case: str, step: str, decision: str = "grant", *, at: datetime = NOON, reason: str = "") -> None:
        """The officer of the step's role takes it, unless taken, and decides."""
        row = self.row(case, step)
        officer = row.officer or self.officers[row.role]
        if not row.officer:
            step_claim(person=officer, case=case, step=step, at=at)
        step_decide(person=officer, case=case, step=step, decision=decision, reason=reason, at=at)

    @staticmethod
    def row(case: str, step: str) -> StepRow:
        """A step's row."""
        return StepRow.objects.get(case__public_id=case, step=step)

    @staticmethod
    def states(case: str) -> dict[str, str]:
        """The state of every step."""
        return dict(StepRow.objects.filter(case__public_id=case).values_list("step", "state"))

    @staticmethod
    def case(case: str) -> Case:
        """The case's row."""
        return Case.objects.get(public_id=case)


def a_world(folder: Path, *, at: datetime = NOON) -> World:
    """The type published, the people made, their authority entered."""
    made = quay_folder(folder)
    sha = published(made, at=at)
    applicant = a_person()
    company = an_organisation(applicant)
    officers = {role: a_person().public_id for role in ROLES}
    supervisor, stranger = a_person().public_id, a_person().public_id
    first = date(2026, 1, 1)
    for role, person in (*officers.items(), ("supervisor", supervisor)):
        authority_grant(actor="system", person=person, type="quay", role=role, first=first, until=None, at=at)
    return World(applicant.public_id, company.public_id, officers, supervisor, stranger, sha, made)


def later(days: int) -> datetime:
    """So many days after noon."""
    return NOON + timedelta(days=days)
