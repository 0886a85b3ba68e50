"""What the system gives out by itself: an issue that waits for nothing any more, of an item that says so."""

from collections.abc import Iterator

from zaiton.blocks.cases.domain.graph import ISSUE, Definition
from zaiton.blocks.cases.domain.run import READY, Run


def due_by_itself(definition: Definition, run: Run) -> Iterator[int]:
    """The numbers of the steps that the system gives out now."""
    for number, step in enumerate(run.plan.steps):
        if run.states[number] == READY and step.kind == ISSUE and definition.item(step.item).automatic:
            yield number
