"""The group that every command of this service belongs to."""

import click

from zaiton.base.text import gettext_noop


@click.group(help=gettext_noop("Import tax on goods bought from abroad at retail."))
def group() -> None:
    """The group itself does nothing."""
