"""Fetching another log's files: below a folder, or below a web address that its watcher chose."""

import http.client
import urllib.error
import urllib.request
from collections.abc import Callable
from pathlib import Path

from zaiton.blocks.evidence.domain.refusals import SourceUnreachable
from zaiton.blocks.evidence.queries.tiles import Fetch, in_folder

SECONDS = 30
MOST_BYTES = 1 << 20


def source_of(place: str) -> Fetch:
    """How to fetch the files of a log at an address (``https://example.cn/evidence``) or in a folder."""
    if place.startswith(("http://", "https://")):
        return _on_the_web(place.rstrip("/"))
    root = Path(place)
    if not (root / "checkpoint").exists():
        raise SourceUnreachable(place=place, reason="no checkpoint")
    return in_folder(root)


def _on_the_web(address: str) -> Callable[[str], bytes | None]:
    def fetch(path: str) -> bytes | None:
        url = f"{address}/{path}"
        try:
            with urllib.request.urlopen(url, timeout=SECONDS) as answer:
                content = answer.read(MOST_BYTES + 1)
        except urllib.error.HTTPError as error:
            if error.code in (404, 410):
                return None
            raise SourceUnreachable(place=url, reason=error.code) from error
        except (OSError, http.client.HTTPException, ValueError) as error:
            raise SourceUnreachable(place=url, reason=type(error).__name__) from error
        if len(content) > MOST_BYTES:
            raise SourceUnreachable(place=url, reason="too long")
        return content

    return fetch
