"""The figures of notices in one place: how long, how often, how many. None of them comes from a decree."""

from datetime import time, timedelta

QUIET_BEGINS = time(21, 0)
QUIET_ENDS = time(8, 0)
"""Quiet hours of a person who has chosen none, Beijing time; mail that is not urgent waits until they end."""
REMINDER_HOUR = time(9, 0)
"""When a reminder arrives on its day, Beijing time."""
MOST_DAYS_BEFORE = 250
"""A reminder comes at most so many working days before the last day: about a year."""

MAIL_PAUSES = tuple(timedelta(minutes=m) for m in (1, 5, 15, 60, 180, 360, 720, 1440))
"""How long to wait after the first, second, … failure of a mail server; after the last one the mail is dead."""

HOOK_PAUSES = tuple(timedelta(minutes=m) for m in (1, 5, 30, 120, 300, 600, 840, 1200, 1440))
"""The same for a webhook, about three days in all."""
HOOK_REST_FIRST = timedelta(seconds=30)
HOOK_REST_MOST = timedelta(minutes=30)
"""An endpoint that just failed is left in peace so long, doubling with each failure in a row; its other events wait."""
HOOK_RETRY_AFTER_MOST = timedelta(hours=6)
"""The longest pause a receiver can ask for by ``Retry-After``."""
HOOK_FAILING_MOST = timedelta(days=5)
"""An endpoint that has only failed for so long is switched off, and its owners are told."""
HOOK_CONNECT_SECONDS = 5
HOOK_TOTAL_SECONDS = 15
"""From the look-up of the name to the last byte of the answer."""
HOOK_BODY_MOST = 64 * 1024
"""Bytes of an event."""
HOOK_URL_MOST = 500
SECRET_OVERLAP = timedelta(hours=24)
"""So long after a rotation the former secret signs as well."""
ENDPOINTS_MOST = 10
"""Endpoints of one organisation."""
KEEP_DELIVERIES = timedelta(days=90)
"""So long a delivery that is over is kept."""

PAGE = 50
UNREAD_SHOWN_MOST = 99
"""The page head counts no further."""
MOST_ERROR = 500
"""Characters kept of what a server said."""
KEY_MOST = 200
REMINDER_KEY_MOST = 170
LINK_MOST = 500
"""Characters of a key, of a reminder's key (its notices' keys are longer) and of a link."""
