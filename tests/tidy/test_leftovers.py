"""Nothing lies about: every template is rendered, every static file is asked for, every picture is shown."""

import re
from pathlib import Path

from tests.tidy.files import PACKAGE, ROOT, files, project_files, read

FOUND_BY_DJANGO = re.compile(r"^(?:\d{3}(?:_csrf)?\.html|django/.*|registration/.*)$")
"""Templates whose names are Django's own: it finds them by itself."""


def orphans(named: dict[str, Path], sources: list[Path]) -> list[str]:
    """The names that none of the sources (other than the file itself) mentions.

    A module that renders its pages through one function may name them without folder and ending.
    """
    return [
        name
        for name, path in named.items()
        if not FOUND_BY_DJANGO.match(name) and not any(_mentions(source, name, path) for source in sources)
    ]


def _mentions(source: Path, name: str, path: Path) -> bool:
    if source == path:
        return False
    text = read(source)
    return name in text or (_module(source) == _module(path) and f'"{Path(name).stem}"' in text)


def _module(path: Path) -> tuple[str, ...]:
    return path.relative_to(PACKAGE).parts[:2] if path.is_relative_to(PACKAGE) else path.parts


def _below(folder: str, suffixes: tuple[str, ...]) -> dict[str, Path]:
    found = {}
    for path in files(*suffixes, below=PACKAGE):
        if folder in path.parts:
            found["/".join(path.parts[path.parts.index(folder) + 1 :])] = path
    return found


def test_every_template_is_used() -> None:
    """A template that no page renders and no template includes is found."""
    templates = _below("templates", (".html", ".txt"))
    assert templates
    assert orphans(templates, files(".py", ".html", ".txt", below=PACKAGE)) == []


def test_every_static_file_is_used() -> None:
    """A style sheet, script or picture nobody asks for is found."""
    static = _below("static", (".css", ".js", ".svg", ".ico", ".png"))
    assert static
    assert orphans(static, files(".py", ".html", ".css", ".js", below=PACKAGE)) == []


def test_every_picture_of_the_documents_is_shown() -> None:
    """A picture no document shows is found."""
    pictures = {path.name: path for path in project_files() if path.is_relative_to(ROOT / "docs" / "pictures")}
    assert orphans(pictures, files(".md")) == []


def test_a_planted_orphan_is_found(tmp_path: Path) -> None:
    """The search finds a file nobody names, and only that."""
    (tmp_path / "page.html").write_text("{% include 'a/used.html' %}")
    named = {"a/used.html": tmp_path / "used.html", "a/orphan.html": tmp_path / "orphan.html"}
    assert orphans(named, [tmp_path / "page.html"]) == ["a/orphan.html"]
