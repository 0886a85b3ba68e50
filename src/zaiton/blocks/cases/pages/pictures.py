"""Pictures of a case and of a case type: what waits for what, and how much of the time is used. Each stands beside a table."""

from datetime import date

from django.utils.safestring import SafeString
from django.utils.translation import gettext

from zaiton.blocks.cases.domain.graph import Definition
from zaiton.blocks.cases.pages.words import days_left, names, office, step_title, term, told
from zaiton.blocks.cases.queries.cases import CaseCard, StepCard
from zaiton.blocks.cases.queries.clocks import day_of
from zaiton.kit.charts import Edge, Node, TimelineRow, graph_svg, timeline_svg
from zaiton.kit.pages.statuses import STATUSES

TONES = {"done": "ok", "refused": "bad", "claimed": "info", "ready": "info", "paused": "warn"}
STATE_ORDER = ("refused", "withdrawn", "paused", "claimed", "ready", "blocked", "done")
WORDS = {
    "done": "done",
    "refused": "refused",
    "claimed": "in_review",
    "ready": "to_do",
    "paused": "paused",
    "withdrawn": "withdrawn",
    "blocked": "waiting",
}


def type_graph(definition: Definition, critical: frozenset[str] = frozenset()) -> SafeString:
    """The items of a case type and what each waits for; ``critical`` are the items on the longest way."""
    nodes = [
        Node(
            item.id,
            told(item.title),
            gettext("{office}; {limit}").format(office=office(definition, item.roles[0]), limit=term(item.limit)),
            "grey",
            strong=item.id in critical,
        )
        for item in definition.items
    ]
    title = gettext("What is decided, and what waits for what")
    return graph_svg(
        nodes, _edges(definition, {i.id for i in definition.items}, critical), title=title, desc=_desc(definition)
    )


def case_graph(case: CaseCard, today: date) -> SafeString:
    """The items of a case in the state they are in."""
    nodes = []
    for item in case.definition.items:
        steps = [step for step in case.steps if step.item == item.id and step.state != "skipped"]
        if steps:
            state = _state_of(steps)
            nodes.append(Node(item.id, told(item.title), _note(steps, state, today), TONES.get(state, "grey")))
    edges = _edges(case.definition, {node.id for node in nodes})
    title = gettext("How far the case has come")
    return graph_svg(nodes, edges, title=title, desc="; ".join(f"{node.title}: {node.note}" for node in nodes))


def case_timeline(case: CaseCard, today: date) -> SafeString:
    """For each step that has begun: the time it may take, the time it took, its last day."""
    rows = []
    for step in case.steps:
        if step.ready_at is None:
            continue
        first = day_of(step.ready_at)
        last = day_of(step.decided_at) if step.decided_at else max(first, today)
        promised = (first, max(first, step.due_on)) if step.due_on else None
        state = _state_of([step])
        rows.append(
            TimelineRow(
                step_title(case.definition, step.step),
                promised,
                (first, last),
                step.due_on,
                _note([step], state, today),
                TONES.get(state, "grey"),
            )
        )
    title = gettext("How much of the time is used")
    open_now = None if case.state == "closed" else today
    return timeline_svg(rows, today=open_now, title=title, desc="; ".join(f"{row.name}: {row.note}" for row in rows))


def _edges(definition: Definition, shown: set[str], critical: frozenset[str] = frozenset()) -> list[Edge]:
    return [
        Edge(before, item.id, soft=item.prereview, strong=before in critical and item.id in critical)
        for item in definition.items
        if item.id in shown
        for before in item.after
        if before in shown
    ]


def _desc(definition: Definition) -> str:
    lines = []
    for item in definition.items:
        if item.after:
            before = names([told(definition.item(name).title) for name in item.after])
            lines.append(gettext("“{item}” waits for: {before}").format(item=told(item.title), before=before))
    return gettext("; ").join(lines) or gettext("Nothing waits for anything else.")


def _state_of(steps: list[StepCard]) -> str:
    states = {step.state for step in steps}
    return next((state for state in STATE_ORDER if state in states), "blocked")


def _note(steps: list[StepCard], state: str, today: date) -> str:
    word = gettext(STATUSES[WORDS[state]].word)
    due = max((step.due_on for step in steps if step.state == state and step.due_on), default=None)
    if due is None or state not in ("claimed", "ready"):
        return word
    return gettext("{state}; {left}").format(state=word, left=days_left(due, today))
