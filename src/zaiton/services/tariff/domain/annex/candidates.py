"""Lines whose rate hangs on something the table prints: a part of the line (``ex``) or a band of the customs value.

They become candidates under one question each; the answers are the file's own words.
"""

import re
from collections.abc import Iterable, Iterator

from zaiton.services.tariff.domain.annex.lines import Line

PART_QUESTION = ("这批货物是税号{code}项下的哪一种？", "Which of these goods of line {code} is it?")
OTHER = ("该税号项下的其他货物", "Other goods of this line")
BAND_QUESTION = ("这批货物的完税价格属于哪一档？", "In which band is the customs value of the good?")
_UNITS = {"美元": "USD", "欧元": "EUR", "元": "CNY"}
_BAND = re.compile(
    r"(不高于|低于或等于|不超过|小于或等于|高于|超过|大于|不低于|低于|小于)\s*([\d,.]+)\s*(美元|欧元|元)"
)
_WORDS = {
    **dict.fromkeys(("不高于", "低于或等于", "不超过", "小于或等于"), "not above"),
    **dict.fromkeys(("高于", "超过", "大于"), "above"),
    **dict.fromkeys(("低于", "小于"), "below"),
    "不低于": "not below",
}


class Questions:
    """The questions of one table, each answer once, with the id its rows carry."""

    def __init__(self) -> None:
        self.rows: dict[tuple[str, str, str, str], str] = {}

    def band(self, condition: str) -> str:
        """The id of a band of the customs value."""
        key = (*BAND_QUESTION, condition, band_words(condition))
        return self.rows.setdefault(key, f"value-{len(self.rows) + 1}")

    def part(self, code: str, number: int, zh: str, en: str) -> str:
        """The id of a named part of a line; number 0 stands for all its other goods."""
        question = tuple(text.format(code=code) for text in PART_QUESTION)
        answer = OTHER if number == 0 else (zh or en or f"ex {code} ({number})", en or zh or f"ex {code} ({number})")
        key = (*question, *answer)
        while key in self.rows and self.rows[key] != f"{code}-{number}":
            key = (*question, f"{key[2]}（{number}）", f"{key[3]} ({number})")
        return self.rows.setdefault(key, f"{code}-{number}")

    def listed(self) -> list[tuple[str, str, str, str, str]]:
        """The rows of questions.csv."""
        return [(when, *texts) for texts, when in self.rows.items()]


def band_words(condition: str) -> str:
    """The English words of a band; the condition itself where it has another form.

    >>> band_words("完税价格不高于2000美元/台")
    'Customs value not above USD 2000 a unit'
    """
    match = _BAND.search(condition)
    if match is None:
        return condition
    unit = " a unit" if "/" in condition or "每" in condition else ""
    return f"Customs value {_WORDS[match[1]]} {_UNITS[match[3]]} {match[2]}{unit}"


def by_code(lines: Iterable[Line]) -> Iterator[tuple[str, list[Line]]]:
    """The lines of each code, in the order of the file."""
    found: dict[str, list[Line]] = {}
    for line in lines:
        found.setdefault(line.code, []).append(line)
    yield from found.items()
