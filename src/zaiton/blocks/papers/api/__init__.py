"""Door for machines: a certificate by its code or number, a file compared, one's own certificates, uses of seals."""

from zaiton.blocks.papers.api import certificates, seals
from zaiton.blocks.papers.api.routing import router

__all__ = ["certificates", "router", "seals"]
