"""The proof of a decision as a file for the parties: what was decided, and that the published log stands for it."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from zaiton.base.refusals import Refusal
from zaiton.blocks.cases.queries.cases import case_for
from zaiton.blocks.cases.queries.proofs import event_proof
from zaiton.blocks.identity import public as identity
from zaiton.kit import clock
from zaiton.kit.cli import to_json

NOT_PUBLISHED = "entry_not_published"


@require_safe
@identity.login_required
def proof_file(request: HttpRequest, public_id: str, seq: int) -> HttpResponse:
    """One event of the case with its proof; a page that says so while no checkpoint covers it."""
    person, at = identity.person_of(request).public_id, clock.now()
    case = case_for(person, public_id, at=at)
    try:
        proof = event_proof(person, public_id, seq, at=at)
    except Refusal as refusal:
        if refusal.code != NOT_PUBLISHED:
            raise
        return render(request, "cases/proof_waiting.html", {"case": case}, status=refusal.status)
    response = HttpResponse(to_json(proof) + "\n", content_type="application/json")
    response.headers["Content-Disposition"] = content_disposition_header(True, f"proof-{case.number}-{seq}.json")
    response.headers["Cache-Control"] = "private, no-store"
    return response
