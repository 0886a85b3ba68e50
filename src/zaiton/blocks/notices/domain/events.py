"""An event as machines get it: CloudEvents 1.0 in structured JSON, the same bytes at every attempt."""

import hashlib
import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from zaiton.blocks.notices.domain.limits import HOOK_BODY_MOST

CONTENT_TYPE = "application/cloudevents+json; charset=utf-8"


def event_id(organisation: str, key: str) -> str:
    """The event's name, the same for every endpoint of an organisation; a repetition can be told by it."""
    return "evt_" + hashlib.sha256(f"{organisation}/{key}".encode()).hexdigest()[:32]


def cloud_event(*, id: str, type: str, source: str, subject: str, at: datetime, data: Mapping[str, Any]) -> str:
    """The event as text. ``source`` is the installation's address; raises ``ValueError`` when it is too long."""
    event = {
        "specversion": "1.0",
        "id": id,
        "source": source,
        "type": type,
        "subject": subject,
        "time": at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z"),
        "datacontenttype": "application/json",
        "data": data,
    }
    text = json.dumps(event, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    if len(text.encode()) > HOOK_BODY_MOST:
        raise ValueError(f"an event has at most {HOOK_BODY_MOST} bytes")
    return text
