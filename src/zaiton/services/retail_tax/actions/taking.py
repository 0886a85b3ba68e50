"""Taking messages: a file is read, its documents are stored, its receipt is made, and the sales it touches are matched again.

Guarantee: a file is taken as a whole in one transaction or not at all; the same bytes again get the same receipt and change nothing; of
a document only one version is in force. Input: the bytes of one file. Steps: read every record (a bad one leaves the others good);
those already here with the same content are repetitions, another content under the same name replaces the old one where the
record says so (application type 2 or 3) and the sale is not accepted yet, and is refused otherwise; the rest is written by few statements.
"""

import hashlib
import uuid
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from django.db import transaction
from django.utils.translation import get_language, gettext

from zaiton.blocks.evidence import public as evidence
from zaiton.kit.work.turns import turn
from zaiton.services.retail_tax.actions.applying import APPLICATIONS, application_act
from zaiton.services.retail_tax.actions.foreseen import Foreseen, Own, foresee
from zaiton.services.retail_tax.actions.inserting import rows_insert
from zaiton.services.retail_tax.actions.matching import sales_match
from zaiton.services.retail_tax.actions.sale_cases import LIVE, SOME
from zaiton.services.retail_tax.domain.file_names import plain_name
from zaiton.services.retail_tax.domain.intake_refusals import FileEmpty
from zaiton.services.retail_tax.domain.messages_faults import FAULTS
from zaiton.services.retail_tax.domain.packing import Packed, pack
from zaiton.services.retail_tax.models import Document, Intake, Sale
from zaiton.services.retail_tax.queries.messages_layouts import answers
from zaiton.services.retail_tax.queries.messages_reading import Reading, Record, read
from zaiton.services.retail_tax.queries.receipts_writing import Answer as Told
from zaiton.services.retail_tax.queries.receipts_writing import acceptance, answer_to, format_error, info_of, receipts
from zaiton.services.retail_tax.queries.sealing import sealed

WAITS = timedelta(days=30)
"""How long a sale waits for its other documents."""
CHANGE, DELETE = "2", "3"
DUPLICATE, CLOSED, ABSENT = "document_duplicate", "document_closed", "document_absent"
NOT_GRANTED = "application"


@dataclass(frozen=True, slots=True)
class Taken:
    """What came of a file: its receipt, how many records were taken and refused; ``repeated``: it had come before."""

    intake: str
    message: str
    receipt: bytes
    accepted: int
    refused: int
    repeated: bool = False


class _Sale(NamedTuple):
    """What is looked at of a sale that is there."""

    pk: int
    state: str


@dataclass(slots=True)
class _Coming:
    """One good record on its way: its row to be, or why it is not taken."""

    record: Record
    packed: Packed
    digest: bytes
    persons: bytes
    sale: tuple[str, str] | None
    row: Document | None = None
    refused: str = ""
    why: str = ""
    repeated: bool = False
    replaces: Document | None = None


@dataclass(slots=True)
class _File:
    reading: Reading
    digest: str
    size: int
    coming: list[_Coming] = field(default_factory=list)
    told: list[Told] = field(default_factory=list)
    receipt: bytes = b""
    foreseen: Foreseen = field(default_factory=Foreseen)


def documents_take(
    content: bytes,
    *,
    name: str = "",
    source: str = "api",
    organisation: str = "",
    on_file: Iterable[bytes] | None = None,
    must_be_signed: bool = False,
    actor: str,
    at: datetime,
) -> Taken:
    """Take one file. What is wrong with it or with a record stands in the receipt; raises ``FileEmpty`` only."""
    if not content.strip():
        raise FileEmpty("file")
    digest = hashlib.sha256(content).hexdigest()
    before = Intake.objects.filter(digest=digest).first()
    if before is not None:
        return _again(before)
    stranger = None if on_file is None else tuple(on_file)
    file = _prepared(_File(read(content, on_file=stranger, must_be_signed=must_be_signed), digest, len(content)), at)
    with turn(), transaction.atomic():
        before = Intake.objects.filter(digest=digest).first()
        if before is not None:
            return _again(before)
        return _taken(file, name=name, source=source, organisation=organisation, actor=actor, at=at)


def _prepared(file: _File, at: datetime) -> _File:
    """What is done before others must wait: records packed and sealed, the receipt as if nothing here stood against them, sales foreseen."""
    file.coming = [_coming(record) for record in file.reading.records if not record.faults]
    file.told = _told(file.reading, {})
    file.receipt = _receipt(file.reading, file.told, at)
    file.foreseen = foresee(
        [Own(each.packed.kind, each.digest, each.record.message, each.sale, _parcel(each)) for each in file.coming]
    )
    return file


def _again(row: Intake) -> Taken:
    return Taken(row.public_id, row.message, bytes(row.receipt), row.accepted, row.refused, repeated=True)


def _taken(file: _File, *, name: str, source: str, organisation: str, actor: str, at: datetime) -> Taken:
    reading = file.reading
    sales_there = _sales_there({each.sale for each in file.coming if each.sale is not None})
    _compare(file.coming, sales_there, organisation)
    _apply(file.coming, organisation, actor, at)
    good = [each for each in file.coming if not each.refused]
    if len(good) < len(file.coming):
        file.told = _told(reading, {each.record.place: each for each in file.coming})
        file.receipt = _receipt(reading, file.told, at)
    row = Intake(
        digest=file.digest,
        source=source,
        name=plain_name(name, most=200),
        message=reading.name,
        guid=reading.guid[:36],
        sender=reading.transfer.dxp_id[:30] if reading.transfer else "",
        organisation=organisation,
        bytes=file.size,
        accepted=len(good),
        refused=len(reading.records) - len(good) if not reading.faults else 1,
        faults=_faults(reading, file.told),
        signed_by=reading.signed.fingerprint if reading.signed else "",
        received_at=at,
        actor=actor,
    )
    row.receipt = file.receipt
    row.save(force_insert=True)
    sales = _store(good, row, sales_there, at)
    evidence.record(
        actor=actor,
        action="retail_tax.documents_taken",
        object=f"retail_tax.intake/{row.public_id}",
        after={"digest": file.digest, "message": reading.name, "accepted": row.accepted, "refused": row.refused},
        at=at,
    )
    if sales:
        sales_match(sales, foreseen=file.foreseen, actor=actor, at=at)
    return Taken(row.public_id, reading.name, bytes(row.receipt), row.accepted, row.refused)


def _coming(record: Record) -> _Coming:
    packed = pack(record.message)
    digest = hashlib.blake2b(
        "\x1f".join((packed.kind, packed.code, packed.number, packed.said, packed.persons)).encode(), digest_size=16
    ).digest()
    message = record.message
    sale = (message.ebp_code, message.order_no) if hasattr(message, "ebp_code") else None
    return _Coming(record, packed, digest, sealed(packed.persons.encode(), digest), sale)


def _compare(coming: Sequence[_Coming], sales: Mapping[tuple[str, str], _Sale], organisation: str) -> None:
    """Which are repetitions, changes, or refused; the first of two in one file wins, an accepted sale stands as it is.

    A document is changed or taken back only by the company that brought it: for others there is none that could be changed.
    """
    there = _live({(each.packed.kind, each.packed.code, each.packed.number) for each in coming})
    seen: dict[tuple[str, str, str], bytes] = {}
    for each in coming:
        key = (each.packed.kind, each.packed.code, each.packed.number)
        old = there.get(key)
        if key in seen:
            each.repeated, each.refused = seen[key] == each.digest, "" if seen[key] == each.digest else DUPLICATE
        elif old is None:
            each.refused = ABSENT if each.record.message.app_type in (CHANGE, DELETE) else _late(each, sales)
        elif bytes(old.digest) == each.digest:
            each.repeated = True
        elif each.record.message.app_type not in (CHANGE, DELETE):
            each.refused = DUPLICATE
        elif organisation and old.intake.organisation not in ("", organisation):
            each.refused = ABSENT
        elif _declared(old):
            each.refused = CLOSED
        else:
            each.replaces = old
        seen.setdefault(key, each.digest)


def _apply(coming: Sequence[_Coming], organisation: str, actor: str, at: datetime) -> None:
    """Do what new applications ask for; one that is not granted is refused with the reason."""
    for each in coming:
        message = each.record.message
        if each.packed.kind not in APPLICATIONS or each.refused or each.repeated or message.app_type == DELETE:
            continue
        refusal = application_act(message, organisation=organisation, actor=actor, at=at)
        if refusal is not None:
            each.refused, each.why = NOT_GRANTED, refusal.sentence(gettext)


def _late(each: _Coming, sales: Mapping[tuple[str, str], _Sale]) -> str:
    """Why a new document comes too late: a second inventory list for a sale that is declared."""
    sale = sales.get(each.sale) if each.sale is not None else None
    return CLOSED if each.packed.kind == "inventory" and sale is not None and sale.state == "accepted" else ""


def _declared(old: Document) -> bool:
    """Whether a document in force belongs to a sale that is declared; a waybill does so by the parcel of its list."""
    if old.kind != "waybill":
        return old.sale is not None and old.sale.state == "accepted"
    lists = Document.objects.filter(parcel=old.parcel, kind="inventory", state="live")
    return lists.filter(sale__state="accepted").exists()


def _live(keys: set[tuple[str, str, str]]) -> dict[tuple[str, str, str], Document]:
    found: dict[tuple[str, str, str], Document] = {}
    by_code: dict[tuple[str, str], list[str]] = {}
    for kind, code, number in sorted(keys):
        by_code.setdefault((kind, code), []).append(number)
    for (kind, code), numbers in by_code.items():
        for begin in range(0, len(numbers), SOME):
            rows = (
                Document.objects.extra(where=[LIVE])
                .select_related("sale", "intake")
                .defer("said", "persons", "intake__receipt", "intake__faults")
            )
            some = rows.filter(kind=kind, code=code, number__in=numbers[begin : begin + SOME])
            found.update(((row.kind, row.code, row.number), row) for row in some)
    return found


def _store(good: Sequence[_Coming], intake: Intake, there: Mapping[tuple[str, str], _Sale], at: datetime) -> list[int]:
    """Write what is new; returns the sales that are to be matched again."""
    fresh = [each for each in good if not each.repeated]
    if not fresh:
        return []
    sales = _sales({each.sale for each in fresh if each.sale is not None}, there, at)
    replaced = [each.replaces.pk for each in fresh if each.replaces is not None]
    if replaced:
        Document.objects.filter(pk__in=replaced).update(state="superseded")
    rows = []
    for each in fresh:
        sale = sales.get(each.sale) if each.sale is not None else None
        rows.append(_row(each, intake, sale))
    rows_insert(rows)
    touched = {row.sale_id for row in rows if row.sale_id is not None and row.kind not in ("cancel", "return")}
    parcels = [row.parcel for row in rows if row.kind == "waybill"]
    for begin in range(0, len(parcels), SOME):
        lists = Document.objects.filter(parcel__in=parcels[begin : begin + SOME], kind="inventory", state="live")
        touched.update(lists.exclude(sale=None).values_list("sale_id", flat=True))
    return sorted(touched)


def _parcel(each: _Coming) -> str:
    message = each.record.message
    carried = each.packed.kind in ("waybill", "inventory")
    return f"{message.logistics_code}/{message.logistics_no}" if carried else ""


def _row(each: _Coming, intake: Intake, sale: _Sale | None) -> Document:
    packed, message = each.packed, each.record.message
    return Document(
        intake=intake,
        place=each.record.place,
        kind=packed.kind,
        code=packed.code,
        number=packed.number,
        guid=message.guid,
        digest=each.digest,
        parcel=_parcel(each),
        sale_id=sale.pk if sale else None,
        said=packed.said,
        persons=each.persons,
        state="withdrawn" if message.app_type == DELETE else "live",
        sent_at=message.app_time,
    )


def _sales(
    keys: set[tuple[str, str]], there: Mapping[tuple[str, str], _Sale], at: datetime
) -> dict[tuple[str, str], _Sale]:
    found = {key: row for key, row in there.items() if key in keys}
    missing = sorted(keys - set(found))
    if missing:
        made = [Sale(ebp_code=ebp, order_no=number, first_at=at, due_at=at + WAITS) for ebp, number in missing]
        rows_insert(made, ignore_conflicts=True)
        found |= _sales_there(set(missing))
    return found


def _sales_there(keys: set[tuple[str, str]]) -> dict[tuple[str, str], _Sale]:
    found: dict[tuple[str, str], _Sale] = {}
    numbers = sorted({number for _, number in keys})
    for begin in range(0, len(numbers), SOME):
        rows = Sale.objects.filter(order_no__in=numbers[begin : begin + SOME])
        for ebp, number, pk, state in rows.values_list("ebp_code", "order_no", "pk", "state"):
            if (ebp, number) in keys:
                found[ebp, number] = _Sale(pk, state)
    return found


# the receipt


def _told(reading: Reading, coming: Mapping[int, _Coming]) -> list[Told]:
    told: list[Told] = []
    if not reading.records:
        return told
    accepted = acceptance(reading.name, get_language() or "zh-hans")
    for record in reading.records:
        each = coming.get(record.place)
        if each is not None and each.refused:
            code = answers().faults[each.refused]
            told.append(Told(code, info_of([(code, each.why or gettext(FAULTS[each.refused]))])))
        else:
            told.append(answer_to(record, accepted, gettext))
    return told


def _faults(reading: Reading, told: Sequence[Told]) -> list[dict[str, Any]]:
    """Place, number and code of what was refused; the words are made again when somebody reads them."""
    if reading.faults:
        return [{"place": 0, "code": fault.code} for fault in reading.faults]
    return [
        {"place": record.place, "code": each.status}
        for record, each in zip(reading.records, told, strict=True)
        if each.status.startswith("-")
    ]


def _receipt(reading: Reading, told: Sequence[Told], at: datetime, number: Callable[[], str] | None = None) -> bytes:
    new = number or (lambda: str(uuid.uuid4()).upper())
    if reading.faults or not reading.records:
        return format_error(reading, gettext, guid=new(), at=at)
    return receipts(reading, told, guid=new(), guids=[new() for _ in told], at=at)
