"""zaiton setup, migrate, demo: make an installation ready, again and again without harm."""

import contextlib
import io
import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from zaiton.base.refusals import Refusal
from zaiton.base.text import gettext_noop
from zaiton.kit.cli import emit, json_option
from zaiton.kit.clock import now
from zaiton.site import catalogues, speech

DEMO_ACCOUNTS = "demo-accounts.json"


class DemoOff(Refusal):
    """The demonstration is switched off."""

    code = "demo_off"
    message = gettext_noop("No demonstration accounts are made while DEMO is 0.")
    mend = gettext_noop("Make a first administrator: zaiton account create-administrator")


@click.command(
    help=gettext_noop("Make or bring up to date the tables, static files, texts, packs and demonstration accounts.")
)
@json_option
def setup(as_json: bool) -> None:
    """Everything ``zaiton serve`` needs; idempotent."""
    catalogues.compile_missing()
    speech.prepare()
    applied = apply_migrations()
    collected = collect_static()
    said = run_hooks()
    emit(
        {"migrations": applied, "static_files": collected, "modules": said},
        as_json,
        lambda: "\n".join(
            [
                speech.translate(gettext_noop("Tables: {count} migrations applied.")).format(count=applied),
                speech.translate(gettext_noop("Static files: {count} new.")).format(count=collected),
                *said.values(),
            ]
        ),
    )


@click.command(help=gettext_noop("Bring the tables up to date."))
@json_option
def migrate(as_json: bool) -> None:
    """Apply every migration that is missing."""
    speech.prepare()
    applied = apply_migrations()
    emit(
        {"migrations": applied},
        as_json,
        lambda: speech.translate(gettext_noop("Tables: {count} migrations applied.")).format(count=applied),
    )


@click.command(help=gettext_noop("Make the demonstration accounts and show their names and passwords."))
@json_option
def demo(as_json: bool) -> None:
    """The cast of the demonstration; refused while DEMO=0."""
    speech.prepare()
    from django.conf import settings

    if not settings.DEMO:
        raise DemoOff
    apply_migrations()
    run_hooks()
    accounts = demo_accounts(settings.ZAITON_HOME)
    emit({"accounts": accounts}, as_json, lambda: "\n".join(account_lines(accounts)))


def apply_migrations() -> int:
    """Apply what is missing and return how many migrations that was."""
    from django.core.management import call_command
    from django.db import connection

    from zaiton.site import health

    health.require_home()
    health.require_database()
    count = health.missing_migrations()
    if count:
        call_command("migrate", interactive=False, verbosity=0)
    connection.close()
    return count


def collect_static() -> int:
    """Collect and compress the static files where something changed; returns how many were new."""
    from django.conf import settings
    from django.core.management import call_command

    root = Path(settings.STATIC_ROOT)
    stamp = root / ".collected"
    wanted = static_stamp()
    if stamp.is_file() and stamp.read_text() == wanted:
        return 0
    shutil.rmtree(root, ignore_errors=True)
    root.mkdir(parents=True, exist_ok=True)
    with contextlib.redirect_stdout(io.StringIO()):
        call_command("collectstatic", interactive=False, verbosity=0)
    stamp.write_text(wanted)
    return sum(1 for path in root.rglob("*") if path.is_file())


def static_stamp() -> str:
    """A fingerprint of all static sources: name, size and time of each."""
    from django.contrib.staticfiles.finders import get_finders

    found = []
    for finder in get_finders():
        for name, storage in finder.list([]):
            stat = Path(storage.path(name)).stat()
            found.append(f"{name}:{stat.st_size}:{stat.st_mtime_ns}")
    import hashlib

    return hashlib.sha256("\n".join(sorted(found)).encode()).hexdigest()


def run_hooks() -> dict[str, str]:
    """Run each module's setup hook in floor order; returns what they have to say."""
    from django.conf import settings

    said: dict[str, str] = {}
    for manifest in _manifests():
        if manifest.setup:
            line = _resolve(manifest.setup)(now=now(), demo=settings.DEMO)
            if line:
                said[manifest.slug] = line
    return said


def demo_accounts(home: Path) -> list[dict[str, Any]]:
    """The accounts kept in ZAITON_HOME, for the person who started the server."""
    path = home / DEMO_ACCOUNTS
    if not path.is_file():
        return []
    content = json.loads(path.read_text())
    return content["accounts"] if isinstance(content, dict) and "accounts" in content else list(content)


def account_lines(accounts: list[dict[str, Any]]) -> list[str]:
    """One line per demonstration account."""
    return ["  " + "  ".join(str(value) for value in account.values() if value) for account in accounts]


def _manifests() -> list[Any]:
    from zaiton.site.discovery import manifests

    return list(manifests().values())


def _resolve(dotted: str) -> Callable[..., str | None]:
    from django.utils.module_loading import import_string

    return import_string(dotted.replace(":", "."))
