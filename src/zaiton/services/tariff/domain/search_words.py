"""What each word of a question costs in each row of the names: nothing where a name begins with it, more where it stands
further in, in part, by a synonym, or only alike; ``NEVER`` where it does not. Small integers, one vector a word.
"""

from bisect import bisect_left
from collections.abc import Callable, Iterable, Sequence

import numpy as np
from rapidfuzz.distance import OSA
from rapidfuzz.process import extract

from zaiton.services.tariff.domain.search_text import is_han, is_number, one_slip, pairs_of, stem
from zaiton.services.tariff.domain.synonyms import Part, Synonyms, Term

LEADING, WHOLE, BEGINNING, INSIDE, APART, SYNONYM, SIMILAR, NEVER = 0, 1, 2, 3, 4, 8, 32, 1000
LAST_LETTER = "\x7f"
"""Sorts after every letter and digit of a Latin word."""
LEAST_INSIDE = 3
"""Letters a word must have to be looked for inside longer words, and characters a phrase must have to be resembled."""
LEAST_GUESSED = 4
"""Letters a Latin word must have to be guessed at; from twice as many on, two slips are forgiven."""
MOST_CANDIDATES = 3000
MOST_GUESSES = 40
TENTHS, ENOUGH_TENTHS = 10, 5
"""Tenths of the weight of a Chinese phrase that a name must have for the phrase to resemble it."""


class Postings:
    """For each key the rows that hold it, kept in one array."""

    def __init__(self, lists: dict[str, list[int]]) -> None:
        self._place = {key: at for at, key in enumerate(lists)}
        self._ends = np.cumsum([0, *(len(rows) for rows in lists.values())])
        self._rows = np.fromiter((row for rows in lists.values() for row in rows), np.int32, int(self._ends[-1]))

    def of(self, key: str) -> np.ndarray:
        """The rows of a key, in order; none for a key nobody has."""
        at = self._place.get(key)
        return self._rows[:0] if at is None else self._rows[self._ends[at] : self._ends[at + 1]]


class Words:
    """Which words and which Chinese characters stand in which row."""

    def __init__(self, texts: Sequence[Sequence[str]], name_end: str) -> None:
        self.count = len(texts)
        stems: dict[str, list[int]] = {}
        characters: dict[str, list[int]] = {}
        leading: dict[str, list[int]] = {}
        vocabulary: dict[str, str] = {}
        self.han: list[str] = []
        for row, tokens in enumerate(texts):
            runs = [token for token in tokens if is_han(token) or token == name_end]
            self.han.append("".join(run if run == name_end else run + " " for run in (name_end, *runs)))
            firsts = [t for last, t in zip((name_end, *tokens), tokens, strict=False) if last == name_end]
            for key in dict.fromkeys(stem(t) for t in firsts if t != name_end):
                leading.setdefault(key, []).append(row)
            for token in dict.fromkeys(tokens):
                if not is_han(token) and token != name_end:
                    vocabulary[token] = stem(token)
            for key in dict.fromkeys(stem(t) for t in tokens if not is_han(t) and t != name_end):
                stems.setdefault(key, []).append(row)
            for key in dict.fromkeys(k for run in runs if run != name_end for k in (*run, *pairs_of(run))):
                characters.setdefault(key, []).append(row)
        self.stems, self.leading, self.characters = Postings(stems), Postings(leading), Postings(characters)
        self._name_end = name_end
        self.vocabulary = sorted(vocabulary)
        self.stem_of = vocabulary
        self.by_length: dict[int, list[str]] = {}
        for word in self.vocabulary:
            if not is_number(word):
                self.by_length.setdefault(len(word), []).append(word)

    def blank(self) -> np.ndarray:
        """A cost of ``NEVER`` for every row."""
        return np.full(self.count, NEVER, np.int16)

    def beginning(self, start: str) -> list[str]:
        """Words of the vocabulary that begin so."""
        first = bisect_left(self.vocabulary, start)
        return self.vocabulary[first : bisect_left(self.vocabulary, start + LAST_LETTER, first)]

    def rows_of_words(self, words: Iterable[str]) -> np.ndarray:
        """Rows that hold any of the words of the vocabulary."""
        lists = [self.stems.of(key) for key in dict.fromkeys(self.stem_of[word] for word in words)]
        return np.concatenate(lists) if lists else self.stems.of("")

    def rows_of_run(self, run: str) -> np.ndarray:
        """Rows in which a run of Chinese characters stands."""
        if len(run) == 1:
            return self.characters.of(run)
        keys = sorted((self.characters.of(pair) for pair in pairs_of(run)), key=len)
        found = keys[0]
        for rows in keys[1:]:
            found = found[np.isin(found, rows, assume_unique=True)]
        if len(run) == 2:
            return found
        return np.array([row for row in found.tolist() if run in self.han[row]], np.int32)

    def begun_by_run(self, run: str, rows: np.ndarray) -> list[int]:
        """Those of the rows in which a name begins with the run."""
        start = self._name_end + run
        return [row for row in rows.tolist() if start in self.han[row]]

    def weight(self, key: str) -> int:
        """How much a character or pair tells, a whole number: one more each time that half as many rows have it."""
        return (2 * (self.count + 1) // (2 * len(self.characters.of(key)) + 1)).bit_length()


class WordCosts:
    """The costs of the parts of one question."""

    def __init__(self, words: Words, synonyms: Synonyms, rows_under: Callable[[str], Sequence[int]]) -> None:
        self._words, self._synonyms, self._rows_under = words, synonyms, rows_under

    def of(self, part: Part) -> np.ndarray:
        """Costs by what was typed and by synonyms."""
        cost = self._han(part) if part.han else self._latin(part.words)
        for term in part.others:
            rows = self._rows_of_term(term)
            cost[rows] = np.minimum(cost[rows], SYNONYM + 1)
            rows = self._begun_by(term[0], rows)
            cost[rows] = np.minimum(cost[rows], SYNONYM)
        return cost

    def guessed(self, part: Part) -> np.ndarray:
        """The same with what was typed taken for something similar."""
        cost = self.of(part)
        if part.han:
            for_pieces = [self.guessed(piece) for piece in part.pieces]
            if for_pieces:
                ordered = np.sort(np.stack(for_pieces), axis=0)
                cost = np.minimum(cost, ordered[-1])
                if len(for_pieces) > 1 and not (cost < NEVER).any():
                    cost = np.where(ordered[-2] < NEVER, SIMILAR + APART * SYNONYM, NEVER).astype(np.int16)
            return np.minimum(cost, self._alike_run(part.term[0]))
        if len(part.words) > 1:
            return cost
        return np.minimum(cost, self._alike_word(part.words[0]))

    def _latin(self, words: Sequence[str]) -> np.ndarray:
        costs = [self._latin_word(word) for word in words]
        return costs[0] if len(costs) == 1 else np.minimum(np.sum(costs, axis=0), NEVER).astype(np.int16)

    def _latin_word(self, word: str) -> np.ndarray:
        own, cost = self._words, self._words.blank()
        if len(word) >= LEAST_INSIDE and not is_number(word):
            cost[own.rows_of_words(w for w in own.vocabulary if word in w)] = INSIDE
        cost[own.rows_of_words(own.beginning(word))] = BEGINNING
        cost[own.stems.of(stem(word))] = WHOLE
        cost[own.leading.of(stem(word))] = LEADING
        if is_number(word):
            cost[list(self._rows_under(word.replace(".", "")))] = LEADING
        return cost

    def _han(self, part: Part) -> np.ndarray:
        cost = self._words.blank()
        if part.pieces:
            whole = np.zeros(self._words.count, np.int16)
            for piece in part.pieces:
                whole = np.maximum(whole, self.of(piece))
            cost = np.minimum(whole, NEVER).astype(np.int16)
            cost[whole < SYNONYM] = APART
        rows = self._words.rows_of_run(part.term[0])
        cost[rows] = WHOLE
        cost[self._words.begun_by_run(part.term[0], rows)] = LEADING
        return cost

    def _rows_of_term(self, term: Term) -> np.ndarray:
        """Rows that hold every word of a synonym."""
        found: np.ndarray | None = None
        for token in term:
            rows = self._words.rows_of_run(token) if is_han(token) else self._words.stems.of(token)
            found = rows if found is None else found[np.isin(found, rows, assume_unique=True)]
        return found

    def _begun_by(self, token: str, rows: np.ndarray) -> np.ndarray | list[int]:
        """Those of the rows in which a name begins with the token."""
        if is_han(token):
            return self._words.begun_by_run(token, rows)
        return rows[np.isin(rows, self._words.leading.of(token), assume_unique=True)]

    def _alike_word(self, word: str) -> np.ndarray:
        """Rows with a word that differs by one slip, or two in a long word; an exchange of neighbours counts as one."""
        cost = self._words.blank()
        if is_number(word) or len(word) < LEAST_GUESSED:
            return cost
        slips = 2 if len(word) >= 2 * LEAST_GUESSED else 1
        near = [w for n in range(len(word) - slips, len(word) + slips + 1) for w in self._words.by_length.get(n, ())]
        guesses = extract(word, near, scorer=OSA.distance, score_cutoff=slips, limit=MOST_GUESSES)
        for meant, distance, _ in reversed(guesses):
            cost[self._words.rows_of_words((meant,))] = SIMILAR + distance
            for term in self._synonyms.others_of(stem(meant)):
                rows = self._rows_of_term(term)
                cost[rows] = np.minimum(cost[rows], SIMILAR + SYNONYM + distance)
        return cost

    def _alike_run(self, run: str) -> np.ndarray:
        """Rows with a run that differs by one slip; where there is none, rows that share most of what the run says."""
        own, cost = self._words, self._words.blank()
        if len(run) < 2:
            return cost
        present = np.zeros(own.count, np.int16)
        for character in set(run):
            present[own.characters.of(character)] += 1
        likely = np.flatnonzero(present >= max(2, len(set(run)) - 1))[:MOST_CANDIDATES].tolist()
        meant = one_slip(run)
        slipped = [row for row in likely if meant.search(own.han[row])]
        if slipped:
            cost[slipped] = SIMILAR + 1
            return cost
        if len(run) < LEAST_INSIDE:
            return cost
        keys = {key: own.weight(key) for key in (*dict.fromkeys(run), *pairs_of(run))}
        shared = np.zeros(own.count, np.int32)
        for key, weight in keys.items():
            shared[own.characters.of(key)] += weight
        tenths = shared * TENTHS // sum(keys.values())
        alike = np.flatnonzero(tenths >= ENOUGH_TENTHS)
        cost[alike] = SIMILAR + TENTHS + 2 - tenths[alike]
        return cost
