"""Door for machines: matters with their forms, applying, one's cases; importing a module registers its operations."""

from zaiton.blocks.cases.api import cases, types
from zaiton.blocks.cases.api.routing import router

__all__ = ["cases", "router", "types"]
