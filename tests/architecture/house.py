"""A throw-away copy of the sources in which a rule can be broken without hurting anybody."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]

MANIFEST = '''"""Lobby."""

from zaiton.kit.manifest import Manifest

manifest = Manifest(slug="{slug}", title="{slug}")
'''


class House:
    """The sources, the tools and ``pyproject.toml`` copied to ``folder``; write into it, then ask the linters."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.package = folder / "src" / "zaiton"
        leave_out = shutil.ignore_patterns("__pycache__", "data", "locale", "static", "*.mo")
        shutil.copytree(ROOT / "src" / "zaiton", self.package, ignore=leave_out)
        shutil.copytree(ROOT / "tools", folder / "tools", ignore=leave_out)
        shutil.copy(ROOT / "pyproject.toml", folder)

    def write(self, path: str, text: str) -> Path:
        """Write (or append to) one file below the package; folders on the way get their ``__init__.py``."""
        target = self.package / path
        target.parent.mkdir(parents=True, exist_ok=True)
        for folder in target.relative_to(self.package).parents:
            if target.suffix == ".py" and not (self.package / folder / "__init__.py").exists():
                (self.package / folder / "__init__.py").write_text('"""A folder."""\n')
        before = target.read_text() if target.exists() else ""
        target.write_text(before + text)
        return target

    def module(self, family: str, name: str) -> None:
        """Add a small correct module with a manifest and a pure domain, to break the rules from or against."""
        self.write(f"{family}/{name}/manifest.py", MANIFEST.format(slug=name))
        self.write(f"{family}/{name}/domain/engine.py", '"""Engine."""\n\nANSWER = 1\n')
        self.write(f"{family}/{name}/migrations/__init__.py", "")
        self.write(f"{family}/{name}/README.md", f"# {name}\n")

    def configure(self, old: str, new: str) -> None:
        """Change ``pyproject.toml`` of the copy; ``old`` must stand in it."""
        path = self.folder / "pyproject.toml"
        text = path.read_text()
        assert old in text, f"{old!r} is no longer in pyproject.toml"
        path.write_text(text.replace(old, new))

    def contracts(self) -> tuple[int, str]:
        """Run import-linter over the copy: exit code and what it said."""
        lint = "from importlinter.cli import lint_imports_command as command; command(['--no-cache'])"
        return self._run([sys.executable, "-c", lint])

    def ruff(self, *arguments: str) -> tuple[int, str]:
        """Run ``ruff check`` over the copy with the project's own configuration."""
        ruff = Path(sys.executable).with_name("ruff")
        return self._run([str(ruff), "check", "--no-cache", *arguments, "src"])

    def _run(self, command: list[str]) -> tuple[int, str]:
        env = {**os.environ, "PYTHONPATH": f"{self.folder / 'src'}:{self.folder}", "NO_COLOR": "1", "COLUMNS": "200"}
        done = subprocess.run(command, cwd=self.folder, env=env, capture_output=True, text=True, check=False)
        return done.returncode, done.stdout + done.stderr


def spared(folder: Path) -> House:
    """A copy of the sources with two small correct services, ``alpha`` and ``beta``."""
    house = House(folder)
    house.module("services", "alpha")
    house.module("services", "beta")
    return house
