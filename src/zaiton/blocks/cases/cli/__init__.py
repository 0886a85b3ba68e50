"""Door for operators: ``zaiton cases``, one module for each kind of errand; importing registers commands."""

from zaiton.blocks.cases.cli import definitions, officers, proofs, replay, simulate
from zaiton.blocks.cases.cli.cases_group import cases

__all__ = ["cases", "definitions", "officers", "proofs", "replay", "simulate"]
