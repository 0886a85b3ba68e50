"""As much of Markdown as the document tests need: fenced blocks with their attributes, links, headings and their anchors."""

import re
from dataclasses import dataclass
from pathlib import Path

FENCE = re.compile(r"^(?P<fence>```+)(?P<info>[^\n`]*)\n(?P<body>.*?)^(?P=fence)\s*$", re.DOTALL | re.MULTILINE)
LINK = re.compile(r"!?\[[^\]]*\]\(\s*<?([^)\s>]+)>?(?:\s+\"[^\"]*\")?\s*\)")
HEADING = re.compile(r"^#{1,6}\s+(.+?)\s*#*\s*$", re.MULTILINE)
ATTRIBUTE = re.compile(r'([\w-]+)="([^"]*)"|([\w-]+)=(\S+)')
NOT_IN_ANCHOR = re.compile(r"[^\w\- ]")


@dataclass(frozen=True, slots=True)
class Block:
    """One fenced block: its language, its flags (``run``), its attributes (``file=…``), its text and where it stands."""

    language: str
    flags: frozenset[str]
    attributes: dict[str, str]
    body: str
    where: str


def blocks(path: Path) -> list[Block]:
    """The fenced blocks of a document, in order."""
    text, found = path.read_text(encoding="utf-8"), []
    for match in FENCE.finditer(text):
        language, _, rest = match["info"].strip().partition(" ")
        attributes = {a or c: b or d for a, b, c, d in ATTRIBUTE.findall(rest)}
        flags = frozenset(ATTRIBUTE.sub("", rest).split())
        line = text.count("\n", 0, match.start()) + 1
        found.append(Block(language, flags, attributes, match["body"], f"{path.name}:{line}"))
    return found


def links(path: Path) -> list[str]:
    """The targets of a document's links and pictures, code left out."""
    prose = re.sub(r"`[^`\n]*`", "", FENCE.sub("", path.read_text(encoding="utf-8")))
    return LINK.findall(prose)


def anchors(path: Path) -> set[str]:
    """The anchors a reader's forge makes of a document's headings."""
    counted: dict[str, int] = {}
    found = set()
    for heading in HEADING.findall(FENCE.sub("", path.read_text(encoding="utf-8"))):
        plain = LINK.sub(lambda m: m.group(0).partition("]")[0].lstrip("!["), heading).replace("`", "")
        anchor = NOT_IN_ANCHOR.sub("", plain.lower()).replace(" ", "-")
        seen = counted.get(anchor, 0)
        counted[anchor] = seen + 1
        found.add(f"{anchor}-{seen}" if seen else anchor)
    return found
