"""What pages say of a ship in the reader's language: its type, voyages, port, statuses of certificates."""

from django.utils.translation import get_language, gettext

from zaiton.base.refusals import Refusal
from zaiton.base.text import Bilingual
from zaiton.blocks.cases.public import Definition


def told(text: Bilingual | None) -> str:
    """A text from data in the page's language."""
    return text.in_language(get_language() or "zh-hans") if text else ""


def chosen(definition: Definition, fact: str, value: str) -> str:
    """The title of a choice of the application form; the value itself where the form no longer has it."""
    found = definition.fact(fact)
    return told(found.value_titles[found.values.index(value)]) if value in found.values else value


def said(refusal: Refusal) -> str:
    """A refusal with its way out."""
    return f"{refusal.sentence(gettext)} {refusal.remedy(gettext)}".strip()
