"""A payment book whose payment is unknown can be tried again by an impatient person, as if the bank had rejected it.

The payments' own guard (one live payment for a document) still stands, so nothing is paid twice; the book has gone a way that
no book may go.
"""

from typing import Any


def plant() -> dict[str, Any]:
    """The graph of books lets ``unknown`` be retried."""
    from zaiton.services.retail_tax.domain import states

    real = states.after

    def after(subject: str, state: str, event: str) -> str | None:
        if (subject, state, event) == ("book", "unknown", "retried"):
            return "confirmed"
        return real(subject, state, event)

    return {"zaiton.services.retail_tax.actions.moving.after": after}
