"""Door for operators: ``zaiton papers``, one module for each kind of errand; importing registers commands."""

from zaiton.blocks.papers.cli import register, seals, store
from zaiton.blocks.papers.cli.papers_group import papers

__all__ = ["papers", "register", "seals", "store"]
