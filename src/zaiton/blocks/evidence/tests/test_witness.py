"""A witness over the web and from a folder: it follows what only grows, and raises an alarm at anything else."""

import functools
import http.server
import shutil
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from zaiton.blocks.evidence.actions.keys import keys_rotate
from zaiton.blocks.evidence.actions.publishing import publish, sign_again
from zaiton.blocks.evidence.actions.watching import Watched, watch
from zaiton.blocks.evidence.cli import verify_proof as verifier
from zaiton.blocks.evidence.domain import notes
from zaiton.blocks.evidence.domain.refusals import Altered, Forked, RolledBack, SignedByAnother, SourceUnreachable
from zaiton.blocks.evidence.queries import tree
from zaiton.blocks.evidence.queries.keys import is_signed
from zaiton.blocks.evidence.queries.sources import source_of
from zaiton.blocks.evidence.queries.tiles import folder
from zaiton.blocks.evidence.tests.test_actions import NOON, write


class Quiet(http.server.SimpleHTTPRequestHandler):
    """The plainest web server there is."""

    def log_message(self, *_: object) -> None:
        """Says nothing."""


@pytest.fixture(autouse=True)
def home(tmp_path: Path, settings, db: None) -> Path:
    """A published log of 600 entries in a home of its own."""
    settings.ZAITON_HOME = tmp_path / "home"
    write(599)
    publish(at=NOON)
    return tmp_path


@pytest.fixture
def address() -> Iterator[str]:
    """The log's folder behind a web address."""
    handler = functools.partial(Quiet, directory=str(folder()))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_address[1]}/"
        server.shutdown()


def look(home: Path, place: str = "", **more: object) -> Watched:
    """One look of the witness."""
    return watch(source_of(place or str(folder())), home / "witness", at=NOON, **more)


def test_a_mirror_over_the_web_is_enough_to_verify_offline(home: Path, address: str) -> None:
    proof = tree.proof(seq=400)
    seen = look(home, address, name="archive.example.cn")
    for path in folder().glob("tile/**/*"):
        if path.is_file():
            assert (home / "witness" / path.relative_to(folder())).read_bytes() == path.read_bytes()
    code, _, data = verifier.check(proof, (home / "witness" / "checkpoint").read_text(), None)
    assert (code, data["size"]) == (verifier.PROVED, 600)
    note, key = notes.note_of(seen.checkpoint), notes.key_of(seen.key)
    line = next(line for line in note.signatures if line.name == "archive.example.cn")
    assert line.value[:8] == int(NOON.timestamp()).to_bytes(8, "big")
    assert is_signed(notes.witnessed(note.body, int(NOON.timestamp())), line.value[8:], key.public)


@pytest.mark.parametrize("quick", [True, False])
def test_it_follows_a_log_that_only_grows(home: Path, quick: bool) -> None:
    assert look(home).known == 0
    for count, size in ((1, 601), (200, 801), (0, 801)):
        write(count, start=1000)
        publish(at=NOON)
        assert look(home, quick=quick).size == size
    assert not (home / "witness" / "alarms").exists()


def test_it_follows_a_rotated_key_that_the_old_one_vouched_for(home: Path) -> None:
    look(home)
    for _ in range(2):
        keys_rotate(actor="command", at=NOON)
    sign_again()
    assert look(home).size == 600
    assert len((home / "witness" / "keys").read_text().splitlines()) == 3


def other_history(home: Path, settings, size: int, *, same_keys: bool) -> None:
    """Another log of the same name, signed with the same key if the operator himself forks."""
    old = home / "home"
    settings.ZAITON_HOME = home / "other"
    if same_keys:
        shutil.copytree(old / "evidence-keys", home / "other" / "evidence-keys")
        (home / "other" / "evidence-keys" / "salt").write_text("ab" * 32)
    write(size - 600, start=5000)
    publish(at=NOON)


@pytest.mark.parametrize("quick", [True, False])
@pytest.mark.parametrize("size", [600, 700])
def test_a_fork_signed_by_the_operator_himself_raises_the_alarm(home: Path, settings, size: int, quick: bool) -> None:
    look(home)
    kept = (home / "witness" / "checkpoint").read_bytes()
    other_history(home, settings, size, same_keys=True)
    with pytest.raises(Forked):
        look(home, quick=quick)
    assert (home / "witness" / "checkpoint").read_bytes() == kept
    alarms = list((home / "witness" / "alarms").iterdir())
    assert len(alarms) == 1 and "--- before" in alarms[0].read_text()
    settings.ZAITON_HOME = home / "home"
    write(9, start=8000)
    publish(at=NOON)
    assert look(home, quick=quick).known == 600


def test_a_rollback_raises_the_alarm(home: Path) -> None:
    shutil.copytree(folder(), home / "old")
    write(30, start=900)
    publish(at=NOON)
    look(home)
    with pytest.raises(RolledBack):
        look(home, str(home / "old"))


def test_a_strange_key_raises_the_alarm(home: Path, settings) -> None:
    look(home)
    other_history(home, settings, 650, same_keys=False)
    with pytest.raises(SignedByAnother):
        look(home)


def test_a_pinned_key_is_asked_at_the_first_look(home: Path) -> None:
    strange = notes.VerifierKey("x", notes.LOG_KEY, bytes(32)).text
    with pytest.raises(SignedByAnother):
        look(home, trusted=strange)


@pytest.mark.parametrize(
    "name", ["tile/0/000", "tile/0/002.p/88", "tile/1/000.p/2", "tile/entries/001", "tile/entries/002.p/88"]
)
@pytest.mark.parametrize("seen_before", [True, False])
def test_an_altered_or_missing_tile_raises_the_alarm(home: Path, name: str, seen_before: bool) -> None:
    if seen_before:
        look(home)
    file = folder() / name
    content = file.read_bytes()
    for spoilt in (content[:-1] + bytes([content[-1] ^ 1]), content[:-3], None):
        file.write_bytes(spoilt) if spoilt is not None else file.unlink()
        with pytest.raises(Altered):
            look(home)
    file.write_bytes(content)
    assert look(home).size == 600


def test_a_log_that_does_not_answer_is_said_so(home: Path) -> None:
    for place in ("http://127.0.0.1:9/", str(home / "nowhere")):
        with pytest.raises(SourceUnreachable):
            look(home, place)
