"""The database: SQLite in ZAITON_HOME, or the PostgreSQL server named by DATABASE_URL."""

from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from zaiton.base.text import gettext_noop
from zaiton.site.refusals import SettingRefused

from . import from_env
from .home import ZAITON_HOME

SQLITE_PRAGMAS = "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;"
POSTGRES_OPTIONS = {"sslmode", "sslrootcert", "sslcert", "sslkey", "connect_timeout", "application_name"}


def from_url(url: str) -> dict[str, Any]:
    """Django's entry for a database address; refuses an address it does not fully understand."""
    parts = urlsplit(url)
    if parts.scheme in {"postgres", "postgresql"}:
        return _postgres(url)
    if parts.scheme == "sqlite" and parts.path.strip("/") and not parts.netloc:
        return sqlite(Path(unquote(parts.path)))
    raise _refused(url)


def sqlite(path: Path) -> dict[str, Any]:
    """SQLite with write-ahead log and durable commits; every transaction takes the write lock at its start."""
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": str(path),
        "CONN_MAX_AGE": None,
        "OPTIONS": {"transaction_mode": "IMMEDIATE", "timeout": 20, "init_command": SQLITE_PRAGMAS},
    }


def _postgres(url: str) -> dict[str, Any]:
    parts = urlsplit(url)
    query = dict(parse_qsl(parts.query))
    host = query.pop("host", None) or unquote(parts.hostname or "")
    try:
        port = str(query.pop("port", None) or parts.port or "")
    except ValueError as error:
        raise _refused(url) from error
    name = unquote(parts.path.lstrip("/"))
    if not name or "/" in name or set(query) - POSTGRES_OPTIONS:
        raise _refused(url)
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": name,
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": host,
        "PORT": port,
        "CONN_MAX_AGE": 600,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {"connect_timeout": 5, "prepare_threshold": 5, **query},
    }


def without_password(url: str) -> str:
    """The address as it may be printed."""
    parts = urlsplit(url)
    if not parts.password:
        return url
    return url.replace(f":{parts.password}@", ":***@", 1)


def _refused(url: str) -> SettingRefused:
    return SettingRefused(
        name="DATABASE_URL", value=repr(without_password(url)), expected="postgresql://USER:PASSWORD@HOST:PORT/NAME"
    )


_url = from_env.text(
    "DATABASE_URL", "", gettext_noop("PostgreSQL server; without it SQLite in ZAITON_HOME"), secret=True
)
DATABASES = {"default": from_url(_url) if _url else sqlite(ZAITON_HOME / "zaiton.sqlite3")}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
