"""The commands of README, tutorials and how-tos are run in a scratch clone as a stranger would paste them."""

import shutil
from pathlib import Path

import pytest

from tests.docs.markdown import blocks
from tests.docs.scratch import Scratch
from tests.tidy.files import ROOT

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("scratch")]

RUN_AS_THEY_STAND = ["README.md", "docs/en/tutorials/first-question.md", "docs/zh/tutorials/first-question.md"]
APPLIED = ["howto/add-a-duty-kind.md", "howto/add-a-service.md", "howto/add-a-pack.md", "howto/run-it-for-others.md"]
APPLIED += ["howto/count-a-term.md", "howto/forecast-rates.md", "howto/import-a-tariff.md", "howto/map-codes.md"]
APPLIED += ["howto/assess-origin.md", "howto/import-rules-of-origin.md", "howto/bill-of-materials-and-suppliers.md"]
APPLIED += [
    "explanation/decision-tables.md",
    "howto/connect-a-bank.md",
    "howto/keep-the-books.md",
    "howto/take-retail-import-messages.md",
    "howto/confirm-and-pay-retail-tax.md",
    "howto/receive-webhooks.md",
    "howto/edit-a-rule-table.md",
    "howto/rotate-seal-keys.md",
    "howto/verify-a-certificate.md",
    "howto/verify-a-decision.md",
    "howto/add-a-case-type.md",
    "howto/add-a-font.md",
    "howto/release-and-guarantee.md",
    "tutorials/first-case.md",
]


@pytest.fixture(scope="module")
def clone(tmp_path_factory: pytest.TempPathFactory) -> Scratch:
    """One clone, set up by the command the README names."""
    scratch = Scratch(tmp_path_factory.mktemp("clone"))
    scratch.command("make setup")
    return scratch


@pytest.fixture
def changed(clone: Scratch) -> Scratch:
    """The clone, put back afterwards: a how-to changes sources, and the next one starts from the project as it is."""
    home, kept = clone.folder / "var", clone.folder.with_name("kept")
    shutil.copytree(home, kept)
    yield clone
    clone.command("git reset -q --hard && git clean -fdxq -e /.venv -e /var")
    clone.command(".venv/bin/python -c 'from zaiton.site.catalogues import compile_missing; compile_missing()'")
    shutil.rmtree(home)
    shutil.move(kept, home)


@pytest.mark.parametrize("document", RUN_AS_THEY_STAND)
def test_commands_run(document: str, clone: Scratch) -> None:
    """Every block marked ``run`` ends well, and what the document shows is what comes out."""
    output, ran = "", 0
    for block in blocks(ROOT / document):
        if block.language == "sh" and "run" in block.flags:
            output, ran = clone.run(block), ran + 1
        elif "output" in block.flags:
            missing = [line for line in block.body.splitlines() if line.strip() and line.strip() not in output]
            assert not missing, f"{block.where}: not printed: {missing}\n{output}"
    assert ran


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("howto", APPLIED)
def test_howto_works(howto: str, language: str, changed: Scratch) -> None:
    """Following the how-to to the letter gives what it says: files are written, commands run, their output is as shown."""
    document, output, did = ROOT / "docs" / language / howto, "", 0
    for block in blocks(document):
        if "file" in block.attributes:
            changed.write(block)
            did += 1
        elif block.language == "sh" and "run" in block.flags:
            output = changed.run(block)
            did += 1
        elif "output" in block.flags:
            missing = [line for line in block.body.splitlines() if line.strip() and line.strip() not in output]
            assert not missing, f"{block.where}: not printed: {missing}\n{output}"
    assert did > 1, f"{howto} shows nothing that can be followed"


@pytest.mark.parametrize("howto", APPLIED)
def test_both_languages_show_the_same_blocks(howto: str) -> None:
    """The two versions of a how-to differ in prose only."""
    shown = [
        [(b.language, b.attributes, b.body) for b in blocks(ROOT / "docs" / language / howto) if b.attributes]
        for language in ("zh", "en")
    ]
    assert shown[0] == shown[1]


def test_new_service_passes_every_check(changed: Scratch, tmp_path: Path) -> None:
    """What the scaffold writes is found, routed, translated, tested and tidy without an edit."""
    changed.command("make new-service NAME=berth_times")
    changed.command(".venv/bin/pip install -q --require-hashes -r requirements-test.lock && touch .venv/.test-ok")
    changed.command("git add -A && make check")
    changed.command(".venv/bin/python -m pytest -q src/zaiton/services/berth_times src/zaiton/kit/testing")
    changed.command(".venv/bin/python -m pytest -q tests/journeys/test_every_page.py -k 'berth_times or every_route'")
    assert "berth_times" in changed.command(".venv/bin/zaiton --help") or "berth-times" in changed.command(
        ".venv/bin/zaiton --help"
    )


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_case_type_takes_less_than_a_hundred_lines(language: str) -> None:
    """A definition, its rules and its golden cases: what the how-to has one write."""
    files = [b for b in blocks(ROOT / "docs" / language / "howto/add-a-case-type.md") if "file" in b.attributes]
    assert len(files) == 3
    assert sum(len(block.body.splitlines()) for block in files) < 100
