"""What is backed up comes back byte for byte; what is damaged, foreign or too new changes nothing."""

import io
import json
import sqlite3
import stat
import tarfile
from datetime import UTC, datetime

import pytest

from zaiton.site import archive
from zaiton.site.refusals import (
    ArchiveTooNew,
    ArchiveUnreadable,
    BackupExists,
    DataInPlace,
    RestoreInterrupted,
    ServerRuns,
)
from zaiton.site.server import lock

NOW = datetime(2026, 11, 22, 13, 0, tzinfo=UTC)


def _store(path, word, migration="0001_initial"):
    with sqlite3.connect(path) as connection:
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("CREATE TABLE django_migrations (app TEXT, name TEXT)")
        connection.execute("INSERT INTO django_migrations VALUES ('sessions', ?)", [migration])
        connection.execute("CREATE TABLE word (word TEXT)")
        connection.execute("INSERT INTO word VALUES (?)", [word])
    connection.close()


def _word(home):
    connection = sqlite3.connect(home / "zaiton.sqlite3")
    try:
        return connection.execute("SELECT word FROM word").fetchone()[0]
    finally:
        connection.close()


@pytest.fixture
def home(tmp_path):
    home = tmp_path / "home"
    (home / "packs" / "a" / "2026-01-01").mkdir(parents=True)
    (home / "packs" / "a" / "2026-01-01" / "SOURCE.toml").write_text("x = 1")
    (home / "log").mkdir()
    (home / "log" / "zaiton.log").write_text("not in the archive")
    (home / "secret_key").write_text("key-of-the-old-house")
    _store(home / "zaiton.sqlite3", "刺桐")
    return home


@pytest.fixture(params=["backup.tar", "backup.tar.gz"])
def packed(home, tmp_path, request):
    archive.pack(home, tmp_path / request.param, now=NOW, force=False)
    return tmp_path / request.param


def _restore(home, packed, **more):
    return archive.unpack(home, packed, now=NOW, force=more.get("force", False), evidence=False)


def test_there_and_back(home, packed, tmp_path):
    done = _restore(tmp_path / "new", packed)
    assert _word(tmp_path / "new") == "刺桐" and done["files"] == 3
    assert (tmp_path / "new" / "secret_key").read_text() == "key-of-the-old-house"
    assert (tmp_path / "new" / "packs" / "a" / "2026-01-01" / "SOURCE.toml").read_text() == "x = 1"
    assert not (tmp_path / "new" / "log").exists()


def test_the_archive_is_for_the_owner_alone(packed):
    assert stat.S_IMODE(packed.stat().st_mode) == 0o600


def test_a_backup_overwrites_nothing_unasked(home, packed):
    with pytest.raises(BackupExists):
        archive.pack(home, packed, now=NOW, force=False)
    assert archive.pack(home, packed, now=NOW, force=True)["files"] == 3


def test_data_in_place_is_replaced_only_by_force_and_kept(packed, tmp_path):
    (tmp_path / "other").mkdir()
    _store(tmp_path / "other" / "zaiton.sqlite3", "before")
    with pytest.raises(DataInPlace):
        _restore(tmp_path / "other", packed)
    assert _word(tmp_path / "other") == "before"
    done = _restore(tmp_path / "other", packed, force=True)
    assert _word(tmp_path / "other") == "刺桐"
    with sqlite3.connect(f"{done['kept']}/zaiton.sqlite3") as kept:
        assert kept.execute("SELECT word FROM word").fetchone()[0] == "before"


@pytest.mark.parametrize("share", [0.1, 0.3, 0.6])
def test_a_cut_archive_changes_nothing(packed, tmp_path, share):
    whole = packed.read_bytes()
    packed.write_bytes(whole[: int(len(whole) * share)])
    with pytest.raises(ArchiveUnreadable):
        _restore(tmp_path / "new", packed)
    assert not (tmp_path / "new" / "zaiton.sqlite3").exists()
    assert not list((tmp_path / "new").glob(".restore-*"))


def test_a_flipped_byte_is_found(home, tmp_path):
    packed = tmp_path / "b.tar"
    archive.pack(home, packed, now=NOW, force=False)
    content = bytearray(packed.read_bytes())
    place = content.index("刺桐".encode())
    content[place] ^= 1
    packed.write_bytes(content)
    with pytest.raises(ArchiveUnreadable) as refused:
        _restore(tmp_path / "new", packed)
    assert "zaiton.sqlite3" in str(refused.value)


def _tar(path, members):
    with tarfile.open(path, "w") as tar:
        for name, content in members:
            info = tarfile.TarInfo(name)
            info.size = len(content)
            tar.addfile(info, io.BytesIO(content))
    return path


@pytest.mark.parametrize("name", ["../escaped", "/etc/escaped", "packs/../../escaped", "log/zaiton.log", "unlisted"])
def test_a_name_that_leads_astray_is_refused(tmp_path, name):
    listing = {
        "format": 1,
        "program": "zaiton",
        "version": "0",
        "made": "x",
        "files": {name: {"bytes": 1, "sha256": "x"}},
    }
    forged = _tar(tmp_path / "forged.tar", [("manifest.json", json.dumps(listing).encode()), (name, b"x")])
    with pytest.raises(ArchiveUnreadable):
        _restore(tmp_path / "new", forged)
    assert not (tmp_path / "escaped").exists()


def test_any_other_file_is_refused(tmp_path):
    (tmp_path / "x").write_bytes(b"not a tar")
    with pytest.raises(ArchiveUnreadable):
        _restore(tmp_path / "new", tmp_path / "x")
    with pytest.raises(ArchiveUnreadable):
        _restore(tmp_path / "new", tmp_path / "absent")


def test_an_archive_of_a_later_version_is_refused(tmp_path):
    (tmp_path / "later").mkdir()
    _store(tmp_path / "later" / "zaiton.sqlite3", "x", migration="9999_later")
    archive.pack(tmp_path / "later", tmp_path / "b.tar", now=NOW, force=False)
    with pytest.raises(ArchiveTooNew):
        _restore(tmp_path / "new", tmp_path / "b.tar")


def test_nothing_is_exchanged_under_a_running_server(packed, tmp_path):
    (tmp_path / "new").mkdir()
    held = lock.hold(tmp_path / "new")
    with pytest.raises(ServerRuns):
        _restore(tmp_path / "new", packed)
    lock.let_go(tmp_path / "new", held)
    assert _restore(tmp_path / "new", packed)["files"] == 3


def test_a_restore_broken_off_is_noticed(settings, tmp_path):
    from zaiton.site import health

    settings.ZAITON_HOME = tmp_path
    health.require_whole()
    (tmp_path / "restore-in-progress").write_text("/kept\n")
    with pytest.raises(RestoreInterrupted):
        health.require_whole()


def test_certificates_and_the_keys_of_seals_come_back_for_the_owner_alone(home, tmp_path):
    kept = {
        "seal-keys/ab.pem": b"key",
        "papers/ab/abcd": b"%PDF",
        "fonts/rare.ttf": b"font",
        "evidence-keys/salt": b"s",
    }
    for name, content in kept.items():
        (home / name).parent.mkdir(parents=True, exist_ok=True)
        (home / name).write_bytes(content)
    archive.pack(home, tmp_path / "all.tar", now=NOW, force=False)
    _restore(tmp_path / "new", tmp_path / "all.tar")
    for name, content in kept.items():
        assert (tmp_path / "new" / name).read_bytes() == content
        assert stat.S_IMODE((tmp_path / "new" / name).stat().st_mode) == 0o600
