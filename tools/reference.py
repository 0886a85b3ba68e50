"""The reference pages, written from the program itself: commands, settings, API, refusals, evidence actions, in both languages.

    python -m tools.reference write    write docs/zh/reference and docs/en/reference
    python -m tools.reference check    exit 1 when what is written there is not what the program says

Each language is rendered in a process of its own, because commands take on the language they were first asked in.
"""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
LANGUAGES = ("zh", "en")


def render(language: str, folder: Path) -> None:
    """Write the reference pages of one language into a folder, with the program speaking that language."""
    subprocess.run(
        [sys.executable, "-W", "ignore::UserWarning", "-m", "tools.reference_pages", language, str(folder)],
        cwd=ROOT,
        env=_environment(language, folder),
        check=True,
    )


def _environment(language: str, folder: Path) -> dict[str, str]:
    """A scratch data home and no setting of the caller's, so that defaults are shown and nobody's paths."""
    kept = {name: value for name, value in os.environ.items() if name in {"PATH", "HOME", "LANG"}}
    return {
        **kept,
        "ZAITON_HOME": str(folder / "home"),
        "ZAITON_LANG": language,
        "PYTHONPATH": f"{ROOT / 'src'}{os.pathsep}{ROOT}",
        "DJANGO_SETTINGS_MODULE": "zaiton.site.settings",
    }


def pages() -> dict[Path, str]:
    """Every reference page as it should stand, by its path."""
    found = {}
    with tempfile.TemporaryDirectory(prefix="zaiton-reference-") as scratch:
        for language in LANGUAGES:
            folder = Path(scratch) / language
            folder.mkdir()
            render(language, folder)
            for page in sorted(folder.glob("*.md")):
                found[ROOT / "docs" / language / "reference" / page.name] = page.read_text(encoding="utf-8")
    return found


def main(arguments: list[str]) -> int:
    """Write the pages, or name those that are out of step."""
    if arguments not in (["write"], ["check"]):
        print(__doc__)
        return 2
    stale = []
    for path, text in pages().items():
        if not path.exists() or path.read_text(encoding="utf-8") != text:
            stale.append(path)
            if arguments == ["write"]:
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(text, encoding="utf-8")
    for path in stale:
        print(path.relative_to(ROOT))
    if stale and arguments == ["check"]:
        print("out of step with the program: python -m tools.reference write")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
