"""Products kept for their origin, obtained for a person or not at all: own ones, and those of companies the person may act for."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet

from zaiton.blocks.identity import public as identity
from zaiton.services.tariff.domain.origin.product_refusals import NoSuchProduct
from zaiton.services.tariff.models import OriginAssessment, OriginProduct, OriginVersion, SupplierRequest
from zaiton.services.tariff.queries.saved import READ

PAGE = 50
LINE_SEPARATOR = "."


@dataclass(frozen=True, slots=True)
class ProductCard:
    """A product in a list, with what its last version came to."""

    public_id: str
    name: str
    organisation: str
    code: str
    exporter: str
    importer: str
    version: int
    outcomes: Mapping[str, str]
    assessed_at: datetime | None
    archived: bool


@dataclass(frozen=True, slots=True)
class VersionCard:
    """One version. ``assessments``: public id, reason, outcomes and moment of each, the newest first."""

    number: int
    note: str
    actor: str
    made_at: datetime
    assessments: tuple[tuple[str, str, Mapping[str, str], datetime], ...]


@dataclass(frozen=True, slots=True)
class RequestCard:
    """One question to a supplier, as the company sees it."""

    public_id: str
    line: str
    supplier: str
    state: str
    asked: Mapping
    answer: Mapping
    made_at: datetime
    expires_at: datetime
    answered_at: datetime | None


@dataclass(frozen=True, slots=True)
class ProductPage:
    """A product with its current document, what it came to in the asked language, its history and its questions."""

    card: ProductCard
    document: dict
    assessment: dict
    plans: dict
    assessment_id: str
    assessed_at: datetime
    versions: tuple[VersionCard, ...]
    requests: tuple[RequestCard, ...]


def visible_products(person: str, at: datetime, scope: str = READ, only: str = "") -> QuerySet[OriginProduct]:
    """The products a person may see (of the company ``only``)."""
    companies = identity.organisations_visible_to(person, scope=scope, at=at)
    if only:
        return OriginProduct.objects.filter(organisation=only) if only in companies else OriginProduct.objects.none()
    return OriginProduct.objects.filter(Q(organisation="", person=person) | Q(organisation__in=companies))


def product_row(person: str, public_id: str, *, at: datetime, scope: str = READ, only: str = "") -> OriginProduct:
    """The row itself, for actions of this service. Raises ``NoSuchProduct``."""
    if not public_id.isprintable():
        raise NoSuchProduct()
    row = visible_products(person, at, scope, only).filter(public_id=public_id).first()
    if row is None:
        raise NoSuchProduct()
    return row


def products(
    person: str, *, at: datetime, before: int | None = None, archived: bool = False, only: str = ""
) -> list[tuple[int, ProductCard]]:
    """The newest products the person may see, at most a page, older than row ``before``; with their row numbers."""
    rows = visible_products(person, at, only=only).filter(archived_at__isnull=not archived).order_by("-id")
    if before is not None:
        rows = rows.filter(id__lt=before)
    return [(row.id, _card(row, *_last(row))) for row in rows[:PAGE]]


def product_page(person: str, public_id: str, *, at: datetime, language: str, only: str = "") -> ProductPage:
    """Everything about one product for a person. Raises ``NoSuchProduct``."""
    row = product_row(person, public_id, at=at, only=only)
    version, assessment = _last(row)
    return ProductPage(
        _card(row, version, assessment),
        version.document,
        *_documents(assessment, language),
        assessment.public_id,
        assessment.made_at,
        tuple(_version(one) for one in row.versions.order_by("-number").prefetch_related("assessments")),
        tuple(request_card(one) for one in row.requests.order_by("-id")),
    )


def assessment_of(
    person: str, product: str, public_id: str, *, at: datetime, language: str, only: str = ""
) -> tuple[int, dict, dict, datetime]:
    """An earlier assessment as it was given: number of the version, assessment, plans, moment. Raises ``NoSuchProduct``."""
    row = product_row(person, product, at=at, only=only)
    found = OriginAssessment.objects.select_related("version").filter(version__product=row, public_id=public_id).first()
    if found is None:
        raise NoSuchProduct()
    return found.version.number, *_documents(found, language), found.made_at


def request_card(row: SupplierRequest) -> RequestCard:
    """The card of a question."""
    return RequestCard(
        row.public_id,
        row.line,
        row.supplier,
        row.state,
        row.asked,
        row.answer,
        row.made_at,
        row.expires_at,
        row.answered_at,
    )


def last_version(row: OriginProduct) -> OriginVersion:
    """The newest version of a product."""
    return row.versions.order_by("-number")[0]


def _last(row: OriginProduct) -> tuple[OriginVersion, OriginAssessment]:
    version = last_version(row)
    return version, version.assessments.order_by("-id")[0]


def _card(row: OriginProduct, version: OriginVersion, assessment: OriginAssessment) -> ProductCard:
    document = version.document
    return ProductCard(
        row.public_id,
        row.name,
        row.organisation,
        str(document["product"].get("code", "")),
        str(document.get("from", "")),
        str(document.get("to", "")),
        version.number,
        assessment.outcomes,
        assessment.made_at,
        row.archived_at is not None,
    )


def _version(row: OriginVersion) -> VersionCard:
    made = sorted(row.assessments.all(), key=lambda one: -one.pk)
    return VersionCard(
        row.number,
        row.note,
        row.actor,
        row.made_at,
        tuple((one.public_id, one.reason, one.outcomes, one.made_at) for one in made),
    )


def _documents(row: OriginAssessment, language: str) -> tuple[dict, dict]:
    document = row.document_en if language.startswith("en") else row.document_zh
    return document["assessment"], document["plans"]
