"""Where counterparts tell of what they booked: signed messages, no token."""

from typing import Any

from django.http import HttpRequest
from ninja import Schema

from zaiton.blocks.money.actions.callbacks import callback_take
from zaiton.blocks.money.api.routing import router
from zaiton.blocks.money.domain.callbacks import MOST
from zaiton.blocks.money.domain.wire_refusals import CallbackTooLarge
from zaiton.kit.api import PROBLEM_SCHEMA
from zaiton.kit.api.problems import Problem
from zaiton.kit.clock import now


class TakenOut(Schema):
    """What came of a message: its number, how many payments it told of, and how many of them are not ours."""

    number: str
    payments: int
    unknown: int


@router.post(
    "callbacks/{channel}",
    response={200: TakenOut, **PROBLEM_SCHEMA, 413: Problem},
    summary="A counterpart tells of bookings (signed camt.054)",
)
def callback(request: HttpRequest, channel: str) -> dict[str, Any]:
    """The body is a camt.054.001.08 signed by the counterpart (RFC 9421, Ed25519); each message is taken once.

    Refused are bodies that are not signed or were changed, signatures older than five minutes, and messages that came before.
    """
    length = request.headers.get("Content-Length") or ""
    if not (length.isascii() and length.isdigit()) or int(length) > MOST:
        raise CallbackTooLarge("body", most=MOST)
    taken = callback_take(
        channel, method=request.method or "", path=request.path, headers=request.headers, body=request.body, at=now()
    )
    return {"number": taken.number, "payments": taken.payments, "unknown": taken.unknown}
