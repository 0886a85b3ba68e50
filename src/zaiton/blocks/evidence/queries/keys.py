"""The keys of the tree on disk: the salt, the signing key in use, and the public list of all that ever signed.

They lie in ``ZAITON_HOME/evidence-keys``, readable by the service alone and part of every backup, apart from the tiles, which are
public. Losing the salt means that old entries can no longer be proved; losing the signing key only that a new one is needed.
"""

import json
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from zaiton.blocks.evidence.domain.notes import Note, Signature, VerifierKey, key_of
from zaiton.blocks.evidence.domain.refusals import KeysMissing
from zaiton.kit.home import home

FOLDER = "evidence-keys"


@dataclass(frozen=True, slots=True)
class KnownKey:
    """One signing key of this installation: when it was made and retired, and the note in which its forerunner vouches for it."""

    key: VerifierKey
    made: datetime
    retired: datetime | None = None
    endorsed: str = ""


@dataclass(frozen=True, slots=True)
class Keyring:
    """What the folder holds: the log's name, the salt key (32 bytes) and the known keys, oldest first."""

    origin: str
    salt: bytes
    keys: tuple[KnownKey, ...]

    @property
    def current(self) -> KnownKey:
        """The key that signs now."""
        return self.keys[-1]


class FileSigner:
    """A signer whose private key is a file: the one every installation begins with. A token or a service may stand in for it."""

    def __init__(self, key: VerifierKey, seed: bytes) -> None:
        self.key = key
        self._private = Ed25519PrivateKey.from_private_bytes(seed)

    def sign(self, message: bytes) -> bytes:
        """The 64 bytes of an Ed25519 signature."""
        return self._private.sign(message)


def folder() -> Path:
    """Where the keys lie."""
    return home() / FOLDER


def keyring() -> Keyring | None:
    """The keys of this installation; None where none were made yet. Refuses with KeysMissing what cannot be read."""
    place = folder()
    if not (place / "keys.json").exists():
        return None
    try:
        content = json.loads((place / "keys.json").read_text(encoding="utf-8"))
        salt = bytes.fromhex((place / "salt").read_text())
        keys = tuple(_known(part) for part in content["keys"])
        if len(salt) != 32 or not keys:
            raise KeysMissing()
        return Keyring(content["origin"], salt, keys)
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise KeysMissing() from error


def published_keys(ring: Keyring) -> str:
    """What is published of the keys: the first one, then each note in which a key vouches for the next, two empty lines between."""
    return "\n\n".join([f"{ring.keys[0].key.text}\n", *(known.endorsed for known in ring.keys[1:])])


def file_signer(ring: Keyring) -> FileSigner:
    """The signer of the current key."""
    try:
        seed = bytes.fromhex((folder() / f"{ring.current.key.key_id.hex()}.seed").read_text())
        signer = FileSigner(ring.current.key, seed)
    except (OSError, ValueError) as error:
        raise KeysMissing() from error
    if public_of(seed) != signer.key.public:
        raise KeysMissing()
    return signer


def public_of(seed: bytes) -> bytes:
    """The public half, 32 bytes, of a private key given as its 32 bytes."""
    return Ed25519PrivateKey.from_private_bytes(seed).public_key().public_bytes_raw()


def is_signed(message: bytes, signature: bytes, public: bytes) -> bool:
    """Whether an Ed25519 signature holds."""
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature, message)
    except (InvalidSignature, ValueError):
        return False
    return True


def signature_by(note: Note, key: VerifierKey) -> Signature | None:
    """The signature of a log's key on a note, when it is there and holds."""
    for signature in note.signatures:
        ours = (signature.name, signature.key_id) == (key.name, key.key_id)
        if ours and is_signed(note.body.encode(), signature.value, key.public):
            return signature
    return None


def _known(part: dict) -> KnownKey:
    retired = datetime.fromisoformat(part["retired"]) if part["retired"] else None
    return KnownKey(key_of(part["key"]), datetime.fromisoformat(part["made"]), retired, part["endorsed"])
