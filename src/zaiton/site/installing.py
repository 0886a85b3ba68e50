"""Make an installation ready, again and again without harm: tables, static files, each module's own set-up."""

import contextlib
import hashlib
import io
import json
import shutil
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from zaiton.kit.clock import now
from zaiton.site import health

DEMO_ACCOUNTS = "demo-accounts.json"


def apply_migrations() -> int:
    """Apply what is missing and return how many migrations that was."""
    from django.core.management import call_command
    from django.db import connection

    health.require_home()
    health.require_database()
    count = health.missing_migrations()
    if count:
        call_command("migrate", interactive=False, verbosity=0)
    connection.close()
    return count


def close_to_others() -> None:
    """The store and the logs are their owner's alone, also where an earlier issue left them open."""
    from django.conf import settings

    home = Path(settings.ZAITON_HOME)
    store = Path(settings.DATABASES["default"]["NAME"]) if health.embedded() else home / "zaiton.sqlite3"
    _narrow((p for p in store.parent.glob("*") if p.name.startswith(store.name) and p.is_file()), 0o600)
    _narrow((p for p in (home / "log").glob("*") if p.is_file()), 0o600)
    _narrow((p for p in [home / "log"] if p.is_dir()), 0o700)


def _narrow(paths: Iterable[Path], mode: int) -> None:
    for path in paths:
        with contextlib.suppress(OSError):  # another user's: theirs to decide
            path.chmod(mode)


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


def programmes_beside() -> list[list[str]]:
    """The commands of the programmes that modules want to have running beside the server."""
    wanted = [_resolve(manifest.beside)(at=now()) for manifest in _manifests() if manifest.beside]
    return [list(command) for commands in wanted for command in commands]


def demo_accounts(home: Path) -> list[dict[str, Any]]:
    """The accounts kept in ZAITON_HOME, for the person who started the server."""
    path = home / DEMO_ACCOUNTS
    if not path.is_file():
        return []
    content = json.loads(path.read_text())
    return content["accounts"] if isinstance(content, dict) and "accounts" in content else list(content)


def account_lines(accounts: list[dict[str, Any]]) -> list[str]:
    """One line per demonstration account: who it is, the address and password to sign in with, for which organisation."""
    shown = ("cast", "email", "password", "display_name", "organisation")
    widths = {key: max((len(str(a.get(key) or "")) for a in accounts), default=0) for key in shown[:3]}
    return [
        "  " + "  ".join(f"{account.get(key) or '':<{widths.get(key, 0)}}" for key in shown).rstrip()
        for account in accounts
    ]


def _manifests() -> list[Any]:
    from zaiton.site.discovery import manifests

    return list(manifests().values())


def _resolve(dotted: str) -> Callable[..., Any]:
    from django.utils.module_loading import import_string

    return import_string(dotted.replace(":", "."))
