"""The treasury: no orders go there, but its list of what it received is one of the three that must agree."""

from datetime import date, datetime, timedelta

from zaiton.base.text import Bilingual
from zaiton.blocks.money.actions.channels.http import Wire
from zaiton.blocks.money.actions.channels.signedlists import fetched, statement
from zaiton.blocks.money.domain.channels import Order, Reply, SourceStatement
from zaiton.blocks.money.domain.wire_refusals import ChannelTakesNoOrders


class Treasury:
    """Signed JSON over mutual TLS, in one currency."""

    name = "treasury"
    title = Bilingual("国库", "Treasury")
    final_after = timedelta(0)
    demo = False

    def __init__(self, wire: Wire, currency: str = "CNY") -> None:
        self._wire, self._currency = wire, currency

    def send(self, order: Order, *, at: datetime) -> Reply:
        """Raises ``ChannelTakesNoOrders``."""
        raise ChannelTakesNoOrders("channel", channel=self.name)

    def query(self, number: str, *, at: datetime) -> Reply:
        """Raises ``ChannelTakesNoOrders``."""
        raise ChannelTakesNoOrders("channel", channel=self.name)

    def statement(self, day: date, *, at: datetime) -> SourceStatement:
        """What came in on the day, by the number of the payment. Raises ``NotSent``, ``Unclear``, or why it is refused."""
        content = fetched(self._wire, self.name, f"/receipts/{day.isoformat()}?currency={self._currency}", day)
        return statement(content, self.name, day, "receipts", "reference")
