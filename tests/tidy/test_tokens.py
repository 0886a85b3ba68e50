"""Colours can be read: the contrast of every pair in use is computed from the one file that names colours and sizes."""

import re

import pytest

from tests.tidy.files import PACKAGE, files, read

TOKENS = PACKAGE / "kit" / "pages" / "static" / "kit" / "tokens.css"
TEXT, EDGE = 4.5, 3.0
"""WCAG 2.2: 1.4.3 for text, 1.4.11 for the edges of controls and for graphics."""

PAIRS = [
    *[("ink", ground, TEXT) for ground in ("paper", "mist", "sea-pale", "ok-pale", "warn-pale", "bad-pale", "focus")],
    *[("ink-2", ground, TEXT) for ground in ("paper", "mist", "sea-pale", "ok-pale", "warn-pale", "bad-pale")],
    *[("sea", ground, TEXT) for ground in ("paper", "mist", "sea-pale")],
    *[(tone, ground, TEXT) for tone in ("ok", "warn", "bad") for ground in ("paper", f"{tone}-pale")],
    *[("on-sea", ground, TEXT) for ground in ("sea", "sea-deep")],
    *[(f"s{number}", "paper", EDGE) for number in range(1, 6)],
    ("line", "paper", EDGE),
    ("line", "mist", EDGE),
    ("focus", "sea-deep", EDGE),
    ("focus", "ink", EDGE),
]
COLOUR = re.compile(
    r"#[0-9a-fA-F]{3,8}\b|\brgba?\(|\bhsla?\(|\b(?:color|background|border-color|fill|stroke):\s*[a-z]+\b(?!\()"
)
NO_COLOUR = {"inherit", "transparent", "none", "currentcolor", "currentColor"}
SYSTEM_COLOURS = re.compile(
    r":\s*(?:Canvas|CanvasText|LinkText|ButtonText|ButtonFace|ButtonBorder|Highlight|HighlightText|GrayText|Mark|MarkText)\b"
)


def tokens(text: str) -> dict[str, str]:
    """The colours by name, as six hexadecimal digits."""
    found = {}
    for name, value in re.findall(r"--([\w-]+):\s*#([0-9a-fA-F]{3,6})\s*;", text):
        found[name] = value if len(value) == 6 else "".join(digit * 2 for digit in value)
    return found


def contrast(one: str, other: str) -> float:
    """The contrast ratio of two colours as WCAG defines it."""
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: str) -> float:
    channels = [int(colour[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def loose_colours(text: str) -> list[str]:
    """Colours a style sheet names by itself instead of asking the tokens."""
    bare = SYSTEM_COLOURS.sub("", re.sub(r"/\*.*?\*/", "", text, flags=re.DOTALL))
    return [found for found in COLOUR.findall(bare) if found.rpartition(":")[2].strip() not in NO_COLOUR]


@pytest.mark.parametrize(("front", "ground", "least"), PAIRS)
def test_pair_can_be_read(front: str, ground: str, least: float) -> None:
    """The pair has the contrast its use needs."""
    colours = tokens(read(TOKENS))
    ratio = contrast(colours[front], colours[ground])
    assert ratio >= least, f"{front} on {ground}: {ratio:.1f}"


def test_contrast_is_reckoned_right() -> None:
    """Black on white is 21, a colour on itself 1; the pair the definition is often tried with comes out."""
    assert round(contrast("000000", "ffffff"), 2) == 21.0
    assert contrast("0a4d8c", "0a4d8c") == 1.0
    assert round(contrast("777777", "ffffff"), 2) == 4.48


def test_only_the_tokens_name_colours() -> None:
    """No other style sheet names a colour."""
    sheets = [path for path in files(".css", below=PACKAGE) if path != TOKENS]
    assert sheets
    assert [f"{path.name}: {found}" for path in sheets for found in loose_colours(read(path))] == []


def test_a_planted_colour_is_found() -> None:
    """A colour written into a sheet is found; tokens and system colours are not."""
    assert loose_colours("a { color: #123456; } b { color: red; }") == ["#123456", "color: red"]
    assert loose_colours("a { color: var(--ink); background: transparent; border-color: CanvasText; }") == []
