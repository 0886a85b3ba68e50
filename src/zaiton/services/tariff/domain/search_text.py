"""How names and questions are cut into words for search: one width and case, English stems, runs of Chinese characters.

Pure text in, plain tokens out. A token is a number, a Latin word reduced to its stem, or a run of Chinese characters.
"""

import re
import unicodedata
from functools import lru_cache

TOKEN = re.compile(r"[0-9]+(?:\.[0-9]+)*|[a-z][a-z0-9]*|[\u3400-\u9fff\uf900-\ufaff々〇]+")
STOP_WORDS = frozenset(("a", "an", "and", "as", "by", "for", "from", "in", "of", "on", "or", "the", "to", "with"))
EMPTY_CHARACTERS = str.maketrans("", "", "的和与或及之")
LONGEST_QUERY = 200
_IRREGULAR = {"knives": "knife", "leaves": "leaf", "loaves": "loaf", "shelves": "shelf", "calves": "calf"}
_IRREGULAR |= {"halves": "half", "wolves": "wolf", "mice": "mouse", "geese": "goose", "feet": "foot", "teeth": "tooth"}
_IRREGULAR |= {"men": "man", "women": "woman", "children": "child", "gases": "gas", "shoes": "shoe", "hoes": "hoe"}


def plain(text: str) -> str:
    """The text in one width and lower case, without accents.

    >>> plain("ＣＡＦÉ　０３０３")
    'cafe 0303'
    """
    if text.isascii():
        return text.lower()
    apart = unicodedata.normalize("NFKD", text).lower()
    return "".join(c for c in apart if not unicodedata.combining(c))


def tokens_of(text: str) -> list[str]:
    """The words of a text, not yet stemmed.

    >>> tokens_of("PVC管, frozen Fish 0303.59")
    ['pvc', '管', 'frozen', 'fish', '0303.59']
    """
    return TOKEN.findall(plain(text))


@lru_cache(maxsize=65_536)
def stem(word: str) -> str:
    """A Latin word without its English plural; anything else as it is.

    >>> [stem(w) for w in ("berries", "boxes", "horses", "glass", "knives", "鱼")]
    ['berry', 'box', 'horse', 'glass', 'knife', '鱼']
    """
    if len(word) < 4 or not word.isascii() or not word.endswith("s"):
        return _IRREGULAR.get(word, word)
    if word in _IRREGULAR:
        return _IRREGULAR[word]
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    if word.endswith(("sses", "shes", "ches", "xes", "zes", "oes")):
        return word[:-2]
    return word if word.endswith(("ss", "us", "is")) else word[:-1]


def is_han(token: str) -> bool:
    """Whether a token is a run of Chinese characters."""
    return token[0] > "\u2fff"


def is_number(token: str) -> bool:
    """Whether a token is written in digits (and dots)."""
    return token[0].isdigit()


def pairs_of(run: str) -> list[str]:
    """Every two neighbouring characters of a run, each once, in order.

    >>> pairs_of("马铃薯")
    ['马铃', '铃薯']
    """
    return list(dict.fromkeys(run[at : at + 2] for at in range(len(run) - 1)))


@lru_cache(maxsize=512)
def one_slip(run: str) -> re.Pattern[str]:
    """What a run of Chinese characters may have been meant for: one wrong, missing, needless or exchanged character.

    >>> [one_slip("马玲薯").search(t) is not None for t in ("冻马铃薯", "马铃玲薯", "薯马玲", "土豆")]
    [True, True, False, False]
    """
    meant: dict[str, None] = {}
    for at in range(len(run)):
        before, after = re.escape(run[:at]), re.escape(run[at + 1 :])
        if len(run) > 2:
            meant[f"{before}.{after}"] = None
        if len(run) > 3:
            meant[f"{before}{after}"] = None
        if at:
            meant[f"{before}.{re.escape(run[at:])}"] = None
            meant[re.escape(run[: at - 1] + run[at] + run[at - 1]) + after] = None
    return re.compile("|".join(f"(?:{pattern})" for pattern in meant) or "(?!)")
