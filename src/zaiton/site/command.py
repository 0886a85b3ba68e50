"""The zaiton command: the site's own sub commands, and each module's command under its slug."""

import os
import sys

import click

import zaiton
from zaiton.base.text import gettext_noop
from zaiton.kit.cli import ZaitonGroup
from zaiton.kit.cli.group import translated
from zaiton.kit.cli.output import META_JSON

from . import discovery, speech
from .commands import OWN


class SiteGroup(ZaitonGroup):
    """Loads Django only when a sub command needs it, so that --help and --version answer at once."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return [*OWN, *(name for m in discovery.manifests().values() for name in m.commands)]

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        if name in OWN:
            return translated(OWN[name], speech.translate)
        for manifest in discovery.manifests().values():
            if name in manifest.commands:
                speech.prepare()
                from django.utils.module_loading import import_string

                return translated(import_string(manifest.commands[name].dotted.replace(":", ".")), speech.translate)
        return None

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        rows = [(name, speech.translate(command.get_short_help_str(200))) for name, command in OWN.items()]
        for manifest in discovery.manifests().values():
            rows += [(name, speech.translate(command.title)) for name, command in manifest.commands.items()]
        with formatter.section(speech.translate(gettext_noop("Commands"))):
            formatter.write_dl(rows)


HELP = gettext_noop("Zaiton: services of the free trade zone. --lang zh|en chooses the language of what is printed.")


@click.group(cls=SiteGroup, help=HELP, context_settings={"help_option_names": ["--help", "-h"]})
@click.version_option(zaiton.__version__, prog_name="zaiton")
@click.pass_context
def group(ctx: click.Context) -> None:
    """The group itself does nothing but remember whether JSON is wanted."""
    if "--json" in sys.argv:
        ctx.meta[META_JSON] = True


group.translate = speech.translate
group.recognise = speech.recognise
group.record = speech.record
group.speak = speech.speak


def main() -> None:
    """Entry point of the ``zaiton`` program; what it writes, its owner alone can read."""
    os.umask(0o077)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "zaiton.site.settings")
    group.help = speech.translate(HELP)
    group(prog_name="zaiton")
