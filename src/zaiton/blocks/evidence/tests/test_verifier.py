"""The one-file verifier: its Ed25519 against RFC 8032 and against cryptography, and the file run by itself."""

import ast
import json
import subprocess
import sys
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from zaiton.blocks.evidence.actions.publishing import publish
from zaiton.blocks.evidence.cli import verify_proof as verifier
from zaiton.blocks.evidence.queries import tree
from zaiton.blocks.evidence.queries.keys import is_signed, keyring
from zaiton.blocks.evidence.tests.test_actions import NOON, write

VECTORS = (
    (
        "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
        "",
        "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b",
    ),
    (
        "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
        "72",
        "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00",
    ),
    (
        "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025",
        "af82",
        "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a",
    ),
)


@pytest.mark.parametrize(("public", "message", "signature"), VECTORS)
def test_vectors_of_rfc_8032(public: str, message: str, signature: str) -> None:
    parts = [bytes.fromhex(text) for text in (public, message, signature)]
    assert verifier.ed25519_holds(*parts)
    for place in range(0, 64, 7):
        spoilt = parts[2][:place] + bytes([parts[2][place] ^ 1]) + parts[2][place + 1 :]
        assert not verifier.ed25519_holds(parts[0], parts[1], spoilt)
    assert not verifier.ed25519_holds(parts[0], parts[1] + b"x", parts[2])


def test_it_agrees_with_cryptography() -> None:
    for number in range(40):
        private = Ed25519PrivateKey.from_private_bytes(number.to_bytes(32, "little"))
        public, message = private.public_key().public_bytes_raw(), b"m" * number
        signature = private.sign(message)
        high = (int.from_bytes(signature[32:], "little") + verifier.ORDER).to_bytes(33, "little")[:32]
        for given in (signature, signature[:32] + high, signature[32:] + signature[:32], signature[:-1], bytes(64)):
            assert verifier.ed25519_holds(public, message, given) == is_signed(message, given, public)
    assert not verifier.ed25519_holds(b"\xff" * 32, b"", bytes(64))


def test_it_needs_nothing_but_the_standard_library() -> None:
    tree_of_file = ast.parse(Path(verifier.__file__).read_text(encoding="utf-8"))
    names = {a.name for node in ast.walk(tree_of_file) if isinstance(node, ast.Import) for a in node.names}
    assert not [node for node in ast.walk(tree_of_file) if isinstance(node, ast.ImportFrom)]
    assert names <= sys.stdlib_module_names


@pytest.mark.django_db
def test_the_file_runs_alone_in_both_languages(tmp_path: Path, settings) -> None:
    settings.ZAITON_HOME = tmp_path
    write(5)
    publish(at=NOON)
    (tmp_path / "key").write_text(keyring().current.key.text)
    (tmp_path / "checkpoint").write_text(tree.checkpoint_text(), encoding="utf-8")
    proof = tree.proof(seq=2)
    copied = tmp_path / "verify_proof.py"
    copied.write_bytes(Path(verifier.__file__).read_bytes())

    def run(content: object, *more: str) -> tuple[int, str]:
        (tmp_path / "proof.json").write_text(json.dumps(content), encoding="utf-8")
        command = [sys.executable, "-I", "-S", str(copied), "proof.json", *more]
        done = subprocess.run(
            command, cwd=tmp_path, capture_output=True, timeout=60, check=False, env={"PYTHONUTF8": "1"}
        )
        return done.returncode, done.stdout.decode()

    assert run(proof, "--key", "key", "--lang", "en")[0] == 0
    assert run(proof, "--checkpoint", "checkpoint")[1].startswith("已证实")
    assert run(proof)[0] == 3
    proof["columns"]["actor"] = "person/z"
    assert run(proof, "--key", "key", "--lang", "en") == (1, "The column “actor” was changed.\n")
    assert run(proof, "--key", "key") == (1, "“actor”一栏被改动。\n")
    assert run(5, "--key", "key")[0] == 2
    assert run(proof, "--key", "none")[0] == 2
