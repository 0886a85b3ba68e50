"""The files of the project: what git tracks or would track, read once."""

import subprocess
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "src" / "zaiton"
BINARY = {".parquet", ".png", ".jpg", ".woff2", ".pdf", ".gz"}


@cache
def project_files() -> tuple[Path, ...]:
    """Every file that is, or with the next commit may be, part of the project."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    paths = (ROOT / name for name in sorted(set(done.stdout.split("\0"))) if name)
    return tuple(path for path in paths if path.is_file())


def files(*suffixes: str, below: Path = ROOT) -> list[Path]:
    """The project's files with one of these suffixes, below a folder."""
    return [path for path in project_files() if path.suffix in suffixes and path.is_relative_to(below)]


def text_files() -> list[Path]:
    """Everything a person can read."""
    return [path for path in project_files() if path.suffix not in BINARY]


@cache
def read(path: Path) -> str:
    """The text of one file."""
    return path.read_text(encoding="utf-8")
