"""Bilingual text, and the marker that lets a catalogue find a sentence without importing Django."""

from dataclasses import dataclass


def gettext_noop(message: str) -> str:
    """Mark ``message`` (an English sentence with named placeholders) for the catalogues; returns it unchanged."""
    return message


@dataclass(frozen=True, slots=True)
class Bilingual:
    """A text that came from data in Chinese (authoritative) and English."""

    zh: str
    en: str

    def in_language(self, language: str) -> str:
        """The text for a language tag such as ``zh-hans`` or ``en``; the other one where this one is empty."""
        first, second = (self.en, self.zh) if language.startswith("en") else (self.zh, self.en)
        return first or second
