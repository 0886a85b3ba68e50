"""The tables of the notices block: what people were told, what machines were told, and how each of them wants it."""

from zaiton.blocks.notices.models.hooks import Delivery, Endpoint, Secret
from zaiton.blocks.notices.models.inbox import Mail, Notice, Preference, Reminder

__all__ = ["Delivery", "Endpoint", "Mail", "Notice", "Preference", "Reminder", "Secret"]
