"""A refusal whose reason is a sentence of its own, told in the reader's language like the rest."""

from collections.abc import Callable

from zaiton.base.refusals import Refusal


class Reasoned(Refusal):
    """``why`` is an English msgid with named placeholders, filled from the same data."""

    def sentence(self, translate: Callable[[str], str]) -> str:
        """What is wrong, the reason in the language of ``translate`` too."""
        why = translate(self.data["why"])
        return translate(self.message).format(**{**self.data, "why": _filled(why, self.data)})


def _filled(why: str, data: dict[str, object]) -> str:
    """A reason that is no msgid of ours (words of a counterpart) may hold braces: then it stays as it is."""
    try:
        return why.format(**data)
    except (KeyError, IndexError, ValueError, AttributeError):
        return why
