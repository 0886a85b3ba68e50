"""Sentences that are kept: a book is read by people of either language, so its reason stands in both."""

from collections.abc import Callable

from django.utils.translation import gettext, override

from zaiton.base.refusals import Refusal

LANGUAGES = ("zh-hans", "en")


def refusal_told(refusal: Refusal) -> str:
    """The code of a refusal with its sentence in both languages."""
    return f"{refusal.code}: {_both(lambda: refusal.sentence(gettext))}"


def told(text: str, **data: object) -> str:
    """A marked sentence in both languages."""
    return _both(lambda: gettext(text).format(**data))


def _both(say: Callable[[], str]) -> str:
    said = []
    for language in LANGUAGES:
        with override(language):
            said.append(say())
    return " / ".join(dict.fromkeys(said))
