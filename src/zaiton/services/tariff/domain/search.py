"""Find a good by code or by name in either language: an index over names that forgives plurals, synonyms and slips.

Rows are kept in the order in which they are shown among equals, so that a search adds up a cost for every row in a few
vector operations and reads the answer off from the front: exact code, exact name, all words, synonyms, similar words.
"""

from bisect import bisect_left
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

import numpy as np

from zaiton.base.text import Bilingual
from zaiton.services.tariff.domain.search_text import LONGEST_QUERY, is_number, stem, tokens_of
from zaiton.services.tariff.domain.search_words import APART, INSIDE, NEVER, SIMILAR, SYNONYM, WordCosts, Words
from zaiton.services.tariff.domain.synonyms import Synonyms

SUBHEADING_DIGITS = 6
LEAST_PREFIX = 4
_ONE_MISSING = 4 * SIMILAR
_WORST = 64
"""A factor above any sum of costs of the words of a query, so that the worst word decides first."""
_NAME_END = "\x1f"


@dataclass(frozen=True, slots=True)
class Named:
    """One code with its names and other words people use for it; ``origin`` says where the names came from.

    ``match`` says why a search found it: ``code``, ``name``, ``synonym`` or ``similar`` (a guess at what was meant).
    """

    code: str
    name: Bilingual
    aliases: tuple[str, ...] = ()
    origin: str = ""
    status: str = ""
    match: str = ""


class NameIndex:
    """All names on file. Built once; a search over twenty thousand names takes a few milliseconds."""

    def __init__(self, names: Iterable[Named], synonyms: Iterable[str] = ()) -> None:
        self._names: dict[str, list[Named]] = {}
        distinct: dict[tuple, Named] = {}
        for named in names:
            key = (named.code, named.name, named.aliases)
            if key not in distinct:
                distinct[key] = named
                self._names.setdefault(named.code, []).append(named)
        self._rows = sorted(distinct.values(), key=_standing)
        self._codes = sorted((row.code, at) for at, row in enumerate(self._rows))
        self._exact: dict[tuple[str, ...], list[int]] = {}
        texts = []
        for at, row in enumerate(self._rows):
            listed = [tokens_of(text) for text in (row.name.zh, row.name.en, *row.aliases) if text]
            for key in dict.fromkeys(_key(tokens) for tokens in listed):
                self._exact.setdefault(key, []).append(at)
            texts.append([token for tokens in listed for token in (*tokens, _NAME_END)])
        self._words = Words(texts, _NAME_END)
        self._synonyms = Synonyms(synonyms)

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
        """Goods whose code begins with, or whose names hold, the words; best first, each code once, at most ``limit``.

        A code may be typed with dots, spaces or full-width digits; a word in the plural, by a synonym, or with a slip.
        """
        tokens = tokens_of(words[:LONGEST_QUERY])
        if not tokens or limit < 1:
            return []
        if all(is_number(token) for token in tokens):
            found = self._by_code("".join(tokens).replace(".", ""), limit)
            if found:
                return found
        return list(self._by_words(tokens, limit))

    def _by_code(self, digits: str, limit: int) -> list[Named]:
        """Rows whose code begins with the digits; or, marked similar, the nearest code that the digits begin with."""
        found = sorted({code for code, _ in self._codes_from(digits)}, key=lambda code: (len(code), code))
        if found:
            return [replace(self._shown(code), match="code") for code in found[:limit]]
        for length in range(len(digits) - 1, LEAST_PREFIX - 1, -1):
            if digits[:length] in self._names:
                return [replace(self._shown(digits[:length]), match="similar")]
        return []

    def _codes_from(self, digits: str) -> list[tuple[str, int]]:
        """Codes that begin with the digits, each with its row."""
        return self._codes[bisect_left(self._codes, (digits, -1)) : bisect_left(self._codes, (digits + ":", -1))]

    def _by_words(self, tokens: list[str], limit: int) -> Iterator[Named]:
        parts = self._synonyms.parts_of(tokens)
        costs = WordCosts(self._words, self._synonyms, self._rows_under)
        key, shown = self._keys([costs.of(part) for part in parts]), {}
        for term in parts[0].others if len(parts) == 1 else ():
            rows = self._exact.get(term, [])
            key[rows] = np.minimum(key[rows], SYNONYM * _WORST)
        key[self._exact.get(_key(tokens), [])] = -1
        if not self._surely(key):
            guessed = [costs.guessed(part) for part in parts]
            key = np.minimum(key, self._keys(guessed))
            if len(parts) > 1 and not (key < NEVER * _WORST).any():
                key = self._keys(guessed, spare=1)
        for at in self._best_first(key):
            code = self._rows[at].code
            if code not in shown:
                shown[code] = True
                match = "name" if key[at] < _WORST * SYNONYM else "synonym" if key[at] < _WORST * SIMILAR else "similar"
                yield replace(self._completed(self._rows[at]), match=match)
                if len(shown) == limit:
                    return

    def _rows_under(self, digits: str) -> list[int]:
        """Rows of the codes that begin with the digits."""
        return [at for _, at in self._codes_from(digits)]

    def _keys(self, costs: list[np.ndarray], spare: int = 0) -> np.ndarray:
        """One key a row, the lower the better: the worst word first, then the sum; ``spare`` words may be missing."""
        table = np.stack(costs)
        if spare:
            table = np.sort(table, axis=0)[:-spare]
        worst = table.max(axis=0).astype(np.int32)
        key = worst * _WORST + np.minimum(table.sum(axis=0, dtype=np.int32), _WORST - 1)
        if spare:
            key += _ONE_MISSING * _WORST
        key[worst >= NEVER] = NEVER * _WORST
        return key

    def _best_first(self, key: np.ndarray) -> list[int]:
        found = np.flatnonzero(key < NEVER * _WORST)
        return found[np.argsort(key[found], kind="stable")].tolist()

    def _surely(self, key: np.ndarray) -> bool:
        """Whether a row was found by more than letters inside longer words."""
        return bool(((key < INSIDE * _WORST) | ((key >= APART * _WORST) & (key < NEVER * _WORST))).any())

    def _shown(self, code: str) -> Named:
        return self._completed(self._names[code][0])

    def _completed(self, named: Named) -> Named:
        """The entry with the other language of its own code, where another table has it."""
        if named.name.zh and named.name.en:
            return named
        zh, en = named.name.zh, named.name.en
        for other in self._names[named.code]:
            zh, en = zh or other.name.zh, en or other.name.en
        return replace(named, name=Bilingual(zh, en))


def _standing(named: Named) -> tuple:
    """Where an entry stands among equals: subheadings, headings, chapters, national lines; short names first."""
    length = len(named.code)
    size = len(named.name.zh) + len(named.name.en) + sum(map(len, named.aliases))
    return (-length if length <= SUBHEADING_DIGITS else 0, size, named.code)


def _key(tokens: list[str]) -> tuple[str, ...]:
    return tuple(stem(token) for token in tokens)
