"""A new service in one folder, small and whole: ``make new-service NAME=berth_times``.

What it writes passes every check as it stands: a manifest, a pure domain with its golden case, a table, a verb that records
evidence, reads for a person, a page in both languages, an API operation, a command, a catalogue and tests. The example keeps
dated notes on a subject; the author of the service replaces it room by room.
"""

import keyword
import re
import subprocess
import sys
from pathlib import Path

from tools.messages import PACKAGE

TEMPLATES = Path(__file__).with_name("new_service")
NAME = re.compile(r"[a-z][a-z0-9]*(?:_[a-z0-9]+)*")


class Unwritable(Exception):
    """The name cannot be used; the sentence says why."""


def write_service(name: str, package: Path = PACKAGE) -> list[Path]:
    """Write the service's folder; returns the files written. Raises ``Unwritable`` and writes nothing on a bad name."""
    if not NAME.fullmatch(name) or keyword.iskeyword(name):
        raise Unwritable(f"{name!r} is no name for a service: write small letters, digits and single underscores")
    if any((package / family / name).exists() for family in ("services", "blocks")):
        raise Unwritable(f"there is a module {name} already")
    folder, written = package / "services" / name, []
    for source in sorted(TEMPLATES.rglob("*.tmpl")):
        relative = source.relative_to(TEMPLATES).as_posix().removesuffix(".tmpl")
        target = folder / fill(relative, name)
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(fill(source.read_text(encoding="utf-8"), name), encoding="utf-8")
        written.append(target)
    return written


def fill(text: str, name: str) -> str:
    """The text with the service's name in its several spellings."""
    words = name.split("_")
    spellings = {
        "@@NAME@@": name,
        "@@SLUG@@": name.replace("_", "-"),
        "@@CLASS@@": "".join(word.capitalize() for word in words),
        "@@TITLE@@": " ".join(words).capitalize(),
    }
    for mark, spelling in spellings.items():
        text = text.replace(mark, spelling)
    return text


def shape(written: list[Path]) -> None:
    """Put the Python files into shape: where a line breaks depends on how long the name is."""
    ruff = Path(sys.executable).with_name("ruff")
    sources = [str(path) for path in written if path.suffix == ".py"]
    for verb in (["check", "--fix"], ["format"]):
        subprocess.run([str(ruff), *verb, "--quiet", *sources], check=True)


def main(arguments: list[str]) -> int:
    """Write the service named on the command line and say what to do next."""
    if len(arguments) != 1 or not arguments[0]:
        print("Name the service: make new-service NAME=berth_times", file=sys.stderr)
        return 2
    try:
        written = write_service(arguments[0])
    except Unwritable as refusal:
        print(refusal, file=sys.stderr)
        return 1
    from tools import reference

    shape(written)
    for path in written:
        print(path.relative_to(PACKAGE.parents[1]))
    reference.main(["write"])
    print("next: git add, make check, make run; then replace the example room by room (docs/en/howto/add-a-service.md)")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
