"""A drawn graph, wide and narrow, measured in the SVG itself: boxes apart, arrows beside them, texts inside, nothing cut off."""

import re
from itertools import combinations
from xml.etree import ElementTree

from hypothesis import given, settings
from hypothesis import strategies as st

from zaiton.kit.charts import Edge, Node, graph_svg
from zaiton.kit.charts.graph import PADDING, TONES
from zaiton.kit.charts.lanes import lanes_of
from zaiton.kit.charts.layers import depths
from zaiton.kit.charts.scale import text_width

TEXTS = st.text(alphabet="船舶登记证书（海事）abcdeWM ,<&>\"'", max_size=40)
NUMBER = re.compile(r"-?[\d.]+")


@st.composite
def graphs(draw):
    """Nodes with any text, and edges from earlier ones to later ones."""
    count = draw(st.integers(1, 12))
    nodes = [Node(f"n{i}", draw(TEXTS), draw(TEXTS), draw(st.sampled_from(sorted(TONES)))) for i in range(count)]
    pairs = [(a.id, b.id) for a, b in combinations(nodes, 2)]
    chosen = draw(st.lists(st.sampled_from(pairs), unique=True, max_size=20)) if pairs else []
    return draw(st.permutations(nodes)), [Edge(a, b, draw(st.booleans())) for a, b in chosen]


def _drawings(html):
    return [ElementTree.fromstring(svg) for svg in re.findall(r"<svg.*?</svg>", html, re.DOTALL)]


def _boxes(svg):
    return [tuple(float(rect.attrib[name]) for name in ("x", "y", "width", "height")) for rect in svg.iter("rect")]


def _points(path):
    """Points along a path of M, C, H and V, close enough that none jumps over a box's edge unseen."""
    at, found = (0.0, 0.0), []
    for command, rest in re.findall(r"([MCHV])([^MCHV]*)", path):
        figures = [float(word) for word in NUMBER.findall(rest)]
        if command == "M":
            at = (figures[0], figures[1])
            continue
        if command == "C":
            ends = [at, *zip(figures[::2], figures[1::2], strict=True)]
        else:
            end = (figures[0], at[1]) if command == "H" else (at[0], figures[0])
            ends = [at, at, end, end]
        for step in range(41):
            t = step / 40
            weights = ((1 - t) ** 3, 3 * t * (1 - t) ** 2, 3 * t * t * (1 - t), t**3)
            found.append(tuple(sum(w * end[axis] for w, end in zip(weights, ends, strict=True)) for axis in (0, 1)))
        at = ends[-1]
    return found


@settings(max_examples=80, deadline=None)
@given(graphs())
def test_boxes_are_apart_and_no_arrow_runs_through_one(graph):
    for svg in _drawings(graph_svg(*graph, title="t", desc="d")):
        boxes = _boxes(svg)
        assert len(boxes) == len(graph[0])
        for (x, y, width, height), (x2, y2, width2, height2) in combinations(boxes, 2):
            assert x + width < x2 or x2 + width2 < x or y + height < y2 or y2 + height2 < y
        size = [float(word) for word in svg.attrib["viewBox"].split()[2:]]
        arrows = [path.attrib["d"] for path in svg.iter("path") if path.attrib["class"].startswith("edge")]
        assert len(arrows) == 2 * len(graph[1])
        for path in arrows:
            for px, py in _points(path):
                assert 0 <= px <= size[0] and 0 <= py <= size[1]
                for x, y, width, height in boxes:
                    assert not (x + 0.2 < px < x + width - 0.2 and y + 0.2 < py < y + height - 0.2)


@settings(max_examples=80, deadline=None)
@given(graphs())
def test_every_text_lies_in_its_box_and_every_box_in_the_drawing(graph):
    html = graph_svg(*graph, title="t", desc="d")
    assert "style=" not in html
    for svg in _drawings(html):
        size, boxes = [float(word) for word in svg.attrib["viewBox"].split()[2:]], _boxes(svg)
        for x, y, width, height in boxes:
            assert x >= 0 and y >= 0 and x + width <= size[0] - 2 and y + height <= size[1] - 1
        for text in svg.iter("text"):
            left, base = float(text.attrib["x"]), float(text.attrib["y"])
            right = left + text_width(text.text or "")
            room = PADDING / 2 + 0.1
            assert any(
                x <= left and right <= x + width - PADDING + room + 13.4 and y + 10 <= base <= y + height - 4
                for x, y, width, height in boxes
            )


def test_each_arrow_joins_its_two_boxes():
    nodes = [Node(name, name) for name in "abcd"]
    for svg in _drawings(graph_svg(nodes, [("a", "b"), ("b", "c"), ("a", "c"), ("a", "d")], title="t", desc="d")):
        boxes = _boxes(svg)
        names = [text.text for text in svg.iter("text")]
        lines = [p.attrib["d"] for p in svg.iter("path") if p.attrib["class"] == "edge"]
        joined = set()
        for line in lines:
            points = _points(line)
            ends = []
            for px, py in (points[0], points[-1]):
                near = [
                    n for n, (x, y, w, h) in zip(names, boxes, strict=True) if x - 8 <= px <= x + w and y <= py <= y + h
                ]
                assert len(near) == 1
                ends += near
            joined.add(tuple(ends))
        assert joined == {("a", "b"), ("b", "c"), ("a", "c"), ("a", "d")}


def test_wide_is_in_layers_and_a_long_chain_is_a_list():
    chain = [Node(str(n), f"box {n}") for n in range(8)]
    wide, narrow = _drawings(graph_svg(chain, [(str(n), str(n + 1)) for n in range(7)], title="t", desc="d"))
    assert len({x for x, *_ in _boxes(wide)}) == len({x for x, *_ in _boxes(narrow)}) == 1
    wide, narrow = _drawings(graph_svg(chain[:3], [("0", "1"), ("1", "2")], title="t", desc="d"))
    assert len({x for x, *_ in _boxes(wide)}) == 3 and len({x for x, *_ in _boxes(narrow)}) == 1


def test_a_box_that_leads_somewhere_makes_the_drawing_a_group_of_links():
    html = graph_svg([Node("a", "A & B", "<done>", "ok", href="/x?a=1&b=2")], [], title="t<", desc="d>")
    assert html.count('role="group"') == 2 and html.count('<a href="/x?a=1&amp;b=2">') == 2
    assert "<done>" not in html and 'role="img"' in graph_svg([Node("a", "A")], [], title="t", desc="d")
    identifiers = re.findall(r' id="([^"]+)"', html)
    assert len(identifiers) == len(set(identifiers)) == 4


def test_depth_is_the_longest_way():
    assert depths(["d", "c", "b", "a"], [("a", "b"), ("b", "c"), ("a", "c"), ("c", "d")]) == {
        "a": 0,
        "b": 1,
        "c": 2,
        "d": 3,
    }


def test_a_lane_is_used_again_once_it_is_free():
    assert lanes_of("abcd", [("a", "b"), ("c", "d")]) == {"a": 0, "c": 0}
    assert lanes_of("abcd", [("a", "c"), ("b", "d")]) == {"a": 0, "b": 1}
