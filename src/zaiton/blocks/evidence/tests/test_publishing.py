"""Publishing on a real database and a real disk: what is signed, what is refused, and what a proof withstands."""

import copy
import json
import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import connection

from zaiton.blocks.evidence.actions import publishing
from zaiton.blocks.evidence.actions.keys import keys_make, keys_rotate
from zaiton.blocks.evidence.actions.publishing import begin_anew, publish, sign_again
from zaiton.blocks.evidence.cli import verify_proof as verifier
from zaiton.blocks.evidence.domain import merkle, notes
from zaiton.blocks.evidence.domain.refusals import (
    ChainBroken,
    ForkRefused,
    KeysMissing,
    KeysThere,
    NoSuchEntry,
    NotPublished,
    TreeDamaged,
)
from zaiton.blocks.evidence.models import Entry
from zaiton.blocks.evidence.public import proof_of
from zaiton.blocks.evidence.queries import log, tree
from zaiton.blocks.evidence.queries.keys import keyring
from zaiton.blocks.evidence.queries.tiles import Tree, folder, in_folder
from zaiton.blocks.evidence.tests import guards
from zaiton.blocks.evidence.tests.test_actions import NOON, spoil, write


@pytest.fixture(autouse=True)
def place(tmp_path: Path, settings) -> Path:
    """A data home of its own."""
    settings.ZAITON_HOME = tmp_path
    return tmp_path


@pytest.fixture
def published(db: None) -> int:
    """A log of 300 entries (with that of the key) under a checkpoint; the number of entries."""
    write(299)
    return publish(at=NOON).size


def keys_text() -> str:
    """The keys as an office would hand them out."""
    return "\n".join(known.key.text for known in keyring().keys)


def told(proof: dict, checkpoint: str | None = None) -> tuple[int, str, str]:
    """What the verifier says: exit code, word, place."""
    code, word, data = verifier.check(proof, checkpoint, keys_text())
    return code, word, str(data.get("where", ""))


def test_every_entry_is_proved_under_its_checkpoint(published: int) -> None:
    assert published == 300
    checkpoint = tree.checkpoint_text()
    for seq in (1, 2, 255, 256, 257, 299, 300):
        assert told(tree.proof(seq=seq), checkpoint)[0] == verifier.PROVED


def test_the_root_is_that_of_the_leaves_and_grows_turn_by_turn(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(publishing, "TURN", 100)
    texts, count = [], 0
    for more in (1, 254, 1, 300, 0, 7):
        write(more, start=count)
        count += more
        texts.append(publish(at=NOON).checkpoint)
    size = Entry.objects.count()
    store = Tree(in_folder(folder()), size)
    leaves = [merkle.leaf_hash(store.leaf(index)) for index in range(size)]
    rows = [leaves]
    while len(rows[-1]) > 1:
        rows.append(merkle.halved(rows[-1]))
    found = notes.checkpoint_of(notes.note_of(texts[-1]))
    assert (found.size, found.root) == (size, merkle.root(size, lambda level, index: rows[level][index]))
    for text in texts:
        assert told(tree.continuation(since=text))[0] == verifier.PROVED
    assert not list(folder().glob("tile/0/000.p"))
    check = tree.TreeCheck()
    assert log.verify(check.feed).ok and check.done() and check.size == size


def test_an_old_proof_can_still_be_made(published: int) -> None:
    old = tree.checkpoint_text()
    write(400, start=299)
    publish(at=NOON)
    assert told(tree.proof(seq=280, under=old), old)[0] == verifier.PROVED
    assert told(tree.proof(seq=280), old) == (verifier.TAMPERED, "other", "")
    with pytest.raises(NotPublished):
        tree.proof(seq=301, under=old)


def test_leaves_tell_nothing_and_no_two_are_alike(published: int) -> None:
    everything = b"".join(path.read_bytes() for path in folder().rglob("*") if path.is_file())
    for row in Entry.objects.all()[:20]:
        for text in (row.hash, row.after_digest, row.actor, row.object):
            assert text.encode() not in everything
            assert len(text) != 64 or bytes.fromhex(text) not in everything
    store = Tree(in_folder(folder()), published)
    assert len({store.leaf(index) for index in range(published)}) == published


def test_nothing_new_signs_nothing_new(published: int) -> None:
    before = {path: path.stat().st_mtime_ns for path in folder().rglob("*") if path.is_file()}
    assert publish(at=NOON).added == 0
    assert before == {path: path.stat().st_mtime_ns for path in folder().rglob("*") if path.is_file()}


@pytest.mark.parametrize("name", verifier.COLUMNS)
def test_a_changed_column_is_named(published: int, name: str) -> None:
    proof = tree.proof(seq=257)
    proof["columns"][name] = ("x" + proof["columns"][name])[:-1] if proof["columns"][name] else "x"
    assert told(proof) == (verifier.TAMPERED, "column", name)


def flipped(text: str) -> str:
    """One bit of hexadecimal text turned."""
    return f"{int(text, 16) ^ 1:0{len(text)}x}"


def test_every_other_part_is_named(published: int) -> None:
    proof = tree.proof(seq=258)
    cases = {"leaf": "leaf", "salt": "salt"}
    for part, word in cases.items():
        assert told({**proof, part: flipped(proof[part])})[:2] == (verifier.TAMPERED, word)
    for name in verifier.COLUMNS:
        spoilt = copy.deepcopy(proof)
        spoilt["digests"][name] = flipped(spoilt["digests"][name])
        assert told(spoilt) == (verifier.TAMPERED, "digest", name)
    for number in range(len(proof["path"])):
        for half in ("sibling", "node"):
            spoilt = copy.deepcopy(proof)
            spoilt["path"][number][half] = flipped(spoilt["path"][number][half])
            assert told(spoilt) == (verifier.TAMPERED, half, str(number + 1))
    assert told({**proof, "path": proof["path"][:-1]})[1] == "steps"
    assert told({**proof, "index": 258})[1] == "seq"


def test_every_character_of_the_checkpoint_counts(published: int) -> None:
    proof = tree.proof(seq=258)
    text = proof["checkpoint"]
    for place in range(len(text)):
        other = "A" if text[place] != "A" else "B"
        spoilt = {**proof, "checkpoint": text[:place] + other + text[place + 1 :]}
        code, word, _ = told(spoilt)
        assert code == verifier.TAMPERED and word in {"note", "size", "root", "signature", "key", "node"}, place
    for length in range(len(text)):
        assert told({**proof, "checkpoint": text[:length]})[0] == verifier.TAMPERED


def test_a_truncated_proof_is_never_proved(published: int) -> None:
    text = json.dumps(tree.proof(seq=3))
    for name in json.loads(text):
        shorter = {key: value for key, value in json.loads(text).items() if key != name}
        assert told(shorter)[0] in {verifier.TAMPERED, verifier.UNREADABLE}
    for strange in ([], 5, {"format": "zaiton-proof-1"}, {**json.loads(text), "size": "x"}):
        assert told(strange)[0] == verifier.UNREADABLE


def test_a_forger_with_a_key_of_his_own_fails(published: int, tmp_path: Path, settings) -> None:
    keys, checkpoint = keys_text(), tree.checkpoint_text()
    name = keyring().origin
    settings.ZAITON_HOME = tmp_path / "forger"
    keys_make(actor="command", at=NOON, origin=name)
    publish(at=NOON)
    forged = tree.proof(seq=3)
    assert verifier.check(forged)[:2] == (verifier.UNVOUCHED, "unvouched")
    assert verifier.check(forged, None, keys)[:2] == (verifier.TAMPERED, "key")
    assert verifier.check(forged, checkpoint, None)[:2] == (verifier.TAMPERED, "other")


def test_a_restored_older_log_is_not_signed(published: int) -> None:
    with guards.lifted():
        spoil("DELETE FROM evidence_entry WHERE seq > 200")
        spoil("UPDATE evidence_head SET seq = 200, hash = %s", Entry.objects.get(seq=200).hash)
    before = tree.checkpoint_text()
    with pytest.raises(ForkRefused) as refused:
        publish(at=NOON)
    assert refused.value.data == {"size": 300, "seq": 201}
    write(150, start=7_000)
    assert log.verify().ok
    with pytest.raises(ForkRefused):
        publish(at=NOON)
    assert tree.checkpoint_text() == before
    anew = begin_anew(at=NOON, actor="command")
    assert notes.note_of(anew.checkpoint).body.split("\n")[0] != notes.note_of(before).body.split("\n")[0]
    assert told(tree.proof(seq=201))[0] == verifier.PROVED
    assert len(list(folder().parent.glob("ended-*/checkpoint"))) == 1


def test_a_broken_chain_is_not_signed(published: int) -> None:
    write(5, start=400)
    with guards.lifted():
        spoil("UPDATE evidence_entry SET actor = 'x' WHERE seq = 303")
    with pytest.raises(ChainBroken) as refused:
        publish(at=NOON)
    assert refused.value.data == {"seq": 303}


def test_verify_finds_an_old_entry_rewritten_with_its_whole_chain(published: int) -> None:
    rows = list(log.stored(up_to=published))
    last = rows[99].columns[-1].decode()
    with guards.lifted():
        for row in rows[99:]:
            columns = [*row.columns[:-1], last.encode()]
            columns[1] = b"person/q" if row.seq == 100 else columns[1]
            last_hash = log_seal(row.seq, columns)
            spoil("UPDATE evidence_entry SET hash = %s WHERE seq = %s", f"{row.seq:064}", row.seq)
            values = (columns[1].decode(), last, last_hash, row.seq)
            spoil("UPDATE evidence_entry SET actor = %s, previous = %s, hash = %s WHERE seq = %s", *values)
            last = last_hash
        spoil("UPDATE evidence_head SET hash = %s", last)
    check = tree.TreeCheck()
    assert log.verify(check.feed).ok
    assert not check.done()
    assert check.seq == 100
    with pytest.raises(ForkRefused):
        publish(at=NOON)
    with pytest.raises(ForkRefused):
        tree.proof(seq=100)


def log_seal(seq: int, columns: list[bytes]) -> str:
    """The hash a forger would write."""
    from zaiton.blocks.evidence.domain.chain import seal

    return seal(seq, columns)


@pytest.mark.parametrize("name", ["tile/0/000", "tile/0/001.p/44", "tile/1/000.p/1", "tile/entries/000", "checkpoint"])
def test_a_flipped_bit_or_a_cut_in_any_file_is_found(published: int, name: str) -> None:
    file = folder() / name
    content = file.read_bytes()
    for spoilt in (
        content[:40] + bytes([content[40] ^ 1]) + content[41:] if len(content) > 40 else b"x" * 32,
        content[:-1],
    ):
        file.write_bytes(spoilt)
        check = tree.TreeCheck()
        log.verify(check.feed)
        assert not check.done()
        assert name in check.fault or check.fault == "checkpoint"
    file.unlink()
    if name != "checkpoint":
        check = tree.TreeCheck()
        log.verify(check.feed)
        assert not check.done() and check.fault == name
    file.write_bytes(content)
    check = tree.TreeCheck()
    log.verify(check.feed)
    assert check.done()


def test_publishing_refuses_a_damaged_edge(published: int) -> None:
    write(1, start=900)
    file = folder() / "tile/0/001.p/44"
    file.write_bytes(b"\x00" * len(file.read_bytes()))
    with pytest.raises(TreeDamaged):
        publish(at=NOON)


def test_a_rotated_key_leaves_old_checkpoints_verifiable(published: int) -> None:
    old, proof = tree.checkpoint_text(), tree.proof(seq=5)
    seeds = sorted(path.name for path in (folder().parents[1] / "evidence-keys").glob("*.seed"))
    keys_rotate(actor="command", at=NOON + timedelta(days=1))
    sign_again()
    after = sorted(path.name for path in (folder().parents[1] / "evidence-keys").glob("*.seed"))
    assert len(seeds) == len(after) == 1 and seeds != after
    assert told(proof, old)[0] == verifier.PROVED
    newest = keyring().current.key.text
    assert verifier.check(proof, None, newest)[1] == "key"
    assert verifier.check(tree.proof(seq=5), None, newest)[0] == verifier.PROVED
    assert publish(at=NOON).added == 1
    assert [row.action for row in Entry.objects.order_by("-seq")[:1]] == ["evidence.key.rotated"]


def test_keys_are_private_made_once_and_missed(published: int) -> None:
    keys = folder().parents[1] / "evidence-keys"
    assert {path.stat().st_mode & 0o077 for path in keys.iterdir() if path.name != "lock"} == {0}
    assert keys.stat().st_mode & 0o077 == 0
    with pytest.raises(KeysThere):
        keys_make(actor="command", at=NOON)
    shutil.rmtree(keys)
    with pytest.raises(KeysMissing):
        publish(at=NOON)


def test_a_proof_is_got_for_its_object_alone(published: int) -> None:
    row = Entry.objects.filter(object="test.thing/2").order_by("-seq")[0]
    assert proof_of(object="test.thing/2")["columns"]["seq"] == str(row.seq)
    for object, seq in (
        ("test.thing/0", row.seq),
        ("test.thing/9", None),
        ("test.thing/2", 10**9),
        ("test.thing/2", 0),
    ):
        with pytest.raises(NoSuchEntry):
            proof_of(object=object, seq=seq)
    write(1, start=2)
    with pytest.raises(NotPublished):
        proof_of(object="test.thing/2")


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif("connection.vendor != 'postgresql'", reason="SQLite in memory is one connection; see the next test")
def test_two_publishers_at_once_sign_one_history() -> None:
    write(700)
    failures: list[Exception] = []

    def work() -> None:
        try:
            for _ in range(3):
                publish(at=NOON)
        except Exception as error:
            failures.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=work) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    check = tree.TreeCheck()
    assert log.verify(check.feed).ok and check.done() and check.size == 701


ON_ONE_FILE = """
import sys
import django
django.setup()
from django.core.management import call_command
from django.db import transaction
from zaiton.blocks.evidence.actions import publishing
from zaiton.blocks.evidence.tests.test_actions import NOON, write
if sys.argv[1] == "write":
    call_command("migrate", verbosity=0)
    with transaction.atomic():
        write(6000)
else:
    publishing.TURN = 256
    print(publishing.publish(at=NOON).size)
"""


@pytest.fixture
def run(tmp_path: Path) -> Iterator[object]:
    """Processes of their own on a store in a file."""
    kept = {name: text for name, text in os.environ.items() if name not in {"DATABASE_URL", "PYTEST_CURRENT_TEST"}}
    environment = {**kept, "ZAITON_HOME": str(tmp_path), "DJANGO_SETTINGS_MODULE": "zaiton.site.settings"}

    def start(what: str) -> subprocess.Popen:
        command = [sys.executable, "-c", ON_ONE_FILE, what]
        return subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)

    return start


def test_killed_publishers_leave_no_torn_tile_and_the_next_continues(run, tmp_path: Path) -> None:
    _, errors = run("write").communicate(timeout=120)
    log_folder, killed = tmp_path / "evidence" / "log", 0
    for turn in range(6):
        process = run("publish")
        sizes = {path.name for path in log_folder.glob("tile/entries/*")}
        until = time.monotonic() + 30
        while process.poll() is None and time.monotonic() < until:
            if len({path.name for path in log_folder.glob("tile/entries/*")} - sizes) > turn % 3:
                break
            time.sleep(0.002)
        if process.poll() is None:
            process.send_signal(signal.SIGKILL)
            killed += 1
        process.communicate(timeout=60)
        if (log_folder / "checkpoint").exists():
            found = notes.checkpoint_of(notes.note_of((log_folder / "checkpoint").read_text()))
            assert Tree(in_folder(log_folder), found.size).root() == found.root
        for path in log_folder.glob("tile/0/*"):
            assert path.is_dir() or path.name.startswith(".") or path.stat().st_size == 256 * 32
    assert killed, errors
    both = [run("publish") for _ in range(2)]
    answers = [process.communicate(timeout=120) for process in both]
    assert [out for out, _ in answers] == ["6001\n", "6001\n"], answers
    found = notes.checkpoint_of(notes.note_of((log_folder / "checkpoint").read_text()))
    assert found.size == 6001 and Tree(in_folder(log_folder), 6001).root() == found.root
