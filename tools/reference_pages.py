"""What stands on each reference page, in the language the process speaks; called by ``tools.reference``."""

import importlib
import os
import pkgutil
import sys
from collections.abc import Iterator
from pathlib import Path

TITLES = {
    "commands": {"zh": "命令", "en": "Commands"},
    "settings": {"zh": "设置", "en": "Settings"},
    "api": {"zh": "接口", "en": "API"},
    "refusals": {"zh": "拒绝的情形", "en": "Refusals"},
    "evidence-actions": {"zh": "存证动作", "en": "Evidence actions"},
}
LEADS = {
    "commands": {
        "zh": "每条命令都接受 `--help`。退出码：0 办成，1 拒绝，2 用法不对，3 没有收录。",
        "en": "Every command takes `--help`. Exit codes: 0 done, 1 refused, 2 wrong usage, 3 not covered.",
    },
    "settings": {
        "zh": "设置从环境变量读入；写错的值会被拒绝，并说明该怎么写。`zaiton check` 显示现在的设置。",
        "en": "Settings come from the environment; a wrong value is refused with what was expected. `zaiton check` shows them.",
    },
    "api": {
        "zh": "机器可读的说明在 `/api/openapi.json`，可浏览的在 `/api/docs`。出错时按 RFC 9457 返回 `application/problem+json`。",
        "en": "The machine-readable description is at `/api/openapi.json`, the readable one at `/api/docs`. "
        "Errors are `application/problem+json` (RFC 9457).",
    },
    "refusals": {
        "zh": "程序预料到的每一种“不行”：代码、说法、出路、依据。网页、接口、命令说的是同一句话。花括号里的内容由具体情形填入。",
        "en": "Every no the program expects: code, sentence, way out, article. Page, API and command say the same sentence. "
        "What stands in braces is filled in by the case.",
    },
    "evidence-actions": {
        "zh": "每次写入在存证记录里留下一条，动作是下面之一。`zaiton evidence verify` 核对整条链。",
        "en": "Every write leaves an entry in the evidence log with one of these actions. `zaiton evidence verify` checks the chain.",
    },
}
WORDS = {
    "default": {"zh": "默认", "en": "Default"},
    "none": {"zh": "无", "en": "none"},
    "secret": {"zh": "不会显示", "en": "never shown"},
    "status": {"zh": "HTTP 状态", "en": "HTTP status"},
    "mend": {"zh": "出路", "en": "Way out"},
    "article": {"zh": "依据", "en": "Article"},
    "parameters": {"zh": "参数", "en": "Parameters"},
    "answers": {"zh": "回应", "en": "Answers"},
    "required": {"zh": "必填", "en": "required"},
}
GENERATED = "<!-- written by tools/reference.py; do not edit by hand -->"


def commands(language: str) -> Iterator[str]:
    """Each command with its usage, its help and its options, in the order of ``zaiton --help``."""
    import click

    from zaiton.site.command import group

    def walk(command: click.Command, path: str, parent: click.Context | None) -> Iterator[str]:
        context = click.Context(command, info_name=path.rpartition(" ")[2], parent=parent, terminal_width=100)
        yield f"## {path}\n\n```text\n{context.get_help()}\n```\n"
        if isinstance(command, click.Group):
            for name in command.list_commands(context):
                child = command.get_command(context, name)
                if child is not None and not child.hidden:
                    yield from walk(child, f"{path} {name}", context)

    yield from walk(group, "zaiton", None)


def settings(language: str) -> Iterator[str]:
    """Each environment variable with its purpose and its default."""
    from django.utils.translation import gettext

    from zaiton.site.settings.from_env import declared

    home = os.environ["ZAITON_HOME"]
    for name, variable in sorted(declared.items()):
        default = str(variable.default).replace(home, "…") or _word("none", language)
        secret = f" ({_word('secret', language)})" if variable.secret else ""
        yield f"## {name}\n\n{gettext(variable.purpose)}{secret}\n\n{_word('default', language)}: `{default}`\n"


def api(language: str) -> Iterator[str]:
    """Each operation with its summary, its parameters and its answers."""
    from django.utils.translation import gettext

    from zaiton.site.api import api as site_api

    schema = site_api.get_openapi_schema()
    for path, operations in sorted(schema["paths"].items()):
        for method, operation in operations.items():
            lines = [f"## {method.upper()} {path}", "", gettext(operation.get("summary", ""))]
            if operation.get("description"):
                lines += ["", gettext(operation["description"])]
            listed = [_parameter(p, language) for p in operation.get("parameters", [])]
            if listed:
                lines += ["", f"{_word('parameters', language)}:", "", *listed]
            answers = ", ".join(f"`{code}`" for code in operation.get("responses", {}))
            yield "\n".join([*lines, "", f"{_word('answers', language)}: {answers}", ""])


def _parameter(parameter: dict, language: str) -> str:
    from django.utils.translation import gettext

    text = parameter.get("description") or parameter.get("schema", {}).get("description") or ""
    required = f" ({_word('required', language)})" if parameter.get("required") else ""
    return f"- `{parameter['name']}`{required} {gettext(text) if text else ''}".rstrip()


def refusals(language: str) -> Iterator[str]:
    """Each refusal under its code."""
    from django.utils.translation import gettext

    for refusal in sorted(all_refusals(), key=lambda r: (r.code, r.__qualname__, r.__module__)):
        lines = [f"## {refusal.code}", "", gettext(refusal.message) if refusal.message else "—", ""]
        if refusal.mend:
            lines += [f"{_word('mend', language)}: {gettext(refusal.mend)}", ""]
        if refusal.article:
            lines += [f"{_word('article', language)}: {gettext(refusal.article)}", ""]
        yield "\n".join([*lines, f"{_word('status', language)}: {refusal.status}", ""])


def evidence_actions(language: str) -> Iterator[str]:
    """Each action of the evidence log with the sentence shown to people."""
    from django.utils.translation import gettext

    from zaiton.site.discovery import manifests

    named = {name: sentence for manifest in manifests().values() for name, sentence in manifest.actions.items()}
    for name, sentence in sorted(named.items()):
        yield f"## {name}\n\n{gettext(sentence)}\n"


def all_refusals() -> set[type]:
    """Every refusal class of the program, all modules imported."""
    import zaiton
    from zaiton.base.refusals import Refusal

    for found in pkgutil.walk_packages(zaiton.__path__, "zaiton."):
        if not {"tests", "migrations"} & set(found.name.split(".")):
            importlib.import_module(found.name)
    pending, known = [Refusal], set()
    while pending:
        for refusal in pending.pop().__subclasses__():
            if refusal not in known and refusal.__module__.startswith("zaiton."):
                known.add(refusal)
                pending.append(refusal)
    return known


PAGES = {
    "commands": commands,
    "settings": settings,
    "api": api,
    "refusals": refusals,
    "evidence-actions": evidence_actions,
}


def _word(name: str, language: str) -> str:
    return WORDS[name][language]


def main(language: str, folder: Path) -> None:
    """Write every page of one language into the folder."""
    import django
    from django.utils import translation

    from tools.messages import compile_all

    compile_all()
    django.setup()
    translation.activate("zh-hans" if language == "zh" else "en")
    for name, page in PAGES.items():
        sections = "\n".join(text.rstrip() + "\n" for text in page(language))
        head = f"# {TITLES[name][language]}\n\n{GENERATED}\n\n{LEADS[name][language]}\n\n"
        (folder / f"{name}.md").write_text(head + sections, encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
