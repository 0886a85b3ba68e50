"""What readers of the language of annexes hand to each other: a test that was read, a fault, and words that stand anywhere."""

from typing import NamedTuple

from zaiton.services.tariff.domain.origin.rules import Span, Test


class Read(NamedTuple):
    """A test that was read and where the text goes on. ``into``: the codes the change is said to lead to; the line is one of them.

    ``far``: an exclusion stands behind a comma, so that it may be meant for what stands before the change, too.
    """

    test: Test
    end: int
    into: tuple[Span, ...] = ()
    far: bool = False


class NotUnderstood(ValueError):
    """Something begins like a test and cannot be one: an exclusion that does not end, a share above all of it."""

    def __init__(self, reason: str, at: int) -> None:
        super().__init__(reason)
        self.reason, self.at = reason, at


OBLIGED = r"(?:必须|须|应当?|需要?|要求|均|都)*+"
"""Whether something must be so; many words that say the same."""
MET = r"(?:满足|符合|达到|具有|具备)?"
EVERY_CODE = (Span("01", "97"),)
"""All codes: used where every material is meant."""
