"""Door for machines: one module for each kind of errand; importing a module registers its operations."""

from zaiton.services.tariff.api import answers, batches, forecast, mapping, origin
from zaiton.services.tariff.api.routing import router

__all__ = ["answers", "batches", "forecast", "mapping", "origin", "router"]
