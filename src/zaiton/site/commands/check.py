"""zaiton check: what is configured, what is missing, and whether the database really opens."""

from typing import Any

import click

from zaiton.base.refusals import Refusal
from zaiton.base.text import gettext_noop
from zaiton.kit.cli import EXIT_REFUSED, emit, json_option
from zaiton.site import speech


@click.command(help=gettext_noop("Show what is configured and what is missing; opens the database."))
@json_option
@click.pass_context
def check(ctx: click.Context, as_json: bool) -> None:
    """Exit 0 when the site can be served, 1 when something is missing."""
    speech.prepare()
    from zaiton.site.settings import from_env

    problems = _problems()
    rows = [
        {"name": d.name, "value": d.value, "set": d.is_set, "purpose": speech.translate(d.purpose)}
        for d in from_env.declared.values()
    ]
    unread = from_env.unknown()
    advice = [_told(refusal) for refusal in _said_by_modules("advice")]
    data = {"ok": not problems, "settings": rows, "unknown": unread, "problems": problems, "advice": advice}
    emit(data, as_json, lambda: "\n".join(_lines(rows, unread, problems, advice)))
    if problems:
        ctx.exit(EXIT_REFUSED)


def _problems() -> list[dict[str, Any]]:
    from zaiton.site import health

    found = [_told(refusal) for refusal in _said_by_modules("missing")]
    for require in (
        health.require_home,
        health.require_whole,
        health.require_database,
        health.require_migrations,
        health.require_static,
    ):
        try:
            require()
        except Refusal as refusal:
            found.append(_told(refusal))
            if refusal.code == "database_unreachable":
                break
    return found


def _said_by_modules(what: str) -> list[Refusal]:
    from django.utils.module_loading import import_string

    from zaiton.kit.manifest import installed

    asked = [dotted for manifest in installed().values() if (dotted := getattr(manifest, what))]
    return [refusal for dotted in asked for refusal in import_string(dotted.replace(":", "."))()]


def _told(refusal: Refusal) -> dict[str, Any]:
    return {
        "code": refusal.code,
        "message": refusal.sentence(speech.translate),
        "mend": refusal.remedy(speech.translate),
    }


def _lines(
    rows: list[dict[str, Any]], unread: list[str], problems: list[dict[str, Any]], advice: list[dict[str, Any]]
) -> list[str]:
    width = max(len(row["name"]) for row in rows)
    lines = []
    for row in rows:
        mark = "*" if row["set"] else " "
        lines.append(f"{mark} {row['name']:<{width}}  {row['value'] or '-'}  # {row['purpose']}")
    lines.append(speech.translate(gettext_noop("(* set in the environment)")))
    for name in unread:
        lines.append(speech.translate(gettext_noop("! {name} is set, but nothing reads it.")).format(name=name))
    for sign, told in (("!", problems), ("-", advice)):
        lines += [f"{sign} {one['message']} {one['mend']}" for one in told]
    if not problems:
        lines.append(speech.translate(gettext_noop("Ready: the database opens and everything is in place.")))
    return lines
