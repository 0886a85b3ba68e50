"""Everything registered is documented: the reference pages say what the program says, no more and no less."""

from pathlib import Path

import pytest

from tests.docs.markdown import HEADING
from tools import reference
from tools.reference_pages import PAGES


@pytest.fixture(scope="module")
def rendered() -> dict[Path, str]:
    """The pages as the program would write them now."""
    return reference.pages()


def test_pages_are_in_step(rendered: dict[Path, str]) -> None:
    """A command, setting, operation, refusal or action that changed without its page fails here."""
    assert rendered
    stale = [str(path) for path, text in rendered.items() if not path.exists() or path.read_text("utf-8") != text]
    assert not stale, "run: python -m tools.reference write"


@pytest.mark.parametrize("page", PAGES)
def test_both_languages_list_the_same(page: str, rendered: dict[Path, str]) -> None:
    """Both languages have the same headings, and there is something under each title."""
    headings = [HEADING.findall(text)[1:] for path, text in rendered.items() if path.stem == page]
    assert len(headings) == 2 and headings[0] == headings[1] and headings[0]


def test_refusals_are_all_there(rendered: dict[Path, str]) -> None:
    """Refusals of the base, the site, a block and the tariff are found, so the walk sees every floor."""
    text = next(text for path, text in rendered.items() if path.stem == "refusals" and "/en/" in path.as_posix())
    codes = set(HEADING.findall(text))
    assert {"not_found", "unreadable_duty"} <= codes
    assert len(codes) > 15
