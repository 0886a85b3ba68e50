"""Work that outlasts a request: an outbox filled in the caller's transaction, and workers that take from it under a lease.

``emit`` and ``later`` put work in, manifests say who handles it (``subscriptions``, ``handlers``, ``ticks``), ``worker`` does
it. The older ``Bench`` is one thread of a server process for a module whose own table is its queue. Tables are touched only
when something is called, so that a manifest's neighbours may import this before Django is ready.
"""

from .bench import BEAT_SECONDS, LEASE_SECONDS, Bench, Desk, LeaseLost, Task
from .delivery import Delivery, Retry, Uncertain, external
from .outbox import NoTransaction, cancel, emit, later
from .registry import Undeclared

__all__ = [
    "BEAT_SECONDS",
    "LEASE_SECONDS",
    "Bench",
    "Delivery",
    "Desk",
    "LeaseLost",
    "NoTransaction",
    "Retry",
    "Task",
    "Uncertain",
    "Undeclared",
    "cancel",
    "emit",
    "external",
    "later",
]
