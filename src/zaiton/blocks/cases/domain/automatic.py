"""What the system gives out by itself: an issue that waits for nothing any more, of an item that says so."""

from zaiton.blocks.cases.domain.graph import ISSUE, Definition
from zaiton.blocks.cases.domain.run import READY, Run


def due_by_itself(definition: Definition, run: Run) -> int | None:
    """The number of the first step that the system gives out now; None where there is none."""
    for number, step in enumerate(run.plan.steps):
        if run.states[number] == READY and step.kind == ISSUE and definition.item(step.item).automatic:
            return number
    return None
