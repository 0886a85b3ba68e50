"""Where the tariff pages can be seen, for the tests in a browser."""

from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any

from zaiton.kit import clock
from zaiton.kit.testing.routes import Example, NoPage
from zaiton.services.tariff.actions.answers import answer_save
from zaiton.services.tariff.actions.batches import batch_ask, batches_work
from zaiton.services.tariff.actions.imports import import_draft
from zaiton.services.tariff.actions.origin_products import product_keep, product_revise
from zaiton.services.tariff.actions.origin_suppliers import supplier_ask
from zaiton.services.tariff.queries.advice import Asked, question_of
from zaiton.services.tariff.queries.origin_products import product_page
from zaiton.services.tariff.tests.annex_file import LINES, annex
from zaiton.services.tariff.tests.origin.test_products import MIXER, cheaper

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


def listed(cast: Mapping[str, Any]) -> str:
    """The page of a list of goods that was answered, with rows of every kind."""
    public_id = batch_ask(
        person=cast["importer"].public_id,
        organisation="",
        name="june.csv",
        content=b"code,origin,on,value\n030359,KR,2024-01-15,1000000\n04069000,CH,2025-08-01,5\nfish,KR,,\n",
        language="en",
        at=datetime(2026, 11, 1, tzinfo=UTC),
    )
    batches_work()
    return f"/tariff/batch/{public_id}/"


def drafted(cast: Mapping[str, Any]) -> str:
    """The page of an official table that an officer brought in."""
    return f"/tariff/imports/{_draft(cast, annex())}/"


def mistaken(cast: Mapping[str, Any]) -> str:
    """The page of an official table with mistakes."""
    wrong = [(code, name, mfn, "-1" if code == "04069000" else rate) for code, name, mfn, rate in LINES]
    return f"/tariff/imports/{_draft(cast, annex(wrong))}/"


def to_take_back(cast: Mapping[str, Any]) -> str:
    """The page that asks once more before a table is taken back."""
    return f"/tariff/imports/{_draft(cast, annex())}/undo/"


def product(cast: Mapping[str, Any]) -> str:
    """The page of a product with two versions of its bill, a question to a supplier, and proposals under every agreement."""
    public_id = _product(cast)
    person, at = cast["importer"].public_id, datetime(2026, 11, 2, tzinfo=UTC)
    product_revise(person=person, public_id=public_id, document=cheaper(), note="cheaper motor block", at=at)
    product_revise(person=person, public_id=public_id, document=MIXER | {"agreements": []}, at=at)
    supplier_ask(person=person, public_id=public_id, line="2", supplier="Glassworks", at=at)
    return f"/tariff/origin/{public_id}/"


def revised(cast: Mapping[str, Any]) -> str:
    """The page on which a bill is changed."""
    return f"/tariff/origin/{_product(cast)}/revise/"


def tried(cast: Mapping[str, Any]) -> str:
    """The page that tries another source."""
    return f"/tariff/origin/{_product(cast)}/what-if/?change=1:BD:yes"


def tried_wrongly(cast: Mapping[str, Any]) -> str:
    """The same with a line that is not there."""
    return f"/tariff/origin/{_product(cast)}/what-if/?line=9&state=yes"


def assessment(cast: Mapping[str, Any]) -> str:
    """The page of an earlier assessment."""
    public_id = _product(cast)
    page = product_page(cast["importer"].public_id, public_id, at=datetime(2026, 11, 2, tzinfo=UTC), language="en")
    return f"/tariff/origin/{public_id}/{page.assessment_id}/"


def asked(cast: Mapping[str, Any]) -> str:
    """The page under the link that a supplier was sent."""
    _, secret = supplier_ask(
        person=cast["importer"].public_id,
        public_id=_product(cast),
        line="2",
        supplier="Glassworks",
        company="Demo company",
        at=clock.now(),
    )
    return f"/tariff/origin/answer/{secret}/"


def _product(cast: Mapping[str, Any]) -> str:
    at = datetime(2026, 11, 1, tzinfo=UTC)
    return product_keep(person=cast["importer"].public_id, organisation="", document=MIXER, at=at)


def _draft(cast: Mapping[str, Any], content: bytes) -> str:
    settings = {"kind": "agreement", "agreement": "CN-CR", "in_force": "2026-01-01", "hs": "2022"}
    at = datetime(2026, 11, 1, tzinfo=UTC)
    person = cast["officer"].public_id
    return import_draft(content=content, name="annex.xlsx", settings=settings, person=person, at=at)


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
    "tariff:map": (
        Example("/tariff/map/"),
        Example("/tariff/map/?code=847130&from=hs-2012&to=hs-2022"),
        Example("/tariff/map/?code=01019010&from=year-2007&to=year-2014", as_role="importer"),
        Example("/tariff/map/?code=030379&from=hs-2012&to=year-2014", status=422),
    ),
    "tariff:map_list": SENT,
    "tariff:answers": (Example("/tariff/answers/", as_role="importer"),),
    "tariff:answer": (Example(saved, as_role="importer"),),
    "tariff:batches": (Example("/tariff/batch/", as_role="importer"),),
    "tariff:batch": (Example(listed, as_role="importer"),),
    "tariff:batch_example": NoPage("a file"),
    "tariff:batch_file": NoPage("a file"),
    "tariff:batch_remove": SENT,
    "tariff:imports": (
        Example("/tariff/imports/", as_role="officer"),
        Example("/tariff/imports/", as_role="importer", status=403),
    ),
    "tariff:import_new": (Example("/tariff/imports/new/", as_role="officer"),),
    "tariff:import": (
        Example(drafted, as_role="officer"),
        Example(drafted, as_role="second_officer"),
        Example(mistaken, as_role="officer"),
    ),
    "tariff:import_undo": (Example(to_take_back, as_role="officer"),),
    "tariff:import_map": SENT,
    "tariff:import_publish": SENT,
    "tariff:import_refuse": SENT,
    "tariff:origin_products": (
        Example("/tariff/origin/", as_role="importer"),
        Example("/tariff/origin/?archived=1", as_role="importer"),
    ),
    "tariff:origin_new": (Example("/tariff/origin/new/", as_role="importer"),),
    "tariff:origin_product": (Example(product, as_role="importer"),),
    "tariff:origin_revise": (Example(revised, as_role="importer"),),
    "tariff:origin_what_if": (
        Example(tried, as_role="importer"),
        Example(tried_wrongly, as_role="importer", status=422),
    ),
    "tariff:origin_assessment": (Example(assessment, as_role="importer"),),
    "tariff:origin_answer": (Example(asked),),
    "tariff:origin_template": NoPage("a file"),
    "tariff:origin_bill": NoPage("a file"),
    "tariff:origin_report": NoPage("a file"),
    "tariff:origin_fact": SENT,
    "tariff:origin_ask": SENT,
    "tariff:origin_withdraw": SENT,
    "tariff:origin_archive": SENT,
    "tariff:save": SENT,
    "tariff:remove": SENT,
}
