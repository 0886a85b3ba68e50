"""Charts drawn on the server as SVG: no script, no inline style, printable, with the same words a reader of the table gets.

A page puts the drawing beside a table of the same figures; the drawing itself names its series directly.
"""

from .graph import Edge, Node, graph_svg
from .share import Part, share_bar
from .step import Series, step_chart
from .timeline import TimelineRow, timeline_svg

__all__ = ["Edge", "Node", "Part", "Series", "TimelineRow", "graph_svg", "share_bar", "step_chart", "timeline_svg"]
