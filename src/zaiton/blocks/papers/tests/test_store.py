"""The store of contents: each once, for its owners only, whole or not at all, and swept when nobody keeps it."""

import json
import os
import threading
from datetime import date, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner
from django.db import connection, connections, transaction
from django.utils.translation import override

from zaiton.blocks.evidence.models import Entry
from zaiton.blocks.papers.actions.storing import blob_move, blob_put, blob_release
from zaiton.blocks.papers.actions.sweeping import Swept, store_swept
from zaiton.blocks.papers.cli.store import store
from zaiton.blocks.papers.domain import store_refusals as refused
from zaiton.blocks.papers.domain.kinds import JPEG, JSON, OFD, PDF, PNG, ZIP, media_type_of, must_be
from zaiton.blocks.papers.models import Blob, BlobUse
from zaiton.blocks.papers.queries.blobs import blob_read, blobs_wrong, files_found, place_of
from zaiton.blocks.papers.tests.files import archive, jpeg, pdf, png
from zaiton.kit import clock

KINDS, MOST = (PDF, PNG, JPEG), 10_000
NOW = clock.now()
LATER = NOW + timedelta(days=2)


@pytest.fixture(autouse=True)
def own_home(settings, tmp_path: Path) -> Path:
    settings.ZAITON_HOME = tmp_path
    return tmp_path


def put(content: bytes, owner: str = "cases.file/a", **more):
    return blob_put(content, **({"owner": owner, "kinds": KINDS, "most_bytes": MOST, "at": NOW} | more))


@pytest.mark.parametrize(
    ("content", "kind"),
    [(pdf(), PDF), (png(), PNG), (jpeg(), JPEG), (archive(), ZIP), (archive("OFD.xml"), OFD), (b'{"a": 1}', JSON)],
)
def test_kinds_are_known_by_their_bytes(content: bytes, kind: str) -> None:
    assert media_type_of(content) == kind
    assert must_be(content, [kind], MOST) == kind


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", refused.FileEmpty),
        (pdf() + b" " * MOST, refused.FileTooLarge),
        (b"MZ a program", refused.FileKindUnknown),
        (archive(), refused.FileKindUnknown),
        (b"%PDF-drawing.exe %%EOF", refused.FileKindUnknown),
        (b"{" * 5_000, refused.FileKindUnknown),
        (pdf()[:-6], refused.FileBroken),
        (png()[:-1], refused.FileBroken),
        (png() + b"more", refused.FileBroken),
        (b"\x89PNG\r\n\x1a\n" + b"\0" * 40, refused.FileBroken),
        (jpeg()[:-2], refused.FileBroken),
        (pdf() + archive(), refused.FileTwoFaced),
        (jpeg() + archive(), refused.FileTwoFaced),
    ],
)
def test_files_that_are_not_what_they_say_are_refused(content: bytes, why: type) -> None:
    with pytest.raises(why):
        must_be(content, KINDS, MOST)


def test_a_picture_with_the_marks_of_an_archive_somewhere_in_it_is_still_a_picture() -> None:
    assert must_be(jpeg(b"PK\x05\x06" + b"x" * 40), KINDS, MOST) == JPEG


@pytest.mark.django_db
def test_a_content_is_kept_once_for_all_its_owners() -> None:
    first, second = put(pdf(), "cases.file/a"), put(pdf(), "cases.file/b")
    assert first == second and first.media_type == PDF and first.size == len(pdf()) and first.scanner == ""
    assert [path.name for path in files_found()] == [first.sha256]
    assert blob_read(first.sha256, owner="cases.file/b") == pdf()
    assert (
        place_of(first.sha256).stat().st_mode & 0o077 == 0 and place_of(first.sha256).parent.stat().st_mode & 0o077 == 0
    )
    with pytest.raises(refused.NoSuchContent):
        blob_read(first.sha256, owner="cases.file/c")
    put(pdf(), "cases.file/a")
    assert BlobUse.objects.count() == 2


@pytest.mark.django_db
def test_a_damaged_file_is_never_handed_out_and_is_mended_by_bringing_it_again(caplog) -> None:
    digest = put(pdf()).sha256
    place_of(digest).write_bytes(pdf().replace(b"paper", b"PAPER"))
    with pytest.raises(refused.ContentDamaged):
        blob_read(digest, owner="cases.file/a")
    assert digest in caplog.text
    assert list(blobs_wrong()) == [(digest, "damaged")]
    put(pdf())
    assert blob_read(digest, owner="cases.file/a") == pdf()
    place_of(digest).unlink()
    assert list(blobs_wrong()) == [(digest, "missing")]
    with pytest.raises(refused.ContentDamaged):
        blob_read(digest, owner="cases.file/a")


@pytest.mark.django_db
def test_what_is_refused_leaves_nothing() -> None:
    with pytest.raises(refused.FileRefused):
        put(pdf()[:-6])
    assert not list(files_found()) and not Blob.objects.exists()


@pytest.mark.django_db
def test_uses_are_released_and_moved() -> None:
    one, two = put(pdf("1"), "draft").sha256, put(pdf("2"), "draft").sha256
    put(pdf("1"), "case")
    blob_move("draft", "case")
    assert set(BlobUse.objects.values_list("owner", "blob_id")) == {("case", one), ("case", two)}
    assert blob_release("case", at=NOW) == 2
    with pytest.raises(refused.NoSuchContent):
        blob_read(one, owner="case")
    assert Blob.objects.count() == 2
    assert store_swept(at=NOW) == Swept(ended=0, removed=2, left_over=0)
    assert not list(files_found()) and not Blob.objects.exists()


@pytest.mark.django_db
def test_the_sweep_ends_uses_on_their_day_with_evidence_and_spares_contents_that_others_keep() -> None:
    today = NOW.astimezone(clock.BEIJING).date()
    shared = put(pdf("shared"), "a", keep_until=today).sha256
    put(pdf("shared"), "b")
    gone = put(pdf("gone"), "a", keep_until=today).sha256
    put(pdf("tomorrow"), "a", keep_until=today + timedelta(days=1))
    assert store_swept(at=NOW) == Swept(ended=2, removed=1, left_over=0)
    assert not place_of(gone).exists() and blob_read(shared, owner="b") == pdf("shared")
    with pytest.raises(refused.NoSuchContent):
        blob_read(shared, owner="a")
    told = Entry.objects.order_by("seq").values_list("action", flat=True)
    assert list(told) == ["papers.use_ended", "papers.use_ended", "papers.content_removed"]
    assert store_swept(at=NOW) == Swept(0, 0, 0)


@pytest.mark.django_db
def test_the_longer_time_counts_where_a_content_comes_twice() -> None:
    def until() -> date | None:
        return BlobUse.objects.get().keep_until

    put(pdf(), keep_until=date(2030, 1, 1))
    put(pdf(), keep_until=date(2029, 1, 1))
    assert until() == date(2030, 1, 1)
    put(pdf(), keep_until=date(2031, 1, 1))
    assert until() == date(2031, 1, 1)
    put(pdf())
    put(pdf(), keep_until=date(2031, 1, 1))
    assert until() is None


@pytest.mark.django_db(transaction=True)
def test_an_act_that_is_undone_leaves_a_file_that_the_sweep_takes_away_after_a_day() -> None:
    with pytest.raises(RuntimeError), transaction.atomic():
        digest = put(pdf()).sha256
        raise RuntimeError
    assert place_of(digest).exists() and not Blob.objects.exists()
    half = place_of(digest).parent / ".half"
    half.write_bytes(b"half")
    assert store_swept(at=NOW) == Swept(0, 0, 0)
    assert store_swept(at=LATER) == Swept(0, 0, 2)
    assert not list(files_found()) and not Blob.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_sweeping_and_keeping_at_once_loses_nothing(own_home: Path) -> None:
    """Contents that nobody keeps, or left over from an undone act, are kept anew while they are swept."""
    if connection.vendor != "postgresql":
        pytest.skip("SQLite in memory is one connection; its writers take turns")
    contents = [pdf(str(number)) for number in range(60)]
    for content in contents:
        put(content, "old")
    BlobUse.objects.all().delete()
    for path in list(files_found())[::2]:  # half of them without a row, and old
        Blob.objects.filter(pk=path.name).delete()
        os.utime(path, (0, 0))
    gate, wrong = threading.Barrier(3), []

    def run(act) -> None:
        try:
            gate.wait()
            act()
        except BaseException as error:
            wrong.append(error)
        finally:
            connections.close_all()

    def keep() -> None:
        for content in contents:
            put(content, "new")

    def keep_backwards() -> None:
        for content in reversed(contents):
            put(content, "newer")

    threads = [threading.Thread(target=run, args=(act,)) for act in (keep, keep_backwards, lambda: store_swept(at=NOW))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert not wrong and not list(blobs_wrong())
    for use in BlobUse.objects.all():
        assert blob_read(use.blob_id, owner=use.owner) in contents
    assert BlobUse.objects.count() == 2 * len(contents)


@pytest.mark.django_db(transaction=True)
def test_the_sweep_waits_for_whoever_is_keeping_the_content() -> None:
    """The narrow place: the keeper holds the row and has not committed when the sweep comes by."""
    if connection.vendor != "postgresql":
        pytest.skip("SQLite in memory is one connection; its writers take turns")
    digest = put(pdf(), "old").sha256
    blob_release("old", at=NOW)
    held, swept = threading.Event(), []

    def sweep() -> None:
        held.wait(10)
        swept.append(store_swept(at=LATER))
        connections.close_all()

    sweeper = threading.Thread(target=sweep)
    sweeper.start()
    with transaction.atomic():
        put(pdf(), "new")
        held.set()
        sweeper.join(0.5)
        assert sweeper.is_alive()
    sweeper.join(20)
    assert swept == [Swept(0, 0, 0)] and blob_read(digest, owner="new") == pdf()


@pytest.mark.django_db
def test_the_command_names_what_is_not_whole() -> None:
    whole, broken = put(pdf("1")).sha256, put(pdf("2")).sha256
    with override("en"):
        assert run("check").exit_code == 0
        place_of(broken).write_bytes(b"other")
        said = run("check")
    assert said.exit_code == 1 and f"{broken}  damaged" in said.output and whole not in said.output
    told = json.loads(run("check", "--json").output)
    assert told == {
        "ok": False,
        "contents": 2,
        "uses": 2,
        "scanner": None,
        "wrong": [{"sha256": broken, "what": "damaged"}],
    }


def run(*args: str):
    return CliRunner().invoke(store, args)
