"""BPMN: another engine reads what is exported and allows the same orders; the picture has no box on another and every line ends."""

from dataclasses import replace
from itertools import combinations, pairwise

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree
from SpiffWorkflow.bpmn.parser import BpmnParser
from SpiffWorkflow.bpmn.workflow import BpmnWorkflow
from SpiffWorkflow.util.task import TaskState

from zaiton.base.text import Bilingual
from zaiton.blocks.cases.domain.bpmn import DI, MODEL, bpmn_text, task_id
from zaiton.blocks.cases.domain.bpmn_layout import TASK, drawing_of
from zaiton.blocks.cases.domain.graph import Definition
from zaiton.blocks.cases.domain.needs import with_followers
from zaiton.blocks.cases.domain.run import SKIPPED, Run
from zaiton.blocks.cases.queries.folders import read_folder
from zaiton.blocks.cases.queries.shelves import demo_folders
from zaiton.blocks.cases.tests.graphs import definition, definitions, item, ships


def other_engine(case: Definition, left_out: frozenset[str] = frozenset()) -> BpmnWorkflow:
    parser = BpmnParser()
    parser.add_bpmn_str(bpmn_text(case, "en", left_out).encode())
    workflow = BpmnWorkflow(parser.get_spec(f"process-{case.name}"))
    workflow.do_engine_steps()
    return workflow


def ready_there(workflow: BpmnWorkflow) -> set[str]:
    return {task.task_spec.name for task in workflow.get_tasks(state=TaskState.READY, manual=True)}


def ready_here(run: Run) -> set[str]:
    return {task_id(run.plan.steps[number].id) for number in run.ready}


def ways_through(case: Definition) -> int:
    """In how many ways one comes to its items; the other engine keeps each of them apart, and its time grows by their square."""
    ways: dict[str, int] = {}
    for one in case.items:
        ways[one.id] = sum(ways[name] for name in one.after) or 1
    return sum(ways.values())


@pytest.mark.slow
@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much])
@given(case=definitions().filter(lambda case: ways_through(case) <= 64), data=st.data())
def test_two_engines_allow_the_same_steps_at_every_point_of_a_walk(case: Definition, data: st.DataObject):
    out = frozenset(one.id for one in case.items if one.skipped and data.draw(st.booleans()))
    run, workflow = Run(case.plan), other_engine(case, out)
    run.begin(out)
    while run.is_open:
        assert ready_here(run) == ready_there(workflow)
        step = data.draw(st.sampled_from(run.ready))
        run.claim(step)
        run.finish(step)
        done = task_id(case.plan.steps[step].id)
        next(t for t in workflow.get_tasks(state=TaskState.READY, manual=True) if t.task_spec.name == done).run()
        workflow.do_engine_steps()
    assert workflow.is_completed() and not ready_there(workflow)


@settings(max_examples=100, deadline=None)
@given(case=definitions(), data=st.data())
def test_what_is_left_out_with_an_item_is_what_the_transitions_skip(case: Definition, data: st.DataObject):
    out = {one.id for one in case.items if data.draw(st.integers(0, 3)) == 0}
    run = Run(case.plan)
    run.begin(out)
    skipped = {name for name in run.plan.items if run.end_of(name) == SKIPPED}
    assert with_followers(case, out) == skipped


def test_a_missing_edge_would_be_noticed():
    """The comparison can fail: a process without an edge of the case type allows more."""
    whole = definition(item("a"), item("b", ("a",), prereview=False))
    cut = definition(item("a"), item("b"))
    run = Run(whole.plan)
    run.begin()
    assert ready_here(run) != ready_there(other_engine(cut))


@settings(max_examples=100, deadline=None)
@given(case=definitions())
def test_no_box_lies_on_another_and_every_line_joins_what_it_names(case: Definition):
    drawing = drawing_of(case)
    boxes = [(node, node.x, node.y, node.x + node.size[0], node.y + node.size[1]) for node in drawing.nodes]
    for (one, l1, t1, r1, b1), (two, l2, t2, r2, b2) in combinations(boxes, 2):
        assert r1 <= l2 or r2 <= l1 or b1 <= t2 or b2 <= t1, (one.id, two.id)
    for flow in drawing.flows:
        assert flow.points[0] == flow.source.right and flow.points[-1] == flow.target.left
        assert flow.points[0][0] < flow.points[-1][0], "flows go from left to right"
        for (x1, y1), (x2, y2) in pairwise(flow.points):
            for node, left, top, right, bottom in boxes:
                if node not in (flow.source, flow.target):
                    beside = max(x1, x2) <= left or min(x1, x2) >= right
                    assert beside or max(y1, y2) <= top or min(y1, y2) >= bottom, (flow, node.id)
    for node, left, top, right, bottom in boxes:
        _, y, height = drawing.lanes[node.lane]
        assert y <= top and bottom <= y + height and right <= drawing.width and left > 30
    assert {node.step for node in drawing.nodes if node.kind == TASK} == {step.id for step in case.plan.steps}


@pytest.mark.parametrize("folder", demo_folders(), ids=lambda path: path.name)
def test_every_case_type_that_is_brought_is_read_elsewhere_and_drawn_whole(folder):
    case = read_folder(folder).definition
    root = etree.fromstring(bpmn_text(case, "zh-hans").encode())
    ids = root.xpath("//@id")
    assert len(ids) == len(set(ids))
    shown = set(root.xpath("//*/@bpmnElement"))
    names = {"m": MODEL, "d": DI}
    drawn = root.xpath("//m:process//*[not(self::m:laneSet or self::m:lane)]/@id | //m:lane/@id", namespaces=names)
    assert set(drawn) - {"lanes"} <= shown
    assert ready_there(other_engine(case)) == {task_id(s.id) for s in case.plan.steps if not s.after}


def test_text_of_a_case_type_cannot_break_the_document():
    case = replace(ships(), title=Bilingual('“a" & <b>', '"a" & <b>\n'))
    assert etree.fromstring(bpmn_text(case, "en").encode()).xpath("//@name")[0] == '"a" & <b> '
