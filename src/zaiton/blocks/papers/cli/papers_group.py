"""The group ``zaiton papers`` that every command on certificates, seals and stored contents registers with."""

import click

from zaiton.base.text import gettext_noop


@click.group(help=gettext_noop("Certificates, seals and stored contents: show, list, revoke, make, check."))
def papers() -> None:
    """The group itself does nothing."""
