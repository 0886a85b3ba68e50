"""The command group of the house: finds its sub commands late, speaks two languages, ends every failure in one line."""

import os
import sys
from collections.abc import Callable, Sequence
from typing import Any

import click

from zaiton.base.refusals import Refusal
from zaiton.base.text import gettext_noop

from .output import EXIT_REFUSED, emit, wants_json

Translate = Callable[[str], str]


class ZaitonGroup(click.Group):
    """A click group that takes ``--lang zh|en`` anywhere and turns a refusal into one line and exit code 1.

    ``translate`` is asked for the sentence in the person's language; ``recognise`` may know the refusal behind an error;
    ``record`` is told about every other unexpected error and returns what to say about it. All are set by the site.
    """

    translate: Translate = staticmethod(str)
    recognise: Callable[[BaseException], Refusal | None] | None = None
    record: Callable[[BaseException], str] | None = None
    speak: Callable[[str], None] | None = None

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        args, language = _take_language(args)
        if language not in {None, "zh", "en"}:
            raise click.UsageError(self.translate(gettext_noop("--lang must be zh or en.")), ctx)
        if language and self.speak:
            self.speak(language)
        return super().parse_args(ctx, args)

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except Refusal as refusal:
            _tell(ctx, refusal, self.translate)
        except (
            click.exceptions.ClickException,
            click.exceptions.Exit,
            click.Abort,
            BrokenPipeError,
            KeyboardInterrupt,
        ):
            raise
        except Exception as error:
            if self.record is None or os.environ.get("ZAITON_TRACEBACK") == "1":
                raise
            if self.recognise and (refusal := self.recognise(error)):
                _tell(ctx, refusal, self.translate)
            else:
                _tell_unexpected(ctx, self.record(error))
        ctx.exit(EXIT_REFUSED)


def translated(command: click.Command, translate: Translate) -> click.Command:
    """The command with its help, and its sub commands' and options' help, in the person's language."""
    if command.help:
        command.help = translate(command.help.strip())
    if command.short_help:
        command.short_help = translate(command.short_help)
    for parameter in command.params:
        if isinstance(parameter, click.Option) and parameter.help:
            parameter.help = translate(parameter.help)
    if isinstance(command, click.Group):
        for child in command.commands.values():
            translated(child, translate)
    return command


def _take_language(args: Sequence[str]) -> tuple[list[str], str | None]:
    kept: list[str] = []
    language = None
    rest = iter(args)
    for arg in rest:
        if arg == "--":
            return [*kept, arg, *rest], language
        if arg == "--lang":
            language = next(rest, "")
        elif arg.startswith("--lang="):
            language = arg.removeprefix("--lang=")
        else:
            kept.append(arg)
    return kept, language


def _tell(ctx: click.Context, refusal: Refusal, translate: Translate) -> None:
    sentence, remedy = refusal.sentence(translate), refusal.remedy(translate)
    if wants_json(ctx) or "--json" in sys.argv:
        error = {
            "code": refusal.code,
            "message": sentence,
            "mend": remedy or None,
            "article": refusal.article or None,
            "field": refusal.field,
        }
        emit({"error": error}, True, "")
    else:
        click.echo(" ".join(" ".join(part.split()) for part in (sentence, remedy) if part), err=True)


def _tell_unexpected(ctx: click.Context, sentence: str) -> None:
    if wants_json(ctx) or "--json" in sys.argv:
        emit({"error": {"code": "unexpected", "message": sentence}}, True, "")
    else:
        click.echo(sentence, err=True)
