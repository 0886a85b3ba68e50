"""zaiton backup and restore: the embedded store, packs and keys in one archive that proves itself."""

from pathlib import Path

import click

from zaiton.base.text import gettext_noop


@click.command(help=gettext_noop("Write the embedded store, packs and keys into one archive."))
@click.argument("file", type=click.Path(path_type=Path))
def backup(file: Path) -> None:
    """Backup."""


@click.command(help=gettext_noop("Put an archive made by zaiton backup back in place."))
@click.argument("file", type=click.Path(path_type=Path))
def restore(file: Path) -> None:
    """Restore."""
