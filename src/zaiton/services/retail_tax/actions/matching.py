"""Matching the documents of sales, and accepting those that agree: limits held in the ledger, taxes assessed, the list declared.

Guarantee: idempotent; whichever document came last, the outcome is the same; a buyer's year is never exceeded, however many race, for
the limit is an account of the ledger and each list a hold on it. Input: numbers of sales; joins the caller's transaction. Steps: the
live documents of all sales are read by few statements (``sale_cases``); a sale with all four goes through the thirteen checks with the
facts of its day (``checking``); those without a discrepancy are held on their buyers' accounts in one go and declared (``accepting``).
"""

import hashlib
from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from zaiton.blocks.evidence import public as evidence
from zaiton.kit.work.turns import turn
from zaiton.services.retail_tax.actions.accepting import accept, refuse
from zaiton.services.retail_tax.actions.checking import look
from zaiton.services.retail_tax.actions.foreseen import Foreseen
from zaiton.services.retail_tax.actions.sale_cases import SOME, cases_of


def sales_match(ids: Iterable[int], *, foreseen: Foreseen | None = None, actor: str, at: datetime) -> dict[str, int]:
    """Match sales that wait; returns how many are accepted, discrepant and waiting. ``foreseen``: what was read and assessed before."""
    known = foreseen or Foreseen()
    ordered = sorted(set(ids))
    counted = {"accepted": 0, "discrepant": 0, "waiting": 0}
    with turn(), transaction.atomic():
        cases, locked = cases_of(ordered, known.messages)
        counted["waiting"] = locked - len(cases)
        if not cases:
            return counted
        days = known.days
        look(cases, days)
        clean = [case for case in cases if not case.findings]
        accepted = accept(clean, days, actor=actor, at=at)
        refused = [case for case in cases if case.findings]
        refuse(refused, at)
        counted["accepted"], counted["discrepant"] = len(accepted), len(refused)
        digest = hashlib.sha256("\n".join(case.sale.public_id for case in cases).encode()).hexdigest()
        evidence.record(
            actor=actor,
            action="retail_tax.sales_matched",
            object=f"retail_tax.matching/{digest[:16]}",
            after={**counted, "digest": digest, "lists": [row.invt_no for row in accepted[:SOME]]},
            at=at,
        )
    return counted
