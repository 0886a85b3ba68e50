"""The scaffold refuses names it cannot use, and writes the whole service or nothing."""

from pathlib import Path

import pytest

from tools.scaffold import Unwritable, fill, write_service


@pytest.mark.parametrize("name", ["", "Berth", "berth-times", "1st", "_x", "x__y", "class", "../x", "税"])
def test_bad_names_are_refused(name: str, tmp_path: Path) -> None:
    """Nothing is written for a name that is no Python package's."""
    with pytest.raises(Unwritable):
        write_service(name, tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_a_taken_name_is_refused(tmp_path: Path) -> None:
    """A block's or a service's name is not taken twice."""
    (tmp_path / "blocks" / "law").mkdir(parents=True)
    with pytest.raises(Unwritable, match="already"):
        write_service("law", tmp_path)


def test_every_mark_is_filled(tmp_path: Path) -> None:
    """No mark of the templates is left in what is written."""
    written = write_service("berth_times", tmp_path)
    assert len(written) > 15
    assert not [path for path in written if "@@" in path.read_text(encoding="utf-8") or "@@" in str(path)]


def test_spellings() -> None:
    """The name appears as package, address, class and title."""
    assert (
        fill("@@NAME@@ @@SLUG@@ @@CLASS@@ @@TITLE@@", "berth_times") == "berth_times berth-times BerthTimes Berth times"
    )
