"""Tables of a pack from disk: CSV or Parquet into columns of text."""

import csv
from pathlib import Path

import pyarrow
import pyarrow.parquet

from zaiton.blocks.law.domain import faults


def table_file(folder: Path, name: str) -> Path | None:
    """The file that holds the table ``name`` of a pack, or None."""
    for suffix in (".csv", ".parquet"):
        if (folder / (name + suffix)).is_file():
            return folder / (name + suffix)
    return None


def read_columns(path: Path) -> dict[str, list[str]]:
    """Every column of the file as texts; raises the ``PackFault`` that says what is wrong and where."""
    try:
        return _from_parquet(path) if path.suffix == ".parquet" else _from_csv(path)
    except (OSError, UnicodeDecodeError, csv.Error, pyarrow.ArrowException) as error:
        raise faults.UnreadableFile(file=path.name, why=" ".join(str(error).split())) from error


def _from_csv(path: Path) -> dict[str, list[str]]:
    with path.open(encoding="utf-8-sig", newline="") as text:
        lines = csv.reader(text, strict=True)
        header = next(lines, [])
        if not header or len(set(header)) < len(header) or not all(header):
            raise faults.BadHeader(file=path.name, given=",".join(header))
        rows = []
        for row in lines:
            if len(row) != len(header):
                if not row:
                    continue
                raise faults.RaggedRow(file=path.name, line=lines.line_num, found=len(row), expected=len(header))
            rows.append(row)
    columns = zip(*rows, strict=True) if rows else ((),) * len(header)
    return {name: list(texts) for name, texts in zip(header, columns, strict=True)}


def _from_parquet(path: Path) -> dict[str, list[str]]:
    table = pyarrow.parquet.read_table(path)
    if not table.column_names:
        raise faults.BadHeader(file=path.name, given="")
    return {
        name: ["" if value is None else str(value) for value in table.column(name).to_pylist()]
        for name in table.column_names
    }
