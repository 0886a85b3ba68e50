"""Decision tables in the store: kept once under their digest, for the replay of receipts."""

import os
import tempfile
from datetime import datetime
from pathlib import Path

from django.db import transaction

from zaiton.blocks.evidence.public import record
from zaiton.blocks.law.domain.rules.table import Table
from zaiton.blocks.law.queries.rules import store_file


def rule_table_keep(table: Table, *, actor: str, at: datetime) -> bool:
    """Keep a decision table under its digest, with an entry in the log, so that receipts can be replayed for ever.

    Safe to repeat; False where it is kept already. The file is written whole or not at all; where it cannot be, no entry is.
    """
    target = store_file(table.sha256)
    if target.is_file():
        return False
    target.parent.mkdir(parents=True, exist_ok=True)
    with transaction.atomic():
        record(
            actor=actor,
            action="law.table_kept",
            object=f"law.table/{table.name}",
            after={"sha256": table.sha256},
            at=at,
        )
        handle, scratch = tempfile.mkstemp(dir=target.parent, prefix=".keeping-")
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(table.content)
                file.flush()
                os.fsync(file.fileno())
            os.replace(scratch, target)
        finally:
            Path(scratch).unlink(missing_ok=True)
    return True
