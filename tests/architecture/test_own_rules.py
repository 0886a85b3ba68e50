"""The rules of our own: green on the sources as they are, red when each is broken."""

from collections.abc import Callable
from functools import cache

import pytest

from tests.architecture.house import ROOT, House, spared
from tests.architecture.rules import RULES

PLANTED = {
    "tables_of_siblings": {
        "foreign key": ("services/alpha/models.py", 'ROW = models.ForeignKey("beta.Row", on_delete=None)\n'),
        "keyword": ("services/alpha/models.py", 'ROW = models.ManyToManyField(to="beta.Row")\n'),
        "get_model": ("services/alpha/queries.py", 'ROW = apps.get_model("beta", "Row")\n'),
        "get_model dotted": ("services/alpha/queries.py", 'ROW = apps.get_model("beta.row")\n'),
        "from a block": ("blocks/law/models.py", '\nROW = models.ForeignKey("beta.Row", on_delete=None)\n'),
    },
    "rows_with_a_way_back": {
        "to a block": ("services/alpha/models.py", 'P = models.ForeignKey("identity.Person", on_delete=None)\n'),
        "to the user model": (
            "services/alpha/models.py",
            'P = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=None, related_name="rows")\n',
        ),
    },
    "templates_of_siblings": {
        "include": ("services/alpha/templates/alpha/a.html", '{% include "beta/row.html" %}\n'),
        "extends": ("services/alpha/templates/alpha/a.html", '{% extends "beta/base.html" %}\n'),
        "kit includes a service": ("kit/pages/templates/kit/planted.html", '{% include "beta/row.html" %}\n'),
        "rendered": ("services/alpha/pages.py", 'PAGE = render(None, "beta/row.html#part")\n'),
        "not in its own folder": ("services/alpha/templates/row.html", "<p>row</p>\n"),
    },
    "urls_of_siblings": {
        "template": ("services/alpha/templates/alpha/a.html", "{% url 'beta:row' 1 %}\n"),
        "site template": ("site/templates/site/planted.html", '{% url "beta:row" %}\n'),
        "reverse": ("services/alpha/pages.py", 'ADDRESS = reverse("beta:row")\n'),
        "redirect": ("blocks/law/planted.py", 'ADDRESS = redirect("beta:row")\n'),
    },
    "figures_in_domains": {
        "text": ("services/alpha/domain/engine.py", '\nRATE = Decimal("0.25")\n'),
        "number": ("services/alpha/domain/engine.py", "\nRATE = Decimal(25)\n"),
        "block": ("blocks/law/domain/planted.py", 'RATE = Decimal("12")\n'),
    },
    "floats_in_money": {
        "literal": ("services/alpha/domain/engine.py", "\nRATE = 0.25\n"),
        "conversion": ("services/alpha/domain/engine.py", '\nRATE = float("1")\n'),
        "money": ("base/money.py", "\nRATE = 0.25\n"),
        "amount among days": ("blocks/cases/domain/simulate.py", "\nfee_fen = 0.25\n"),
    },
    "doors_nobody_uses": {"unused": ("services/alpha/public.py", '"""Door."""\n')},
}
REMOVED = {
    "modules_without_migrations": ("services/alpha/migrations/__init__.py", "blocks/evidence/migrations/__init__.py"),
    "modules_without_readme": ("services/tariff/README.md", "blocks/evidence/README.md"),
}
CASES = [(rule, name) for rule, cases in PLANTED.items() for name in cases]


@pytest.mark.parametrize("rule", RULES)
def test_the_sources_keep_the_rule(rule: str) -> None:
    """The real tree has no fault under this rule."""
    assert RULES[rule](ROOT / "src" / "zaiton") == []


@pytest.fixture(scope="module")
def faults_before(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], list[str]]:
    """What a rule finds in an untouched copy, found once."""
    package = spared(tmp_path_factory.mktemp("untouched")).package
    return cache(lambda rule: RULES[rule](package))


@pytest.mark.parametrize(("rule", "case"), CASES)
def test_planted_fault_is_found(rule: str, case: str, house: House, faults_before: Callable[[str], list[str]]) -> None:
    """Each planted fault is found, and it is the only one more than before."""
    path, text = PLANTED[rule][case]
    house.write(path, text)
    found = [fault for fault in RULES[rule](house.package) if fault not in faults_before(rule)]
    assert len(found) == 1 and path.split("/")[1] in found[0], found


@pytest.mark.parametrize(("rule", "path"), [(rule, path) for rule, paths in REMOVED.items() for path in paths])
def test_removed_file_is_missed(rule: str, path: str, house: House) -> None:
    """Taking a required file away is found."""
    before = RULES[rule](house.package)
    (house.package / path).unlink()
    assert len(RULES[rule](house.package)) == len(before) + 1


def test_folder_without_init_is_found(house: House) -> None:
    """A folder the linter cannot see into is found, however deep."""
    deep = house.package / "services" / "alpha" / "domain" / "deep" / "deeper"
    deep.mkdir(parents=True)
    (deep / "engine.py").write_text("X = 1\n")
    assert len(RULES["folders_without_init"](house.package)) == 2


def test_service_without_domain_is_found(house: House) -> None:
    """A service that computes nothing of its own is found."""
    house.write("services/gamma/manifest.py", "X = 1\n")
    assert RULES["services_without_domain"](house.package) == ["services/gamma has no domain"]


@pytest.mark.parametrize(
    "call",
    ["datetime.datetime.now()", "datetime.datetime.utcnow()", "datetime.date.today()", "datetime.datetime.today()"],
)
def test_reading_the_clock_is_red(call: str, house: House) -> None:
    """The clock is read in one place; ruff's banned list turns every other reading red."""
    house.write("services/alpha/domain/late.py", f'"""Late."""\n\nimport datetime\n\nNOW = {call}\n')
    code, report = house.ruff("--select", "TID251")
    assert code == 1 and "late.py" in report, report


def test_every_rule_has_a_planted_fault() -> None:
    """A rule added without a planted fault fails here."""
    tried = set(PLANTED) | set(REMOVED) | {"folders_without_init", "services_without_domain"}
    assert set(RULES) == tried
