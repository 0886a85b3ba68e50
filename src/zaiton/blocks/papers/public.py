"""The papers block's door for its neighbours: certificates issued, changed, found and handed out; contents stored; delivery."""

from zaiton.blocks.papers.actions.changing import (
    certificate_note,
    certificate_resume,
    certificate_revoke,
    certificate_supersede,
    certificate_suspend,
)
from zaiton.blocks.papers.actions.issuing import certificate_issue
from zaiton.blocks.papers.domain.cards import Card, Line, Order, StatusCard
from zaiton.blocks.papers.domain.register_refusals import (
    CertificateCarries,
    NoSuchCertificate,
    NoSuchFile,
    PrerequisiteFallen,
    StatusUnfit,
)
from zaiton.blocks.papers.queries.reading import StoredFile, certificate_content, certificate_file
from zaiton.blocks.papers.queries.register import (
    certificate_by_number,
    certificate_card,
    certificates_about,
    certificates_of,
    verify_url,
)

__all__ = [
    "Card",
    "CertificateCarries",
    "Line",
    "NoSuchCertificate",
    "NoSuchFile",
    "Order",
    "PrerequisiteFallen",
    "StatusCard",
    "StatusUnfit",
    "StoredFile",
    "certificate_by_number",
    "certificate_card",
    "certificate_content",
    "certificate_file",
    "certificate_issue",
    "certificate_note",
    "certificate_resume",
    "certificate_revoke",
    "certificate_supersede",
    "certificate_suspend",
    "certificates_about",
    "certificates_of",
    "verify_url",
]
