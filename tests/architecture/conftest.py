"""Fixtures: a copy of the sources to break rules in, and two spare modules to break them with."""

from pathlib import Path

import pytest

from tests.architecture.house import House, spared


@pytest.fixture
def house(tmp_path: Path) -> House:
    """A copy of the sources with two small correct services, ``alpha`` and ``beta``."""
    return spared(tmp_path)
