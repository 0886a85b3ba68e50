"""A graph of boxes and arrows, such as the items of a case and what each waits for: drawn in layers where there is room for
them, as a list with lanes where there is not.

Each box says its state in words beside the icon and the colour. The page has the same content as a table beside it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from zlib import crc32

from django.utils.safestring import SafeString, mark_safe

from zaiton.kit.pages.icons import STROKES

from .lanes import listed, room_for
from .layers import Box, Layout, Point, depths, layered
from .lettering import LINE, wrapped

WIDE, NARROW = 720, 280
MOST_LAYERS = 5
PADDING, ICON, EDGE, BETWEEN, HEAD = 10.0, 18.0, 2.0, 16.0, 7.0
LIST_BOX = 460.0
TONES = {"ok": "ok", "info": "clock", "warn": "warn", "bad": "bad", "grey": "ring"}
"""The tones of a box, each with the icon that stands for it."""


@dataclass(frozen=True, slots=True)
class Node:
    """A box: its title, a note under it that says its state in words, its tone (one of ``TONES``), and where it leads.

    ``strong`` gives it a thicker edge, for instance on the critical path.
    """

    id: str
    title: str
    note: str = ""
    tone: str = "grey"
    href: str = ""
    strong: bool = False


@dataclass(frozen=True, slots=True)
class Edge:
    """An arrow from one box to another. ``soft``: only the end of the other waits for it, drawn with dashes."""

    source: str
    target: str
    soft: bool = False
    strong: bool = False


def graph_svg(nodes: Sequence[Node], edges: Sequence[Edge | tuple[str, str]], *, title: str, desc: str) -> SafeString:
    """The drawing as a ``figure`` with a wide and a narrow SVG, of which the page shows the one that fits.

    All texts are escaped, nothing is drawn outside the box; nothing where there are no nodes. Raises ``KeyError`` for an edge
    to no node or a tone that is none, ``ValueError`` where edges run in a circle.
    """
    if not nodes:
        return mark_safe("")
    arrows = list(dict.fromkeys(edge if isinstance(edge, Edge) else Edge(*edge) for edge in edges))
    known = {node.id for node in nodes}
    for node in nodes:
        if node.tone not in TONES:
            raise KeyError(node.tone)
    for arrow in arrows:
        if not {arrow.source, arrow.target} <= known:
            raise KeyError(arrow)
    key = f"graph-{crc32((title + desc).encode()):08x}"
    drawings = "".join(
        _Drawing(nodes, arrows, width).svg(f"{key}-{name}", name, title, desc)
        for width, name in ((WIDE, "wide"), (NARROW, "narrow"))
    )
    return mark_safe(f'<figure class="chart">{drawings}</figure>')


class _Drawing:
    """One SVG of one width; the heights of the boxes follow from their texts."""

    def __init__(self, nodes: Sequence[Node], arrows: Sequence[Edge], width: int) -> None:
        self.nodes, self.arrows, self.width = nodes, arrows, width
        self.pairs = [(arrow.source, arrow.target) for arrow in arrows]
        layer = depths([node.id for node in nodes], self.pairs)
        layers = max(layer.values()) + 1
        self.in_layers = width > 400 and layers <= MOST_LAYERS
        self.names = [name for name, _ in sorted(layer.items(), key=lambda entry: entry[1])]
        if self.in_layers:
            self.gap = 52.0 if layers < 4 else 40.0
            self.room, self.box = 0.0, (width - 2 * EDGE - (layers - 1) * self.gap) / max(layers, 3)
        else:
            self.room = room_for(self.names, self.pairs, (width - 2 * EDGE) * 0.4)
            self.box = min(LIST_BOX, width - 2 * EDGE - self.room)
        self.titles = {node.id: wrapped(node.title, self.box - 2 * PADDING) for node in nodes}
        self.notes = {node.id: wrapped(node.note, self.box - 2 * PADDING - ICON) for node in nodes}
        self.layout = self._layout()
        self.height = round(self.layout.height + 2 * EDGE)

    def _layout(self) -> Layout:
        heights = {
            node.id: 2 * PADDING + LINE * (len(self.titles[node.id]) + len(self.notes[node.id])) for node in self.nodes
        }
        if self.in_layers:
            return layered(heights, self.pairs, box_width=self.box, gap=self.gap, between=BETWEEN)
        return listed(self.names, heights, self.pairs, room=self.room, box_width=self.box, between=BETWEEN)

    def svg(self, key: str, kind: str, title: str, desc: str) -> str:
        """The whole drawing; a picture to screen readers, or a group where its boxes lead somewhere."""
        role = "group" if any(node.href for node in self.nodes) else "img"
        parts = [
            f'<svg class="{kind}" viewBox="0 0 {self.width} {self.height}" width="{self.width}" height="{self.height}" '
            f'role="{role}" aria-labelledby="{key}-t" aria-describedby="{key}-d"><title id="{key}-t">{escape(title)}</title>'
            f'<desc id="{key}-d">{escape(desc)}</desc><g transform="translate({EDGE:g} {EDGE:g})">'
        ]
        for arrow, route in zip(self.arrows, self.layout.routes, strict=True):
            parts.append(self._arrow(arrow, route))
        shown = {node.id: node for node in self.nodes}
        parts += [self._box(shown[name], self.layout.boxes[name]) for name in self.names]
        return "".join(parts) + "</g></svg>"

    def _arrow(self, arrow: Edge, route: Sequence[Point]) -> str:
        kind = "edge" + (" is-soft" if arrow.soft else "") + (" is-strong" if arrow.strong else "")
        (x, y), line = route[-1], _curves(route) if self.in_layers else _corners(route)
        return (
            f'<path class="{kind}" d="{line}"/><path class="{kind} head" d="M{x:.1f} {y:.1f}l{-HEAD - 1:g} -4.5v9z"/>'
        )

    def _box(self, node: Node, box: Box) -> str:
        kind = f"box box-{node.tone}" + (" is-strong" if node.strong else "")
        parts = [
            f'<rect class="{kind}" x="{box.x:.1f}" y="{box.y:.1f}" width="{box.width:.1f}" height="{box.height:.1f}" rx="5"/>'
        ]
        x, y = box.x + PADDING, box.y + PADDING + 13
        for line in self.titles[node.id]:
            parts.append(f'<text class="in-box name" x="{x:.1f}" y="{y:.1f}">{escape(line)}</text>')
            y += LINE
        if node.note:
            stroke = STROKES[TONES[node.tone]]
            place = f"translate({x:.1f} {y - 11.5:.1f}) scale(.85)"
            parts.append(f'<path class="sign sign-{node.tone}" transform="{place}" d="{stroke}"/>')
        for line in self.notes[node.id]:
            parts.append(f'<text class="in-box" x="{x + ICON:.1f}" y="{y:.1f}">{escape(line)}</text>')
            y += LINE
        drawn = "".join(parts)
        return f'<a href="{escape(node.href)}">{drawn}</a>' if node.href else drawn


def _curves(route: Sequence[Point]) -> str:
    """Level lines through a layer, curves between two of them that stay between their sides."""
    path = [f"M{route[0][0]:.1f} {route[0][1]:.1f}"]
    for number in range(1, len(route)):
        (x0, y0), (x1, y1) = route[number - 1], route[number]
        if number % 2 == 0:
            path.append(f"H{x1:.1f}")
            continue
        x1 -= HEAD if number == len(route) - 1 else 0
        middle = (x0 + x1) / 2
        path.append(f"C{middle:.1f} {y0:.1f} {middle:.1f} {y1:.1f} {x1:.1f} {y1:.1f}")
    return "".join(path)


def _corners(route: Sequence[Point]) -> str:
    (x0, y0), (x1, _), _, (x3, y3) = route
    return f"M{x0:.1f} {y0:.1f}H{x1:.1f}V{y3:.1f}H{x3 - HEAD:.1f}"
