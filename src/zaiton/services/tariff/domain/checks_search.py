"""What a pack of synonyms must satisfy: each row holds at least two different words, written in a way search can read."""

from collections.abc import Iterator, Mapping, Sequence

from zaiton.base.text import gettext_noop
from zaiton.services.tariff.domain.checks import Fault
from zaiton.services.tariff.domain.search_text import tokens_of
from zaiton.services.tariff.domain.synonyms import LONGEST_PHRASE


def check_synonyms(rows: Sequence[Mapping[str, str]]) -> Iterator[Fault]:
    """Rows have a column ``words`` of two or more different words, each of at most four parts joined by underscores."""
    for line, row in enumerate(rows, 2):
        if "words" not in row:
            yield Fault("error", None, "no_words_column", gettext_noop("The rows have no column words."))
            return
        words = row["words"].split()
        if len(set(words)) < 2:
            message = gettext_noop("Line {line}: write two or more words that mean the same, with spaces between.")
            yield Fault("error", line, "one_word", message, {"line": line})
        for word in words:
            parts = tokens_of(word.replace("_", " "))
            if not 1 <= len(parts) <= LONGEST_PHRASE:
                message = gettext_noop("Line {line}: {word} has no letters, or more than {most} words.")
                yield Fault("error", line, "bad_word", message, {"line": line, "word": word, "most": LONGEST_PHRASE})
