"""A channel on which nothing is ever known: for demonstrations of what an unknown payment looks like, and for tests."""

from datetime import date, datetime, timedelta

from zaiton.base.text import Bilingual, gettext_noop
from zaiton.blocks.money.domain.channels import Order, Reply, SourceStatement, Unclear

NEVER = gettext_noop("this channel never answers")


class Failing:
    """Takes everything and answers nothing."""

    name = "failing"
    title = Bilingual("演示：从不答复的渠道", "Demonstration: a channel that never answers")
    final_after = timedelta(days=1)
    demo = True

    def send(self, order: Order, *, at: datetime) -> Reply:
        """Raises ``Unclear``."""
        raise Unclear(NEVER)

    def query(self, number: str, *, at: datetime) -> Reply:
        """Raises ``Unclear``."""
        raise Unclear(NEVER)

    def statement(self, day: date, *, at: datetime) -> SourceStatement:
        """Raises ``Unclear``."""
        raise Unclear(NEVER)
