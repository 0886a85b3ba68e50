"""The visible seal: a red ring with a five-pointed star, drawn as paths; a font or a picture would have to satisfy PDF/A, too."""

from math import cos, pi, sin

from pyhanko.pdf_utils.content import RawContent
from pyhanko.pdf_utils.layout import BoxConstraints
from pyhanko.stamp import StaticStampStyle

SIDE = 100
RED = "0.80 0.08 0.10"
CURVE = 0.5522847498
"""How far the control points lie to draw a quarter of a circle (Bezier)."""


def circle(radius: float) -> str:
    """A circle around the middle as four curves."""
    m, r, k = SIDE / 2, radius, radius * CURVE
    turns = [(m + r, m), (m, m + r), (m - r, m), (m, m - r), (m + r, m)]
    bends = [
        (m + r, m + k, m + k, m + r),
        (m - k, m + r, m - r, m + k),
        (m - r, m - k, m - k, m - r),
        (m + k, m - r, m + r, m - k),
    ]
    parts = [f"{turns[0][0]:.2f} {turns[0][1]:.2f} m"]
    for bend, end in zip(bends, turns[1:], strict=True):
        parts.append(" ".join(f"{x:.2f}" for x in (*bend, *end)) + " c")
    return " ".join(parts)


def star(radius: float) -> str:
    """A five-pointed star around the middle, one point up."""
    middle, inner = SIDE / 2, radius * 0.381966
    points = [
        (middle + r * sin(pi * n / 5), middle + r * cos(pi * n / 5))
        for n in range(10)
        for r in [inner if n % 2 else radius]
    ]
    head, *rest = [f"{x:.2f} {y:.2f}" for x, y in points]
    return f"{head} m " + " ".join(f"{point} l" for point in rest) + " h"


DRAWING = f"{RED} RG {RED} rg 3 w {circle(46)} s 0.8 w {circle(41)} s {star(17)} f"
STYLE = StaticStampStyle(
    background=RawContent(DRAWING.encode(), box=BoxConstraints(SIDE, SIDE)), border_width=0, background_opacity=1
)
