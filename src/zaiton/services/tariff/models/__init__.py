"""Tables of the service: saved answers, imports of official tables, and batches of questions."""

from zaiton.services.tariff.models.batches import BatchRun
from zaiton.services.tariff.models.imports import Import
from zaiton.services.tariff.models.saved import SavedAnswer

__all__ = ["BatchRun", "Import", "SavedAnswer"]
