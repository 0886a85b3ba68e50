"""The notices block's door for its neighbours: tell people, tell machines, remind before a last day."""

from zaiton.blocks.notices.actions.events import webhook_put
from zaiton.blocks.notices.actions.inbox import notice_put
from zaiton.blocks.notices.actions.reminders import reminders_cancel, reminders_set
from zaiton.blocks.notices.queries.kinds import UnknownKind

__all__ = ["UnknownKind", "notice_put", "reminders_cancel", "reminders_set", "webhook_put"]
