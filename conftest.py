"""Settings of the whole test run: two engines, compiled catalogues, one browser policy."""

import os
from collections.abc import Iterator

import hypothesis
import pytest

from tools.messages import compile_all

os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")  # Playwright's loop runs in the test's thread

hypothesis.settings.register_profile(
    "house", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow]
)  # a busy machine is no fault of what is tested
hypothesis.settings.load_profile("house")

DATABASE_FIXTURES = {"db", "transactional_db", "django_db_reset_sequences", "live_server"}


def pytest_addoption(parser: pytest.Parser) -> None:
    """``--only-database`` for the second engine: whatever touches no table need not run twice."""
    parser.addoption("--only-database", action="store_true", help="run only the tests that touch the database")


def pytest_configure(config: pytest.Config) -> None:
    """Pages are tested in both languages: compile the catalogues before the first test, once."""
    if not hasattr(config, "workerinput"):
        compile_all()


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out, on the second engine, what touches no table."""
    if not config.getoption("--only-database"):
        return
    chosen = [item for item in items if item.get_closest_marker("django_db") or _asks_for_tables(item)]
    config.hook.pytest_deselected(items=[item for item in items if item not in set(chosen)])
    items[:] = chosen


@pytest.fixture(scope="session", autouse=True)
def tables_can_be_emptied() -> Iterator[None]:
    """Tests that commit (a live server's do) end by emptying the tables, the guarded ones (evidence log, ledger) among them."""
    from zaiton.blocks.evidence.tests import guards as evidence
    from zaiton.blocks.money.tests import guards as money

    with evidence.emptied_after_tests(), money.emptied_after_tests():
        yield


@pytest.fixture(autouse=True)
def begins_in_the_first_language() -> Iterator[None]:
    """A command line spoken in the process of the tests chooses a language for good: the next test starts in the default."""
    from django.conf import settings
    from django.utils import translation

    translation.activate(settings.LANGUAGE_CODE)
    yield


def _asks_for_tables(item: pytest.Item) -> bool:
    return bool(DATABASE_FIXTURES & set(getattr(item, "fixturenames", ())))
