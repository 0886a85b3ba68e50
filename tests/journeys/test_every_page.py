"""Every page of every module, in both languages, at a desk and on a phone, with and without script."""

from collections.abc import Mapping
from typing import Any

import pytest
from playwright.sync_api import Page

from tests.cast import Member
from tests.journeys.routes import examples, page_routes
from tests.journeys.watching import SIDEWAYS, Watched
from zaiton.kit.testing.routes import Example, NoPage

WIDTHS = (1280, 360)
NARROWEST = 320
EXAMPLES = examples()
SHOWN = [
    (name, number) for name, shown in EXAMPLES.items() if not isinstance(shown, NoPage) for number in range(len(shown))
]


def test_every_route_has_an_example() -> None:
    """A new page must be entered in the list; a line whose route is gone must leave it."""
    routes = set(page_routes())
    assert routes - set(EXAMPLES) == set(), "routes without a line"
    assert set(EXAMPLES) - routes == set(), "lines without a route"


@pytest.mark.parametrize(("name", "number"), SHOWN)
def test_page_is_sound(name: str, number: int, watched: Watched, request: pytest.FixtureRequest) -> None:
    """No policy violation, no console error, nothing axe finds, nothing too small, cut off, sideways or untranslated."""
    example = EXAMPLES[name][number]
    _arrive(watched, example, request)
    for language in ("", "/en"):
        for width in WIDTHS:
            watched.page.set_viewport_size({"width": width, "height": 900})
            response = watched.open(language + _path(example, request), example.status)
            if example.status >= 400:
                watched.expect_refusal()
            assert watched.faults() == [], f"{language or '/zh'} {width}"
            assert "content-security-policy" in response.headers
        watched.page.set_viewport_size({"width": NARROWEST, "height": 900})
        assert watched.page.evaluate(SIDEWAYS) <= 0, "scrolls sideways at 320 px"
        _stands(watched.page, "en" if language else "zh")
        if example.status == 200:
            _starts_with_the_skip_link(watched.page)


@pytest.mark.parametrize(("name", "number"), [case for case in SHOWN if not EXAMPLES[case[0]][case[1]].as_role])
def test_page_reads_without_script(
    name: str, number: int, without_script: Page, request: pytest.FixtureRequest
) -> None:
    """A page is whole without script: it has its heading, its content and its forms."""
    example = EXAMPLES[name][number]
    response = without_script.goto(_path(example, request))
    assert response is not None and response.status == example.status
    assert without_script.locator("h1").first.is_visible()
    assert len(without_script.locator("main").inner_text()) > 20


def test_language_switch_keeps_the_question(watched: Watched) -> None:
    """The switch leads to the same page with the same query, and back."""
    watched.open("/help/?from=here")
    watched.page.locator("header a.language").click()
    watched.page.wait_for_url("**/en/help/?from=here")
    watched.page.locator("header a.language").click()
    watched.page.wait_for_url("**/help/?from=here")
    assert watched.page.locator("html").get_attribute("lang").startswith("zh")


def _arrive(watched: Watched, example: Example, request: pytest.FixtureRequest) -> None:
    if example.as_role:
        cast: Mapping[str, Member] = request.getfixturevalue("cast")
        watched.sign_in(cast[example.as_role].email, cast[example.as_role].password)
        watched.complaints.clear()


def _path(example: Example, request: pytest.FixtureRequest) -> str:
    if not callable(example.path):
        return example.path
    values: dict[str, Any] = request.node.stash.setdefault(PATHS, {})
    if example not in values:
        values[example] = example.path(request.getfixturevalue("cast"))
    return values[example]


def _stands(page: Page, language: str) -> None:
    assert page.locator("html").get_attribute("lang").startswith(language)
    assert page.locator("h1").count() == 1


def _starts_with_the_skip_link(page: Page) -> None:
    page.keyboard.press("Tab")
    skip = page.locator("a.skip")
    assert skip.evaluate("e => e === document.activeElement"), "the first stop of the keyboard is the skip link"


PATHS = pytest.StashKey[dict]()
