"""What a machine sends: facts and files, as JSON with base64 or as multipart, read without a float on the way."""

import base64
import binascii
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest

from zaiton.base.refusals import Refusal
from zaiton.base.text import gettext_noop
from zaiton.blocks.cases.actions.materials import Upload
from zaiton.blocks.cases.queries.forms import texts_of

TEXTS = ("type", "organisation", "reason")

BODY: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {
            "application/json": {
                "schema": {
                    "type": "object",
                    "required": ["facts"],
                    "properties": {
                        "type": {"type": "string", "description": "Name of the matter; when applying"},
                        "organisation": {"type": "string", "description": "Public id of whom one applies for"},
                        "version": {"type": "integer", "description": "Version of the case that was read"},
                        "facts": {"type": "object", "description": "As the form of the matter says"},
                        "files": {
                            "type": "array",
                            "items": {
                                "type": "object",
                                "required": ["material", "name", "content"],
                                "properties": {
                                    "material": {"type": "string"},
                                    "name": {"type": "string"},
                                    "content": {"type": "string", "contentEncoding": "base64"},
                                },
                            },
                        },
                    },
                    "example": {
                        "type": "quay-works",
                        "facts": {
                            "kind": "maintenance",
                            "length": "20",
                            "hot_work": False,
                            "first_day": "2026-12-15",
                        },
                        "files": [{"material": "plan", "name": "plan.pdf", "content": "JVBERi0xLjQgLi4u"}],
                    },
                }
            },
            "multipart/form-data": {
                "schema": {
                    "type": "object",
                    "required": ["facts"],
                    "properties": {
                        "type": {"type": "string"},
                        "organisation": {"type": "string"},
                        "version": {"type": "integer"},
                        "facts": {"type": "string", "description": "The facts as JSON"},
                    },
                    "additionalProperties": {"type": "string", "format": "binary"},
                }
            },
        },
    }
}
"""How the body of an application or a correction stands in the API's schema; files of multipart are named by material."""


class BodyUnreadable(Refusal):
    """What was sent is not of the form that the schema says."""

    code = "case_body"
    message = gettext_noop("“{part}” of what was sent cannot be read.")
    mend = gettext_noop("Send JSON or multipart as the documentation of this operation shows; files as base64 in JSON.")


@dataclass(frozen=True, slots=True)
class Sent:
    """What a machine sent; ``facts`` are texts as a form holds them."""

    type: str
    organisation: str
    reason: str
    version: int | None
    facts: Mapping[str, str]
    uploads: tuple[Upload, ...]


def sent_of(request: HttpRequest) -> Sent:
    """Read the body of a request; raises ``BodyUnreadable``."""
    if request.content_type == "multipart/form-data":
        body: Any = request.POST.dict()
        body["facts"] = _json(body.get("facts", "{}"), "facts")
        uploads = tuple(Upload(name, file.name or name, file.read()) for name, file in request.FILES.items())
    else:
        body = _json(request.body or b"{}", "body")
        if not isinstance(body, dict):
            raise BodyUnreadable("body", part="body")
        uploads = tuple(_upload(entry) for entry in _of(list, body.get("files") or [], "files"))
    facts = _of(dict, body.get("facts") or {}, "facts")
    if any(isinstance(value, (dict, list)) or not _storable(f"{name}{value}") for name, value in facts.items()):
        raise BodyUnreadable("facts", part="facts")
    texts = {name: _of(str, body.get(name) or "", name) for name in TEXTS}
    return Sent(**texts, version=_version(body.get("version")), facts=texts_of(facts), uploads=uploads)


def _json(content: bytes | str, part: str) -> Any:
    try:
        return json.loads(content, parse_float=str, parse_int=str, parse_constant=str)
    except (ValueError, RecursionError):
        raise BodyUnreadable(part, part=part) from None


def _upload(entry: Any) -> Upload:
    entry = _of(dict, entry, "files")
    material, name, content = (_of(str, entry.get(part), "files") for part in ("material", "name", "content"))
    try:
        return Upload(material, name, base64.b64decode(content, validate=True))
    except (binascii.Error, ValueError):
        raise BodyUnreadable("files", part="files") from None


def _version(value: Any) -> int | None:
    if value in (None, ""):
        return None
    text = str(value)
    if not (text.isascii() and text.isdecimal() and len(text) <= 9):
        raise BodyUnreadable("version", part="version")
    return int(text)


def _of(kind: type, value: Any, part: str) -> Any:
    if not isinstance(value, kind) or (kind is str and not _storable(value)):
        raise BodyUnreadable(part, part=part)
    return value


def _storable(text: str) -> bool:
    """Whether a store can hold a text: no NUL, no half of a surrogate pair, both of which JSON lets through."""
    return not any(c == "\0" or "\ud800" <= c <= "\udfff" for c in text)
