"""The papers block's door for its neighbours: certificates issued, changed, found and handed out; contents stored; delivery."""

from zaiton.blocks.papers.actions.changing import (
    certificate_note,
    certificate_resume,
    certificate_revoke,
    certificate_supersede,
    certificate_suspend,
)
from zaiton.blocks.papers.actions.delivering import delivery_choose, delivery_mark
from zaiton.blocks.papers.actions.issuing import LONGEST, certificate_issue, certificate_possible
from zaiton.blocks.papers.actions.scanning import Scan, scanner_name
from zaiton.blocks.papers.actions.seals import seal_make, seals_ensured
from zaiton.blocks.papers.actions.storing import blob_checked, blob_keep_until, blob_move, blob_put, blob_release
from zaiton.blocks.papers.domain.cards import Card, Line, Order, StatusCard
from zaiton.blocks.papers.domain.delivering import Address as DeliveryAddress
from zaiton.blocks.papers.domain.delivering import DeliveryCard
from zaiton.blocks.papers.domain.delivery_refusals import NoSuchDelivery
from zaiton.blocks.papers.domain.kinds import media_type_of
from zaiton.blocks.papers.domain.making_refusals import why_told
from zaiton.blocks.papers.domain.register_refusals import (
    CertificateCarries,
    NoSuchCertificate,
    NoSuchFile,
    PrerequisiteFallen,
    StatusUnfit,
)
from zaiton.blocks.papers.domain.rendering_refusals import CharacterNotInFont
from zaiton.blocks.papers.domain.reports import Grid, Report, Section
from zaiton.blocks.papers.domain.status import REVOKED, SUPERSEDED, SUSPENDED, VALID
from zaiton.blocks.papers.domain.store_refusals import (
    ContentDamaged,
    FileRefused,
    NoSuchContent,
    ScannerSilent,
    VirusFound,
)
from zaiton.blocks.papers.queries.blobs import StoredBlob, blob_card, blob_read, blobs_kept_by
from zaiton.blocks.papers.queries.deliveries import delivery_of, trips_of
from zaiton.blocks.papers.queries.fonts import undrawable
from zaiton.blocks.papers.queries.reading import StoredFile, certificate_content, certificate_file
from zaiton.blocks.papers.queries.register import (
    certificate_by_number,
    certificate_card,
    certificates_about,
    certificates_of,
    certificates_of_each,
    verify_url,
)
from zaiton.blocks.papers.queries.rendering import report_pdf
from zaiton.blocks.papers.queries.seals import seal_names, seal_uses_for

__all__ = [
    "Card",
    "CertificateCarries",
    "CharacterNotInFont",
    "ContentDamaged",
    "DeliveryAddress",
    "DeliveryCard",
    "FileRefused",
    "Grid",
    "LONGEST",
    "Line",
    "NoSuchCertificate",
    "NoSuchContent",
    "NoSuchDelivery",
    "NoSuchFile",
    "Order",
    "PrerequisiteFallen",
    "REVOKED",
    "Report",
    "SUPERSEDED",
    "SUSPENDED",
    "Scan",
    "ScannerSilent",
    "Section",
    "StatusCard",
    "StatusUnfit",
    "StoredBlob",
    "StoredFile",
    "VALID",
    "VirusFound",
    "blob_card",
    "blob_checked",
    "blob_keep_until",
    "blob_move",
    "blob_put",
    "blob_read",
    "blob_release",
    "blobs_kept_by",
    "certificate_by_number",
    "certificate_card",
    "certificate_content",
    "certificate_file",
    "certificate_issue",
    "certificate_note",
    "certificate_possible",
    "certificate_resume",
    "certificate_revoke",
    "certificate_supersede",
    "certificate_suspend",
    "certificates_about",
    "certificates_of",
    "certificates_of_each",
    "delivery_choose",
    "delivery_mark",
    "delivery_of",
    "media_type_of",
    "scanner_name",
    "seal_make",
    "report_pdf",
    "seal_names",
    "seal_uses_for",
    "seals_ensured",
    "trips_of",
    "undrawable",
    "verify_url",
    "why_told",
]
