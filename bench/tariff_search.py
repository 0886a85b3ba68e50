"""Search over 10,000 synthetic lines in two languages: time of each search against plain rapidfuzz over all names.

The names are invented from a seed: pseudo-English words and two-character Chinese words, used as unevenly as real ones. The
questions are a mix of codes, whole names, words, beginnings of words, synonyms, slips in both languages, and words that occur
nowhere; each is asked once. The peer scans all names with ``rapidfuzz.process.extract`` (``WRatio``) and knows neither codes nor
synonyms; how often each finds the line that was meant among its first twenty is told beside the times. Run by ``make bench``.
"""

import json
import os
import platform
import random
import time
import tracemalloc
from itertools import accumulate
from pathlib import Path

from rapidfuzz import fuzz
from rapidfuzz.process import extract

from zaiton.base.text import Bilingual
from zaiton.services.tariff.domain.search import Named, NameIndex

LINES, QUERIES, PEER_QUERIES, SHOWN, SEED = 10_000, 6_000, 300, 20, 20240115
LETTERS = "abcdefghilmnoprstuv"


def english_words(chance: random.Random, count: int) -> list[str]:
    """Distinct pseudo-English words of two to four syllables."""
    found: dict[str, None] = {}
    while len(found) < count:
        syllables = (chance.choice("bcdfglmnprstv") + chance.choice("aeiou") for _ in range(chance.randint(2, 4)))
        found["".join(syllables) + chance.choice("lnrst")] = None
    return list(found)


def chinese_words(chance: random.Random, count: int) -> list[str]:
    """Distinct words of two characters out of some nine hundred."""
    found: dict[str, None] = {}
    while len(found) < count:
        found[chr(0x4E00 + 7 * chance.randrange(900)) + chr(0x4E00 + 7 * chance.randrange(900))] = None
    return list(found)


def synthetic_names(chance: random.Random) -> list[Named]:
    """The lines: eight-digit codes, each with a Chinese name of 2 to 8 words and an English one of 3 to 16."""
    english, chinese = english_words(chance, 6_000), chinese_words(chance, 4_000)
    uneven = [list(accumulate(1 / (place + 8) for place in range(len(words)))) for words in (english, chinese)]
    codes = sorted({f"{chance.randrange(1, 98):02}{chance.randrange(10**6):06}" for _ in range(LINES * 2)})
    chance.shuffle(codes)
    names = []
    for code in sorted(codes[:LINES]):
        zh = "".join(dict.fromkeys(chance.choices(chinese, cum_weights=uneven[1], k=chance.randint(2, 8))))
        en = " ".join(dict.fromkeys(chance.choices(english, cum_weights=uneven[0], k=chance.randint(3, 16))))
        names.append(Named(code, Bilingual(zh, en), (), "synthetic", "synthetic"))
    return names


def slip(chance: random.Random, word: str, letters: str) -> str:
    """The word with one letter wrong, missing, needless or exchanged."""
    at = chance.randrange(1, len(word) - 1)
    kind = chance.randrange(4)
    if kind == 0:
        return word[:at] + chance.choice(letters) + word[at + 1 :]
    if kind == 1:
        return word[:at] + word[at + 1 :]
    if kind == 2:
        return word[:at] + chance.choice(letters) + word[at:]
    return word[: at - 1] + word[at] + word[at - 1] + word[at + 1 :]


def questions(chance: random.Random, names: list[Named], count: int) -> list[tuple[str, str, str]]:
    """Distinct questions as (kind, text, code meant; empty where none is)."""
    found: dict[str, tuple[str, str, str]] = {}
    while len(found) < count:
        named = chance.choice(names)
        words, zh = named.name.en.split(), named.name.zh
        some = chance.sample(words, min(len(words), chance.randint(2, 3)))
        start = chance.randrange(max(1, len(zh) - 3))
        part = zh[start : start + 4]
        kind = chance.choices(
            (
                "code",
                "part of code",
                "whole name",
                "words",
                "typing",
                "Chinese",
                "slip",
                "Chinese slip",
                "synonym",
                "nothing",
            ),
            (10, 5, 5, 20, 15, 20, 10, 8, 5, 2),
        )[0]
        text = {
            "code": f"{named.code[:4]}.{named.code[4:]}",
            "part of code": named.code[: chance.randint(2, 6)],
            "whole name": chance.choice((named.name.en, zh)),
            "words": " ".join(some),
            "typing": " ".join((*some[:-1], some[-1][:3])),
            "Chinese": part,
            "slip": " ".join((*some[:-1], slip(chance, some[-1], LETTERS))),
            "Chinese slip": slip(chance, part, zh) if len(part) > 2 else part,
            "synonym": f"{some[0]}x",
            "nothing": "".join(chance.choices("qwxyz", k=9)),
        }[kind]
        meant = named.code if kind in ("code", "whole name", "slip", "Chinese slip") else ""
        found.setdefault(text, (kind, text, meant))
    return list(found.values())


def main() -> None:
    """Measure, compare, print."""
    chance = random.Random(SEED)
    names = synthetic_names(chance)
    words = sorted({word for named in names for word in named.name.en.split()})
    groups = [f"{word} {word}x" for word in words]
    begin = time.perf_counter()
    NameIndex(names, groups)
    built = time.perf_counter() - begin
    tracemalloc.start()
    index = NameIndex(names, groups)
    size = tracemalloc.get_traced_memory()[0] / 2**20
    tracemalloc.stop()
    asked = questions(chance, names, QUERIES)
    for _, text, _ in asked[:200]:
        index.search(text, SHOWN)
    taken, hits, slowest = [], [], ("", 0.0)
    for kind, text, meant in asked:
        begin = time.perf_counter()
        found = index.search(text, SHOWN)
        spent = time.perf_counter() - begin
        taken.append(spent)
        if spent > slowest[1]:
            slowest = (kind, spent)
        if meant:
            hits.append(meant in [named.code for named in found])
    flat = [(text, named.code) for named in names for text in (named.name.zh, named.name.en)]
    texts = [text for text, _ in flat]
    peer_taken, peer_hits = [], []
    for kind, text, meant in asked[:PEER_QUERIES]:
        begin = time.perf_counter()
        near = extract(text, texts, scorer=fuzz.WRatio, limit=SHOWN)
        peer_taken.append(time.perf_counter() - begin)
        if meant and kind != "code":
            peer_hits.append(meant in [flat[at][1] for _, _, at in near])
    ours, peer = (sorted(times)[int(len(times) * 0.99)] * 1000 for times in (taken, peer_taken))
    conditions = {
        "lines": LINES,
        "languages": 2,
        "queries": QUERIES,
        "peer": f"rapidfuzz.process.extract with WRatio over {len(texts)} names, {PEER_QUERIES} of the same queries",
        "mean_ms": round(sum(taken) / len(taken) * 1000, 2),
        "slowest": f"{slowest[0]} {slowest[1] * 1000:.1f} ms",
        "meant_line_in_first_20": round(sum(hits) / len(hits), 4),
        "peer_meant_line_in_first_20": round(sum(peer_hits) / len(peer_hits), 4),
        "index_built_s": round(built, 2),
        "index_mib": round(size, 1),
        "limit_ms": 50,
        "cpus": os.cpu_count(),
        "python": platform.python_version(),
        "load": [round(x, 1) for x in os.getloadavg()],
    }
    line = {"name": Path(__file__).stem, "ours": round(ours, 2), "peer": round(peer, 1), "ratio": round(peer / ours, 1)}
    print(json.dumps({**line, "unit": "ms p99 of a search", "conditions": conditions}))


if __name__ == "__main__":
    main()
