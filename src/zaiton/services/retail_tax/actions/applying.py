"""Applications that come as messages: an inventory list is to be cancelled (CEB623), or its goods go back (CEB625).

What the message says must be what stands on file: the list of that number, of this agent and company. The refusal of the action is what the
receipt tells.
"""

from datetime import datetime

from zaiton.base.refusals import Refusal
from zaiton.services.retail_tax.actions.returning import inventory_cancel, return_ask
from zaiton.services.retail_tax.domain.messages import CancelMessage, ReturnMessage
from zaiton.services.retail_tax.domain.release_refusals import InventoryUnknown
from zaiton.services.retail_tax.models import Inventory

APPLICATIONS = ("cancel", "return")


def application_act(
    message: CancelMessage | ReturnMessage, *, organisation: str, actor: str, at: datetime
) -> Refusal | None:
    """Do what an application asks for; the refusal where it is not granted. ``organisation`` blank: an operator's file."""
    act = inventory_cancel if isinstance(message, CancelMessage) else return_ask
    try:
        row = Inventory.objects.filter(invt_no=message.invt_no).first()
        if row is None or row.agent_code != message.agent_code:
            raise InventoryUnknown("number", number=message.invt_no[:24])
        mine = (organisation,) if organisation else None
        act(row.invt_no, reason=message.reason, organisations=mine, actor=actor, at=at)
    except Refusal as refusal:
        return refusal
    return None
