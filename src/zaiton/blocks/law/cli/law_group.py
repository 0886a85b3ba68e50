"""The group ``zaiton law`` that the commands on legal clocks and on decision tables register with."""

import click

from zaiton.base.text import gettext_noop


@click.group(help=gettext_noop("Rules of law: when a term ends and why; decision tables, asked and replayed."))
def law() -> None:
    """The group itself does nothing."""
