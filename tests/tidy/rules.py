"""Rules over one text, as functions from the text to what is wrong with it, so that each can be tried on a planted line."""

import ast
import re
from collections.abc import Callable, Iterator

LONGEST_FILE = 400
LONGEST_FUNCTION = 70
UNFINISHED = re.compile(r"\b(?:TO" + r"DO|FIX" + r"ME|HACK)\b|\bNotImplemented" + r"Error\b")
# the page /work/ is an address of the site; a name behind it would be a folder of somebody's machine
MACHINE_PATHS = re.compile(
    r"(?<![\w.])/(?:work(?=/[A-Za-z._])|root|home/[a-z]\w*|Users)/|\.\./sha" + r"red\b|[A-Z]:\\\\Users"
)
HOSTS = re.compile(
    r"\b(?:py" + r"pi\.org|pythonhosted\.org|registry\.npmjs|unpkg\.com|jsdelivr\.net|cdnjs\.|"
    r"googleapis\.com|gstatic\.com|test\.py" + r"pi|proxy\.golang\.org)"
)
LOCK_LINES = re.compile(r"://|--index|--find|--trusted|--extra-index|(?<![\w-])-i\s")
ADDRESS = re.compile(r"[\w.+-]+@([\w-]+(?:\.[\w-]+)+)")
RESERVED_DOMAINS = re.compile(
    r"^[\d.]+$|(?:^|\.)(?:example|test|invalid|localhost)$|(?:^|\.)example\.(?:com|org|net|cn)$", re.IGNORECASE
)
AUTHORSHIP = re.compile(
    r"@author\b|^\s*(?:#|//|/\*)?\s*(?:author|written by|created by)\s*:", re.IGNORECASE | re.MULTILINE
)
TAG = re.compile(r"<[a-zA-Z][^<>]*>", re.DOTALL)
DJANGO_TAG = re.compile(r"{%.*?%}|{{.*?}}|{#.*?#}", re.DOTALL)
IN_A_TAG = {
    "style attribute": re.compile(r"""\sstyle\s*="""),
    "event attribute": re.compile(r"""\son[a-z]+\s*=""", re.IGNORECASE),
    "hx-on": re.compile(r"\shx-on\b"),
    "hx-vars": re.compile(r"\shx-vars\b"),
    "filter in hx-trigger": re.compile(r"""\shx-trigger\s*=\s*["'][^"']*\["""),
    "script address": re.compile(r"""["']\s*(?:javascript|js):""", re.IGNORECASE),
    "outside address": re.compile(r"""\s(?:src|href|action|srcset|hx-[a-z]+)\s*=\s*["']\s*(?:https?:)?//"""),
}
IN_A_PAGE = {
    "style element": re.compile(r"<style\b", re.IGNORECASE),
    "inline script": re.compile(r"<script\b(?![^>]*\ssrc\s*=)[^>]*>", re.IGNORECASE),
}


def too_long(text: str) -> list[str]:
    """Files of more lines than a person keeps in mind."""
    lines = text.count("\n")
    return [f"{lines} lines: split it along its nouns"] if lines > LONGEST_FILE else []


def long_functions(text: str) -> list[str]:
    """Functions too long to be read in one go."""
    wrong = []
    for function in _functions(ast.parse(text)):
        lines = (function.end_lineno or 0) - function.lineno + 1
        if lines > LONGEST_FUNCTION:
            wrong.append(f"{function.name} has {lines} lines")
    return wrong


def without_docstring(text: str) -> list[str]:
    """Modules that do not say what they are for, and public functions and classes that promise nothing."""
    tree = ast.parse(text)
    wrong = ["the module does not say what it is for"] if text.strip() and not ast.get_docstring(tree) else []
    for node in tree.body:
        named = isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef))
        if named and not node.name.startswith("_") and not ast.get_docstring(node):
            wrong.append(f"{node.name} promises nothing")
    return wrong


def without_module_docstring(text: str) -> list[str]:
    """Modules that do not say what they are for."""
    return ["the module does not say what it is for"] if text.strip() and not ast.get_docstring(ast.parse(text)) else []


def unfinished(text: str) -> list[str]:
    """Marks of work put off."""
    return [f"put off: {found}" for found in UNFINISHED.findall(text)]


def machine_paths(text: str) -> list[str]:
    """Paths of somebody's machine."""
    return [f"a machine's path: {found}" for found in MACHINE_PATHS.findall(text)]


def registry_hosts(text: str) -> list[str]:
    """Names of package registries and delivery networks: the project asks none of them by name."""
    return [f"a host: {found}" for found in HOSTS.findall(text)]


def persons(text: str) -> list[str]:
    """Mail addresses outside the domains reserved for examples, and marks of authorship."""
    wrong = [f"a mail address at {domain}" for domain in ADDRESS.findall(text) if not RESERVED_DOMAINS.search(domain)]
    return wrong + [f"authorship: {found.strip()}" for found in AUTHORSHIP.findall(text)]


def lock_origins(text: str) -> list[str]:
    """Lines of a lock that say where packages come from: that is the reader's affair, not the project's."""
    return [line for line in text.splitlines() if LOCK_LINES.search(line)]


def forbidden_markup(text: str) -> list[str]:
    """What the Content-Security-Policy would stop in the browser, stopped here."""
    bare = DJANGO_TAG.sub("x", text)
    wrong = [what for what, pattern in IN_A_PAGE.items() if pattern.search(bare)]
    for tag in TAG.findall(bare):
        wrong += [f"{what} in {tag[:60]}" for what, pattern in IN_A_TAG.items() if pattern.search(tag)]
    return wrong


def _functions(tree: ast.Module) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in ast.walk(tree):
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            yield node


Rule = Callable[[str], list[str]]
