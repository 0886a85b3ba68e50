"""Incident numbers: what a person reads on an error page is what an operator finds in the log, on one line."""

import json
import logging
import logging.handlers
import os
import secrets
import traceback
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, Any

from .masking import masked

ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"


def new_incident() -> str:
    """A short number that can be read out on the telephone (no 0/O, no 1/I/L)."""
    return "".join(secrets.choice(ALPHABET) for _ in range(8))


def incident_of(request: Any) -> str:
    """The incident number of this request, made when first asked for."""
    if not getattr(request, "incident", None):
        request.incident = new_incident()
    return request.incident


class LineFormatter(logging.Formatter):
    """One JSON object per line: time, level, incident, method and path (never the query), message, traceback.

    Secrets of links, query strings and e-mail addresses are hidden in every part, whoever wrote the message.
    """

    def format(self, record: logging.LogRecord) -> str:
        entry: dict[str, Any] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": masked(record.getMessage()),
        }
        request = getattr(record, "request", None)
        if getattr(request, "path", None):
            entry.update(method=request.method, path=masked(request.path))
        incident = getattr(record, "incident", None) or getattr(request, "incident", None)
        if incident:
            entry["incident"] = incident
        if record.exc_info and record.exc_info[1] is not None:
            entry["traceback"] = masked("".join(traceback.format_exception(*record.exc_info)))
        return json.dumps(entry, ensure_ascii=False)


class HomeLogHandler(logging.handlers.WatchedFileHandler):
    """Append to the log file, which its owner alone can read; its folder is made when the first line is written, and a
    full disk stops no request."""

    def __init__(self, filename: str) -> None:
        super().__init__(filename, encoding="utf-8", delay=True, errors="backslashreplace")

    def _open(self) -> IO[str]:
        def private(path: str, flags: int) -> int:
            return os.open(path, flags, 0o600)

        return open(self.baseFilename, self.mode, encoding=self.encoding, errors=self.errors, opener=private)

    def emit(self, record: logging.LogRecord) -> None:
        try:
            Path(self.baseFilename).parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            super().emit(record)
        except OSError:
            self.handleError(record)

    def handleError(self, record: logging.LogRecord) -> None:
        """Writing the log failed (read-only or full disk): the request goes on."""
