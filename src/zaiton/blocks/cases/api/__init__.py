"""Door for machines: matters with their forms, applying, one's cases; importing a module registers its operations."""

from zaiton.blocks.cases.api import cases, delivery, types
from zaiton.blocks.cases.api.routing import router

__all__ = ["cases", "delivery", "router", "types"]
