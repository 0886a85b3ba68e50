"""A refusal: an anticipated no, with its code, its data, its sentence and its article.

A door turns it into a form error, a problem response or an exit code. Anything else that is raised is a bug.
"""

from collections.abc import Callable
from typing import Any, ClassVar


class Refusal(Exception):
    """Base of every anticipated no. One subclass per rule.

    ``code`` is the stable machine name, ``message`` an English sentence with named placeholders (marked with
    ``gettext_noop``), ``mend`` says how to put it right, ``status`` is the HTTP status, ``article`` the source of the rule.
    """

    code: ClassVar[str] = "refused"
    status: ClassVar[int] = 422
    message: ClassVar[str] = ""
    mend: ClassVar[str] = ""
    article: ClassVar[str] = ""

    def __init__(self, field: str | None = None, **data: Any) -> None:
        self.field = field
        self.data = data if field is None else {"field": field, **data}
        super().__init__(self.sentence(str))

    def sentence(self, translate: Callable[[str], str]) -> str:
        """What is wrong and why, in the language of ``translate`` (``gettext`` or ``str``)."""
        return translate(self.message).format(**self.data) if self.message else self.code

    def remedy(self, translate: Callable[[str], str]) -> str:
        """How to mend it, in the language of ``translate``; empty where there is nothing to add."""
        return translate(self.mend).format(**self.data) if self.mend else ""


class NotFound(Refusal):
    """The thing asked for does not exist, or is not this person's to see: the two are told alike."""

    code = "not_found"
    status = 404
