"""Whether this installation can do its work: folder writable, database answering and writable, tables current, packs there."""

import tempfile
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.db import DatabaseError, connection, transaction
from django.db.migrations.executor import MigrationExecutor

from zaiton.kit.home import home

from .refusals import DatabaseUnreachable, HomeNotWritable, MigrationsMissing, RestoreInterrupted, StaticMissing


@dataclass(frozen=True, slots=True)
class Check:
    """One thing looked at. ``detail`` is a code or a figure for machines, not a sentence."""

    name: str
    ok: bool
    detail: str = ""


def checks() -> list[Check]:
    """What the health check looks at: cheap enough to be asked every few seconds."""
    return [_database(), _folder(), _packs()]


def _database() -> Check:
    try:
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute("UPDATE django_migrations SET name = name WHERE id = -1")
        return Check("database", True, connection.vendor)
    except DatabaseError as error:
        return Check("database", False, type(error).__name__)


def _folder() -> Check:
    try:
        with tempfile.TemporaryFile(dir=home()):
            return Check("home", True)
    except OSError as error:
        return Check("home", False, error.strerror or type(error).__name__)


def _packs() -> Check:
    from .discovery import folder, packages

    shipped = sum(1 for package in packages() for _ in (folder(package) / "data").glob("**/SOURCE.toml"))
    operators = sum(1 for _ in (home() / "packs").glob("**/SOURCE.toml"))
    return Check("packs", shipped + operators > 0, f"{shipped}+{operators}")


def embedded() -> bool:
    """Whether the store is the file in ZAITON_HOME rather than a database server."""
    return connection.vendor == "sqlite"


def require_home() -> None:
    """The data folder exists and can be written, or a refusal."""
    try:
        home().mkdir(mode=0o700, parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=home()):
            pass
    except OSError as error:
        raise HomeNotWritable(folder=home(), reason=error.strerror or error) from error


def require_whole() -> None:
    """No restore was broken off half-way, or a refusal."""
    marker = home() / "restore-in-progress"
    if marker.is_file():
        raise RestoreInterrupted(folder=marker.read_text().strip())


def require_database() -> None:
    """The database opens, or a refusal with the driver's own first line."""
    try:
        connection.ensure_connection()
    except (DatabaseError, ValueError) as error:
        raise DatabaseUnreachable(database=database_name(), reason=first_line(error)) from error


def missing_migrations() -> int:
    """How many migrations have not been applied."""
    executor = MigrationExecutor(connection)
    return len(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def require_migrations() -> None:
    """The tables are as the program wants them, or a refusal."""
    count = missing_migrations()
    if count:
        raise MigrationsMissing(count=count)


def database_name() -> str:
    """The database as it may be shown: engine, host and name, never a password."""
    entry = settings.DATABASES["default"]
    if connection.vendor == "sqlite":
        return str(entry["NAME"])
    where = f"{entry['HOST'] or 'localhost'}{':' + entry['PORT'] if entry['PORT'] else ''}"
    return f"postgresql {where}/{entry['NAME']}"


def first_line(error: BaseException) -> str:
    """The first line of an error message."""
    lines = str(error).strip().splitlines()
    return lines[0].strip() if lines else type(error).__name__


def require_static() -> None:
    """The static files have been collected, or a refusal."""
    if not (Path(settings.STATIC_ROOT) / "staticfiles.json").is_file():
        raise StaticMissing(folder=settings.STATIC_ROOT)
