"""An officer looks at who a buyer is: number and name are unsealed for one inventory list, for a reason, and the look is evidence.

Guarantee: nobody sees the plain number without an entry in the log that says who, when, of which list and why; the entry itself holds
the masked number only. The entry is written before anything is unsealed, in the same transaction.
"""

import json
from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction

from zaiton.blocks.evidence.public import record
from zaiton.kit.work.turns import turn
from zaiton.services.retail_tax.actions.disputing import said
from zaiton.services.retail_tax.domain.release_refusals import InventoryUnknown, OwnBuyer
from zaiton.services.retail_tax.models import Inventory
from zaiton.services.retail_tax.queries.sealing import unsealed


@dataclass(frozen=True, slots=True)
class Person:
    """A buyer in plain text, for one look: never kept, never put into a log (its ``repr`` shows nothing)."""

    id_type: str = field(repr=False)
    number: str = field(repr=False)
    name: str = field(repr=False)


def buyer_look(number: str, *, reason: str, own: tuple[str, ...] = (), actor: str, at: datetime) -> Person:
    """The buyer of an inventory list, for an officer. ``own``: companies the officer acts for, whose buyers they do not look at.

    Raises ``InventoryUnknown``, ``ReasonMissing``, ``OwnBuyer``, and ``SealBroken`` where this installation cannot unseal it.
    """
    reason = said(reason)
    with turn(), transaction.atomic():
        row = Inventory.objects.select_related("buyer").filter(invt_no=number[:20]).first()
        if row is None:
            raise InventoryUnknown("number", number=number[:24])
        if row.organisation and row.organisation in own:
            raise OwnBuyer(number=row.invt_no)
        facts = {"buyer": row.buyer.shown, "reason": reason}
        thing = f"retail_tax.inventory/{row.invt_no}"
        record(actor=actor, action="retail_tax.buyer_seen", object=thing, after=facts, at=at)
        kind, plain, name = json.loads(unsealed(row.buyer.sealed, row.buyer.key.encode()))
    return Person(kind, plain, name)
