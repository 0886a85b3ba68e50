"""Tables of the service: saved answers, imports of official tables, batches of questions, products assessed for their origin."""

from zaiton.services.tariff.models.batches import BatchRun
from zaiton.services.tariff.models.imports import Import
from zaiton.services.tariff.models.origin import (
    OriginAssessment,
    OriginChecked,
    OriginProduct,
    OriginVersion,
    SupplierRequest,
)
from zaiton.services.tariff.models.saved import SavedAnswer

__all__ = [
    "BatchRun",
    "Import",
    "OriginAssessment",
    "OriginChecked",
    "OriginProduct",
    "OriginVersion",
    "SavedAnswer",
    "SupplierRequest",
]
