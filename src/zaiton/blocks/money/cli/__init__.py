"""Door for operators: ``zaiton money``, one module for each kind of errand; importing registers commands."""

from zaiton.blocks.money.cli import books, counterparts, entries, instructions, messages, reconciling
from zaiton.blocks.money.cli.money_group import money

__all__ = ["books", "counterparts", "entries", "instructions", "messages", "money", "reconciling"]
