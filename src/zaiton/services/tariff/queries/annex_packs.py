"""A pack of figures as the bytes of its files: SOURCE.toml, the rows as CSV (or Parquet above one megabyte), the questions."""

import csv
import hashlib
import io
import json
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import pyarrow
import pyarrow.parquet

from zaiton.services.tariff.domain.annex.packing import PackDraft, file_text

CSV_LIMIT_BYTES = 1_000_000
QUESTIONS = ("when", "question_zh", "question_en", "answer_zh", "answer_en")


def pack_files(draft: PackDraft) -> dict[str, bytes]:
    """The files of a pack by name. The same draft always gives the same bytes."""
    files = figures(draft)
    digest = hashlib.sha256(b"".join(files[name] for name in sorted(files))).hexdigest()
    return {"SOURCE.toml": toml(draft.meta | {"sha256": digest}).encode(), **files}


def figures(draft: PackDraft) -> dict[str, bytes]:
    """The files that hold the figures."""
    files = {"rows.csv": _csv(draft.columns, draft.rows)}
    if len(files["rows.csv"]) > CSV_LIMIT_BYTES:
        files = {"rows.parquet": _parquet(draft)}
    if draft.questions:
        files["questions.csv"] = _csv(QUESTIONS, draft.questions)
    return files


def essence(draft: PackDraft) -> str:
    """A fingerprint of everything a pack says but the day on which it was taken over."""
    said = {name: value for name, value in draft.meta.items() if name != "retrieved"}
    plain = json.dumps([said, draft.columns, draft.rows, draft.questions], default=str, sort_keys=True)
    return hashlib.sha256(plain.encode()).hexdigest()


def _csv(columns: Sequence[str], rows: Sequence[Sequence[str]]) -> bytes:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows(rows)
    return text.getvalue().encode()


def _parquet(draft: PackDraft) -> bytes:
    table = pyarrow.table(file_text(draft.columns, draft.rows))
    sink = pyarrow.BufferOutputStream()
    pyarrow.parquet.write_table(table, sink, compression="zstd")
    return sink.getvalue().to_pybytes()


def toml(meta: Mapping[str, Any]) -> str:
    """A description as TOML: plain fields first, then its sections."""
    plain = [f"{name} = {_value(value)}" for name, value in meta.items() if not _is_section(name, value)]
    sections = []
    for name, value in meta.items():
        if _is_section(name, value):
            sections += _section(name, value)
    return "\n".join([*plain, *sections]) + "\n"


def _is_section(name: str, value: Any) -> bool:
    return isinstance(value, Mapping) and (name == "note" or set(value) != {"zh", "en"})


def _section(name: str, value: Mapping[str, Any]) -> list[str]:
    lines = []
    inner = {key: entry for key, entry in value.items() if name == "staging" and isinstance(entry, Mapping)}
    if not inner:
        lines += ["", f"[{name}]", *(f"{key} = {_value(entry)}" for key, entry in value.items())]
    for key, entry in inner.items():
        lines += ["", f"[{name}.{_key(key)}]", *(f"{k} = {_value(v)}" for k, v in entry.items())]
    return lines


def _key(name: str) -> str:
    bare = name.replace("-", "").replace("_", "")
    return name if name and bare.isascii() and bare.isalnum() else json.dumps(name, ensure_ascii=False)


def _value(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, int):
        return str(value)
    if isinstance(value, Mapping):
        return "{ " + ", ".join(f"{_key(k)} = {_value(v)}" for k, v in value.items()) + " }"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(_value(v) for v in value) + "]"
    return _text(str(value))


def _text(text: str) -> str:
    """A basic string; characters below the blank are written as escapes."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
