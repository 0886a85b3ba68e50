"""What senders are told after the receipt of a file: states of lists, tax bills and their states, until they are fetched."""

import uuid
from collections.abc import Sequence
from datetime import datetime

from zaiton.services.retail_tax.models import Answer, Bill, Inventory

STATE_OF_LIST, OF_CANCEL, OF_RETURN, TAX_BILL, STATE_OF_BILL = "CEB622", "CEB624", "CEB626", "CEB816", "CEB818"
RELEASED, INSPECTION, ASSESSED, REJECTED, CLOSED = "800", "500", "399", "100", "899"
SOME = 300


def guid() -> str:
    """A number of its own for a message, as the standard writes it."""
    return str(uuid.uuid4()).upper()


def of_list(row: Inventory, message: str, code: str, at: datetime, words: str = "") -> Answer:
    """What the declaring agent is told of an inventory list."""
    return Answer(
        to_code=row.agent_code,
        organisation=row.organisation,
        message=message,
        subject=row.invt_no,
        guid=guid(),
        code=code,
        words=words[:1000],
        made_at=at,
    )


def of_bill(row: Bill, message: str, code: str, at: datetime, words: str = "") -> Answer:
    """What the declaring agent is told of a tax bill: the bill itself (its own guid), or that its state is another one."""
    return Answer(
        to_code=row.agent_code,
        organisation=row.organisation,
        message=message,
        subject=row.tax_no,
        guid=row.guid if message == TAX_BILL else guid(),
        code=code,
        words=words[:1000],
        made_at=at,
    )


def told(answers: Sequence[Answer]) -> None:
    """Keep them, in the transaction of what they tell of."""
    Answer.objects.bulk_create(answers, batch_size=SOME)
