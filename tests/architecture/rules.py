"""The rules imports cannot show, as functions from a source tree to its faults, so that they can be tried on a broken copy."""

import ast
import re
from collections.abc import Callable, Collection, Iterator
from decimal import Decimal
from pathlib import Path

PLAIN_DECIMALS = {Decimal(0), Decimal(1), Decimal(100)}
RELATIONS = {"ForeignKey", "OneToOneField", "ManyToManyField", "get_model", "swappable_dependency"}
REVERSERS = {"reverse", "reverse_lazy", "redirect", "resolve_url"}
TEMPLATE_TAG = re.compile(r"""{%\s*(?:include|extends)\s+["']([^"'#]+)""")
URL_TAG = re.compile(r"""{%\s*url\s+["']([\w-]+):""")
LEFT_OUT = {"__pycache__", "migrations", "tests", "data", "static", "locale"}


def folders_without_init(package: Path) -> list[str]:
    """Folders with Python in them and no ``__init__.py``: the linter is blind below them."""
    holding = {folder for path in package.rglob("*.py") for folder in path.parents if folder.is_relative_to(package)}
    bare = [folder for folder in holding if not (folder / "__init__.py").exists()]
    return [f"{folder.relative_to(package)} has no __init__.py" for folder in sorted(bare)]


def modules_without_migrations(package: Path) -> list[str]:
    """Blocks and services without ``migrations/__init__.py``: Django would silently make no migrations for them."""
    bare = [m for m in _modules(package) if not (m / "migrations" / "__init__.py").exists()]
    return [f"{module.relative_to(package)} has no migrations/__init__.py" for module in bare]


def services_without_domain(package: Path) -> list[str]:
    """Services without an engine of their own: the one room every service must have."""
    bare = [m for m in _services(package) if not (m / "domain").is_dir() and not (m / "domain.py").exists()]
    return [f"{module.relative_to(package)} has no domain" for module in bare]


def modules_without_readme(package: Path) -> list[str]:
    """Blocks and services that do not say in half a page whom they serve."""
    bare = [m for m in _modules(package) if not (m / "README.md").exists()]
    return [f"{module.relative_to(package)} has no README.md" for module in bare]


def tables_of_siblings(package: Path) -> list[str]:
    """Relations and ``get_model`` calls that name another service's table (blocks may not name a service's either)."""
    faults = []
    services = {service.name for service in _services(package)}
    for path, tree in _python(package, RELATIONS):
        for call in _calls(tree, RELATIONS):
            texts = [a.value for a in _arguments(call) if isinstance(a, ast.Constant) and isinstance(a.value, str)]
            for label in {text.partition(".")[0] for text in texts} & services - {_owner(path, package)}:
                faults.append(f"{path.relative_to(package)}:{call.lineno} names a table of {label}")
    return faults


def rows_with_a_way_back(package: Path) -> list[str]:
    """Foreign keys out of a module without ``related_name="+"``: they would plant an attribute on somebody else's rows."""
    faults = []
    modules = {module.name for module in _modules(package)}
    for path, tree in _python(package, RELATIONS):
        for call in _calls(tree, RELATIONS - {"get_model", "swappable_dependency"}):
            first = next(iter(_arguments(call)), None)
            label = _target_label(first)
            if label in modules - {_owner(path, package)} and not _has_plus(call):
                faults.append(f"{path.relative_to(package)}:{call.lineno} points to {label} without related_name='+'")
    return faults


def templates_of_siblings(package: Path) -> list[str]:
    """Templates of a service included, extended or rendered from anywhere else, and templates outside their own folder."""
    faults = []
    services = {service.name for service in _services(package)}
    for path in _templates(package):
        owner = _owner(path, package)
        for name in TEMPLATE_TAG.findall(path.read_text(encoding="utf-8")):
            if name.partition("/")[0] in services - {owner}:
                faults.append(f"{path.relative_to(package)} takes {name} from another service")
        parts = path.relative_to(package).parts
        if parts[0] in {"blocks", "services"} and parts[3] not in _namespaces(package / parts[0] / owner):
            faults.append(f"{path.relative_to(package)} must lie in templates/{owner}/")
    for path, tree in _python(package, {".html"}):
        for node in ast.walk(tree):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and ".html" in node.value:
                label, slash, _ = node.value.partition("/")
                if slash and label in services - {_owner(path, package)}:
                    faults.append(f"{path.relative_to(package)}:{node.lineno} renders {node.value}")
    return faults


def urls_of_siblings(package: Path) -> list[str]:
    """Address names of a service reversed from anywhere else; the site goes through the manifest's ``home``."""
    faults = []
    owners = {namespace: service.name for service in _services(package) for namespace in _namespaces(service)}
    for path in _templates(package):
        for namespace in URL_TAG.findall(path.read_text(encoding="utf-8")):
            if owners.get(namespace, _owner(path, package)) != _owner(path, package):
                faults.append(f"{path.relative_to(package)} links into {namespace}")
    for path, tree in _python(package, REVERSERS):
        for call in _calls(tree, REVERSERS):
            for argument in call.args[:1]:
                text = argument.value if isinstance(argument, ast.Constant) else ""
                namespace, colon, _ = str(text).partition(":")
                if colon and owners.get(namespace, _owner(path, package)) != _owner(path, package):
                    faults.append(f"{path.relative_to(package)}:{call.lineno} links into {namespace}")
    return faults


def figures_in_domains(package: Path) -> list[str]:
    """Decimal literals other than 0, 1 and 100 in a domain: a number from a decree belongs to ``data``."""
    faults = []
    for path, tree in _python(package, {"Decimal"}):
        if "domain" not in path.relative_to(package).parts[2:] and path.name != "domain.py":
            continue
        for call in _calls(tree, {"Decimal"}):
            for argument in call.args:
                if isinstance(argument, ast.Constant) and not _plain(argument.value):
                    faults.append(f"{path.relative_to(package)}:{call.lineno} holds the figure {argument.value!r}")
    return faults


DAYS_AND_CHANCES = {f"blocks/cases/domain/{name}.py" for name in ("schedule", "simulate")}
DAYS_AND_CHANCES |= {"services/retail_tax/domain/chances.py"}
AMOUNT = re.compile(r"\b(fen|fee|amount|money|rate|duty)|Decimal")


def floats_in_money(package: Path) -> list[str]:
    """Binary fractions where amounts and rates are computed: in ``base/money.py`` and every domain.

    Asking whether something is one, in order to refuse it, is no use of it. ``DAYS_AND_CHANCES`` reckon with days and with
    chance; they may, as long as no amount is named in them.
    """
    faults = []
    for path in _sources(package):
        relative = path.relative_to(package)
        if relative.as_posix() in DAYS_AND_CHANCES:
            if AMOUNT.search(path.read_text(encoding="utf-8")):
                faults.append(f"{relative} reckons with binary fractions and names an amount")
            continue
        if relative.as_posix() != "base/money.py" and "domain" not in relative.parts[2:] and path.name != "domain.py":
            continue
        tree = _parsed(path)
        checks = {id(part) for call in _calls(tree, {"isinstance"}) for part in ast.walk(call)}
        for node in ast.walk(tree):
            literal = isinstance(node, ast.Constant) and isinstance(node.value, float)
            if id(node) not in checks and (literal or (isinstance(node, ast.Name) and node.id == "float")):
                faults.append(f"{relative}:{node.lineno} uses a binary fraction")
    return faults


def doors_nobody_uses(package: Path) -> list[str]:
    """A service's ``public.py`` that no sibling imports and its manifest does not name: deleted until somebody needs it."""
    faults = []
    for service in _services(package):
        dotted = f"zaiton.services.{service.name}.public"
        if (service / "public.py").exists() and not any(
            dotted in path.read_text(encoding="utf-8") or f"services.{service.name} import public" in path.read_text()
            for path in _sources(package)
            if _owner(path, package) != service.name or path == service / "manifest.py"
        ):
            faults.append(f"services/{service.name}/public.py is imported by nobody")
    return faults


RULES: dict[str, Callable[[Path], list[str]]] = {
    rule.__name__: rule
    for rule in (
        folders_without_init,
        modules_without_migrations,
        modules_without_readme,
        services_without_domain,
        tables_of_siblings,
        rows_with_a_way_back,
        templates_of_siblings,
        urls_of_siblings,
        figures_in_domains,
        floats_in_money,
        doors_nobody_uses,
    )
}


def _modules(package: Path) -> list[Path]:
    return sorted(manifest.parent for manifest in package.glob("*/*/manifest.py"))


def _services(package: Path) -> list[Path]:
    return sorted(m for m in (package / "services").iterdir() if m.is_dir() and m.name not in LEFT_OUT)


def _owner(path: Path, package: Path) -> str:
    parts = path.relative_to(package).parts
    return parts[1] if parts[0] in {"blocks", "services"} and len(parts) > 2 else parts[0]


def _sources(package: Path) -> list[Path]:
    return sorted(path for path in package.rglob("*.py") if not LEFT_OUT & set(path.relative_to(package).parts))


def _python(package: Path, words: Collection[str]) -> Iterator[tuple[Path, ast.Module]]:
    """The files in which one of the words stands at all: to parse the others would find nothing and take long."""
    for path in _sources(package):
        text = path.read_text(encoding="utf-8")
        if any(word in text for word in words):
            yield path, _parsed(path)


def _parsed(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"), str(path))


def _templates(package: Path) -> list[Path]:
    return sorted(path for path in package.glob("**/templates/**/*") if path.suffix in {".html", ".txt"})


def _calls(tree: ast.Module, names: set[str]) -> Iterator[ast.Call]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            called = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            if called in names:
                yield node


def _arguments(call: ast.Call) -> list[ast.expr]:
    return [*call.args, *(k.value for k in call.keywords if k.arg in {"to", "through", "app_label"})]


def _target_label(argument: ast.expr | None) -> str:
    if isinstance(argument, ast.Constant) and isinstance(argument.value, str):
        return argument.value.partition(".")[0]
    if isinstance(argument, ast.Attribute) and argument.attr == "AUTH_USER_MODEL":
        return "identity"
    return ""


def _has_plus(call: ast.Call) -> bool:
    return any(
        k.arg == "related_name" and isinstance(k.value, ast.Constant) and k.value.value == "+" for k in call.keywords
    )


def _namespaces(module: Path) -> set[str]:
    manifest = module / "manifest.py"
    slugs = re.findall(r"""slug=["']([\w-]+)["']""", manifest.read_text(encoding="utf-8")) if manifest.exists() else []
    return {slug.replace("-", "_") for slug in slugs} | {module.name}


def _plain(value: object) -> bool:
    try:
        return Decimal(str(value)) in PLAIN_DECIMALS
    except ArithmeticError:
        return False
