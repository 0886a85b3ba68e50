"""The router that the operations of this folder register with, and how they answer."""

from django.http import HttpResponse
from ninja import Router

from zaiton.kit.cli import to_json

router = Router()

NO_STORE = "no-store"


def json_response(data: object) -> HttpResponse:
    """A document as JSON that nobody caches."""
    response = HttpResponse(to_json(data, indent=None), content_type="application/json")
    response.headers["Cache-Control"] = NO_STORE
    return response
