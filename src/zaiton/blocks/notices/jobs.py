"""The clock's door: what workers do for notices. Mails and events go out; reminders come; old deliveries go."""

from datetime import datetime

from zaiton.blocks.notices.actions import events, mails, reminders
from zaiton.kit.work import Delivery, external


@external
def mail(delivery: Delivery) -> None:
    """Send one mail."""
    mails.mail_send(delivery.data["mail"], at=delivery.now)


@external
def event(delivery: Delivery) -> None:
    """Send one event to one endpoint."""
    events.event_send(delivery.data["delivery"], at=delivery.now)


def calendar_changed(delivery: Delivery) -> None:
    """A calendar arrived or changed: the days of reminders are counted anew."""
    reminders.reminders_recount(years=delivery.data["years"], at=delivery.now)


def reminders_due(*, at: datetime) -> None:
    """Reminders whose moment has come become notices."""
    reminders.reminders_due(at=at)


def tidy(*, at: datetime) -> None:
    """Deliveries that have been over for long are removed."""
    events.deliveries_forget(at=at)
