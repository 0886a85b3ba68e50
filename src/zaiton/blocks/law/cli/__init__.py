"""Door for operators: ``zaiton data`` and ``zaiton law``, one module for each kind of errand; importing registers commands."""

from zaiton.blocks.law.cli import deadline, published, rules
from zaiton.blocks.law.cli.law_group import law
from zaiton.blocks.law.cli.packs import data

__all__ = ["data", "deadline", "law", "published", "rules"]
