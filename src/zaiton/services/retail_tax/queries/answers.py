"""Reads: what senders are told after the receipt of their files, as messages of the standard: states of lists, tax bills, states of bills."""

import json
import uuid
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass

from zaiton.services.retail_tax.domain.messages_refusals import MessageUnwritable
from zaiton.services.retail_tax.models import Answer, Document, Inventory
from zaiton.services.retail_tax.queries.messages_layouts import answers
from zaiton.services.retail_tax.queries.receipts_writing import Answer as Told
from zaiton.services.retail_tax.queries.receipts_writing import info_of, list_states
from zaiton.services.retail_tax.queries.tax_files import tax_files

LISTS = ("CEB622", "CEB624", "CEB626")
BILLS = ("CEB816", "CEB818")
MESSAGES = (*LISTS, *BILLS)
HEAD = {"customsCode": "customs_code", "ebpCode": "ebp_code", "ebcCode": "ebc_code", "copNo": "cop_no"}
MOST = 1000


@dataclass(frozen=True, slots=True)
class AnswerFile:
    """One message with some answers; ``places`` are all of them, ``left_out`` how many could not be written."""

    message: str
    content: bytes
    count: int
    places: tuple[int, ...]
    left_out: int = 0

    @property
    def last(self) -> int:
        """The place after which the next file begins."""
        return self.places[-1]


def answer_file(
    message: str,
    organisations: Collection[str],
    *,
    after: int = 0,
    limit: int = MOST,
    fetched: bool = True,
    guid: Callable[[], str] = lambda: str(uuid.uuid4()).upper(),
) -> AnswerFile | None:
    """The next answers of one kind for these companies; None where there are none. ``fetched`` False: those not fetched yet only."""
    rows = Answer.objects.filter(message=message, organisation__in=[one for one in organisations if one], pk__gt=after)
    if not fetched:
        rows = rows.filter(fetched_at=None)
    found = list(rows.order_by("pk")[:limit])
    if not found:
        return None
    places = tuple(row.pk for row in found)
    write = _lists if message in LISTS else _bills
    try:
        return AnswerFile(message, write(message, found, guid()), len(found), places)
    except MessageUnwritable:
        good = [row for row in found if _writable(write, message, row, guid())]
        content = write(message, good, guid()) if good else b""
        return AnswerFile(message, content, len(good), places, len(found) - len(good))


def _writable(write: Callable[[str, Sequence[Answer], str], bytes], message: str, row: Answer, guid: str) -> bool:
    try:
        write(message, [row], guid)
    except MessageUnwritable:
        return False
    return True


def _bills(message: str, rows: Sequence[Answer], guid: str) -> bytes:
    return tax_files(rows, guids=(guid, guid))[message]


def _lists(message: str, rows: Sequence[Answer], guid: str) -> bytes:
    lists = {row.invt_no: row for row in Inventory.objects.select_related("sale").filter(invt_no__in=_names(rows))}
    declared = _declared([row for row in rows if row.subject not in lists])
    told = []
    for row in rows:
        of = lists.get(row.subject)
        head = _of_list(of) if of is not None else declared.get((row.to_code, row.subject), {})
        words = row.words or answers().states[row.code].zh
        info = words if words.startswith("[Code:") else info_of([(row.code, words)])
        told.append((head | {"agentCode": row.to_code}, Told(row.code, info), row.guid, row.made_at))
    return list_states(message, told, guid=guid)


def _names(rows: Sequence[Answer]) -> list[str]:
    return sorted({row.subject for row in rows})


def _of_list(row: Inventory) -> dict[str, str]:
    return {
        "customsCode": row.customs_code,
        "ebpCode": row.sale.ebp_code,
        "ebcCode": row.ebc_code,
        "copNo": row.cop_no,
        "invtNo": row.invt_no,
    }


def _declared(rows: Sequence[Answer]) -> Mapping[tuple[str, str], dict[str, str]]:
    """What lists say that were rejected, by agent and number: these are no lists of customs, only documents."""
    found = {}
    codes = {(row.to_code, row.subject) for row in rows}
    numbers = [number for _, number in codes]
    for row in Document.objects.filter(kind="inventory", number__in=numbers).order_by("pk"):
        if (row.code, row.number) in codes:
            said = json.loads(row.said)
            found[row.code, row.number] = {name: said.get(attribute, "") for name, attribute in HEAD.items()}
    return found
