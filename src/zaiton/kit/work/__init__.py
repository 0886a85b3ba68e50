"""Work that outlasts a request: a thread of the server does it under a lease, and another process takes it up if this one dies.

The bench knows no subject. A module hands it a desk that gives out tasks, in the way its own tables can (compare and set).
"""

from .bench import BEAT_SECONDS, LEASE_SECONDS, Bench, Desk, LeaseLost, Task

__all__ = ["BEAT_SECONDS", "LEASE_SECONDS", "Bench", "Desk", "LeaseLost", "Task"]
