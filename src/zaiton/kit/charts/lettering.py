"""Words in a drawing: broken into lines that fit, Chinese between any two characters, English between words."""

import re

from .scale import text_width

LINE = 18
"""From one line of a drawing's text to the next, in pixels."""

_PIECES = re.compile(r"[\u2e80-\uffff]|[^\s\u2e80-\uffff]+")
_NEVER_FIRST = "，。、；：！？）》」』％"


def wrapped(text: str, width: float) -> list[str]:
    """The text in lines no wider than ``width`` pixels; a word that is wider by itself is broken where it must be.

    >>> wrapped("海事 所有权登记", 60)
    ['海事 所有', '权登记']
    """
    lines, line, end = [], "", 0
    for found in _PIECES.finditer(text):
        space = " " if line and found.start() > end else ""
        piece, end = found.group(), found.end()
        hangs = line and piece in _NEVER_FIRST and text_width(line) <= width  # one mark may, a row of them may not
        if text_width(line + space + piece) <= width or hangs:
            line += space + piece
            continue
        if line:
            lines.append(line)
        line = piece
        while text_width(line) > width and len(line) > 1:
            cut = next(n for n in range(len(line) - 1, 0, -1) if n == 1 or text_width(line[:n]) <= width)
            lines.append(line[:cut])
            line = line[cut:]
    return [*lines, line] if line else lines


def widest(lines: list[str]) -> float:
    """The width of the widest line; 0 where there is none."""
    return max(map(text_width, lines), default=0.0)
