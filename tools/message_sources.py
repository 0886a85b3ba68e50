"""Where sentences come from: the marked strings of Python modules and the translate tags of templates.

Templates are read with Django's own lexer and the msgids are built exactly as Django builds them while rendering
(percent signs doubled, variables as ``%(name)s``, ``trimmed`` honoured), so what is collected is what will be looked up.
"""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

Sentence = tuple[str | None, str, str | None]
"""Context or None, msgid, plural msgid or None."""

PLAIN = ("_", "gettext", "gettext_lazy", "gettext_noop")
PLURAL = ("ngettext", "ngettext_lazy")
CONTEXT = ("pgettext", "pgettext_lazy")
CONTEXT_PLURAL = ("npgettext", "npgettext_lazy")
LITERAL = re.compile(r"""_\(\s*("(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')\s*\)""")
QUOTED = re.compile(r"""^("(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')""")


def python_sentences(path: Path) -> Iterator[Sentence]:
    """The sentences marked in one Python module, wherever in an expression they stand, f-strings included."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call)]
    for call in sorted(calls, key=lambda call: (call.lineno, call.col_offset)):
        function = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
        texts = [a.value for a in call.args if isinstance(a, ast.Constant) and isinstance(a.value, str)]
        if function in PLAIN and texts:
            yield None, texts[0], None
        elif function in PLURAL and len(texts) > 1:
            yield None, texts[0], texts[1]
        elif function in CONTEXT and len(texts) > 1:
            yield texts[0], texts[1], None
        elif function in CONTEXT_PLURAL and len(texts) > 2:
            yield texts[0], texts[1], texts[2]
    yield from _command_help(tree)


def _command_help(tree: ast.Module) -> Iterator[Sentence]:
    """The docstrings of commands: what ``--help`` shows, translated like any other sentence."""
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef) and any(_makes_command(decorator) for decorator in node.decorator_list):
            help_text = ast.get_docstring(node)
            if help_text:
                yield None, help_text.strip(), None


def _makes_command(decorator: ast.expr) -> bool:
    if not isinstance(decorator, ast.Call) or not isinstance(decorator.func, ast.Attribute):
        return False
    return decorator.func.attr in {"command", "group"} and not any(k.arg == "help" for k in decorator.keywords)


def template_sentences(path: Path) -> Iterator[Sentence]:
    """The sentences of one template: ``translate``, ``blocktranslate`` and ``_()`` arguments."""
    from django.template.base import Lexer, TokenType

    tokens = iter(Lexer(path.read_text(encoding="utf-8")).tokenize())
    for token in tokens:
        if token.token_type not in {TokenType.BLOCK, TokenType.VAR}:
            continue
        name = token.contents.split(maxsplit=1)[0] if token.contents else ""
        if token.token_type is TokenType.BLOCK and name in {"blocktrans", "blocktranslate"}:
            yield _block(token.contents, tokens)
            continue
        if token.token_type is TokenType.BLOCK and name in {"trans", "translate"}:
            yield from _tag(token.contents)
        for literal in LITERAL.findall(token.contents):
            yield None, _unquoted(literal), None


def _tag(contents: str) -> Iterator[Sentence]:
    from django.utils.text import smart_split

    bits = list(smart_split(contents))
    literal = QUOTED.match(bits[1])
    if literal:
        context = _unquoted(bits[bits.index("context") + 1]) if "context" in bits[2:] else None
        yield context, _unquoted(literal.group(1)), None


def _block(contents: str, tokens: Iterator) -> Sentence:
    from django.template.base import TokenType
    from django.utils.text import smart_split
    from django.utils.translation import trim_whitespace

    bits = list(smart_split(contents))
    context = _unquoted(bits[bits.index("context") + 1]) if "context" in bits else None
    texts, plural = ["", ""], 0
    for token in tokens:
        if token.token_type is TokenType.TEXT:
            texts[plural] += token.contents.replace("%", "%%")
        elif token.token_type is TokenType.VAR:
            texts[plural] += f"%({token.contents})s"
        elif token.token_type is TokenType.BLOCK and token.contents.strip() == "plural":
            plural = 1
        elif token.token_type is TokenType.BLOCK:
            break
    if "trimmed" in bits:
        texts = [trim_whitespace(text) for text in texts]
    return context, texts[0], texts[1] if plural else None


def _unquoted(literal: str) -> str:
    return ast.literal_eval(literal).replace("%", "%%")
