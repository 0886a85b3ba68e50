"""Packs written to a folder for tests: a correct one, and whatever a test changes about it."""

from pathlib import Path
from typing import Any

SOURCE: dict[str, str] = {
    "service": '"tariff"',
    "kind": '"names"',
    "table": '"own-names"',
    "title": '{ zh = "自己的名称", en = "Own names" }',
    "issuer": '{ zh = "本企业", en = "Our company" }',
    "document": '"list 7"',
    "in_force_from": "2026-01-01",
    "status": '"unverified"',
    "licence": '"our own"',
}
ROWS = "code,name_zh,name_en,alias\n030359,鱼,Fish,\n030389,别的鱼,Other fish,\n"


def write_pack(
    root: Path,
    name: str = "own",
    *,
    rows: str | bytes | None = ROWS,
    questions: str | None = None,
    tail: str = "",
    **fields: Any,
) -> Path:
    """A pack below ``root``; ``fields`` replace (or, with None, leave out) fields of SOURCE.toml, as TOML text."""
    folder = root / name
    folder.mkdir(parents=True, exist_ok=True)
    source = {**SOURCE, **fields}
    lines = [f"{field} = {value}" for field, value in source.items() if value is not None]
    (folder / "SOURCE.toml").write_text("\n".join(lines) + "\n" + tail, encoding="utf-8")
    if rows is not None:
        (folder / "rows.csv").write_bytes(rows if isinstance(rows, bytes) else rows.encode())
    if questions is not None:
        (folder / "questions.csv").write_text(questions, encoding="utf-8")
    return folder
