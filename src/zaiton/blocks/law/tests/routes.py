"""Where the pages on data can be seen, for the tests in a browser."""

from collections.abc import Mapping
from typing import Any

from zaiton.blocks.law.queries.discovery import find_packs
from zaiton.kit.testing.routes import Example


def cited(cast: Mapping[str, Any]) -> str:
    """The page of a content that an answer cites."""
    pack = next(pack for pack in find_packs("tariff", "schedule") if pack.table == "cn-ch")
    return f"/data/tariff/{pack.table}/cited/{pack.sha256}/"


EXAMPLES = {
    "data:index": (Example("/data/"),),
    "data:cited": (Example(cited), Example("/data/tariff/cn-ch/cited/0123/", status=404)),
    "data:pack": (
        Example("/data/tariff/cn-ch/2014-07-01/"),
        Example("/data/tariff/jp-general/2026-04-01/"),
        Example("/data/tariff/no-such-table/2014-07-01/", status=404),
    ),
}
