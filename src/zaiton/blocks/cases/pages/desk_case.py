"""What the page of a case offers to the office: the steps of one's roles, or all of them to a supervisor."""

from typing import Any

from zaiton.blocks.cases.pages.desk_words import step_address
from zaiton.blocks.cases.pages.words import STEP_STATUS, step_title
from zaiton.blocks.cases.queries.cases import CaseCard


def officer_steps(case: CaseCard, person: str) -> list[dict[str, Any]]:
    """The steps whose pages this viewer works on, none for the applicant."""
    if case.viewer == "applicant":
        return []
    return [
        {
            "title": step_title(case.definition, step.step),
            "address": step_address(case.public_id, step.step),
            "status": STEP_STATUS[step.state],
            "mine": step.officer == person and step.state in ("claimed", "paused"),
        }
        for step in case.steps
        if step.state != "skipped" and (case.viewer == "supervisor" or step.role in case.roles)
    ]
