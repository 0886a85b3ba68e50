"""Every file of the project against the rules over one text, and every rule against a planted line."""

from pathlib import Path

import pytest

from tests.tidy import rules
from tests.tidy.files import PACKAGE, ROOT, files, read, text_files

UNTIDY_NAMES = {"utils", "util", "helpers", "helper", "common", "misc", "shared", "stuff", "base_utils"}
LONG_BY_NATURE = {"uv.lock", "requirements.lock", "requirements-test.lock", "LICENSE"}
"""Files that may be long: locks and the licence. Data tables and catalogues are not code and are not counted."""


def _sources() -> list[Path]:
    return [path for path in files(".py") if "migrations" not in path.parts]


def _product() -> list[Path]:
    return [path for path in files(".py", below=PACKAGE) if not {"migrations", "tests"} & set(path.parts)]


def _counted() -> list[Path]:
    return [path for path in files(".py", ".html", ".css", ".js", ".mk", ".sh") if path.name not in LONG_BY_NATURE]


def _prose() -> list[Path]:
    rules_file = ROOT / "tests" / "tidy"
    return [p for p in text_files() if not p.is_relative_to(rules_file) and p.name not in LONG_BY_NATURE]


def _templates() -> list[Path]:
    return [path for path in files(".html", ".svg") if "templates" in path.parts or "static" in path.parts]


def _locks() -> list[Path]:
    return files(".lock")


APPLIED = {
    "too_long": _counted,
    "long_functions": _sources,
    "without_docstring": _product,
    "without_module_docstring": _sources,
    "unfinished": _prose,
    "machine_paths": _prose,
    "registry_hosts": _prose,
    "persons": _prose,
    "lock_origins": _locks,
    "forbidden_markup": _templates,
}
PLANTED = {
    "too_long": ["x\n" * 401],
    "long_functions": [
        "def f():\n" + "    x = 1\n" * 70,
        "class A:\n    async def f(self):\n" + "        x = 1\n" * 70,
    ],
    "without_docstring": ["X = 1\n", '"""Doc."""\ndef f():\n    pass\n', '"""Doc."""\nclass A:\n    x = 1\n'],
    "without_module_docstring": ["X = 1\n"],
    "unfinished": ["# TO" + "DO later", "raise NotImplemented" + "Error"],
    "machine_paths": ["open('/work/x')", "see ../sha" + "red/x", "cd /home/lin/x", "/root/.cache"],
    "registry_hosts": ["https://py" + "pi.org/simple", "//cdn.jsdelivr.net/x.js"],
    "persons": ["mail lin@harbour.cn", "# Author: somebody"],
    "lock_origins": ["--index-url x", "x @ https://y", "--find-links z", "--trusted-host h", "-i x"],
    "forbidden_markup": [
        '<p style="x">',
        "<p\n style='x'>",
        "<style>",
        '<a onclick="x">',
        '<form hx-on:click="x">',
        '<form hx-vars="x">',
        '<a href="javascript:x">',
        '<div hx-vals="js:x">',
        '<div hx-trigger="click[ctrlKey]">',
        "<script>x</script>",
        '<script type="application/json">{}</script>',
        '<script src="https://x.example/y.js"></script>',
        '<img src="//x.example/y">',
    ],
}
CLEAN = {
    "persons": ["mail lin@harbour.example, agent@example.com"],
    "machine_paths": [
        "see docs/work/x and https://x.example/home/",
        "a/work/b",
        "the page /work/ and /work/?state=dead, /work/17/",
    ],
    "unfinished": ["the to-do list of a clerk"],
    "forbidden_markup": [
        '{% if on_time == 1 %}<p class="style on">on = off</p>{% endif %}',
        "<script src=\"{% static 'kit/site.js' %}\" defer></script>",
        '<a href="{% url \'x\' %}" data-one="1">',
    ],
}


@pytest.mark.parametrize("rule", APPLIED)
def test_project_keeps_the_rule(rule: str) -> None:
    """No file of the project breaks this rule."""
    chosen = APPLIED[rule]()
    assert chosen, f"{rule} looks at no file at all"
    faults = [f"{path.relative_to(ROOT)}: {what}" for path in chosen for what in getattr(rules, rule)(read(path))]
    assert not faults, "\n" + "\n".join(faults)


@pytest.mark.parametrize(("rule", "text"), [(rule, text) for rule, texts in PLANTED.items() for text in texts])
def test_planted_text_is_found(rule: str, text: str) -> None:
    """The rule sees what it forbids."""
    assert getattr(rules, rule)(text)


@pytest.mark.parametrize(("rule", "text"), [(rule, text) for rule, texts in CLEAN.items() for text in texts])
def test_clean_text_passes(rule: str, text: str) -> None:
    """The rule forbids no more than it says."""
    assert getattr(rules, rule)(text) == []


def test_every_rule_is_applied_and_planted() -> None:
    """A rule that is applied nowhere, or was never seen to bite, fails here."""
    assert set(APPLIED) == set(PLANTED)


def test_no_drawer_for_odds_and_ends() -> None:
    """A helper is named for its subject or it is not ready to be shared."""
    assert [str(path.relative_to(ROOT)) for path in files(".py") if path.stem in UNTIDY_NAMES] == []
    assert [str(path.relative_to(ROOT)) for path in files(".py") if path.parent.name in UNTIDY_NAMES] == []


def test_file_names_are_plain() -> None:
    """File names are ASCII without spaces, so that they survive every archive and shell."""
    assert [p.name for p in text_files() if not p.name.isascii() or " " in p.name] == []
