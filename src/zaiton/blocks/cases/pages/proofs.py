"""The proof of a decision as a file for the parties: what was decided, and that the published log stands for it."""

from django.http import HttpRequest, HttpResponse
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from zaiton.blocks.cases.queries.cases import case_for
from zaiton.blocks.cases.queries.proofs import event_proof
from zaiton.blocks.identity import public as identity
from zaiton.kit import clock
from zaiton.kit.cli import to_json


@require_safe
@identity.login_required
def proof_file(request: HttpRequest, public_id: str, seq: int) -> HttpResponse:
    """One event of the case with its proof; the page of a refusal says why there is none yet."""
    person, at = identity.person_of(request).public_id, clock.now()
    proof = event_proof(person, public_id, seq, at=at)
    response = HttpResponse(to_json(proof) + "\n", content_type="application/json")
    name = f"proof-{case_for(person, public_id, at=at).number}-{seq}.json"
    response.headers["Content-Disposition"] = content_disposition_header(True, name)
    response.headers["Cache-Control"] = "private, no-store"
    return response
