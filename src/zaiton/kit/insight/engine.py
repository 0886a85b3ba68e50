"""A DuckDB connection with limits set, which never reaches for the network."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

import pyarrow as pa

if TYPE_CHECKING:
    import duckdb


def connect(
    tables: Mapping[str, pa.Table] | None = None, *, memory: str = "1GB", threads: int = 2
) -> "duckdb.DuckDBPyConnection":
    """A private in-memory database in which each Arrow table can be queried under its name."""
    import duckdb  # only who computes with it pays for loading it

    settings = {
        "memory_limit": memory,
        "threads": threads,
        "autoinstall_known_extensions": False,
        "autoload_known_extensions": False,
        "preserve_insertion_order": False,
    }
    connection = duckdb.connect(":memory:", config=settings)
    for name, table in (tables or {}).items():
        connection.register(name, table)
    return connection
