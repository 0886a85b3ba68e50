"""What pages call the status of a certificate, in both languages."""

from django.utils.translation import get_language, gettext, override

from zaiton.base.text import Bilingual
from zaiton.blocks.papers.domain.status import EXPIRED, REVOKED, SUPERSEDED, SUSPENDED, VALID
from zaiton.kit.pages.statuses import STATUSES

TONES = {VALID: "ok", EXPIRED: "warn", SUSPENDED: "warn", REVOKED: "bad", SUPERSEDED: "warn", "": "warn"}
ICONS = {VALID: "ok", EXPIRED: "overdue", SUSPENDED: "warn", REVOKED: "bad", SUPERSEDED: "back", "": "ring"}


def word_of(status: str) -> str:
    """The word for a status in the language of the page; for none: that it had not been issued."""
    return gettext(STATUSES[status].word) if status else gettext("Not issued yet")


def word_in_both(status: str) -> Bilingual:
    """The word for a status in both languages."""
    with override("zh-hans"):
        zh = word_of(status)
    with override("en"):
        en = word_of(status)
    return Bilingual(zh, en)


def told(text: Bilingual) -> str:
    """A text from data in the language of the page."""
    return text.in_language(get_language() or "zh-hans")


def foreign_half(text: Bilingual) -> tuple[str, str]:
    """The text in the language that the page is not in, with its tag; blank where both are the same."""
    tag, other = ("zh-Hans", text.zh) if (get_language() or "zh").startswith("en") else ("en", text.en)
    return (tag, other) if other and other != told(text) else ("", "")
