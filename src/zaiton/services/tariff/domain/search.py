"""Find a good by code or by name in either language: an index over names, scored, with the best kind of match first."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from zaiton.base.text import Bilingual


@dataclass(frozen=True, slots=True)
class Named:
    """One code with its names and other words people use for it; ``origin`` says where the names came from."""

    code: str
    name: Bilingual
    aliases: tuple[str, ...] = ()
    origin: str = ""
    status: str = ""


class NameIndex:
    """All names on file, searched by scanning: some ten thousand entries take a few milliseconds."""

    def __init__(self, names: Iterable[Named]) -> None:
        self._names: dict[str, list[Named]] = {}
        self._rows: list[tuple[str, str, Named]] = []
        for named in names:
            self._names.setdefault(named.code, []).append(named)
            words = " ".join((named.name.zh, named.name.en, *named.aliases)).lower()
            self._rows.append((named.code, words, named))

    def name_of(self, code: str) -> Named | None:
        """The name on file for a code, in each language that of the nearest code it stands under which has one."""
        nearest, zh, en = None, "", ""
        for length in range(len(code), 1, -1):
            for named in self._names.get(code[:length], ()):
                nearest, zh, en = nearest or named, zh or named.name.zh, en or named.name.en
            if zh and en:
                break
        return nearest and replace(nearest, name=Bilingual(zh, en))

    def search(self, words: str, limit: int) -> list[Named]:
        """Entries whose code begins with, or whose names hold every one of, the words; best first, at most ``limit``."""
        wanted = words.lower().split()
        digits = "".join(c for c in words if c.isdigit())
        by_code = bool(digits) and all(c.isdigit() or c in ". " for c in words)
        found: list[tuple[tuple, Named]] = []
        for code, text, named in self._rows:
            if by_code:
                if code.startswith(digits):
                    found.append(((0, len(code), code), named))
            elif all(word in text for word in wanted):
                found.append((_score(wanted, text, named), named))
        found.sort(key=lambda pair: pair[0])
        return [named for _, named in found[:limit]]


def _score(wanted: Sequence[str], text: str, named: Named) -> tuple:
    exact = any(
        w in (named.name.zh.lower(), named.name.en.lower(), *(a.lower() for a in named.aliases))
        for w in (" ".join(wanted),)
    )
    whole = all(f" {word}" in f" {text}" for word in wanted)
    return (not exact, not whole, -len(named.code) if len(named.code) <= 6 else 0, len(text), named.code)
