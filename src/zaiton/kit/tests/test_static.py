"""The style sheet names no colour of its own, the script stays small, the contrasts hold."""

import re
from pathlib import Path

import pytest

import zaiton.kit.pages

STATIC = Path(zaiton.kit.pages.__file__).parent / "static" / "kit"
TOKENS = dict(re.findall(r"--([\w-]+):\s*([^;]+);", (STATIC / "tokens.css").read_text()))


def _luminance(colour):
    digits = colour.lstrip("#")
    digits = "".join(d * 2 for d in digits) if len(digits) == 3 else digits
    parts = [int(digits[i : i + 2], 16) / 255 for i in (0, 2, 4)]
    red, green, blue = (c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _contrast(one, other):
    high, low = sorted((_luminance(TOKENS[one]), _luminance(TOKENS[other])), reverse=True)
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize(
    ("text", "ground", "least"),
    [
        ("ink", "paper", 7), ("ink", "mist", 7), ("ink-2", "paper", 4.5), ("ink-2", "mist", 4.5), ("ink-2", "warn-pale", 4.5),
        ("line", "paper", 3), ("line", "mist", 3), ("sea", "paper", 4.5), ("sea", "sea-pale", 4.5), ("on-sea", "sea", 4.5),
        ("on-sea", "sea-deep", 7), ("ok", "ok-pale", 4.5), ("warn", "warn-pale", 4.5), ("bad", "bad-pale", 4.5),
        ("ink", "focus", 7), ("focus", "sea-deep", 3), ("s1", "paper", 4.5), ("s2", "paper", 4.5), ("s3", "paper", 4.5),
        ("s4", "paper", 4.5), ("s5", "paper", 4.5),
    ],
)  # fmt: skip
def test_contrast(text, ground, least):
    assert _contrast(text, ground) >= least


def test_only_the_tokens_name_colours():
    sheet = (STATIC / "site.css").read_text()
    assert not re.findall(r"#[0-9a-fA-F]{3,8}\b|\brgba?\(|\bhsl", sheet)
    assert set(re.findall(r"var\(--([\w-]+)\)", sheet)) <= set(TOKENS)


def test_the_script_stays_small_and_evaluates_nothing():
    script = (STATIC / "site.js").read_text()
    assert len(script.encode()) < 8000
    assert not re.search(r"\beval\b|new Function|innerHTML|document\.write|\.style\b", script)


def test_nothing_is_fetched_from_outside():
    for file in STATIC.iterdir():
        outside = re.findall(r"(?:https?:)?//[\w.]+", file.read_text().replace("http://www.w3.org/2000/svg", ""))
        assert not outside, (file.name, outside)
