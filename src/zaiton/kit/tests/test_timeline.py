"""A timeline keeps its texts inside, draws days where they lie on the axis, and names its marks."""

import re
from datetime import date, timedelta
from xml.etree import ElementTree

from django.utils.translation import override
from hypothesis import given, settings
from hypothesis import strategies as st

from zaiton.kit.charts import TimelineRow, timeline_svg
from zaiton.kit.charts.graph import TONES
from zaiton.kit.charts.scale import text_width

FIRST = date(2026, 11, 2)
TEXTS = st.text(alphabet="船舶登记证书abcdeWM ,<&>", max_size=60)
DAYS = st.integers(0, 400).map(lambda days: FIRST + timedelta(days))
SPANS = st.none() | st.tuples(DAYS, st.integers(0, 90)).map(lambda s: (s[0], s[0] + timedelta(s[1])))
ROWS = st.lists(
    st.builds(TimelineRow, TEXTS, SPANS, SPANS, st.none() | DAYS, TEXTS, st.sampled_from(sorted(TONES))), max_size=8
)


def _drawings(html):
    return [ElementTree.fromstring(svg) for svg in re.findall(r"<svg.*?</svg>", html, re.DOTALL)]


@settings(max_examples=80, deadline=None)
@given(ROWS, st.none() | DAYS, st.sampled_from(["zh-hans", "en"]))
def test_nothing_leaves_the_drawing(rows, today, language):
    with override(language):
        html = timeline_svg(rows, today=today, title="t", desc="d")
    assert "style=" not in html
    for svg in _drawings(html):
        width, height = (float(word) for word in svg.attrib["viewBox"].split()[2:])
        for text in svg.iter("text"):
            wide, x, y = text_width(text.text or ""), float(text.attrib["x"]), float(text.attrib["y"])
            left = x - wide if text.attrib.get("text-anchor") == "end" else x
            assert left >= -0.1 and left + wide <= width + 0.1 and 8 <= y <= height
        for rect in svg.iter("rect"):
            x, y = float(rect.attrib["x"]), float(rect.attrib["y"])
            assert x >= 0 and x + float(rect.attrib["width"]) <= width and y + float(rect.attrib["height"]) <= height


def test_bars_lie_where_their_days_are():
    rows = [
        TimelineRow(
            "a", promised=(FIRST, FIRST + timedelta(9)), actual=(FIRST, FIRST + timedelta(4)), due=FIRST + timedelta(9)
        ),
        TimelineRow("b", promised=(FIRST + timedelta(10), FIRST + timedelta(19))),
    ]
    wide = _drawings(timeline_svg(rows, today=FIRST + timedelta(5), title="t", desc="d"))[0]
    spans = [
        (rect.attrib["class"], float(rect.attrib["x"]), float(rect.attrib["width"]))
        for rect in wide.iter("rect")
        if float(rect.attrib["width"]) != 22
    ]
    assert spans == [("band", 8.0, 352.0), ("part-info", 8.0, 176.0), ("band", 360.0, 352.0)]
    marker = next(path.attrib["d"] for path in wide.iter("path") if path.attrib["class"] == "marker")
    assert marker.startswith("M201.6 ")
    due = [path.attrib["d"] for path in wide.iter("path") if path.attrib["class"] == "due"]
    assert len(due) == 2 and due[1].startswith("M360.0 ")


def test_counted_days_are_moments_on_an_axis_from_zero():
    html = timeline_svg([TimelineRow("a", (0, 20), (0, 10))], today=None, title="t", desc="d")
    bar = next(
        r for r in _drawings(html)[0].iter("rect") if r.attrib["class"] == "part-info" and r.attrib["width"] != "22.0"
    )
    assert (bar.attrib["x"], bar.attrib["width"]) == ("8.0", "352.0")
    assert re.findall(r">(\d+)<", html)[:5] == ["0", "5", "10", "15", "20"]


def test_the_key_names_only_what_is_drawn_in_the_reader_s_language():
    rows = [TimelineRow("a", promised=(FIRST, FIRST))]
    with override("en"):
        english = timeline_svg(rows, today=FIRST, title="t", desc="d")
    assert "Time allowed" in english and "Time taken" not in english and "Today, 2026-11-02" in english
    with override("zh-hans"):
        assert "今天，2026-11-02" in timeline_svg(rows, today=FIRST, title="t", desc="d")
