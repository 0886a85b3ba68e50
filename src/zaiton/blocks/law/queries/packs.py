"""One pack from its folder: the description checked, the checksum compared, the rows read when asked for."""

import hashlib
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from zaiton.base.dates import Period
from zaiton.base.tables import table_rows
from zaiton.base.text import Bilingual
from zaiton.blocks.law.domain import faults
from zaiton.blocks.law.domain.source import read_description, status_rank
from zaiton.blocks.law.queries.tables import read_columns, table_file

SOURCE = "SOURCE.toml"
QUESTION_COLUMNS = ("when", "question_zh", "question_en", "answer_zh", "answer_en")
DATA_SUFFIXES = (".csv", ".parquet")


@dataclass(frozen=True)
class Pack:
    """One table of figures with its description. ``operator`` packs lie under the data home, the others are shipped.

    ``sha256`` covers the figures; ``sealed`` says whether SOURCE.toml carried it or it was only computed now;
    ``content`` covers SOURCE.toml too, so it changes when anything about the pack does.
    """

    service: str
    kind: str
    table: str
    title: Bilingual
    issuer: Bilingual
    document: str
    published: str
    vintage: str
    retrieved: str
    licence: Bilingual
    status: str
    in_force: Period
    hs_edition: int | None
    sha256: str
    precedence: int
    note: Bilingual
    unverified: tuple[Bilingual, ...]
    sealed: bool
    content: str
    operator: bool
    folder: Path
    meta: Mapping[str, Any] = field(repr=False, hash=False)

    @property
    def in_force_from(self) -> date:
        """The first day on which the figures hold."""
        return self.in_force.first

    @property
    def in_force_until(self) -> date | None:
        """The first day on which they no longer hold, or None."""
        return self.in_force.until

    @property
    def label(self) -> str:
        """``service/table/day``: how findings, commands and addresses name the pack."""
        return f"{self.service}/{self.table}/{self.in_force_from}"

    @property
    def rank(self) -> tuple:
        """Sort key: latest first, then status, then the operator's own, then precedence."""
        day = -self.in_force_from.toordinal()
        return (day, status_rank(self.status), not self.operator, self.precedence, self.table)

    def columns(self, name: str = "rows") -> dict[str, list[str]]:
        """The table ``name`` as columns of text; empty where the pack has no such table."""
        path = table_file(self.folder, name)
        return read_columns(path) if path else {}

    def rows(self, name: str = "rows") -> list[dict[str, str]]:
        """The table ``name`` as one mapping for each row."""
        return table_rows(self.columns(name))


def read_pack(folder: Path, *, operator: bool) -> Pack:
    """The pack in ``folder``; raises the ``PackFault`` that says why it is not one."""
    source = read_source(folder)
    description = read_description(source, SOURCE)
    tables = [name for name in ("rows.csv", "rows.parquet") if (folder / name).is_file()]
    if len(tables) != 1:
        raise faults.NoRows(file=folder.name, found=len(tables))
    try:
        figures = digest_of_files(data_files(folder))
        content = digest_of_files([folder / SOURCE, *data_files(folder)])
    except OSError as error:
        raise faults.UnreadableFile(file=folder.name, why=error.strerror) from error
    if description.sha256 and description.sha256 != figures:
        raise faults.ChecksumMismatch("sha256", file=str(folder), found=figures, given=description.sha256)
    facts = {name: getattr(description, name) for name in description.__slots__ if name != "sha256"}
    return Pack(
        **facts,
        sha256=figures,
        sealed=bool(description.sha256),
        content=content,
        operator=operator,
        folder=folder,
        meta=source,
    )


def read_source(folder: Path) -> dict[str, Any]:
    """SOURCE.toml of a folder as it stands; raises ``UnreadableFile``."""
    try:
        return tomllib.loads((folder / SOURCE).read_text(encoding="utf-8-sig"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        why = getattr(error, "strerror", None) or str(error)
        raise faults.UnreadableFile(file=SOURCE, why=why) from error


def data_files(folder: Path) -> list[Path]:
    """The files of figures in the order in which the checksum takes them: by name."""
    return sorted(p for p in folder.iterdir() if p.suffix in DATA_SUFFIXES and p.is_file())


def digest_of_files(files: list[Path]) -> str:
    """SHA-256 over the bytes of the files one after another, as ``cat FILES | sha256sum`` gives it."""
    digest = hashlib.sha256()
    for path in files:
        digest.update(path.read_bytes())
    return digest.hexdigest()


def check_conditions(pack: Pack) -> None:
    """Read the whole pack once: raises the ``PackFault`` of a ragged row or of a condition without its question."""
    whens, questions = pack.columns().get("when", []), pack.columns("questions")
    for name in QUESTION_COLUMNS if questions else ():
        if name not in questions:
            raise faults.MissingColumn(file="questions.csv", name=name, known=", ".join(QUESTION_COLUMNS))
    known = set(questions.get("when", []))
    for index, when in enumerate(whens):
        if when and when not in known:
            raise faults.UnknownCondition("when", file=pack.folder.name, line=index + 2, when=when)
