"""What falls and rises with a certificate: those that rest on it, down the whole tree. Plain names and statuses, no tables.

The rule that is kept: a valid certificate rests on valid ones only.
"""

from collections import deque
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from zaiton.blocks.papers.domain.status import REVOKED, SUSPENDED, VALID

REFUSE, SUSPEND, REVOKE = "refuse", "suspend", "revoke"
DEPENDANTS = (REFUSE, SUSPEND, REVOKE)
"""What is to become of the certificates that rest on one that falls."""


@dataclass(frozen=True, slots=True)
class Standing:
    """A certificate as its neighbours see it.

    ``own`` says that it is suspended on its own account too, ``on`` names those it rests on.
    """

    status: str
    own: bool = False
    on: tuple[str, ...] = ()


class Turn(NamedTuple):
    """What becomes of a certificate, and the one that takes it along."""

    name: str
    status: str
    cause: str


def carried(name: str, known: Mapping[str, Standing]) -> list[str]:
    """The certificates resting directly on one that are not over themselves."""
    return sorted(n for n, at in known.items() if name in at.on and at.status in (VALID, SUSPENDED))


def falls(name: str, known: Mapping[str, Standing], to: str) -> list[Turn]:
    """What goes down with a certificate, nearest first: valid ones are suspended, or all that are not over are revoked.

    >>> known = {"a": Standing("revoked"), "b": Standing("valid", on=("a",)), "c": Standing("valid", on=("b",))}
    >>> [(turn.name, turn.cause) for turn in falls("a", known, "suspended")]
    [('b', 'a'), ('c', 'b')]
    """
    found: dict[str, Turn] = {}
    waiting = deque([name])
    while waiting:
        cause = waiting.popleft()
        for below in carried(cause, known):
            if below not in found and (to == REVOKED or known[below].status == VALID):
                found[below] = Turn(below, to, cause)
                waiting.append(below)
    return list(found.values())


def rises(names: Iterable[str], known: Mapping[str, Standing]) -> list[Turn]:
    """What stands again once these are valid: suspended for nothing of its own, and everything it rests on valid."""
    valid = {name for name, at in known.items() if at.status == VALID} | set(names)
    found: list[Turn] = []
    waiting = deque(sorted(names))
    while waiting:
        cause = waiting.popleft()
        for below in carried(cause, known):
            at = known[below]
            if below not in valid and at.status == SUSPENDED and not at.own and valid.issuperset(at.on):
                found.append(Turn(below, VALID, cause))
                valid.add(below)
                waiting.append(below)
    return found


def suspended_itself(entries: Iterable[tuple[str, str]]) -> bool:
    """Whether the changes of status so far (status, cause), the oldest first, leave a suspension on its own account."""
    own = False
    for status, cause in entries:
        own = (own or not cause) if status == SUSPENDED else False
    return own
