"""A case type as BPMN 2.0 XML with its picture (BPMN DI), for other tools to draw and other engines to read.

It is the process of a case to which all items apply, or all but those left out. Conditions, limits and articles stand in the
documentation of each task: BPMN has no word for a term of law.
"""

from collections.abc import Collection

from zaiton.blocks.cases.domain.bpmn_layout import END, START, TASK, Drawing, Flow, Node, drawing_of
from zaiton.blocks.cases.domain.graph import ISSUE, Definition, Limit, Step

MODEL = "http://www.omg.org/spec/BPMN/20100524/MODEL"
DI = "http://www.omg.org/spec/BPMN/20100524/DI"
DC = "http://www.omg.org/spec/DD/20100524/DC"
DD = "http://www.omg.org/spec/DD/20100524/DI"
TAGS = {START: "startEvent", END: "endEvent", TASK: "userTask"}
BY_ITSELF = "serviceTask"
"""The task of a step that the system does without an officer."""


def bpmn_text(definition: Definition, language: str = "zh-hans", left_out: Collection[str] = ()) -> str:
    """The BPMN document, always the same text for the same definition, language and items left out."""
    drawing = drawing_of(definition, left_out)
    process = f"process-{definition.name}"
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        f'<definitions xmlns="{MODEL}" xmlns:bpmndi="{DI}" xmlns:dc="{DC}" xmlns:di="{DD}" id="definitions-{definition.name}" '
        f'targetNamespace="urn:zaiton:case-type:{definition.name}:{definition.sha256}">',
        '  <collaboration id="collaboration">',
        f'    <participant id="pool" name={_q(definition.title.in_language(language))} processRef="{process}"/>',
        "  </collaboration>",
        f'  <process id="{process}" name={_q(definition.title.in_language(language))} isExecutable="true">',
        *_lanes(definition, drawing, language),
        *[line for node in drawing.nodes for line in _node(definition, drawing, node, language)],
        *[_flow(flow) for flow in drawing.flows],
        "  </process>",
        *_picture(drawing),
        "</definitions>",
    ]
    return "\n".join(lines) + "\n"


def task_id(step: str) -> str:
    """The id of a step's task in the document."""
    return f"n-{step}"


def _lanes(definition: Definition, drawing: Drawing, language: str) -> list[str]:
    lines = ['    <laneSet id="lanes">']
    for number, (role, _, _) in enumerate(drawing.lanes):
        lines.append(f'      <lane id="lane-{number}" name={_q(_role_name(definition, role, language))}>')
        lines += [
            f"        <flowNodeRef>{task_id(node.id)}</flowNodeRef>" for node in drawing.nodes if node.lane == number
        ]
        lines.append("      </lane>")
    return [*lines, "    </laneSet>"]


def _role_name(definition: Definition, role: str, language: str) -> str:
    if not role:
        return ""
    found = definition.role(role)
    return f"{found.organ.in_language(language)} · {found.title.in_language(language)}"


def _node(definition: Definition, drawing: Drawing, node: Node, language: str) -> list[str]:
    tag = TAGS.get(node.kind, "parallelGateway")
    into = [flow for flow in drawing.flows if flow.target.id == node.id]
    out = [flow for flow in drawing.flows if flow.source.id == node.id]
    name, told = "", []
    if node.kind == TASK:
        step = definition.plan.steps[definition.plan.index[node.step]]
        if step.kind == ISSUE and definition.item(step.item).automatic:
            tag = BY_ITSELF
        name = f" name={_q(_step_name(definition, step, language))}"
        told = [f"      <documentation>{_escape(_said(definition, step))}</documentation>"]
    return [
        f'    <{tag} id="{task_id(node.id)}"{name}>',
        *told,
        *[f"      <incoming>{flow.id}</incoming>" for flow in into],
        *[f"      <outgoing>{flow.id}</outgoing>" for flow in out],
        f"    </{tag}>",
    ]


def _step_name(definition: Definition, step: Step, language: str) -> str:
    item = definition.item(step.item)
    title = item.output if step.kind == ISSUE and item.output else item.title
    return title.in_language(language)


def _said(definition: Definition, step: Step) -> str:
    """What BPMN cannot say: the article, the limit, the condition."""
    item = definition.item(step.item)
    limit = item.issue_limit if step.kind == ISSUE else item.limit
    parts = [step.id, item.article, _limit(limit) if limit else ""]
    if item.when:
        parts.append(f"when {item.when.table}.{item.when.output} = {', '.join(item.when.values)}")
    return "; ".join(part for part in parts if part)


def _limit(limit: Limit) -> str:
    return f"{limit.number} {limit.unit} ({limit.article})"


def _flow(flow: Flow) -> str:
    source, target = task_id(flow.source.id), task_id(flow.target.id)
    return f'    <sequenceFlow id="{flow.id}" sourceRef="{source}" targetRef="{target}"/>'


def _picture(drawing: Drawing) -> list[str]:
    top = drawing.lanes[0][1]
    height = sum(height for _, _, height in drawing.lanes)
    lines = [
        '  <bpmndi:BPMNDiagram id="diagram">',
        '    <bpmndi:BPMNPlane id="plane" bpmnElement="collaboration">',
        _shape("pool", 0, top, drawing.width, height, ' isHorizontal="true"'),
    ]
    for number, (_, y, lane_height) in enumerate(drawing.lanes):
        lines.append(_shape(f"lane-{number}", 30, y, drawing.width - 30, lane_height, ' isHorizontal="true"'))
    for node in drawing.nodes:
        lines.append(_shape(task_id(node.id), node.x, node.y, *node.size))
    for flow in drawing.flows:
        points = "".join(f'<di:waypoint x="{x}" y="{y}"/>' for x, y in flow.points)
        lines.append(f'      <bpmndi:BPMNEdge id="{flow.id}-line" bpmnElement="{flow.id}">{points}</bpmndi:BPMNEdge>')
    return [*lines, "    </bpmndi:BPMNPlane>", "  </bpmndi:BPMNDiagram>"]


def _shape(element: str, x: int, y: int, width: int, height: int, more: str = "") -> str:
    bounds = f'<dc:Bounds x="{x}" y="{y}" width="{width}" height="{height}"/>'
    return f'      <bpmndi:BPMNShape id="{element}-shape" bpmnElement="{element}"{more}>{bounds}</bpmndi:BPMNShape>'


def _escape(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _q(text: str) -> str:
    return '"' + _escape(text).replace('"', "&quot;").replace("\n", " ") + '"'
