"""What became of a code, or of every code of a list, from one edition or year to another."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import Query, Schema

from zaiton.kit import clock
from zaiton.kit.api import PROBLEM_SCHEMA
from zaiton.services.tariff.api.routing import json_response, router
from zaiton.services.tariff.domain.errand import Errand, ListTooLong, read_errand
from zaiton.services.tariff.domain.mapping_document import counts_of
from zaiton.services.tariff.queries.mapping import map_code, map_list

MOST_ROWS = 5_000
"""Rows of one request: anybody may send one, so it must be answered within a few seconds."""


class ErrandIn(Schema):
    """From where to where: both editions of the Harmonized System, or both years of a destination's tariff."""

    from_hs: str = ""
    to_hs: str = ""
    from_year: str = ""
    to_year: str = ""
    destination: str = "CN"

    def errand(self) -> Errand:
        """The errand, checked."""
        return read_errand(self.from_hs, self.to_hs, self.from_year, self.to_year, self.destination)


class CodeIn(ErrandIn):
    """One code and from where to where it is mapped."""

    code: str


class ItemIn(Schema):
    """One row of a list: a code and, if you like, its name."""

    code: str
    name: str = ""


class ListIn(ErrandIn):
    """A list of codes and from where to where they are mapped."""

    rows: list[ItemIn]


@router.get("map", response={200: dict[str, Any], **PROBLEM_SCHEMA}, summary="What became of a code")
def map_one(request: HttpRequest, question: Query[CodeIn]) -> HttpResponse:
    """Its successors, and the question that decides between several. Not covered is an answer too: 200 with ``status``."""
    return json_response(map_code(question.code, question.errand(), today=clock.today()))


@router.post("map/list", response={200: dict[str, Any], **PROBLEM_SCHEMA}, summary="What became of a list of codes")
def map_many(request: HttpRequest, body: ListIn) -> HttpResponse:
    """One result for each row, in the same order; a row that is no code says why. At most five thousand rows."""
    if len(body.rows) > MOST_ROWS:
        raise ListTooLong(rows=len(body.rows), most=MOST_ROWS)
    listed = [(number, item.code, item.name) for number, item in enumerate(body.rows, 1)]
    rows = map_list(listed, body.errand(), today=clock.today())
    return json_response({"rows": rows, "statuses": counts_of(rows)})
