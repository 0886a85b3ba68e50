"""The watch itself: what it must find is planted on a real page, and it must find it."""

import pytest

from tests.journeys.watching import Watched

PLANTED = {
    "style attribute": (
        "document.querySelector('main').innerHTML += '<p style=\"color:red\">x</p>'",
        "policy: style-src",
    ),
    "style element": (
        "document.head.appendChild(Object.assign(document.createElement('style'), {textContent: 'p{}'}))",
        "policy: style-src",
    ),
    "inline script": (
        "document.head.appendChild(Object.assign(document.createElement('script'), {textContent: '1'}))",
        "policy: script-src",
    ),
    "outside picture": ("document.body.appendChild(new Image()).src = 'https://x.invalid/y.png'", "policy: img-src"),
    "script error": ("setTimeout(() => { throw new Error('planted') })", "script: planted"),
    "picture without words": (
        "document.querySelector('main').innerHTML += '<img src=\"/favicon.ico\">'",
        "axe: image-alt",
    ),
    "small button": (
        'document.querySelector(\'main\').innerHTML += \'<svg width="10" height="10"><a href="/"></a></svg>'
        '<a href="/" class="brand-x">i</a>\'',
        "target: ",
    ),
    "raw time": ("document.querySelector('main').innerHTML += '<p>2026-01-02T03:04:05</p>'", "language: raw time"),
    "no word": ("document.querySelector('main').innerHTML += '<p>None</p>'", "language: no word"),
    "text cut off": (
        'document.querySelector(\'main\').innerHTML += \'<svg viewBox="0 0 50 50" width="50" height="50" role="img">'
        '<title>t</title><text x="40" y="20" font-size="16">too long for it</text></svg>\'',
        "drawing: cut off",
    ),
    "text too small": (
        'document.querySelector(\'main\').innerHTML += \'<svg viewBox="0 0 500 500" width="50" height="50" role="img">'
        '<title>t</title><text x="40" y="20" font-size="16">a</text></svg>\'',
        "drawing: drawn at",
    ),
    "wide drawing": (
        'document.querySelector(\'main\').innerHTML += \'<svg width="2000" height="20" aria-hidden="true"></svg>\'',
        "scrolls sideways",
    ),
}


@pytest.mark.parametrize("case", PLANTED)
def test_planted_fault_is_found(case: str, watched: Watched) -> None:
    """The fault shows where none was before."""
    script, expected = PLANTED[case]
    watched.open("/help/")
    assert watched.faults() == []
    watched.page.evaluate(f"() => {{ {script} }}")
    watched.page.wait_for_timeout(100)
    assert any(found.startswith(expected) for found in watched.faults()), watched.faults()


def test_chinese_on_an_english_page_is_found(watched: Watched) -> None:
    """Chinese on an English page is found unless it says that it is Chinese."""
    watched.open("/en/help/")
    watched.page.evaluate("() => { document.querySelector('main').innerHTML += '<p>税</p><p lang=zh>率</p>' }")
    assert [found for found in watched.faults() if found.startswith("language")] == ["language: Chinese: 税"]
