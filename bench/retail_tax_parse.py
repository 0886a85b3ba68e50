"""Reading a file of 1,000 orders: strictly, into plain records, against bare lxml on the same bytes.

Two peers. ``parse``: lxml makes its tree and nothing is taken out of it. ``walk``: lxml makes its tree and the name and the
text of every element are taken out, which is the least that anybody needs who wants what the file says. The limit of twice
the time is held against ``walk``; the ratio to ``parse`` is printed too. Run it with ``make bench``.
"""

import json
import os
import platform
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1]))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "zaiton.site.settings")
os.environ.setdefault("ZAITON_HOME", tempfile.mkdtemp(prefix="zaiton-bench-"))

import django

django.setup()

from lxml import etree

from zaiton.services.retail_tax.queries.messages_reading import read
from zaiton.services.retail_tax.tests import ceb_writer as writer

ORDERS = int(os.environ.get("ORDERS", "1000"))
RUNS = int(os.environ.get("RUNS", "7"))
LIMIT = 2.0


def best(work: Callable[[], Any]) -> float:
    """Seconds of the quickest of some runs."""
    times = []
    for _ in range(RUNS):
        begin = time.perf_counter()
        work()
        times.append(time.perf_counter() - begin)
    return min(times)


def walk(content: bytes) -> list[tuple[str, str | None]]:
    """The name and the text of every element."""
    return [(element.tag, element.text) for element in etree.fromstring(content).iter()]


def measured(content: bytes) -> dict[str, float]:
    """Milliseconds of both peers and of ours, and the ratios."""
    parse, peer, ours = (best(lambda w=w: w(content)) for w in (etree.fromstring, walk, read))
    return {
        "parse_ms": round(parse * 1000, 1),
        "walk_ms": round(peer * 1000, 1),
        "ours_ms": round(ours * 1000, 1),
        "to_parse": round(ours / parse, 2),
        "to_walk": round(ours / peer, 2),
        "orders_per_s": round(ORDERS / ours),
    }


def main() -> None:
    """Measure, compare, print."""
    plain = writer.message("CEB311", [writer.of("CEB311", n) for n in range(1, ORDERS + 1)])
    by_tree = plain.replace(b"</ceb:CEB311Message>", b"<!-- a comment asks for the tree --></ceb:CEB311Message>")
    if read(plain).good != read(by_tree).good or len(read(plain).good) != ORDERS:
        sys.exit("the two ways of reading disagree, or an order is lost")
    quick, slow = measured(plain), measured(by_tree)
    for name, each in (("as programs write it", quick), ("by the tree", slow)):
        print(f"{name:22} {each['ours_ms']:7.1f} ms   {each['to_walk']:.2f} x walk, {each['to_parse']:.2f} x parse")
    conditions = {
        "orders": ORDERS,
        "bytes": len(plain),
        "limits": {"to_walk": LIMIT},
        "enough": quick["to_walk"] <= LIMIT,
        "by_tree": slow,
        **{name: quick[name] for name in ("parse_ms", "to_parse", "orders_per_s")},
        "load": [round(x, 1) for x in os.getloadavg()],
        "python": platform.python_version(),
        "peer": "bare lxml: the tree made, the name and the text of every element taken out",
    }
    line = {"name": Path(__file__).stem, "ours": quick["ours_ms"], "peer": quick["walk_ms"]}
    print(json.dumps({**line, "ratio": quick["to_walk"], "unit": "ms", "conditions": conditions}))


if __name__ == "__main__":
    main()
