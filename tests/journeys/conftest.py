"""A Chromium of Debian's, a page under watch, the cast, and the shipped packs loaded."""

import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from tests.cast import Member, assemble
from tests.journeys.watching import Watched
from zaiton.kit import clock

CHROMIUM = "/usr/bin/chromium"
QUIET = [
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-gpu",
    "--disable-dev-shm-usage",
]
HERE = Path(__file__).parent

ANSWERED_MILLISECONDS = 1_000
"""Within it the server has answered what a page asked last."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Everything in this folder drives a browser."""
    for item in items:
        if item.path.is_relative_to(HERE):
            item.add_marker(pytest.mark.journey)


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """Debian's Chromium; as root it refuses to run unless its sandbox is off."""
    sandbox = ["--no-sandbox"] if os.geteuid() == 0 else []
    return {**browser_type_launch_args, "executable_path": CHROMIUM, "args": QUIET + sandbox}


@pytest.fixture
def watched(page: Page, live_server: Any) -> Iterator[Watched]:
    """An empty page at a desk, under watch. What still asks by itself is led away before the tables are emptied."""
    page.set_viewport_size({"width": 1280, "height": 900})
    page.set_default_timeout(10_000)
    yield Watched(page, live_server.url)
    if page.locator("[hx-trigger*=every]").count():
        page.goto("about:blank")
        page.wait_for_timeout(ANSWERED_MILLISECONDS)


@pytest.fixture
def cast(live_server: Any, tmp_path: Path) -> Mapping[str, Member]:
    """The six people, able to sign in."""
    return assemble(clock.now(), tmp_path)


@pytest.fixture
def without_script(browser: Browser, live_server: Any) -> Iterator[Page]:
    """A page in a browser whose scripts are off."""
    context = browser.new_context(java_script_enabled=False, base_url=live_server.url)
    yield context.new_page()
    context.close()
