"""The tables of papers: stored contents, certificates, seals, deliveries."""

from zaiton.blocks.papers.models.blobs import Blob, BlobUse
from zaiton.blocks.papers.models.certificates import Certificate, CertificateFile, Numbers, Rest, StatusEntry
from zaiton.blocks.papers.models.deliveries import Delivery, DeliveryStep
from zaiton.blocks.papers.models.seals import Seal, SealKeeper, SealKey, SealUse

__all__ = [
    "Blob",
    "BlobUse",
    "Certificate",
    "CertificateFile",
    "Delivery",
    "DeliveryStep",
    "Numbers",
    "Rest",
    "Seal",
    "SealKeeper",
    "SealKey",
    "SealUse",
    "StatusEntry",
]
