"""A second reader of rules of origin, written on its own for tests: it shares no line with the grammar of the product.

It cuts a text into pieces by plain searching (first the ways, then the tests, then the codes of an exclusion) and gives short
notation. It knows the commonest wordings only and says ``None`` for any other; what it does say must be what the grammar says.
"""

import unicodedata

LEVELS = {"章": "CC", "品目": "CTH", "子目": "CTSH"}
LETTERS = {"CC": "CC", "CTH": "CTH", "CTSH": "CTSH"}
ENDS = ("改变来的除外", "转变来的除外", "改变至此除外", "改变而来的除外", "改变除外", "的除外", "除外")


def second_reading(text: str) -> str | None:
    """The rule in short notation: ways between `` / ``, tests between `` + ``; None where the wording is not known."""
    plain = "".join(unicodedata.normalize("NFKC", text).split()).rstrip("。.;")
    ways = []
    for way in _cut(plain, (";或者", ",或者", "或者", ";或", ",或", "或")):
        tests = [_test(test) for test in _cut(way, (",并且", "并且", ",且", "且", ",同时", "同时"))]
        if None in tests:
            return None
        ways.append(" + ".join(tests))
    return " / ".join(ways)


def _cut(text: str, words: tuple[str, ...]) -> list[str]:
    """Cut at any of the words, but never between two codes (品目 5106 或 5108) or inside brackets."""
    pieces, piece, at, depth = [], "", 0, 0
    while at < len(text):
        depth += (text[at] == "(") - (text[at] == ")")
        word = next((w for w in words if text.startswith(w, at)), None)
        if word and not depth and not _in_codes(text, at, at + len(word)):
            pieces.append(piece)
            piece, at = "", at + len(word)
            continue
        piece += text[at]
        at += 1
    return [*pieces, piece]


def _in_codes(text: str, before: int, after: int) -> bool:
    """Whether digits (with their unit) stand on both sides."""
    left = text[:before].removesuffix("章")
    right = text[after:].removeprefix("品目").removeprefix("子目").removeprefix("第")
    return left[-1:].isdigit() and right[:1].isdigit()


def _test(text: str) -> str | None:
    share = _share(text)
    if share:
        return share
    if text in ("完全获得", "在缔约方完全获得", "WO"):
        return "WO"
    if text in ("化学反应", "经化学反应获得", "CR"):
        return "CR"
    return _change(text)


def _share(text: str) -> str | None:
    for name in ("货物区域价值成分", "区域价值成分", "RVC"):
        if text.startswith(name):
            rest = text.removeprefix(name)
            for least in ("不少于", "不低于", "应不少于", ""):
                figure = rest.removeprefix(least).removesuffix("%")
                if rest.startswith(least) and figure.replace(".", "", 1).isdigit():
                    return f"RVC ≥ {figure}%"
    return None


def _change(text: str) -> str | None:
    for word, short in LETTERS.items():
        if text == word:
            return short
    head, comma, tail = text.partition(",")
    level = None
    for word, short in LEVELS.items():
        if head == f"{word}改变":
            level = short
        for other in ("其他", "其它"):
            for begin in ("从任何", "从", "由任何"):
                if head.startswith(f"{begin}{other}{word}改变"):
                    led = head.removeprefix(f"{begin}{other}{word}改变")
                    level = short if _leads(led) else level
    if level is None or not comma:
        return level
    tail = tail.removeprefix("但")
    end = next((e for e in ENDS if tail.endswith(e)), None)
    if end is None:
        return None
    spans = _spans(tail.removesuffix(end).removeprefix("从"))
    return None if spans is None else f"{level} (≠ {', '.join(spans)})"


def _leads(text: str) -> bool:
    """至此, 到该品目, 至品目8501, 至子目8501.10至8501.20."""
    if text[:1] not in ("至", "到"):
        return False
    what = text[1:]
    return what in ("此", "该章", "该品目", "该子目", "本章", "本品目", "本子目") or _spans(what) is not None


def _spans(text: str) -> list[str] | None:
    found: list[str] = []
    for sign in (",", "和", "或者", "或"):
        text = text.replace(sign, "、")
    for piece in text.split("、"):
        ends = [_code(end) for end in piece.split("至")]
        if None in ends or len(ends) > 2 or len({len(end) for end in ends}) > 1:
            return None
        found.append("–".join(dict.fromkeys(ends)))
    return found


def _code(text: str) -> str | None:
    chapter = text.endswith("章")
    digits = text.removesuffix("章").removeprefix("品目").removeprefix("子目").removeprefix("第").replace(".", "")
    if not digits.isdigit():
        return None
    return digits.zfill(2) if chapter else digits
