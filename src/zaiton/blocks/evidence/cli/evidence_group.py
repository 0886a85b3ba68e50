"""The group ``zaiton evidence``, to which the modules beside it add their commands."""

import click

from zaiton.base.text import gettext_noop


@click.group("evidence", help=gettext_noop("The log of every write: check it, read it, publish it, prove it."))
def evidence() -> None:
    """Groups the commands of this block."""
