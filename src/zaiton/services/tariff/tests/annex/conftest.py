"""The demonstration's own packs only: tables that somebody put into the data home take no part."""

import pytest


@pytest.fixture(autouse=True)
def own_home(settings, tmp_path):
    """An empty data home for every test."""
    settings.ZAITON_HOME = tmp_path
