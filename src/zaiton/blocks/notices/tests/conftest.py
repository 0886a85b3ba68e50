"""What every test of notices may ask for."""

from pathlib import Path

import pytest

from zaiton.blocks.notices.tests.factories import cast, trial_kinds


@pytest.fixture
def kinds():
    """A module with kinds of its own."""
    with trial_kinds():
        yield


@pytest.fixture
def people(db, tmp_path: Path) -> dict[str, str]:
    """Public ids of the cast: ``importer`` and ``agent`` own an organisation each."""
    return cast(tmp_path)
