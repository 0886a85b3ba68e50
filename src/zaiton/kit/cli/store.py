"""The embedded store of a command that writes: made when it is not there yet, so that a first import needs no set-up before it."""

from django.core.management import call_command
from django.db import connection


def found_store() -> bool:
    """Make the tables of an embedded store that holds none at all; an older store or a database server is left as it is."""
    if connection.vendor != "sqlite" or connection.introspection.table_names():
        return False
    call_command("migrate", interactive=False, verbosity=0)
    return True
