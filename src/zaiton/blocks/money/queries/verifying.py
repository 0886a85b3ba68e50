"""The check of the books, from the tables alone: whatever the triggers promise is worked out again.

``zaiton money verify`` runs it; it needs no lock and reads in stretches, so that it can run beside bookings. A booking that
commits while it runs may show as a difference between two readings: on PostgreSQL all is read in one snapshot.
"""

from collections.abc import Iterator

from django.db import connection, transaction

from zaiton.blocks.evidence import public as evidence
from zaiton.blocks.money.domain.books import BooksVerdict, Fault, trial_digest
from zaiton.blocks.money.models import Account, Anchor, Closing, Entry
from zaiton.blocks.money.queries.stretches import BEGIN, stretch_digest

SHOWN = 20
"""Faults of one kind that are listed."""
CHECKS = {
    "unbalanced": """
        SELECT e.key, a.currency FROM money_posting p JOIN money_entry e ON e.id = p.entry_id
        JOIN money_account a ON a.id = p.account_id GROUP BY e.key, a.currency HAVING SUM(p.amount) <> 0""",
    "lines": """
        SELECT e.key FROM money_entry e LEFT JOIN (SELECT entry_id, COUNT(*) AS n FROM money_posting GROUP BY entry_id) c
        ON c.entry_id = e.id WHERE e.lines <> COALESCE(c.n, 0)""",
    "orphan": """
        SELECT p.id FROM money_posting p LEFT JOIN money_entry e ON e.id = p.entry_id WHERE e.id IS NULL""",
    "balance": """
        SELECT a.code FROM money_account a LEFT JOIN (SELECT account_id, SUM(amount) AS n FROM money_posting GROUP BY account_id) s
        ON s.account_id = a.id WHERE a.posted <> COALESCE(s.n, 0)""",
    "pending": """
        SELECT a.code FROM money_account a
        LEFT JOIN (SELECT debit_id AS id, SUM(amount) AS n FROM money_hold WHERE state = 'pending' GROUP BY debit_id) d ON d.id = a.id
        LEFT JOIN (SELECT credit_id AS id, SUM(amount) AS n FROM money_hold WHERE state = 'pending' GROUP BY credit_id) c ON c.id = a.id
        WHERE a.pending_debit <> COALESCE(d.n, 0) OR a.pending_credit <> COALESCE(c.n, 0)""",
    "limit": """
        SELECT code FROM money_account WHERE posted - pending_credit < least OR posted + pending_debit > most""",
    "hold": """
        SELECT h.key FROM money_hold h LEFT JOIN money_posting d ON d.entry_id = h.entry_id AND d.account_id = h.debit_id
        LEFT JOIN money_posting c ON c.entry_id = h.entry_id AND c.account_id = h.credit_id
        WHERE h.state = 'posted' AND (d.amount IS NULL OR c.amount IS NULL OR d.amount <= 0 OR d.amount > h.amount
                                      OR c.amount <> -d.amount)""",
    "reversal": """
        SELECT e.key, p.account_id FROM money_entry e
        JOIN money_posting p ON p.entry_id = e.id OR p.entry_id = e.reverses_id
        WHERE e.reverses_id IS NOT NULL GROUP BY e.key, p.account_id HAVING SUM(p.amount) <> 0""",
    "snapshot": """
        SELECT a.code, k.through FROM money_closing k JOIN money_snapshot s ON s.closing_id = k.through
        JOIN money_account a ON a.id = s.account_id
        WHERE k.through = (SELECT MAX(through) FROM money_closing) AND s.posted <> COALESCE((
            SELECT SUM(p.amount) FROM money_posting p JOIN money_entry e ON e.id = p.entry_id
            WHERE p.account_id = a.id AND e.business_date <= k.through), 0)""",
}


def verify() -> BooksVerdict:
    """Check the books; every fault says what and where."""
    with transaction.atomic():
        if connection.vendor == "postgresql" and not connection.savepoint_ids:
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        faults = [fault for what, sql in CHECKS.items() for fault in _found(what, sql)]
        faults += _closings()
        anchored, broken = _anchors()
        return BooksVerdict(Account.objects.count(), Entry.objects.count(), anchored, (*faults, *broken, *_guards()))


def _found(what: str, sql: str) -> Iterator[Fault]:
    with connection.cursor() as cursor:
        cursor.execute(f"{sql} LIMIT {SHOWN}")
        for row in cursor.fetchall():
            yield Fault(what, " ".join(str(value) for value in row))


def _closings() -> list[Fault]:
    faults = []
    for closing in Closing.objects.order_by("through"):
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT a.code, s.posted FROM money_snapshot s JOIN money_account a ON a.id = s.account_id "
                "WHERE s.closing_id = %s",
                [closing.through],
            )
            if trial_digest((code, int(posted)) for code, posted in cursor.fetchall()) != closing.digest:
                faults.append(Fault("closing", closing.through.isoformat()))
    return faults


def _anchors() -> tuple[int, list[Fault]]:
    previous, upto, faults = BEGIN, 0, []
    for anchor in Anchor.objects.order_by("upto"):
        digest, count = stretch_digest(anchor.after, anchor.upto, previous)
        where = f"{anchor.after + 1}-{anchor.upto}"
        if anchor.after != upto or (digest, count) != (anchor.digest, anchor.entries):
            faults.append(Fault("anchor", where))
        if evidence.digest(anchor_facts(anchor)) not in evidence.after_digests(f"money.anchor/{anchor.upto}"):
            faults.append(Fault("evidence", where))
        previous, upto = anchor.digest, anchor.upto
    return upto, faults


def anchor_facts(anchor: Anchor) -> dict[str, object]:
    """What the evidence log is told of an anchor."""
    return {"after": anchor.after, "upto": anchor.upto, "entries": anchor.entries, "digest": anchor.digest}


GUARDS = (
    "money_posting_balance",
    "money_entry_sealed",
    "money_entry_frozen",
    "money_entry_stays",
    "money_posting_frozen",
    "money_posting_stays",
    "money_hold_once",
    "money_hold_stays",
    "money_closing_frozen",
)
GUARDS_POSTGRESQL = (
    "money_posting_check",
    "money_entry_gate",
    "money_entry_bare",
    "money_entry_frozen",
    "money_entry_stays",
    "money_posting_frozen",
    "money_posting_stays",
    "money_account_check",
    "money_hold_check",
    "money_hold_stays",
    "money_closing_frozen",
)


def _guards() -> list[Fault]:
    postgresql = connection.vendor == "postgresql"
    with connection.cursor() as cursor:
        if postgresql:
            cursor.execute("SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgenabled <> 'D'")
        else:
            cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
        there = {name for (name,) in cursor.fetchall()}
    return [Fault("guard", name) for name in (GUARDS_POSTGRESQL if postgresql else GUARDS) if name not in there]
