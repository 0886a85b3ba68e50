"""People with notices and organisations with endpoints, made by the actions everybody uses; a worker that does one thing at a time."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from unittest.mock import patch

from django.db import transaction

from zaiton.blocks.identity.public import create_demo_cast, organisations_owned
from zaiton.blocks.notices.actions.endpoints import endpoint_make
from zaiton.blocks.notices.models import Endpoint
from zaiton.blocks.notices.public import notice_put
from zaiton.kit.manifest import Manifest, NoticeKind, install, installed

NOON = datetime(2026, 11, 20, 4, 0, tzinfo=UTC)
"""Noon in Beijing on a Friday."""
NIGHT = datetime(2026, 11, 20, 15, 30, tzinfo=UTC)
"""Half past eleven at night in Beijing."""

KINDS = {
    "trials.decided": NoticeKind("Trial", "A trial event for “{name}”.", event="zaiton.trials.decided"),
    "trials.due": NoticeKind("Trial", "A trial event for “{name}”.", urgent=True),
}


@contextmanager
def trial_kinds() -> Iterator[None]:
    """A module with two kinds of its own, as any service brings them."""
    before = dict(installed())
    install({**before, "zaiton.services.trials": Manifest(slug="trials", title="Trial", notices=KINDS)})
    try:
        yield
    finally:
        install(before)


def a_notice(person: str, key: str = "k", *, kind: str = "trials.decided", at: datetime = NOON, **more: str) -> bool:
    """A notice put in as an action of another module would."""
    with transaction.atomic():
        return notice_put(
            person=person, kind=kind, data={"name": key}, link=more.pop("link", "/help/"), key=key, at=at, **more
        )


def cast(folder: Path) -> dict[str, str]:
    """Public ids of the demonstration's people, by part."""
    return {account["cast"]: account["public_id"] for account in create_demo_cast(NOON, folder)}


def firm_of(person: str, at: datetime = NOON) -> str:
    """Public id of the organisation that a person owns."""
    return organisations_owned(person, at=at)[0].public_id


def an_endpoint(person: str, organisation: str, url: str, *, kinds: tuple[str, ...] = ("*",), at: datetime = NOON):
    """The row of an endpoint and its secret."""
    public_id, secret = endpoint_make(person=person, organisation=organisation, name="erp", url=url, kinds=kinds, at=at)
    return Endpoint.objects.get(public_id=public_id), secret


@contextmanager
def names(**addresses: str | list[str]) -> Iterator[dict]:
    """A name server that knows only these names, and numbers (``a_example`` stands for ``a.example``); it can be made to answer otherwise."""
    book = {name.replace("_", "."): [found] if isinstance(found, str) else found for name, found in addresses.items()}

    def look(host: str, port: int, seconds: float) -> list[str]:
        if host.replace(".", "").isdigit():
            return [host]
        return list(book.get(host, []))

    with patch("zaiton.blocks.notices.actions.targets._resolved", look):
        yield book
