"""The group ``zaiton cases`` that every command on cases and case types registers with."""

import click

from zaiton.base.text import gettext_noop


@click.group(help=gettext_noop("Cases and case types: check, publish, simulate, replay, ask why not."))
def cases() -> None:
    """The group itself does nothing."""
