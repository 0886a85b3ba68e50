"""The one-file verifier by itself, against files somebody made to hang it, to fill the memory, to cheat a reader or a terminal."""

import copy
import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from zaiton.blocks.evidence.actions.publishing import publish
from zaiton.blocks.evidence.cli import verify_proof as verifier
from zaiton.blocks.evidence.domain.notes import LOG_KEY, Checkpoint, VerifierKey
from zaiton.blocks.evidence.queries import tree
from zaiton.blocks.evidence.queries.keys import FileSigner, keyring, public_of
from zaiton.blocks.evidence.tests.test_actions import NOON, write

pytestmark = pytest.mark.django_db
SECONDS, MEMORY = 20, 512 * 1024 * 1024


COURT: dict[str, bytes] = {}
"""What lies in the court's folder, made once for all tests of this file, for no test changes what it was given."""


@pytest.fixture
def proof(tmp_path: Path, settings: Any) -> dict[str, Any]:
    """A good proof; the program, the keys, an older checkpoint, the last, and what joins the two lie in the court's folder."""
    settings.ZAITON_HOME = tmp_path / "home"
    if not COURT:
        write(70)
        older = publish(at=NOON).checkpoint
        write(300, start=100)
        publish(at=NOON)
        COURT["verify_proof.py"] = Path(verifier.__file__).read_bytes()
        COURT["keys"] = "".join(f"{known.key.text}\n" for known in keyring().keys).encode()
        COURT["older"] = older.encode()
        COURT["checkpoint"] = tree.checkpoint_text().encode()
        COURT["between"] = json.dumps(tree.continuation(since=older)).encode()
        COURT["good"] = json.dumps(tree.proof(seq=60)).encode()
    (tmp_path / "court").mkdir()
    for name, content in COURT.items():
        (tmp_path / "court" / name).write_bytes(content)
    return json.loads(COURT["good"])


def court_says(folder: Path, content: bytes | str | object, *more: str) -> tuple[int, str]:
    """Exit code and words of the program alone, with little time and memory."""
    if not isinstance(content, bytes):
        content = (content if isinstance(content, str) else json.dumps(content)).encode()
    (folder / "proof.json").write_bytes(content)
    limits = f"import resource, runpy, sys; resource.setrlimit(resource.RLIMIT_AS, ({MEMORY}, {MEMORY})); "
    start = limits + "sys.argv = sys.argv[1:]; runpy.run_path(sys.argv[0], run_name='__main__')"
    command = [sys.executable, "-I", "-S", "-c", start, "verify_proof.py", "proof.json", "--lang", "en", *more]
    done = subprocess.run(
        command, cwd=folder, capture_output=True, check=False, timeout=SECONDS, env={"PYTHONUTF8": "1"}
    )
    assert b"Traceback" not in done.stderr, done.stderr.decode()
    return done.returncode, done.stdout.decode()


def having(**parts: Any) -> Callable[[dict[str, Any]], object]:
    """The proof with other parts."""
    return lambda proof: {**copy.deepcopy(proof), **parts}


def placed(proof: dict[str, Any], index: int, size: int) -> dict[str, Any]:
    """The proof as if its entry stood elsewhere, which its number says as well."""
    return {**proof, "index": index, "size": size, "columns": {**proof["columns"], "seq": str(index + 1)}}


def told_twice(proof: dict[str, Any]) -> str:
    """A reader's eye rests on the first “columns”, a parser takes the last."""
    false = json.dumps({**proof["columns"], "actor": "person/innocent"})
    return '{"columns": ' + false + "," + json.dumps(proof)[1:]


HOSTILE: dict[str, Callable[[dict[str, Any]], object]] = {
    "a deep list": lambda proof: "[" * 200_000 + "]" * 200_000,
    "a deep object": lambda proof: '{"a":' * 200_000 + "1" + "}" * 200_000,
    "a name twice": told_twice,
    "far too long": lambda proof: b" " * (verifier.MOST_BYTES + 1),
    "a number without end": lambda proof: json.dumps(proof)[:-1] + ', "x": ' + "9" * 5_000_000 + "}",
    "no text": lambda proof: b"\xff\xfe\x00\x01",
    "empty": lambda proof: b"",
    "an empty tree": lambda proof: resealed(placed(proof, index=-1, size=0)),
    "a tree below nothing": lambda proof: resealed(placed(proof, index=-6, size=-5)),
    "a place beyond the tree": lambda proof: resealed(placed(proof, index=400, size=371)),
    "a tree too large for the world": having(size=10**4000),
    "an endless number": lambda proof: json.dumps(proof).replace('"size": 371', '"size": 1e999'),
    "numbers as text": having(size="371", index="59"),
    "a broken number": having(index=59.0),
    "a path of one thing": having(path={"sibling": "00" * 32}),
    "a path without end": lambda proof: {**proof, "path": proof["path"][:1] * 100_000},
    "half a character": having(salt="\ud800"),
    "columns as a list": having(columns=[1, 2, 3]),
    "columns of lists": lambda proof: {**proof, "columns": {name: [] for name in proof["columns"]}},
    "digests of the wrong length": lambda proof: {**proof, "digests": dict.fromkeys(proof["digests"], "00")},
    "a note of numbers": having(checkpoint=7),
    "a document of numbers": having(document=[1, 2, 3]),
    "an empty document": having(document=[]),
    "another format": having(format="zaiton-proof-2"),
    "keys of anything": having(keys=[{}, None]),
    "a thousand keys": lambda proof: {**proof, "keys": proof["keys"] * 1000 + ["x+00000000+" + "A" * 44]},
}


@pytest.mark.parametrize("what", HOSTILE)
def test_no_file_hangs_it_or_is_believed(what: str, proof: dict[str, Any], tmp_path: Path) -> None:
    code, told = court_says(tmp_path / "court", HOSTILE[what](proof), "--key", "keys")
    assert code in (verifier.TAMPERED, verifier.UNREADABLE), told
    assert told.count("\n") == 1


@pytest.mark.parametrize("name", ["--key", "--checkpoint"])
@pytest.mark.parametrize("content", [b"", b"\xff", b"x+y+z\n", b"\n\n", b"a" * 1_000_000, "— x y\n".encode() * 1000])
def test_a_key_or_checkpoint_that_is_none_proves_nothing(
    name: str, content: bytes, proof: dict[str, Any], tmp_path: Path
) -> None:
    (tmp_path / "court" / "given").write_bytes(content)
    code, _ = court_says(tmp_path / "court", proof, name, "given")
    assert code in (verifier.TAMPERED, verifier.UNREADABLE)


def test_a_forgery_cannot_write_upon_the_terminal(proof: dict[str, Any], tmp_path: Path) -> None:
    """Whole in itself, signed by the forger: its words are shown, but as words."""
    forged = {**proof, "columns": {**proof["columns"], "object": "x\x1b[2J\rPROVED.\u202e"}}
    code, told = court_says(tmp_path / "court", resealed(forged))
    assert code == verifier.UNVOUCHED
    assert "x\\x1b[2J\\rPROVED.\\u202e" in told
    assert not set(told) & {"\x1b", "\r", "\u202e"}


def resealed(proof: dict[str, Any]) -> dict[str, Any]:
    """The proof as a forger makes it: all digests anew, a tree of his own, his own key under the log's name."""
    made, salt = copy.deepcopy(proof), bytes.fromhex(proof["salt"])
    digests = [
        verifier.sha256(
            verifier.netstring(salt) + verifier.netstring(n.encode()) + verifier.netstring(made["columns"][n].encode())
        )
        for n in verifier.COLUMNS
    ]
    leaf = verifier.sha256(verifier.netstring(b"zaiton-leaf-1") + b"".join(digests))
    made["digests"] = {n: d.hex() for n, d in zip(verifier.COLUMNS, digests, strict=True)}
    made["leaf"] = leaf.hex()
    value, place = verifier.sha256(b"\x00" + leaf), made["index"]
    for step in made["path"]:
        sibling = bytes.fromhex(step["sibling"])
        value = verifier.sha256(b"\x01" + (sibling + value if place & 1 else value + sibling))
        step["node"], place = value.hex(), place >> 1
    private = bytes(range(32))
    origin = made["checkpoint"].split("\n")[0]
    signer = FileSigner(VerifierKey(origin, LOG_KEY, public_of(private)), private)
    body = Checkpoint(origin, made["size"], value).body
    signature = verifier.base64.b64encode(signer.key.key_id + signer.sign(body.encode())).decode()
    made["checkpoint"] = f"{body}\n— {origin} {signature}\n"
    made["keys"] = [signer.key.text]
    return made


@pytest.mark.parametrize("name", ["at", "actor", "kind"])
def test_words_that_name_another_than_the_entry_are_refused(name: str, proof: dict[str, Any], tmp_path: Path) -> None:
    """Even under a signature: the document's digest is in the entry, but the two tell of different acts."""
    columns = proof["columns"]
    parts = {**dict.fromkeys(verifier.PARTS, "x"), "at": columns["at"], "actor": columns["actor"], "kind": "changed"}
    for told, word in ((parts, "unvouched"), ({**parts, name: "another"}, "apart")):
        made = verifier.sha256(b"".join(verifier.netstring(part.encode()) for part in told.values())).hex()
        after = verifier.sha256(b'{"hash":"%s"}' % made.encode()).hex()
        forged = {**proof, "columns": {**columns, "after_digest": after}, "document": list(told.values())}
        code, found, data = verifier.check(resealed(forged))
        assert (found, data.get("where", "")) == (word, name if word == "apart" else "")


def test_a_checkpoint_that_says_the_same_signed_by_another_key_is_refused(
    proof: dict[str, Any], tmp_path: Path
) -> None:
    court, forged = tmp_path / "court", resealed(proof)
    assert forged["checkpoint"].split("\n")[:3] == proof["checkpoint"].split("\n")[:3], "the same tree"
    assert court_says(court, forged)[0] == verifier.UNVOUCHED
    code, told = court_says(court, forged, "--key", "keys")
    assert (code, told) == (verifier.TAMPERED, "The checkpoint is not signed with the key given.\n")
    code, told = court_says(court, forged, "--checkpoint", "checkpoint")
    assert (code, told) == (verifier.TAMPERED, "The checkpoint is not signed with the key given.\n")


def test_the_log_between_two_checkpoints_is_proved_or_the_break_is_told(proof: dict[str, Any], tmp_path: Path) -> None:
    court = tmp_path / "court"
    older = (court / "older").read_text(encoding="utf-8")
    between = json.loads((court / "between").read_bytes())
    given = ("--checkpoint", "checkpoint", "--key", "keys")
    assert court_says(court, between, *given)[0] == verifier.PROVED
    for number, step in enumerate(between["path"]):
        spoilt = [*between["path"][:number], "00" * 32, *between["path"][number + 1 :]]
        assert step != "00" * 32
        assert "does not continue" in court_says(court, {**between, "path": spoilt}, *given)[1]
    for changed in (
        {"old": between["checkpoint"], "checkpoint": older},
        {"path": []},
        {"path": between["path"] * 2},
        {"old": older.replace("\n71\n", "\n72\n")},
        {"old": resealed(proof)["checkpoint"]},
    ):
        assert court_says(court, {**between, **changed}, *given)[0] == verifier.TAMPERED, changed
