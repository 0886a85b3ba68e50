"""Door for machines: counterparts that tell of payments by themselves."""

from zaiton.blocks.money.api import callbacks
from zaiton.blocks.money.api.routing import router

__all__ = ["callbacks", "router"]
