"""Graphs and timelines: no box on another, no arrow through a box, nothing outside the drawing, every text escaped."""

import re
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from zaiton.kit.charts import Edge, Node, TimelineRow, graph_svg, timeline_svg
from zaiton.kit.charts.layers import Box, Layout, layered
from zaiton.kit.charts.lettering import wrapped
from zaiton.kit.charts.scale import text_width

GAP, BETWEEN, WIDTH = 40.0, 16.0, 120.0


@st.composite
def graphs(draw: st.DrawFn) -> tuple[dict[str, float], list[tuple[str, str]]]:
    """Heights of up to twelve boxes and arrows that run forward."""
    names = [f"n{number}" for number in range(draw(st.integers(1, 12)))]
    heights = {name: float(draw(st.sampled_from((40, 58, 94)))) for name in names}
    edges = [(a, b) for at, b in enumerate(names) for a in names[:at] if draw(st.integers(0, 2)) == 0]
    return heights, edges


def laid(graph: tuple[dict[str, float], list[tuple[str, str]]]) -> Layout:
    return layered(graph[0], graph[1], box_width=WIDTH, gap=GAP, between=BETWEEN)


def apart(one: Box, other: Box) -> bool:
    return (
        one.x + one.width <= other.x
        or other.x + other.width <= one.x
        or one.y + one.height <= other.y
        or other.y + other.height <= one.y
    )


@settings(max_examples=150, deadline=None)
@given(graph=graphs())
def test_boxes_stand_apart_and_arrows_run_forward_from_box_to_box(graph):
    layout = laid(graph)
    boxes = list(layout.boxes.items())
    for at, (_, box) in enumerate(boxes):
        assert box.y >= 0 and box.y + box.height <= layout.height + 1e-6
        assert all(apart(box, other) for _, other in boxes[at + 1 :])
    for (a, b), route in zip(graph[1], layout.routes, strict=True):
        assert route[0] == (layout.boxes[a].x + WIDTH, layout.boxes[a].y + layout.boxes[a].height / 2)
        last = layout.boxes[b]
        assert route[-1][0] == last.x and last.y < route[-1][1] < last.y + last.height
        assert [x for x, _ in route] == sorted(x for x, _ in route)


@settings(max_examples=150, deadline=None)
@given(graph=graphs())
def test_no_arrow_runs_through_a_box(graph):
    layout = laid(graph)
    for (a, b), route in zip(graph[1], layout.routes, strict=True):
        for start, end in zip(route[1:-1:2], route[2:-1:2], strict=True):
            assert start[1] == end[1]
            for name, box in layout.boxes.items():
                within = box.x < (start[0] + end[0]) / 2 < box.x + box.width
                assert name in (a, b) or not within or not box.y < start[1] < box.y + box.height


def test_the_drawing_says_what_it_shows_and_escapes_it():
    nodes = [
        Node("a", "所有权登记 <b>&", "已办结", "ok", href="/x?a=1&b=2", strong=True),
        Node("b", "Interim safety management certificate of a newly built ship", "Waiting for the one before", "grey"),
        Node("c", "国籍证书", "", "bad"),
    ]
    svg = graph_svg(nodes, [("a", "b"), Edge("b", "c", soft=True), ("a", "c")], title="T<", desc="D&")
    assert "<b>" not in svg and "&lt;b&gt;&amp;" in svg and "T&lt;" in svg and "style=" not in svg
    assert svg.count('<svg class="wide"') == svg.count('<svg class="narrow"') == 1
    assert svg.count("/x?a=1&amp;b=2") == 2 and "is-soft" in svg and "is-strong" in svg


@pytest.mark.parametrize("kind", ["wide", "narrow"])
def test_texts_stay_inside_their_drawing(kind: str):
    names = ["船舶所有权登记证书", "Certificate of minimum safe manning", "临时安全管理证书", "Licence of the station"]
    nodes = [Node(str(n), name, "等前置：国籍证书 Waiting for the certificate", "warn") for n, name in enumerate(names)]
    svg = graph_svg(nodes, [("0", "1"), ("1", "2"), ("0", "3")], title="t", desc="d")
    drawing = re.search(rf'<svg class="{kind}".*?</svg>', svg, re.DOTALL)[0]
    width, height = map(float, re.search(r'viewBox="0 0 ([\d.]+) ([\d.]+)"', drawing).groups())
    found = re.findall(r'<text[^>]* x="([\d.]+)" y="([\d.]+)">([^<]*)</text>', drawing)
    assert found
    for x, y, text in found:
        assert float(x) + text_width(text) <= width and float(y) <= height


def test_a_circle_an_unknown_box_and_an_unknown_tone_are_refused():
    nodes = [Node("a", "a"), Node("b", "b")]
    with pytest.raises(ValueError):
        graph_svg(nodes, [("a", "b"), ("b", "a")], title="t", desc="d")
    with pytest.raises(KeyError):
        graph_svg(nodes, [("a", "z")], title="t", desc="d")
    with pytest.raises(KeyError):
        graph_svg([Node("a", "a", tone="pink")], [], title="t", desc="d")
    assert graph_svg([], [], title="t", desc="d") == ""


@settings(max_examples=100, deadline=None)
@given(text=st.text(alphabet="海事 abcdefghijk，。W", max_size=60), width=st.integers(20, 200))
def test_lines_hold_every_character_and_fit(text: str, width: int):
    lines = wrapped(text, width)
    assert "".join("".join(lines).split()) == "".join(text.split())
    for line in lines:
        fitting = line.rstrip("，。")
        assert text_width(fitting) <= width or len(fitting) == 1


def test_a_timeline_marks_what_was_promised_what_it_took_and_today():
    rows = [
        TimelineRow(
            "安全审查",
            (date(2026, 11, 20), date(2026, 12, 18)),
            (date(2026, 11, 20), date(2026, 11, 27)),
            date(2026, 12, 18),
            "已办结",
            "ok",
        ),
        TimelineRow("Waterway", None, None, None, "waiting"),
    ]
    svg = timeline_svg(rows, today=date(2026, 11, 25), title="t", desc="d")
    assert svg.count('class="band"') == 4 and svg.count('class="due"') == 4 and svg.count('class="marker"') == 2
    assert "2026-11-25" in svg and "style=" not in svg
    counted = timeline_svg([TimelineRow("a", (0, 20), (0, 12), 20)], today=None, title="t", desc="d")
    assert 'class="marker"' not in counted
    assert timeline_svg([TimelineRow("a")], today=None, title="t", desc="d") == ""
    with pytest.raises(KeyError):
        timeline_svg([TimelineRow("a", (0, 1), tone="pink")], today=None, title="t", desc="d")


def test_one_mark_may_hang_at_the_end_of_a_line_and_no_more():
    lines = wrapped("书书书书））））", text_width("书书书书"))
    assert lines == ["书书书书）", "）））"]
