"""A list of shipments in a file, answered into another file. Memory stays bounded however long the list is."""

import os
from collections.abc import Iterator, Sequence
from contextlib import suppress
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import pyarrow as pa

from zaiton.base.refusals import Refusal
from zaiton.base.text import gettext_noop
from zaiton.kit.insight import connect
from zaiton.services.tariff.queries.batch import COLUMNS, FIELDS, Progress, Row, answer_rows, by_engine
from zaiton.services.tariff.queries.batch_files import (
    SUFFIXES,
    ListWithoutColumns,
    UnknownListFormat,
    UnreadableList,
    missing_columns,
    read_rows,
    roles_of,
    write_rows,
)
from zaiton.services.tariff.queries.batch_join import MEMORY, Joined

if TYPE_CHECKING:
    import duckdb

STREAMED_FROM_BYTES = 64 * 2**20
"""CSV files from this size on are read piece by piece; they must be UTF-8."""
NUMBERS = ("rate_percent", "base_rate_percent", "saving_points", "duty", "saving")


class ListNotWritten(Refusal):
    """The file system does not take the answered list."""

    code = "list_not_written"
    message = gettext_noop("{path} cannot be written: {reason}.")
    mend = gettext_noop("Name a file in a folder that exists and that you may write to.")


class UnknownField(Refusal):
    """A column that answered lists do not have."""

    code = "unknown_field"
    message = gettext_noop("An answered list has no column {given}.")
    mend = gettext_noop("Choose from {known}.")


class Summary(NamedTuple):
    """How many rows came out how."""

    rows: int
    answered: int
    refused: int
    not_covered: int


def summary_of(statuses: Iterator[tuple[str, int]]) -> Summary:
    """The summary of statuses with their counts."""
    counts = dict(statuses)
    return Summary(
        sum(counts.values()), counts.get("answered", 0), counts.get("refused", 0), counts.get("not_covered", 0)
    )


def answer_file(
    source: Path,
    out: Path,
    *,
    today: date,
    progress: Progress = lambda done, total: None,
    fields: Sequence[str] = FIELDS,
) -> Summary:
    """Answer every row of ``source`` into ``out``, written whole or not at all; both are CSV, XLSX or Parquet.

    ``fields`` chooses the columns. Raises the refusals of ``read_rows``, ``UnknownField`` or ``ListNotWritten``.
    """
    for path in (source, out):
        if path.suffix.lower() not in SUFFIXES:
            raise UnknownListFormat(file=path.name)
    unknown = [name for name in fields if name not in FIELDS]
    if unknown:
        raise UnknownField("columns", given=unknown[0], known=", ".join(FIELDS))
    fresh = out.with_name(f".{out.name}.{os.getpid()}.tmp{out.suffix.lower()}")
    try:
        if _streamed(source):
            found = _stream(source, fresh, today, progress, fields)
        else:
            answered = answer_rows(read_rows(source.read_bytes(), source.name), today=today, progress=progress)
            fresh.write_bytes(write_rows(answered.select(list(fields)), fresh.name))
            found = summary_of((c["values"], c["counts"]) for c in answered["status"].value_counts().to_pylist())
        os.replace(fresh, out)
    except OSError as error:
        raise ListNotWritten(path=error.filename or out, reason=error.strerror or error) from error
    finally:
        with suppress(OSError):
            fresh.unlink(missing_ok=True)
    return found


def _streamed(source: Path) -> bool:
    suffix = source.suffix.lower()
    return suffix == ".parquet" or (suffix == ".csv" and source.stat().st_size >= STREAMED_FROM_BYTES)


def _stream(source: Path, out: Path, today: date, progress: Progress, fields: Sequence[str]) -> Summary:
    import duckdb

    connection = connect(memory=MEMORY)
    half = out.with_name(f"{out.name}.half.parquet")
    try:
        _view(connection, source)
        ((total,),) = connection.sql("SELECT count(*) FROM given").fetchall()
        progress(0, total)
        wanted = list(dict.fromkeys((*fields, "row", "status")))
        statement = Joined(connection, today=today).query(wanted)
        connection.execute(f"COPY ({statement}) TO '{_quoted(half)}' (FORMAT parquet)")
        connection.execute(f"CREATE VIEW half AS SELECT * FROM read_parquet('{_quoted(half)}')")
        ((joined,),) = connection.sql("SELECT count(*) FROM half").fetchall()
        left = total - joined
        progress(total - left, total)
        if left:
            slow = by_engine(_open_rows(connection), today, progress, total, total - left)
            connection.register("slow", slow.select(wanted))
        found = _write(connection, out, half, fields, bool(left))
        progress(total, total)
        return found
    except duckdb.Error as error:
        raise UnreadableList(file=source.name, why=str(error).splitlines()[0][:160]) from error
    finally:
        connection.close()
        with suppress(OSError):
            half.unlink(missing_ok=True)


def _view(connection: "duckdb.DuckDBPyConnection", source: Path) -> None:
    """The relation ``given`` over the file, its columns named as ``COLUMNS`` names them."""
    path = _quoted(source)
    parquet = source.suffix.lower() == ".parquet"
    read = (
        f"read_parquet('{path}', file_row_number=true)"
        if parquet
        else f"read_csv('{path}', all_varchar=true, header=true)"
    )
    headers = [name for name in connection.sql(f"SELECT * FROM {read} LIMIT 0").columns if name != "file_row_number"]
    roles = roles_of(headers)
    missing = missing_columns(roles)
    if missing:
        raise ListWithoutColumns(file=source.name, missing=missing, found=", ".join(headers)[:200] or "—")
    columns = ", ".join(f'"{header.replace(chr(34), chr(34) * 2)}" AS "{role}"' for role, header in roles.items())
    number = "file_row_number + 1" if parquet else "row_number() OVER ()"
    connection.execute(f"CREATE VIEW given AS SELECT {number} AS row, {columns} FROM {read}")
    texts = dict(zip(*_columns_of(connection), strict=True))
    whole = [role for role in ("code", "origin", "destination") if texts.get(role, "VARCHAR") != "VARCHAR"]
    if whole:
        casts = ", ".join(f"{_as_typed(role)} AS {role}" for role in whole)
        connection.execute(
            f"CREATE OR REPLACE VIEW given AS SELECT * REPLACE ({casts}) FROM (SELECT {number} AS row, {columns} FROM {read})"
        )


def _as_typed(role: str) -> str:
    """A column of numbers as text; a code gets the leading zero back that a number cannot keep."""
    text = f"CAST({role} AS VARCHAR)"
    return f"CASE WHEN length({text}) % 2 = 1 THEN '0' || {text} ELSE {text} END" if role == "code" else text


def _columns_of(connection: "duckdb.DuckDBPyConnection") -> tuple[list[str], list[str]]:
    relation = connection.sql("SELECT * FROM given LIMIT 0")
    return relation.columns, [str(kind) for kind in relation.types]


def _open_rows(connection: "duckdb.DuckDBPyConnection") -> Iterator[Row]:
    names = set(_columns_of(connection)[0])
    cells = ", ".join(f"coalesce(CAST({_q(n)} AS VARCHAR), '')" if n in names else "''" for n in COLUMNS)
    asked = connection.cursor()
    asked.execute(f"SELECT row, {cells} FROM given ANTI JOIN half USING (row) ORDER BY row")
    while chunk := asked.fetchmany(20_000):
        yield from (Row(*cells) for cells in chunk)


def _write(
    connection: "duckdb.DuckDBPyConnection", out: Path, half: Path, fields: Sequence[str], mixed: bool
) -> Summary:
    if out.suffix == ".parquet" and not mixed and set(fields) >= {"row", "status"}:
        os.replace(half, out)
        connection.execute(f"CREATE OR REPLACE VIEW half AS SELECT * FROM read_parquet('{_quoted(out)}')")
        return summary_of(connection.sql("SELECT CAST(status AS VARCHAR), count(*) FROM half GROUP BY 1").fetchall())
    types = dict(zip(*_half_types(connection), strict=True))
    union = f"SELECT {', '.join(map(_q, types))} FROM half"
    if mixed:
        same = ", ".join(
            f"TRY_CAST({_q(n)} AS {kind if not kind.startswith('ENUM') else 'VARCHAR'}) AS {_q(n)}"
            for n, kind in types.items()
        )
        plain = ", ".join(
            f"CAST({_q(n)} AS VARCHAR) AS {_q(n)}" if kind.startswith("ENUM") else _q(n) for n, kind in types.items()
        )
        union = f"SELECT {plain} FROM half UNION ALL BY NAME SELECT {same} FROM slow"
    connection.execute(f"CREATE VIEW finished AS {union}")
    found = summary_of(connection.sql("SELECT CAST(status AS VARCHAR), count(*) FROM finished GROUP BY 1").fetchall())
    listed = ", ".join(_shown(name) if out.suffix == ".csv" else _q(name) for name in fields)
    if out.suffix == ".xlsx":
        table = connection.sql(f"SELECT {listed} FROM finished ORDER BY row").to_arrow_table()
        out.write_bytes(write_rows(pa.table({n: _plain(table[n]) for n in table.column_names}), out.name))
        return found
    options = "FORMAT parquet" if out.suffix == ".parquet" else "FORMAT csv, HEADER"
    connection.execute(f"COPY (SELECT {listed} FROM finished ORDER BY row) TO '{_quoted(out)}' ({options})")
    return found


def _half_types(connection: "duckdb.DuckDBPyConnection") -> tuple[list[str], list[str]]:
    relation = connection.sql("SELECT * FROM half LIMIT 0")
    return relation.columns, [str(kind) for kind in relation.types]


def _plain(column: pa.ChunkedArray) -> pa.ChunkedArray:
    return column.cast(pa.string()) if pa.types.is_dictionary(column.type) else column


def _shown(name: str) -> str:
    """A column as text for CSV: numbers without trailing zeros, no cell a formula."""
    if name in NUMBERS:
        return f"rtrim(rtrim(CAST({name} AS VARCHAR), '0'), '.') AS {name}"
    text = f"CAST({_q(name)} AS VARCHAR)"
    return f"CASE WHEN left({text}, 1) IN ('=', '+', '-', '@') THEN '''' || {text} ELSE {text} END AS {_q(name)}"


def _q(name: str) -> str:
    return f'"{name}"'


def _quoted(path: Path) -> str:
    return str(path).replace("'", "''")
