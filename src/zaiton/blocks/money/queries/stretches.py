"""Stretches of entries and their digests: what an anchor says of the books, worked out from the tables."""

import hashlib
import json
from collections.abc import Iterator
from datetime import UTC

from zaiton.blocks.money.models import Entry, Posting

AT_ONCE = 2_000
BEGIN = "0" * 64


def stretch_digest(after: int, upto: int, previous: str) -> tuple[str, int]:
    """SHA-256 over the entries numbered above ``after`` up to ``upto``, chained to the stretch before; and how many."""
    digest, count = hashlib.sha256(previous.encode()), 0
    for text in _entries(after, upto):
        digest.update(text.encode())
        count += 1
    return digest.hexdigest(), count


def _entries(after: int, upto: int) -> Iterator[str]:
    while after < upto:
        rows = list(Entry.objects.filter(pk__gt=after, pk__lte=upto).order_by("pk")[:AT_ONCE])
        if not rows:
            return
        lines: dict[int, list[tuple[str, int]]] = {}
        found = Posting.objects.filter(entry_id__gt=after, entry_id__lte=rows[-1].pk).order_by("pk")
        for entry, account, amount in found.values_list("entry_id", "account__code", "amount"):
            lines.setdefault(entry, []).append((account, amount))
        for row in rows:
            said = [
                row.pk,
                row.key,
                row.digest,
                row.kind,
                row.business_date.isoformat(),
                row.booked_at.astimezone(UTC).isoformat(),
                row.actor,
                row.document,
                row.words,
                row.reverses_id,
                sorted(lines.get(row.pk, [])),
            ]
            yield json.dumps(said, ensure_ascii=False, separators=(",", ":")) + "\n"
        after = rows[-1].pk
