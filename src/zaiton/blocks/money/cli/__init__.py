"""Door for operators: ``zaiton money``, one module for each kind of errand; importing registers commands."""

from zaiton.blocks.money.cli import counterparts
from zaiton.blocks.money.cli.money_group import money

__all__ = ["counterparts", "money"]
