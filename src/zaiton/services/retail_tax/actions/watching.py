"""The watched folder: files that companies put there are taken, receipts lie beside them, what cannot be taken is set aside with its reason.

Guarantee: a file is taken once however often the worker is killed; a half-written file is never read. Each company has folders of its own:
``in`` (write under a name that ends in ``.part``, then rename), ``out`` (receipts), ``done`` and ``bad`` (what came, moved there). Steps for each
file: it is renamed into ``work``, taken, its receipt written beside and renamed into ``out``, then it is moved. What lies in ``work`` after
a crash is taken again: the same bytes get the same receipt.
"""

import os
from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.utils import translation

from zaiton.base.refusals import Refusal
from zaiton.kit.home import home
from zaiton.services.retail_tax.actions.taking import Taken, documents_take
from zaiton.services.retail_tax.domain.file_names import plain_name
from zaiton.services.retail_tax.domain.intake_refusals import FileEmpty, FileTooLarge, NotAFile
from zaiton.services.retail_tax.models import Answer
from zaiton.services.retail_tax.queries.answers import MESSAGES, answer_file
from zaiton.services.retail_tax.queries.parties import companies_registered
from zaiton.services.retail_tax.queries.sales import receipt_words
from zaiton.services.retail_tax.queries.signers import fingerprints_of

IN, WORK, OUT, DONE, BAD = "in", "work", "out", "done", "bad"
FOLDERS = (IN, WORK, OUT, DONE, BAD)
UNFINISHED = (".part", ".tmp")
AT_ONCE = 100
SOME = 300
ACTOR = "folder"
FORMAT_ERROR = "CEB900"


def folder() -> Path:
    """Where the folders of companies are: the setting, or below the data home."""
    return Path(settings.RETAIL_TAX_FOLDER) if settings.RETAIL_TAX_FOLDER else home() / "retail-tax" / "messages"


def folders_watched(*, at: datetime, most: int = AT_ONCE) -> int:
    """Take what lies in the folders of all registered companies, at most so many files; returns how many."""
    taken = 0
    for company in companies_registered():
        place = folder() / company
        for name in FOLDERS:
            (place / name).mkdir(parents=True, exist_ok=True, mode=0o770)
        for file in _claimed(place):
            if taken >= most:
                return taken
            _take(file, place, company, at)
            taken += 1
        _answered(place, company, at)
    return taken


def _claimed(place: Path) -> Iterator[Path]:
    """Files that were left in work by a crash, then those that came, each renamed so that no other worker reads it."""
    for file in _files(place / WORK):
        yield _renamed(file) if file.name != plain_name(file.name) else file
    for file in _files(place / IN):
        if file.name.startswith(".") or file.name.endswith(UNFINISHED):
            continue
        mine = _free(place / WORK / plain_name(file.name))
        with suppress(FileNotFoundError):  # another worker was first
            file.rename(mine)
            yield mine


def _renamed(file: Path) -> Path:
    """Under a name from which names of receipts can be made."""
    return file.rename(_free(file.with_name(plain_name(file.name))))


def _files(place: Path) -> list[Path]:
    return sorted(file for file in place.iterdir() if file.is_symlink() or not file.is_dir())


def _take(file: Path, place: Path, company: str, at: datetime) -> None:
    try:
        taken = _taken(file, company, at)
    except Refusal as refusal:
        _set_aside(file, place, refusal)
        return
    name = f"{file.stem}.{taken.intake}"
    _written(place / OUT / f"{name}.receipt.xml", taken.receipt)
    whole = FORMAT_ERROR in taken.receipt[:200].decode("utf-8", "replace")
    if whole:
        _written(place / BAD / f"{name}{file.suffix}.reason.txt", "\n".join(receipt_words(taken.receipt)).encode())
    file.replace(place / (BAD if whole else DONE) / f"{name}{file.suffix}")


def _answered(place: Path, company: str, at: datetime) -> None:
    """Lay down what was told since; after a crash in between it is laid down again under the same name."""
    for message in MESSAGES:
        made = answer_file(message, (company,), fetched=False)
        if made is None:
            continue
        if made.content:
            _written(place / OUT / f"{message}.{made.last:012}.xml", made.content)
        for begin in range(0, len(made.places), SOME):
            Answer.objects.filter(pk__in=made.places[begin : begin + SOME]).update(fetched_at=at)


def _taken(file: Path, company: str, at: datetime) -> Taken:
    if file.is_symlink() or not file.is_file():
        raise NotAFile("file")
    most = settings.UPLOAD_MAX_BYTES
    size = file.stat().st_size
    if size > most:
        raise FileTooLarge("file", most=most // 2**20)
    if not size:
        raise FileEmpty("file")
    return documents_take(
        file.read_bytes(),
        name=file.name,
        source="folder",
        organisation=company,
        on_file=fingerprints_of((company,), at=at),
        actor=ACTOR,
        at=at,
    )


def _set_aside(file: Path, place: Path, refusal: Refusal) -> None:
    kept = _free(place / BAD / file.name)
    words = []
    for language in ("zh-hans", "en"):
        with translation.override(language):
            words.append(f"{refusal.sentence(translation.gettext)} {refusal.remedy(translation.gettext)}")
    _written(kept.with_name(f"{kept.name}.reason.txt"), "\n".join(words).encode())
    file.replace(kept)


def _free(wanted: Path) -> Path:
    """The name, or the next one that is not taken."""
    number, found = 1, wanted
    while found.exists() or found.is_symlink():
        number += 1
        found = wanted.with_name(f"{wanted.stem}-{number}{wanted.suffix}")
    return found


def _written(file: Path, content: bytes) -> None:
    """Whole or not at all: written beside, brought to the disk, renamed."""
    beside = file.with_name(f".{file.name}.part")
    with beside.open("wb") as stream:
        stream.write(content)
        stream.flush()
        os.fsync(stream.fileno())
    beside.replace(file)
