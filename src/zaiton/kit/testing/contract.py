"""The contract every module keeps, as checks that return what is wrong in one line each; an empty list means kept.

``tests`` calls them over every manifest. They look at the running site: pages, the API schema, refusals, texts, the folder.
"""

import ast
import importlib
import inspect
import pkgutil
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import ModuleType
from typing import Any

from django.test import Client
from django.urls import NoReverseMatch, URLPattern, URLResolver, get_resolver, reverse
from django.utils import translation

from zaiton.base.refusals import Refusal
from zaiton.kit.manifest import Manifest

LANGUAGES = ("zh-hans", "en")
PAGE_STATUSES = {200, 302}
PROBLEM_STATUSES = {"400", "401", "403", "404", "409", "422", "429"}


def page_faults(manifest: Manifest, client: Client) -> list[str]:
    """Every address of the module that takes no parameter answers a GET in both languages, or sends to sign-in."""
    faults = []
    for name in _plain_names(manifest):
        for language in LANGUAGES:
            with translation.override(language):
                try:
                    address = reverse(name)
                except NoReverseMatch:
                    continue
            response = client.get(address)
            if response.status_code not in PAGE_STATUSES | {405}:
                faults.append(f"{address}: status {response.status_code}")
            elif response.status_code == 200 and response.headers["Content-Type"].startswith("text/html"):
                faults += [f"{address}: {what}" for what in _html_faults(response.content.decode(), language)]
    return faults


def api_faults(manifest: Manifest, schema: Mapping[str, Any]) -> list[str]:
    """Every operation of the module has a summary, and its answers name at least one error as a problem."""
    faults = []
    for path, item in schema["paths"].items():
        if not path.startswith(f"/api/{manifest.slug}/"):
            continue
        for method, operation in item.items():
            if not operation.get("summary"):
                faults.append(f"{method.upper()} {path}: no summary")
            if not PROBLEM_STATUSES & {str(code) for code in operation.get("responses", {})}:
                faults.append(f"{method.upper()} {path}: no error response (use PROBLEM_SCHEMA)")
    return faults


def refusal_faults(package: str) -> list[str]:
    """Every refusal of the package has a code of its own and sentences that are translated into Chinese."""
    faults = []
    seen: dict[str, type[Refusal]] = {}
    for refusal in refusals_of(package):
        name = f"{refusal.__module__}.{refusal.__qualname__}"
        if "code" not in vars(refusal) and refusal.code in {Refusal.code, ""}:
            faults.append(f"{name}: no code")
        if seen.setdefault(refusal.code, refusal) is not refusal and "code" in vars(refusal):
            faults.append(f"{name}: code {refusal.code} is also that of {seen[refusal.code].__qualname__}")
        if not refusal.message and "__init__" not in vars(refusal):
            faults.append(f"{name}: no message")
        faults += [f"{name}: not in Chinese: {text!r}" for text in _untranslated(refusal.message, refusal.mend)]
    return faults


def folder_faults(folder: Path) -> list[str]:
    """The module's folder says what it is, has its catalogue, and its migrations package where it has models."""
    faults = []
    if not (folder / "README.md").is_file():
        faults.append(f"{folder.name}: no README.md")
    if not (folder / "locale" / "zh_Hans" / "LC_MESSAGES" / "django.po").is_file():
        faults.append(f"{folder.name}: no Chinese catalogue")
    if not (folder / "migrations" / "__init__.py").is_file():
        faults.append(f"{folder.name}: no migrations package")
    return faults


def manifest_faults(package: str, manifest: Manifest) -> list[str]:
    """Everything the manifest points at exists, and its texts are translated into Chinese."""
    texts = [manifest.title, manifest.summary, manifest.shelf, *(c.title for c in manifest.commands.values())]
    faults = [f"{package}: not in Chinese: {text!r}" for text in _untranslated(*texts)]
    faults += [f"{package}: not in Chinese: {text!r}" for text in _untranslated(*manifest.actions.values())]
    kinds = manifest.notices.values()
    faults += [f"{package}: not in Chinese: {text!r}" for k in kinds for text in _untranslated(k.title, k.sentence)]
    pointed = [
        manifest.router,
        *(command.dotted for command in manifest.commands.values()),
        manifest.setup,
        manifest.context,
        manifest.at_work,
        manifest.missing,
        *manifest.pack_checks.values(),
    ]
    for dotted in filter(None, pointed):
        module, _, name = dotted.partition(":")
        if not hasattr(importlib.import_module(module), name):
            faults.append(f"{package}: {dotted} does not exist")
    if manifest.home:
        try:
            reverse(manifest.home)
        except NoReverseMatch:
            faults.append(f"{package}: there is no page {manifest.home}")
    return faults


def golden_faults(package: str, folder: Path) -> list[str]:
    """A service with a domain has golden cases, and a test of its own that reads them without Django."""
    if not (folder / "domain").exists() and not (folder / "domain.py").exists():
        return [f"{package}: no domain room"]
    if not list((folder / "golden").glob("*.yaml")):
        return [f"{package}: no golden cases"]
    for test in (folder / "tests").glob("test_*.py"):
        text = test.read_text(encoding="utf-8")
        if "golden" in text and not _imports(text, "django"):
            return []
    return [f"{package}: no test runs the golden cases on the domain alone"]


def refusals_of(package: str) -> list[type[Refusal]]:
    """Every refusal class defined in the package, tests left out."""
    found: dict[str, type[Refusal]] = {}
    for module in _modules(package):
        for _, item in inspect.getmembers(module, inspect.isclass):
            own = issubclass(item, Refusal) and item is not Refusal and item.__module__ == module.__name__
            if own and not item.__name__.startswith("_") and not item.__subclasses__():
                found[f"{item.__module__}.{item.__qualname__}"] = item
    return [found[name] for name in sorted(found)]


def _modules(package: str) -> Iterator[ModuleType]:
    root = importlib.import_module(package)
    yield root
    for info in pkgutil.walk_packages(getattr(root, "__path__", []), f"{package}."):
        if ".tests" not in info.name and ".migrations" not in info.name and not info.name.endswith("__main__"):
            yield importlib.import_module(info.name)


def _plain_names(manifest: Manifest) -> Iterator[str]:
    for resolver in get_resolver().url_patterns:
        for name in _names_below(resolver):
            if name.startswith(f"{manifest.label}:"):
                yield name


def _names_below(entry: URLPattern | URLResolver, namespace: str = "") -> Iterator[str]:
    if isinstance(entry, URLPattern):
        if entry.name and not entry.pattern.converters:
            yield f"{namespace}{entry.name}"
        return
    inner = f"{namespace}{entry.namespace}:" if entry.namespace else namespace
    for child in entry.url_patterns:
        yield from _names_below(child, inner)


def _html_faults(html: str, language: str) -> Iterator[str]:
    wanted = "en" if language == "en" else "zh-Hans-CN"
    if "<html" not in html:
        return
    if f'<html lang="{wanted}"' not in html:
        yield f"lang is not {wanted}"
    if html.count("<h1") != 1:
        yield "not exactly one h1"
    if ">None<" in html:
        yield "shows None"


def _untranslated(*messages: str) -> list[str]:
    with translation.override("zh-hans"):
        return [text for text in messages if text and translation.gettext(text) == text]


def _imports(source: str, package: str) -> bool:
    for node in ast.walk(ast.parse(source)):
        names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
        names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
        if any(name == package or name.startswith(f"{package}.") for name in names):
            return True
    return False
