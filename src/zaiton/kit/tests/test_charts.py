"""A chart keeps every text inside its box, escapes what it is given, and is fast."""

import re
import time
from datetime import date
from decimal import Decimal
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from zaiton.kit.charts import Series, step_chart
from zaiton.kit.charts.scale import nice_ticks, spread, text_width

NAMES = st.text(alphabet="中国韩自贸协定RCEP -&<>\"'", min_size=1, max_size=14)
POINTS = st.lists(
    st.tuples(st.integers(2000, 2040), st.one_of(st.none(), st.decimals(0, 300, places=1))), min_size=1, max_size=20
).map(lambda points: sorted({x: (x, y) for x, y in points}.values()))


def _drawings(html):
    return re.findall(r"<svg.*?</svg>", html)


def _texts(svg):
    root = ElementTree.fromstring(svg)
    width, height = (float(word) for word in root.attrib["viewBox"].split()[2:])
    for text in root.iter("text"):
        wide = text_width(text.text or "")
        x, y = float(text.attrib["x"]), float(text.attrib["y"])
        left = x - wide if text.attrib.get("text-anchor") == "end" else x
        yield left, left + wide, y, width, height


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.builds(Series, NAMES, POINTS), min_size=1, max_size=6), st.lists(st.integers(2000, 2040), max_size=4)
)
def test_no_text_leaves_the_box(series, marked):
    html = step_chart(series, y_unit="%", title="t<", desc="d&", markers=[(x, "变化之日") for x in marked])
    for svg in _drawings(html):
        for left, right, y, width, height in _texts(svg):
            assert left >= -0.1 and right <= width + 0.1 and 8 <= y <= height
    assert "style=" not in html


def test_two_drawings_with_title_and_description():
    html = step_chart([Series("MFN", [(2015, 10)])], y_unit="%", title="Rates", desc="From 2015")
    assert len(_drawings(html)) == 2 and html.count("<title") == html.count("<desc") == 2
    identifiers = re.findall(r' id="([^"]+)"', html)
    assert len(identifiers) == len(set(identifiers))


def test_each_series_is_named_with_its_last_value():
    html = step_chart(
        [Series("APTA", [(2018, Decimal("4.0")), (2020, Decimal("3.5"))])], y_unit="%", title="t", desc="d"
    )
    assert "APTA 3.5%" in html


def test_a_gap_is_left_open():
    html = step_chart([Series("A", [(2015, 1), (2016, None), (2017, 2)])], title="t", desc="d", width=720)
    assert re.search(r'class="step s1" d="([^"]+)"', html).group(1).count("M") == 2


def test_days_may_stand_on_the_axis():
    points = [(date(2014, 7, 1), 5), (date(2015, 1, 1), 4)]
    html = step_chart([Series("CN-CH", points)], title="t", desc="d", x_labels=[(date(2015, 1, 1), "2015")])
    assert ">2015<" in html


def test_nothing_known_is_no_picture():
    assert step_chart([Series("A", [(2015, None)])], title="t", desc="d") == ""


@pytest.mark.parametrize("top", [0, 0.3, 1, 3.5, 8.7, 65, 577])
def test_ticks_reach_the_top_in_few_steps(top):
    ticks = nice_ticks(top)
    assert ticks[0] == 0 and ticks[-1] >= top and 2 <= len(ticks) <= 8


def test_labels_are_pushed_apart_within_the_plot():
    placed = spread([95, 96, 97], 17, 0, 100)
    assert placed[-1] <= 100 and all(b - a >= 17 for a, b in zip(placed, placed[1:], strict=False))


def test_a_drawing_takes_about_a_tenth_of_a_millisecond():
    series = [Series(name, [(2015 + i, Decimal(20 - i)) for i in range(15)]) for name in ("MFN", "RCEP", "CN-KR")]
    step_chart(series, title="t", desc="d")
    began = time.process_time()
    for _ in range(100):
        step_chart(series, title="t", desc="d", width=720)
    assert (time.process_time() - began) / 100 < 0.002
