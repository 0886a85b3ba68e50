"""An event of the journal applied to a run: the one function by which the live case moves and by which it is replayed."""

from collections.abc import Callable, Mapping, Sequence
from hashlib import sha256
from json import dumps
from typing import Any

from zaiton.blocks.cases.domain.graph import Plan
from zaiton.blocks.cases.domain.run import NOBODY, STATES, Change, Run

Data = Mapping[str, Any]
GENESIS = "0" * 64

SUBMITTED, CLAIMED, RELEASED, REASSIGNED = "submitted", "claimed", "released", "reassigned"
GRANTED, ISSUED, REFUSED = "granted", "issued", "refused"
PAUSED, RESUMED, EXTENDED, NOTED = "paused", "resumed", "extended", "noted"
ASKED, CORRECTED, WITHDRAWN, RECUSED, RECOUNTED, MIGRATED = (
    "asked",
    "corrected",
    "withdrawn",
    "recused",
    "recounted",
    "migrated",
)


def applied(run: Run, kind: str, step: str, data: Data) -> list[Change]:
    """Move the run by an event; returns the changes. Raises ``NotAllowed`` and, for an unknown event or step, ``KeyError``."""
    return MOVES[kind](run, run.plan.index[step] if step else NOBODY, data)


def changes_document(plan: Plan, changes: Sequence[Change]) -> list[list[str]]:
    """Changes as the journal stores them: step, state before, state after, the step that caused it or the empty text."""
    steps = plan.steps
    return [
        [steps[c.step].id, STATES[c.before], STATES[c.after], steps[c.cause].id if c.cause != NOBODY else ""]
        for c in changes
    ]


def canonical(document: Any) -> str:
    """The one text of a document: keys sorted, no spaces, nothing escaped that need not be."""
    return dumps(document, ensure_ascii=False, allow_nan=False, sort_keys=True, separators=(",", ":"))


def event_hash(previous: str, number: str, seq: int, at: str, actor: str, kind: str, step: str, data: str) -> str:
    """The digest of an event over all its parts, each with its length before it, and the digest of the event before."""
    parts = ("zaiton-case-event-1", previous, number, str(seq), at, actor, kind, step, data)
    text = "".join(f"{len(part.encode())}:{part}," for part in parts)
    return sha256(text.encode()).hexdigest()


def carried(run: Run, plan: Plan) -> tuple[Run, list[str]]:
    """The run carried over to another plan by the names of the steps, and the decided steps that have no place there.

    Steps that are new are opened by what they wait for; a step whose prerequisites are no longer met waits again.
    """
    states, lost = [0] * len(plan.steps), []
    for number, step in enumerate(run.plan.steps):
        place = plan.index.get(step.id)
        if place is None:
            if STATES[run.states[number]] in ("done", "refused"):
                lost.append(step.id)
        else:
            states[place] = run.states[number]
    return Run(plan, states), lost


def _corrected(run: Run, step: int, data: Data) -> list[Change]:
    changes: list[Change] = []
    for name, officer in data["resumed"].items():
        changes += run.resume(run.plan.index[name], bool(officer))
    if data["voided"]:
        changes += run.void([run.plan.index[name] for name in data["voided"]])
    return changes + run.change_items(data["left_out"])


def _issued(run: Run, step: int, data: Data) -> list[Change]:
    """Given out by an officer who has the step, or by the system as soon as it is ready."""
    taken = run.claim(step) if data.get("automatic") else []
    return taken + run.finish(step)


def _migrated(run: Run, step: int, data: Data) -> list[Change]:
    return run.change_items(data["left_out"])


MOVES: Mapping[str, Callable[[Run, int, Data], list[Change]]] = {
    SUBMITTED: lambda run, step, data: run.begin(data["left_out"]),
    CLAIMED: lambda run, step, data: run.claim(step),
    RELEASED: lambda run, step, data: run.release(step),
    REASSIGNED: lambda run, step, data: [],
    GRANTED: lambda run, step, data: run.finish(step),
    ISSUED: _issued,
    REFUSED: lambda run, step, data: run.refuse(step),
    PAUSED: lambda run, step, data: run.pause(step),
    RESUMED: lambda run, step, data: run.resume(step, bool(data["officer"])),
    EXTENDED: lambda run, step, data: [],
    NOTED: lambda run, step, data: [],
    ASKED: lambda run, step, data: run.pause(step),
    CORRECTED: _corrected,
    WITHDRAWN: lambda run, step, data: run.withdraw(),
    RECUSED: lambda run, step, data: run.release(step) if step != NOBODY else [],
    RECOUNTED: lambda run, step, data: [],
    MIGRATED: _migrated,
}
