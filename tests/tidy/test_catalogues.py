"""Both languages are whole: every sentence a person can meet stands in its catalogue, translated, with its placeholders."""

from pathlib import Path

from tools import messages

PO = 'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=utf-8\\n"\n\n'


def test_nothing_is_untranslated() -> None:
    """No sentence is missing, empty, or translated in two ways."""
    assert [str(fault) for fault in messages.faults()] == []


def test_nothing_is_translated_in_vain() -> None:
    """No catalogue holds a sentence that stands in no source."""
    assert [str(fault) for fault in messages.unused()] == []


def _planted(folder: Path, code: str, catalogue: str) -> list[str]:
    module = folder / "services" / "alpha"
    (module / "locale" / "zh_Hans" / "LC_MESSAGES").mkdir(parents=True)
    (module / "domain.py").write_text(code, encoding="utf-8")
    (module / messages.CATALOGUE).write_text(PO + catalogue, encoding="utf-8")
    return [fault.what for fault in messages.faults(folder)]


def test_missing_sentence_is_found(tmp_path: Path) -> None:
    """A marked sentence without an entry is found."""
    assert _planted(tmp_path, 'X = gettext_noop("Late.")\n', "") == ["missing from the catalogue"]


def test_untranslated_sentence_is_found(tmp_path: Path) -> None:
    """An entry without a translation is found."""
    assert _planted(tmp_path, 'X = _("Late.")\n', 'msgid "Late."\nmsgstr ""\n') == ["not translated"]


def test_other_placeholders_are_found(tmp_path: Path) -> None:
    """A translation that loses or renames a placeholder is found."""
    entry = 'msgid "Late by {days} days."\nmsgstr "迟了 {day} 天。"\n'
    assert "placeholders differ" in _planted(tmp_path, 'X = gettext_noop("Late by {days} days.")\n', entry)[0]


def test_template_sentences_are_found(tmp_path: Path) -> None:
    """Sentences of templates count too, with variables, plurals and per cent signs as Django builds them."""
    page = tmp_path / "services" / "alpha" / "templates" / "alpha" / "page.html"
    page.parent.mkdir(parents=True)
    page.write_text(
        '{% translate "Save 5%" %}{% blocktranslate count n=n trimmed %}\n one {{ n }} line\n{% plural %}'
        '{{ n }} lines{% endblocktranslate %}{{ x|default:_("none") }}'
    )
    assert [key for key, _ in messages.sentences(tmp_path)[tmp_path / "services" / "alpha"].items()] == [
        (None, "Save 5%%", None),
        (None, "one %(n)s line", "%(n)s lines"),
        (None, "none", None),
    ]


def test_extraction_keeps_translations(tmp_path: Path) -> None:
    """Bringing a catalogue in step keeps what is translated, adds what is new, drops what is gone."""
    entry = 'msgid "Kept."\nmsgstr "留下。"\n\nmsgid "Gone."\nmsgstr "没了。"\n'
    _planted(tmp_path, 'X = (_("Kept."), _("New."))\n', entry)
    assert messages.extract(package=tmp_path) and not messages.extract(package=tmp_path)
    kept = messages.read_catalogue(tmp_path / "services" / "alpha" / messages.CATALOGUE)
    assert [(m.id, m.string) for m in kept if m.id] == [("Kept.", "留下。"), ("New.", "")]
