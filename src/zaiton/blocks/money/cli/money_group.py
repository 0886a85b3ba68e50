"""The group ``zaiton money`` that every command on ledger, payments and reconciliation registers with."""

import click

from zaiton.base.text import gettext_noop


@click.group(help=gettext_noop("Money: the ledger, payments, counterparts, reconciliation."))
def money() -> None:
    """The group itself does nothing."""
