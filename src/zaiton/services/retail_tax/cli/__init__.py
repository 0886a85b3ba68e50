"""Doors for operators: ``zaiton retail-tax``, one module for each noun."""

from zaiton.services.retail_tax.cli import assessing, books, customs, demo, intake, parties, simulating
from zaiton.services.retail_tax.cli.group import group

__all__ = ["assessing", "books", "demo", "customs", "group", "intake", "parties", "simulating"]
