"""Door for machines: one module for each kind of errand; importing a module registers its operations."""

from zaiton.services.retail_tax.api import assessing, books, intake
from zaiton.services.retail_tax.api.routing import router

__all__ = ["assessing", "books", "intake", "router"]
