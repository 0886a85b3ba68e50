"""New connections go to the worker that has fewest. Both workers wait on one socket, and without this one of them may take a
whole burst of lasting connections while the other stands idle: a third of the rate, three times the tail (measured).

Each worker writes into shared memory how many connections it has and when it last looked. A worker that has more than
another, which has looked of late, leaves a waiting connection to it.
"""

import mmap
import os
import struct
import time

SLOT = struct.Struct("qq")
FRESH_NANOSECONDS = 250_000_000
"""A worker that has not looked for this long may be asleep or stuck: nobody waits for it."""
HOLD_SECONDS = 0.01
"""How soon a worker that left a connection to another looks again whether it was taken."""


def shared_memory(workers: int) -> int:
    """A descriptor of memory that all workers of one supervisor write to."""
    descriptor = os.memfd_create("zaiton-workers")
    os.ftruncate(descriptor, SLOT.size * workers)
    return descriptor


class Fairness:
    """One worker's place in the shared memory."""

    def __init__(self, descriptor: int, place: int) -> None:
        self._memory = mmap.mmap(descriptor, os.fstat(descriptor).st_size)
        self._place = place
        self.holds = False

    def may_accept(self, connections: int) -> bool:
        """Note how many connections this worker has; whether it may take one more now."""
        now = time.monotonic_ns()
        SLOT.pack_into(self._memory, self._place * SLOT.size, connections, now)
        others = [pair for place, pair in enumerate(SLOT.iter_unpack(self._memory)) if place != self._place]
        self.holds = any(count < connections and now - looked < FRESH_NANOSECONDS for count, looked in others)
        return not self.holds
