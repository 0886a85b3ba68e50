"""zaiton backup and restore: the embedded store, packs and keys in one archive that proves itself."""

from pathlib import Path
from typing import Any

import click

from zaiton.base.text import gettext_noop
from zaiton.kit.cli import emit, json_option
from zaiton.kit.clock import now
from zaiton.site import speech

FILE = click.Path(path_type=Path, dir_okay=False)


@click.command(
    help=gettext_noop("Write the embedded store, packs and keys into one archive, also while the site runs.")
)
@click.argument("file", type=FILE)
@click.option("--force", is_flag=True, help=gettext_noop("Replace the file if there is one."))
@json_option
def backup(file: Path, force: bool, as_json: bool) -> None:
    """A name that ends in .gz or .tgz is compressed."""
    home = _embedded_home()
    from zaiton.site import archive, health

    health.require_home()
    health.require_database()
    done = archive.pack(home, file.absolute(), now=now(), force=force)
    sentence = gettext_noop("Backup written: {file}, {files} files, {bytes} bytes. It holds the keys: keep it safe.")
    emit(done, as_json, lambda: speech.translate(sentence).format(**done))


@click.command(help=gettext_noop("Put an archive made by zaiton backup back in place, after proving it."))
@click.argument("file", type=FILE)
@click.option("--force", is_flag=True, help=gettext_noop("Replace the data in place; it is kept in a folder beside."))
@json_option
def restore(file: Path, force: bool, as_json: bool) -> None:
    """All or nothing: a damaged archive changes nothing."""
    home = _embedded_home()
    from zaiton.site import archive, discovery

    has_log = any(m.slug == "evidence" and m.command for m in discovery.manifests().values())
    done = archive.unpack(home, file.absolute(), now=now(), force=force, evidence=has_log)
    emit(done, as_json, lambda: "\n".join(_lines(done)))


def _lines(done: dict[str, Any]) -> list[str]:
    proven = gettext_noop("Restored: {file}, made {made}, {files} files. The evidence log verifies.")
    plain = gettext_noop("Restored: {file}, made {made}, {files} files.")
    lines = [speech.translate(plain if done["evidence_entries"] is None else proven).format(**done)]
    if done["kept"]:
        lines.append(
            speech.translate(gettext_noop("The data of before is kept in {folder}.")).format(folder=done["kept"])
        )
    return lines


def _embedded_home() -> Path:
    speech.prepare()
    from django.conf import settings

    from zaiton.site.refusals import NotEmbedded

    if not settings.DATABASES["default"]["ENGINE"].endswith("sqlite3"):
        raise NotEmbedded(folder=settings.ZAITON_HOME)
    return Path(settings.ZAITON_HOME)
