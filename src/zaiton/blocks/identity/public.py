"""The identity block's door for its neighbours: who asks, for whom they may act, and the tokens of machines."""

import json
import os
from collections.abc import Callable
from datetime import datetime
from functools import wraps
from pathlib import Path
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext
from ninja.security import HttpBearer

from zaiton.base.text import gettext_noop
from zaiton.blocks.identity.actions.demo import demo_cast_create
from zaiton.blocks.identity.actions.tokens import token_use
from zaiton.blocks.identity.domain.cards import Contact, OrgCard, PersonCard, TokenHolder
from zaiton.blocks.identity.domain.refusals import ScopeLacking, Unseen
from zaiton.blocks.identity.domain.roles import ADMINISTRATOR, OFFICER
from zaiton.blocks.identity.queries.gate import Gate
from zaiton.blocks.identity.queries.officers import holders_of, officer_by_email, system_roles_of
from zaiton.blocks.identity.queries.organisations import (
    may_act_for,
    organisation_for,
    organisations_owned,
    organisations_visible_to,
    owners_of,
)
from zaiton.blocks.identity.queries.people import contact_of, names_of, person_by_email
from zaiton.kit.clock import now
from zaiton.kit.home import home

__all__ = [
    "ADMINISTRATOR",
    "Contact",
    "OFFICER",
    "OrgCard",
    "PersonCard",
    "TokenAuth",
    "TokenHolder",
    "Unseen",
    "acting_organisation",
    "contact_of",
    "create_demo_cast",
    "holders_of",
    "login_required",
    "may_act_for",
    "names_of",
    "officer_by_email",
    "organisation_for",
    "organisations_owned",
    "organisations_visible_to",
    "owners_of",
    "person_by_email",
    "person_of",
    "require_role",
    "scope_required",
    "set_up",
    "system_roles_of",
]

DEMO_FILE = "demo-accounts.json"
MADE = gettext_noop("Demo accounts and their passwords: {path}")

_gate = Gate(now)
person_of = _gate.person_of
acting_organisation = _gate.acting_organisation
login_required = _gate.login_required
require_role = _gate.require_role


class TokenAuth(HttpBearer):
    """``Authorization: Bearer TOKEN`` for a router or an operation; puts a ``TokenHolder`` into ``request.auth``.

    ``TokenAuth("tariff:read")`` also refuses (403) tokens without that scope.
    """

    def __init__(self, *scopes: str) -> None:
        super().__init__()
        self.scopes = scopes

    def authenticate(self, request: HttpRequest, token: str) -> TokenHolder | None:
        """The holder of a token in force, None (401) for any other text."""
        holder = token_use(token, at=now())
        if holder:
            _refuse_without(holder, self.scopes)
        return holder


def scope_required(*scopes: str) -> Callable[[Callable], Callable]:
    """Decorates an operation behind ``TokenAuth``: refuses (403) tokens that lack one of the scopes."""

    def decorate(operation: Callable) -> Callable:
        @wraps(operation)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
            _refuse_without(request.auth, scopes)
            return operation(request, *args, **kwargs)

        return guarded

    return decorate


def create_demo_cast(at: datetime, folder: Path | None = None) -> list[dict[str, Any]]:
    """The demo cast with passwords, also written to ``demo-accounts.json`` for the owner's eyes only; repeatable."""
    path = (folder or home()) / DEMO_FILE
    accounts = demo_cast_create(at=at, known=_handed_out(path))
    _write_private(path, json.dumps({"accounts": accounts}, ensure_ascii=False, indent=2) + "\n")
    return accounts


def set_up(*, now: datetime, demo: bool) -> str | None:
    """Called by ``zaiton setup``: with ``demo`` the cast stands ready, without it nobody is made."""
    if not demo:
        return None
    create_demo_cast(now)
    return gettext(MADE).format(path=home() / DEMO_FILE)


def _refuse_without(holder: TokenHolder, scopes: tuple[str, ...]) -> None:
    for scope in scopes:
        if scope not in holder.scopes:
            raise ScopeLacking(scope=scope)


def _handed_out(path: Path) -> dict[str, str]:
    try:
        accounts = json.loads(path.read_text(encoding="utf-8"))["accounts"]
        return {account["email"]: account["password"] for account in accounts}
    except (OSError, ValueError, KeyError, TypeError):
        return {}


def _write_private(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_suffix(f".{os.getpid()}.tmp")
    descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(text)
    os.replace(fresh, path)
