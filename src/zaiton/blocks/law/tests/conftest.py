"""The law block's fixtures: a data home of its own for each test."""

from pathlib import Path

import pytest


@pytest.fixture
def data_home(tmp_path: Path, settings) -> Path:
    """An empty ZAITON_HOME; packs below ``packs`` in it take part."""
    settings.ZAITON_HOME = tmp_path
    return tmp_path


@pytest.fixture
def packs_folder(data_home: Path) -> Path:
    """The folder for an operator's packs."""
    folder = data_home / "packs"
    folder.mkdir()
    return folder
