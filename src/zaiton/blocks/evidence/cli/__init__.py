"""Door for operators and outsiders: ``zaiton evidence``, one module for each kind of errand; importing registers commands."""

from zaiton.blocks.evidence.cli import checking, proving, publishing, watching
from zaiton.blocks.evidence.cli.evidence_group import evidence

__all__ = ["checking", "evidence", "proving", "publishing", "watching"]
