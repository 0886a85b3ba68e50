"""Rows to Arrow and Arrow to files people ask for: CSV or Parquet."""

import os
from collections.abc import Iterable, Mapping
from contextlib import suppress
from pathlib import Path

import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet

from zaiton.base.refusals import Refusal
from zaiton.base.text import gettext_noop


class UnknownTableFormat(Refusal):
    """A table file is CSV or Parquet."""

    code = "unknown_table_format"
    message = gettext_noop("{path} does not end in .csv or .parquet.")
    mend = gettext_noop("Name the file like rates.csv or rates.parquet.")


class TableNotWritten(Refusal):
    """The file system does not take the file."""

    code = "table_not_written"
    message = gettext_noop("{path} cannot be written: {reason}.")
    mend = gettext_noop("Name a file in a folder that exists and that you may write to.")


def table_of(rows: Iterable[Mapping[str, object]], schema: pa.Schema) -> pa.Table:
    """An Arrow table of the rows, with exactly the columns of the schema."""
    return pa.Table.from_pylist([dict(row) for row in rows], schema=schema)


def write_table(table: pa.Table, path: Path) -> int:
    """Write the table whole or not at all, in the format the name ends in; returns the number of rows.

    Raises ``UnknownTableFormat`` or ``TableNotWritten``.
    """
    if path.suffix not in (".csv", ".parquet"):
        raise UnknownTableFormat(path=path.name)
    fresh = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    try:
        if path.suffix == ".csv":
            pyarrow.csv.write_csv(table, fresh)
        else:
            pyarrow.parquet.write_table(table, fresh, compression="zstd")
        os.replace(fresh, path)
    except OSError as error:
        raise TableNotWritten(path=path, reason=error.strerror or error) from error
    finally:
        with suppress(OSError):
            fresh.unlink(missing_ok=True)
    return table.num_rows
