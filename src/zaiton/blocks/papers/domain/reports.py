"""What is drawn of a report: a title, facts, sections with sentences and tables, in one language; not a certificate, not sealed.

Services say things in it that people print and check line by line. The words come in translated; nothing here knows a service.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from zaiton.blocks.papers.domain.sheets import paragraphs

Mark = Literal["", "yes", "no", "open"]
MARKS = ("", "yes", "no", "open")


@dataclass(frozen=True, slots=True)
class Grid:
    """A table: ``heads`` name its columns, ``widths`` are their shares, ``amounts`` the columns set to the right.

    Rows have one text for each column. Raises ``ValueError`` where they do not: that is a mistake of the caller.
    """

    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    widths: tuple[int, ...]
    amounts: tuple[int, ...] = ()
    caption: str = ""

    def __post_init__(self) -> None:
        wide = len(self.heads)
        if not wide or len(self.widths) != wide or any(len(row) != wide for row in self.rows):
            raise ValueError(f"a table of {wide} columns has {len(self.widths)} widths or rows of other lengths")


@dataclass(frozen=True, slots=True)
class Section:
    """A part under its heading; ``mark`` sets a verdict before it. A section is not torn from its first lines."""

    heading: str
    sentences: tuple[str, ...] = ()
    grids: tuple[Grid, ...] = ()
    mark: Mark = ""
    level: Literal[1, 2] = 1


@dataclass(frozen=True, slots=True)
class Report:
    """One report. ``facts`` are name and value, ``foot`` stands on every page, ``made_at`` is the moment it bears (aware).

    ``demo`` prints across every page that nothing in it is real.
    """

    language: Literal["zh", "en"]
    title: str
    facts: tuple[tuple[str, str], ...]
    verdict: str
    mark: Mark
    sections: tuple[Section, ...]
    foot: str
    made_at: datetime
    demo: bool = False


def report_texts(report: Report) -> Iterator[str]:
    """Everything a report says."""
    yield from (report.title, report.verdict, report.foot)
    for name, value in report.facts:
        yield from (name, value)
    for section in report.sections:
        yield section.heading
        yield from section.sentences
        for grid in section.grids:
            yield grid.caption
            yield from grid.heads
            for row in grid.rows:
                yield from row


def report_document(report: Report) -> dict[str, Any]:
    """The report as the plain values its template reads; texts are lists of paragraphs."""
    return {
        "language": report.language,
        "title": report.title,
        "facts": [{"name": name, "value": paragraphs(value)} for name, value in report.facts],
        "verdict": paragraphs(report.verdict),
        "mark": report.mark,
        "foot": report.foot,
        "demo": report.demo,
        "sections": [
            {
                "heading": section.heading,
                "mark": section.mark,
                "level": section.level,
                "sentences": [paragraphs(text) for text in section.sentences],
                "grids": [
                    {
                        "caption": grid.caption,
                        "heads": list(grid.heads),
                        "widths": list(grid.widths),
                        "amounts": list(grid.amounts),
                        "rows": [[paragraphs(text) for text in row] for row in grid.rows],
                    }
                    for grid in section.grids
                ],
            }
            for section in report.sections
        ],
    }
