"""The cast, for tests of actions and doors."""

from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.cast import Member, assemble
from zaiton.kit.work import Bench

NOON = datetime(2026, 11, 20, 4, 0, tzinfo=UTC)


@pytest.fixture
def cast(db: None, tmp_path: Path) -> Mapping[str, Member]:
    """Importer, agent, two officers, administrator, stranger."""
    return assemble(NOON, tmp_path)


@pytest.fixture(autouse=True)
def no_thread_of_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    """Lists of questions are answered when a test says so (``batches_work``), not by a thread behind its back."""
    monkeypatch.setattr(Bench, "wake", lambda self: None)
