"""Making and rotating the keys of the tree; the port behind which another signer may stand."""

import json
import secrets
from datetime import datetime
from typing import Protocol

from django.db import transaction

from zaiton.blocks.evidence.actions.files import alone, put
from zaiton.blocks.evidence.actions.recording import record
from zaiton.blocks.evidence.domain.notes import LOG_KEY, NAME, Note, Signature, VerifierKey
from zaiton.blocks.evidence.domain.refusals import KeysMissing, KeysThere, NameUnfit
from zaiton.blocks.evidence.queries.keys import FileSigner, Keyring, KnownKey, file_signer, folder, keyring, public_of


class Signer(Protocol):
    """Whatever can sign with an Ed25519 key: a file, a token, a service. It tells its public half and signs bytes."""

    key: VerifierKey

    def sign(self, message: bytes) -> bytes:
        """The 64 bytes of the signature."""


def keys_make(*, actor: str, at: datetime, origin: str = "") -> Keyring:
    """Make salt and first signing key; ``origin`` is the log's name, a random one where none is given."""
    origin = origin or f"zaiton-evidence-{secrets.token_hex(4)}"
    if not NAME.fullmatch(origin):
        raise NameUnfit("name")
    with alone(folder() / "lock"):
        if keyring():
            raise KeysThere()
        with transaction.atomic():
            key = _new_seed(origin)
            ring = Keyring(origin, secrets.token_bytes(32), (KnownKey(key, at),))
            if not (folder() / "salt").exists():
                put(folder() / "salt", ring.salt.hex().encode(), mode=0o600)
            else:
                ring = Keyring(origin, bytes.fromhex((folder() / "salt").read_text()), ring.keys)
            _tell(actor, "evidence.key.made", None, key, at)
            _keep(ring)
    return ring


def keys_rotate(*, actor: str, at: datetime) -> Keyring:
    """A new signing key, for which the old one vouches before its private half is destroyed; old checkpoints stay verifiable."""
    with alone(folder() / "lock"):
        ring = keyring()
        if ring is None:
            raise KeysMissing()
        old = file_signer(ring)
        with transaction.atomic():
            key = _new_seed(ring.origin)
            last = KnownKey(old.key, ring.current.made, at, ring.current.endorsed)
            fresh = KnownKey(key, at, None, signed(f"{old.key.name}\nsuccessor\n{key.text}\n", old).text)
            ring = Keyring(ring.origin, ring.salt, (*ring.keys[:-1], last, fresh))
            _tell(actor, "evidence.key.rotated", old.key, key, at)
            _keep(ring)
        (folder() / f"{old.key.key_id.hex()}.seed").unlink(missing_ok=True)
    return ring


def signed(body: str, signer: Signer) -> Note:
    """A note with one signature."""
    return Note(body, (Signature(signer.key.name, signer.key.key_id, signer.sign(body.encode())),))


def _new_seed(name: str) -> VerifierKey:
    seed = secrets.token_bytes(32)
    key = FileSigner(VerifierKey(name, LOG_KEY, public_of(seed)), seed).key
    put(folder() / f"{key.key_id.hex()}.seed", seed.hex().encode(), mode=0o600)
    folder().chmod(0o700)
    return key


def _tell(actor: str, action: str, before: VerifierKey | None, after: VerifierKey, at: datetime) -> None:
    place = f"evidence.key/{after.key_id.hex()}"
    record(actor=actor, action=action, object=place, before=before and before.text, after=after.text, at=at)


def _keep(ring: Keyring) -> None:
    keys = [
        {
            "key": known.key.text,
            "made": known.made.isoformat(),
            "retired": known.retired and known.retired.isoformat(),
            "endorsed": known.endorsed,
        }
        for known in ring.keys
    ]
    content = json.dumps({"origin": ring.origin, "keys": keys}, ensure_ascii=False, indent=1)
    put(folder() / "keys.json", content.encode(), mode=0o600)
