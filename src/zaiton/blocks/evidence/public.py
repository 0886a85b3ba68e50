"""The evidence block's door for its neighbours: record a write, check the log."""

from zaiton.blocks.evidence.actions import record
from zaiton.blocks.evidence.domain import Verdict, digest
from zaiton.blocks.evidence.queries import verify

__all__ = ["Verdict", "digest", "record", "verify"]
