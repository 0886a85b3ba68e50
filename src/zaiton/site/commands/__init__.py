"""The site's own sub commands, in the order ``zaiton --help`` lists them."""

import click

from .archive import backup, restore
from .check import check
from .serve import serve
from .setup import demo, migrate, setup

OWN: dict[str, click.Command] = {
    command.name: command for command in (serve, setup, migrate, demo, check, backup, restore)
}
