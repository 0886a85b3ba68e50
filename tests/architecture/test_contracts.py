"""Import contracts: green on the sources as they are, red when each is broken."""

import os
import re
import subprocess
import sys
from pathlib import Path

import grimp
import pytest

from tests.architecture.house import ROOT, House

PLANTED = {
    "kit knows no block": ("Floors", "kit/planted.py", "import zaiton.blocks.evidence.public\n"),
    "a block knows no service": ("Floors", "blocks/law/queries.py", "\nimport zaiton.services.alpha.manifest\n"),
    "base knows no kit": ("Floors", "base/planted.py", "import zaiton.kit.clock\n"),
    "a service does not know the site": ("Floors", "services/alpha/pages.py", "import zaiton.site.discovery\n"),
    "domain below models": (
        "Rooms inside a module",
        "services/alpha/domain/engine.py",
        "\nimport zaiton.services.alpha.queries\n",
    ),
    "queries do not act": (
        "Rooms inside a module",
        "services/alpha/queries.py",
        "import zaiton.services.alpha.actions\n",
    ),
    "doors do not know one another": (
        "Rooms inside a module",
        "services/alpha/api.py",
        "import zaiton.services.alpha.pages\n",
    ),
    "no invented room": ("Rooms inside a module", "services/alpha/helpers.py", "X = 1\n"),
    "evidence lies below identity": (
        "Blocks are ordered",
        "blocks/evidence/queries.py",
        "\nimport zaiton.blocks.identity.public\n",
    ),
    "no invented block": ("Blocks are ordered", "blocks/ghost/manifest.py", "X = 1\n"),
    "siblings need a declared edge": (
        "One door per service",
        "services/beta/pages.py",
        "import zaiton.services.alpha.public\n",
    ),
    "siblings come in by the door": (
        "One door per service",
        "services/beta/pages.py",
        "import zaiton.services.alpha.queries\n",
    ),
    "the site sees manifests only": (
        "One door per service",
        "site/planted.py",
        "import zaiton.services.alpha.public\n",
    ),
    "blocks are entered by the door": (
        "One door per block",
        "services/alpha/pages.py",
        "import zaiton.blocks.evidence.actions\n",
    ),
    "the site sees a block's manifest only": (
        "One door per block",
        "site/planted.py",
        "import zaiton.blocks.evidence.public\n",
    ),
    "a bank has its own way with amounts": (
        "Counterparts share no code",
        "counterparts/bank/planted.py",
        "import zaiton.base.money\n",
    ),
    "a counterpart has no Django": ("Counterparts share no code", "counterparts/planted.py", "import django.conf\n"),
    "a channel does not reach into the bank": (
        "Nobody uses the code of counterparts",
        "services/alpha/queries.py",
        "import zaiton.counterparts.bank.reading\n",
    ),
    "a domain opens no file": ("Domains are pure", "services/alpha/domain/io.py", "import shutil\n"),
    "a domain draws no lots": ("Domains are pure", "services/alpha/domain/lots.py", "import random\n"),
    "a domain knows no Django": ("Domains are pure", "blocks/law/domain/orm.py", "import django.db\n"),
    "a domain knows no kit": ("Domains are pure", "services/alpha/domain/kit.py", "import zaiton.kit.clock\n"),
    "a page does not touch tables": (
        "Doors do not touch tables",
        "services/alpha/pages.py",
        "import zaiton.services.alpha.models\n",
    ),
    "a block's command does not touch tables": (
        "Doors do not touch tables",
        "blocks/identity/cli.py",
        "\nimport zaiton.blocks.identity.models\n",
    ),
    "a manifest does not touch tables": (
        "Doors do not touch tables",
        "services/alpha/manifest.py",
        "\nimport zaiton.services.alpha.models\n",
    ),
    "a page does not touch the queue": (
        "Doors do not touch tables",
        "services/alpha/pages.py",
        "import zaiton.kit.work.models\n",
    ),
    "no cycles": ("No cycles anywhere", "base/one.py", "import zaiton.base.two\n"),
}
ALONGSIDE = {
    "services/alpha/models.py": '"""Tables."""\n',
    "services/alpha/queries.py": '"""Reads."""\n',
    "services/alpha/actions.py": '"""Verbs."""\n',
    "services/alpha/pages.py": '"""Pages."""\n',
    "services/alpha/public.py": '"""Door."""\n',
    "base/two.py": "import zaiton.base.one\n",
}


def _broken(report: str) -> set[str]:
    return set(re.findall(r"^(.+?)\s+BROKEN\b", report, re.MULTILINE))


def test_the_sources_keep_every_contract() -> None:
    """The real tree is green, and the linter has seen every module there is."""
    lint = [sys.executable, "-c", "from importlinter.cli import lint_imports_command as c; c(['--no-cache'])"]
    env = {**os.environ, "PYTHONPATH": f"{ROOT / 'src'}:{ROOT}", "NO_COLOR": "1", "COLUMNS": "200"}
    done = subprocess.run(lint, cwd=ROOT, env=env, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_linter_sees_every_module() -> None:
    """Each source file is in the graph the contracts are checked on; a file outside it would be free of every rule."""
    seen = grimp.build_graph("zaiton", cache_dir=None).modules
    package = ROOT / "src" / "zaiton"
    files = {path.relative_to(package.parent).with_suffix("") for path in package.rglob("*.py")}
    names = {".".join(f.parts).removesuffix(".__init__") for f in files}
    assert names - seen == set()


def test_spare_modules_are_correct(house: House) -> None:
    """The copy with the two spare services is green, so that what turns red later is what was planted."""
    for path, text in ALONGSIDE.items():
        if not path.startswith("base/"):
            house.write(path, text)
    code, report = house.contracts()
    assert code == 0, report


@pytest.mark.parametrize("case", PLANTED)
def test_planted_import_turns_its_contract_red(case: str, house: House) -> None:
    """Each forbidden import breaks the contract it is meant to break."""
    contract, path, text = PLANTED[case]
    for other, content in ALONGSIDE.items():
        if other != path and not (other.startswith("base/") and contract != "No cycles anywhere"):
            house.write(other, content)
    house.write(path, text)
    code, report = house.contracts()
    assert code == 1, report
    assert contract in _broken(report), report


def test_an_unused_edge_is_red(house: House) -> None:
    """An edge between services that nobody walks must be deleted from the declaration."""
    house.configure("edges = [", 'edges = ["alpha -> beta", ')
    code, report = house.contracts()
    assert code == 1 and "is unused: delete it" in report, report


def test_a_declared_edge_through_the_door_is_green(house: House) -> None:
    """A declared edge may be walked, through ``public``; the rule forbids no more than it says."""
    house.write("services/alpha/public.py", '"""Door."""\n')
    house.write("services/beta/queries.py", '"""Reads."""\n\nimport zaiton.services.alpha.public  # noqa: F401\n')
    house.configure("edges = [", 'edges = ["beta -> alpha", ')
    code, report = house.contracts()
    assert code == 0, report


def test_tests_may_make_what_they_need_in_a_block_but_not_in_a_sibling_service(house: House) -> None:
    """A test of one module may use a block's actions and factories; a service's rooms stay closed to it."""
    for path, text in ALONGSIDE.items():
        if not path.startswith("base/"):
            house.write(path, text)
    house.write("services/beta/tests/__init__.py", '"""Tests."""\n')
    house.write("services/beta/tests/planted.py", "import zaiton.blocks.identity.tests.factories\n")
    code, report = house.contracts()
    assert code == 0, report
    house.write("services/beta/tests/planted.py", "import zaiton.services.alpha.models\n")
    code, report = house.contracts()
    assert code == 1 and "One door per service" in _broken(report), report


def test_every_contract_has_a_planted_violation() -> None:
    """A contract added to ``pyproject.toml`` without a planted violation fails here."""
    import tomllib

    declared = tomllib.loads(Path(ROOT, "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
    assert {contract["name"] for contract in declared} == {contract for contract, _, _ in PLANTED.values()}
