"""The group ``zaiton tariff`` that the commands of this folder register with."""

import click

from zaiton.base.text import gettext_noop


@click.group(help=gettext_noop("Which agreement, which rate, how much saved."))
def tariff() -> None:
    """The group itself does nothing."""
