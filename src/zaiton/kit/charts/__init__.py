"""Charts drawn on the server as SVG: no script, no inline style, printable, with the same words a reader of the table gets.

A page puts the drawing beside a table of the same figures; the drawing itself names its series directly.
"""

from .share import Part, share_bar
from .step import Series, step_chart

__all__ = ["Part", "Series", "share_bar", "step_chart"]
