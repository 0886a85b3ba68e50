"""What a case has given out, with its status in the register, and its files for whoever may see the case."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from zaiton.blocks.cases.queries.cases import CaseCard, case_for
from zaiton.blocks.identity import public as identity
from zaiton.blocks.papers.public import Card, certificate_content, certificates_of, why_told
from zaiton.kit import clock


@dataclass(frozen=True, slots=True)
class CertificateLine:
    """A certificate of an item: its card, its status today, what can be downloaded, or why its file is not made yet."""

    card: Card
    status: str
    forms: tuple[str, ...]
    why: str


def certificates_by_item(case: CaseCard, today: date) -> Mapping[str, CertificateLine]:
    """What each item of the case has given out."""
    kinds = {item.certificate.kind: item.id for item in case.definition.items if item.certificate}
    if not kinds:
        return {}
    cards = certificates_of(f"cases.case/{case.public_id}")
    return {kinds[card.kind]: _line(card, today) for card in cards if card.kind in kinds}


def _line(card: Card, today: date) -> CertificateLine:
    why = why_told(card.making_why, gettext, mend=False)
    return CertificateLine(card, card.status_on(today), tuple(sorted(card.files)), why)


@require_safe
@identity.login_required
def certificate_file(request: HttpRequest, public_id: str, certificate: str, form: str) -> HttpResponse:
    """The sealed PDF of a certificate, or the signature that stands beside it."""
    case = case_for(identity.person_of(request).public_id, public_id, at=clock.now())
    if certificate not in {card.public_id for card in certificates_of(f"cases.case/{case.public_id}")}:
        raise Http404
    found = certificate_content(certificate, form)
    response = HttpResponse(found.content, content_type=found.media_type)
    response.headers["Content-Disposition"] = content_disposition_header(True, found.name)
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Cache-Control"] = "private, no-store"
    return response
