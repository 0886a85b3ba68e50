"""The OpenAPI schema as rows for the page that lists the operations."""

from dataclasses import dataclass
from typing import Any

METHODS = ("get", "post", "put", "patch", "delete")


@dataclass(frozen=True, slots=True)
class Parameter:
    """One parameter of an operation."""

    name: str
    place: str
    kind: str
    required: bool
    description: str


@dataclass(frozen=True, slots=True)
class Operation:
    """One operation of the API."""

    identifier: str
    method: str
    path: str
    tag: str
    summary: str
    description: str
    needs_token: bool
    body: str
    parameters: tuple[Parameter, ...]
    answers: tuple[tuple[str, str], ...]


def operations(schema: dict[str, Any]) -> list[Operation]:
    """Every operation in the order of its path."""
    found = []
    for path, item in sorted(schema["paths"].items()):
        for method in METHODS:
            if method in item:
                found.append(_operation(path, method, item[method]))
    return found


def _operation(path: str, method: str, entry: dict[str, Any]) -> Operation:
    return Operation(
        identifier=entry.get("operationId", ""),
        method=method.upper(),
        path=path,
        tag=(entry.get("tags") or [""])[0],
        summary=entry.get("summary", ""),
        description=entry.get("description", ""),
        needs_token=bool(entry.get("security")),
        body=_kind((next(iter(entry.get("requestBody", {}).get("content", {}).values()), {})).get("schema", {})),
        parameters=tuple(_parameter(p) for p in entry.get("parameters", ())),
        answers=tuple((str(code), _answer(answer)) for code, answer in entry.get("responses", {}).items()),
    )


def _parameter(entry: dict[str, Any]) -> Parameter:
    schema = entry.get("schema", {})
    return Parameter(
        entry["name"],
        entry["in"],
        _kind(schema),
        bool(entry.get("required")),
        entry.get("description") or schema.get("description", ""),
    )


def _answer(entry: dict[str, Any]) -> str:
    return _kind((next(iter(entry.get("content", {}).values()), {})).get("schema", {}))


def _kind(schema: dict[str, Any]) -> str:
    if "$ref" in schema:
        return schema["$ref"].rpartition("/")[2]
    if "anyOf" in schema:
        return " | ".join(_kind(part) for part in schema["anyOf"] if part.get("type") != "null")
    if schema.get("type") == "array":
        return f"{_kind(schema.get('items', {}))}[]"
    return schema.get("format") or schema.get("type", "")
