"""Groups of words that mean the same good, in either language, and how a question is cut into words they know.

A group is one text: its words with spaces between, a word of several parts joined by underscores (``sweet_potato``).
"""

from collections.abc import Iterable
from dataclasses import dataclass

from zaiton.services.tariff.domain.search_text import EMPTY_CHARACTERS, STOP_WORDS, is_han, stem, tokens_of

LONGEST_PHRASE = 4
"""Latin words of one synonym."""
LONGEST_RUN = 12
"""Chinese characters of one synonym."""

Term = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Part:
    """One notion of a question: its words as typed, its stems, and the terms of the groups it belongs to.

    ``pieces`` are the notions inside a run of Chinese characters, where synonyms cut it into several.
    """

    words: tuple[str, ...]
    term: Term
    others: tuple[Term, ...] = ()
    pieces: tuple["Part", ...] = ()

    @property
    def han(self) -> bool:
        """Whether it is a run of Chinese characters."""
        return is_han(self.term[0])


class Synonyms:
    """All groups, by each of their words."""

    def __init__(self, groups: Iterable[str] = ()) -> None:
        self._groups: dict[Term, dict[Term, None]] = {}
        for group in groups:
            terms = dict.fromkeys(term for word in group.split() if (term := _term(word.replace("_", " "))))
            for term in terms:
                self._groups.setdefault(term, {}).update({other: None for other in terms if other != term})

    def __len__(self) -> int:
        return len(self._groups)

    def others_of(self, word: str) -> Iterable[Term]:
        """The other words of the groups of one word."""
        return self._groups.get((word,), ())

    def parts_of(self, tokens: list[str]) -> list[Part]:
        """A question's notions in order: phrases that a group knows, else single words; empty words are left out."""
        useful = [t for t in tokens if t not in STOP_WORDS] or tokens
        parts, at = [], 0
        while at < len(useful):
            if is_han(useful[at]):
                parts.append(self._run(useful[at]))
                at += 1
                continue
            size = self._phrase_size(useful, at)
            words = tuple(useful[at : at + size])
            term = tuple(stem(word) for word in words)
            parts.append(Part(words, term, tuple(self._groups.get(term, ()))))
            at += size
        return list(dict.fromkeys(parts))

    def _phrase_size(self, tokens: list[str], at: int) -> int:
        for size in range(min(LONGEST_PHRASE, len(tokens) - at), 1, -1):
            if tuple(stem(word) for word in tokens[at : at + size]) in self._groups:
                return size
        return 1

    def _run(self, run: str) -> Part:
        """A run of Chinese characters, with the notions inside it where a group knows one."""
        own = tuple(self._groups.get((run,), ()))
        pieces: list[Part] = []
        loose, at = "", 0
        while at < len(run):
            known = next((run[at : at + n] for n in range(LONGEST_RUN, 1, -1) if self._knows(run[at : at + n], n)), "")
            if not known or known == run:
                loose, at = loose + run[at], at + 1
                continue
            pieces += [*self._loose(loose), Part((known,), (known,), tuple(self._groups[known,]))]
            loose, at = "", at + len(known)
        pieces += self._loose(loose)
        cut = len(pieces) > 1 or (len(pieces) == 1 and pieces[0].term[0] != run)
        return Part((run,), (run,), own, tuple(pieces) if cut else ())

    def _knows(self, text: str, size: int) -> bool:
        return len(text) == size and (text,) in self._groups

    def _loose(self, run: str) -> list[Part]:
        """What stands between the synonyms of a run, but for characters that say nothing."""
        left = run.translate(EMPTY_CHARACTERS)
        return [Part((left,), (left,), tuple(self._groups.get((left,), ())))] if left else []


def _term(words: str) -> Term:
    return tuple(stem(token) for token in tokens_of(words) if token not in STOP_WORDS)
