"""Where the tariff pages can be seen, for the tests in a browser."""

from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any

from zaiton.kit.testing.routes import Example, NoPage
from zaiton.services.tariff.actions.answers import answer_save
from zaiton.services.tariff.queries.advice import Asked, question_of

FISH = "?q=030359&origin=KR&on=2024-01-15&value=1000000"
SENT = NoPage("a form is sent to it")


def saved(cast: Mapping[str, Any]) -> str:
    """The page of an answer the importer saved for herself."""
    question = question_of(Asked(code="030359", origin="KR", destination="CN", on=date(2024, 1, 15)))
    at = datetime(2026, 11, 1, tzinfo=UTC)
    public_id = answer_save(
        person=cast["importer"].public_id, organisation="", question=question, title="frozen fish", at=at
    )
    return f"/tariff/answers/{public_id}/"


EXAMPLES = {
    "tariff:ask": (
        Example("/tariff/"),
        Example(f"/tariff/{FISH}"),
        Example(f"/tariff/{FISH}", as_role="agent"),
        Example("/tariff/?q=04069000&origin=CH&on=2014-08-01"),
        Example("/tariff/?q=04069000&origin=CH&on=2025-08-01"),
        Example("/tariff/?q=0303&origin=CN&destination=JP&on=2026-06-01"),
        Example("/tariff/?q=%E9%B1%BC&origin=KR&on=2024-01-15"),
        Example("/tariff/?q=&origin=KR", status=422),
    ),
    "tariff:suggest": NoPage("a list that is put under the field while a name is typed"),
    "tariff:forecast": (
        Example("/tariff/forecast/"),
        Example("/tariff/forecast/?q=030359&origin=KR&value=1000000"),
        Example("/tariff/forecast/?q=04069000&origin=CH&from=2025-08-01"),
        Example("/tariff/forecast/?q=030359&origin=KR&from=2025-08-01&until=2024-01-01", status=422),
    ),
    "tariff:forecast_list": (Example("/tariff/forecast/list/"),),
    "tariff:agreements": (Example("/tariff/agreements/"),),
    "tariff:answers": (Example("/tariff/answers/", as_role="importer"),),
    "tariff:answer": (Example(saved, as_role="importer"),),
    "tariff:save": SENT,
    "tariff:remove": SENT,
}
