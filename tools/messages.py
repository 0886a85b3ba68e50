"""Catalogues: compile them for Django, gather the sentences from code and templates, and say what is not translated.

English sentences with named placeholders are the msgids; Simplified Chinese is complete or the check fails. Every module owns
its catalogue (``locale/zh_Hans/LC_MESSAGES/django.po``); what stands in ``base`` and ``kit`` belongs to ``kit/pages``, what stands
in ``site`` to ``site``. Compiling needs Babel alone, so it works before Django can be set up.

    python -m tools.messages compile            write each .mo that is older than its .po
    python -m tools.messages extract [FOLDER]   bring the catalogues in step with the sources, keeping translations
    python -m tools.messages check              exit 1 when a sentence is missing, untranslated or has other placeholders
"""

import os
import re
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

PACKAGE = Path(__file__).resolve().parents[1] / "src" / "zaiton"
LOCALE = "zh_Hans"
HEAD = "# Chinese sentences of this module."
CATALOGUE = Path("locale") / LOCALE / "LC_MESSAGES" / "django.po"
PLACEHOLDER = re.compile(r"%\((\w+)\)[a-z]|\{(\w+)[^{}]*\}")


class Fault(NamedTuple):
    """One thing wrong with a catalogue: where, which sentence, what."""

    path: Path
    msgid: str
    what: str

    def __str__(self) -> str:
        return f"{self.path}: {self.what}: {self.msgid!r}"


def catalogue_files(package: Path = PACKAGE) -> list[Path]:
    """Every catalogue source under ``package``, in a stable order."""
    return sorted(package.glob("**/locale/*/LC_MESSAGES/*.po"))


def compile_all(package: Path = PACKAGE) -> list[Path]:
    """Write the .mo of each catalogue whose .po is newer; returns the files written."""
    written = []
    for source in catalogue_files(package):
        target = source.with_suffix(".mo")
        if target.exists() and target.stat().st_mtime_ns >= source.stat().st_mtime_ns:
            continue
        temporary = target.with_suffix(f".{os.getpid()}.tmp")
        with temporary.open("wb") as out:
            write_mo(out, read_catalogue(source))
        os.replace(temporary, target)
        written.append(target)
    return written


def read_catalogue(path: Path) -> Catalog:
    """The catalogue in ``path``, or an empty one of the same language when there is no file yet."""
    if not path.exists():
        return _empty()
    with path.open("rb") as source:
        return read_po(source, locale=path.parents[1].name)


def owner_of(source: Path, package: Path = PACKAGE) -> Path:
    """The folder whose catalogue a source file belongs to."""
    parts = source.relative_to(package).parts
    if parts[0] in {"blocks", "services"} and len(parts) > 2:
        return package / parts[0] / parts[1]
    if parts[0] == "site":
        return package / "site"
    return package / "kit" / "pages"


def sentences(package: Path = PACKAGE) -> dict[Path, dict[tuple, set[str]]]:
    """By owning folder: (context, msgid, plural msgid) of every marked sentence, with the files it stands in."""
    from tools.message_sources import python_sentences, template_sentences

    found: dict[Path, dict[tuple, set[str]]] = defaultdict(lambda: defaultdict(set))
    for source in _sources(package):
        gather = python_sentences if source.suffix == ".py" else template_sentences
        for key in gather(source):
            found[owner_of(source, package)][key].add(source.relative_to(package).as_posix())
    return found


def _sources(package: Path) -> Iterator[Path]:
    """Python modules and templates, tests, migrations and static files left out."""
    for path in sorted(package.rglob("*")):
        parts = path.relative_to(package).parts
        if {"tests", "migrations", "static", "__pycache__"} & set(parts):
            continue
        if path.suffix == ".py" or (path.suffix in {".html", ".txt"} and "templates" in parts):
            yield path


def extract(folders: Iterable[Path] = (), package: Path = PACKAGE) -> list[Path]:
    """Bring the catalogues (of ``folders``, or all) in step with the sources; returns the files that changed.

    Translations are kept, new sentences enter empty, sentences no longer in any source leave.
    """
    found, wanted, changed = sentences(package), {f.resolve() for f in folders}, []
    for owner in sorted(set(found) | {path.parents[2].parent for path in catalogue_files(package)}):
        if wanted and owner not in wanted:
            continue
        path = owner / CATALOGUE
        old = read_catalogue(path)
        new = _in_step(old, found.get(owner, {}))
        if _content(old) != _content(new):
            path.parent.mkdir(parents=True, exist_ok=True)
            with path.open("wb") as out:
                write_po(out, new, width=120, include_lineno=False, sort_output=False, ignore_obsolete=True)
            changed.append(path)
    return changed


def _empty(**dates: Any) -> Catalog:
    """A catalogue without sentences, whose head names the project and no person."""
    head = {"project": "zaiton", "last_translator": "", "language_team": LOCALE, "header_comment": HEAD}
    return Catalog(locale=LOCALE, charset="utf-8", fuzzy=False, **head, **dates)


def _in_step(old: Catalog, found: dict[tuple, set[str]]) -> Catalog:
    new = _empty(creation_date=old.creation_date, revision_date=old.revision_date)
    for (context, msgid, plural), places in sorted(found.items(), key=lambda item: (sorted(item[1]), str(item[0]))):
        kept = old.get(msgid, context)
        translation = kept.string if kept else ""
        if plural and not isinstance(translation, tuple):
            translation = (translation,)
        elif not plural and isinstance(translation, tuple):
            translation = translation[0] if translation else ""
        new.add((msgid, plural) if plural else msgid, translation, [(p, 1) for p in sorted(places)], context=context)
    return new


def _content(catalogue: Catalog) -> list[tuple]:
    return [(m.context, m.id, m.string, tuple(p for p, _ in m.locations)) for m in catalogue if m.id]


def faults(package: Path = PACKAGE) -> list[Fault]:
    """Everything that keeps a reader of Chinese from reading a whole page in Chinese."""
    found, wrong = sentences(package), []
    translations: dict[tuple, dict[str, Path]] = defaultdict(dict)
    for owner in sorted(found):
        path = owner / CATALOGUE
        shown, catalogue = path.relative_to(package), read_catalogue(path)
        for context, msgid, plural in sorted(found[owner], key=str):
            message = catalogue.get(msgid, context)
            if message is None:
                wrong.append(Fault(shown, msgid, "missing from the catalogue"))
                continue
            strings = message.string if isinstance(message.string, tuple) else (message.string,)
            if message.fuzzy or not all(strings):
                wrong.append(Fault(shown, msgid, "not translated"))
                continue
            if any(_placeholders(s) != _placeholders(plural or msgid) for s in strings):
                wrong.append(Fault(shown, msgid, f"placeholders differ from {strings[-1]!r}"))
            translations[context, msgid].setdefault(strings[-1], shown)
    for (_, msgid), by_string in sorted(translations.items(), key=str):
        if len(by_string) > 1:
            said = ", ".join(f"{string!r} in {path}" for string, path in by_string.items())
            wrong.append(Fault(next(iter(by_string.values())), msgid, f"has two translations ({said})"))
    return wrong


def unused(package: Path = PACKAGE) -> list[Fault]:
    """Sentences that stand in a catalogue and in no source: nobody will ever read them."""
    found, wrong = sentences(package), []
    for path in catalogue_files(package):
        owner = path.parents[2].parent
        known = {(context, msgid) for context, msgid, _ in found.get(owner, {})}
        for message in read_catalogue(path):
            msgid = message.id[0] if isinstance(message.id, tuple) else message.id
            if msgid and (message.context, msgid) not in known:
                wrong.append(Fault(path.relative_to(package), msgid, "stands in no source"))
    return wrong


def _placeholders(text: str) -> frozenset[str]:
    text = text.replace("{{", "").replace("}}", "")
    return frozenset(a or b for a, b in PLACEHOLDER.findall(text))


def main(arguments: list[str]) -> int:
    """Run one verb from the command line; the exit code is 1 when something is not translated, 2 on a wrong call."""
    verb, rest = (arguments[0] if arguments else ""), arguments[1:]
    if verb == "compile":
        print(f"{len(compile_all())} catalogues compiled")
        return 0
    if verb == "extract":
        changed = extract([Path(folder) for folder in rest])
        for path in changed:
            print(path.relative_to(PACKAGE))
        return 0
    if verb == "check":
        wrong = faults() + unused()
        for fault in wrong:
            print(fault)
        print(f"{len(wrong)} faults in {len(catalogue_files())} catalogues")
        return 1 if wrong else 0
    print(__doc__)
    return 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
