"""Checkpoints as text: the formats C2SP signed-note, tlog-checkpoint and tlog-cosignature, without any cryptography.

A note is its body, an empty line, and one line per signature: ``— name base64(key id || signature)``. A checkpoint's body is three
lines: the log's origin, the number of leaves, the root in base64. A *verifier key* is ``name+key id+base64(type || key)``; type 1 signs the body itself, type 4 (a witness) signs a time together with it.
"""

import base64
import re
from dataclasses import dataclass
from hashlib import sha256

from zaiton.blocks.evidence.domain.refusals import NoteUnreadable

LOG_KEY, WITNESS_KEY = 1, 4
MOST_BYTES = 64 * 1024
_SIGNATURE = re.compile("— ([^ +\n]+) ([A-Za-z0-9+/=]+)")
_SIZE = re.compile("0|[1-9][0-9]{0,17}")
NAME = re.compile(r"[^\s+]{1,100}")


@dataclass(frozen=True, slots=True)
class VerifierKey:
    """The public half of a key: who it belongs to, what it signs (``LOG_KEY``, ``WITNESS_KEY``) and its 32 bytes."""

    name: str
    kind: int
    public: bytes

    @property
    def key_id(self) -> bytes:
        """The four bytes that stand before its signatures."""
        return sha256(self.name.encode() + b"\n" + bytes([self.kind]) + self.public).digest()[:4]

    @property
    def text(self) -> str:
        """The one line in which it is handed on."""
        return f"{self.name}+{self.key_id.hex()}+{base64.b64encode(bytes([self.kind]) + self.public).decode()}"


@dataclass(frozen=True, slots=True)
class Signature:
    """One signature line: whose, with which key, and its bytes."""

    name: str
    key_id: bytes
    value: bytes

    @property
    def line(self) -> str:
        """The line as it stands in a note."""
        return f"— {self.name} {base64.b64encode(self.key_id + self.value).decode()}\n"


@dataclass(frozen=True, slots=True)
class Note:
    """A signed text: the body with its last line feed, and its signatures."""

    body: str
    signatures: tuple[Signature, ...]

    @property
    def text(self) -> str:
        """The whole note."""
        return self.body + "\n" + "".join(signature.line for signature in self.signatures)


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """What a log says of itself at one moment: its origin, how many leaves it has, and their root."""

    origin: str
    size: int
    root: bytes

    @property
    def body(self) -> str:
        """The text that is signed."""
        return f"{self.origin}\n{self.size}\n{base64.b64encode(self.root).decode()}\n"


def note_of(text: str) -> Note:
    """Read a note; refuses what is none, with the reason."""
    body, gap, signed = text.rpartition("\n\n")
    if not gap or not signed.endswith("\n") or len(text.encode()) > MOST_BYTES:
        raise NoteUnreadable(reason="no signatures")
    found = []
    for line in signed.removesuffix("\n").split("\n"):
        match = _SIGNATURE.fullmatch(line)
        value = _bytes(match[2]) if match else None
        if match is None or value is None or len(value) < 5:
            raise NoteUnreadable(reason="signature line")
        found.append(Signature(match[1], value[:4], value[4:]))
    return Note(body + "\n", tuple(found))


def checkpoint_of(note: Note) -> Checkpoint:
    """Read the body of a note as a checkpoint; refuses what is none."""
    lines = note.body.split("\n")
    root = _bytes(lines[2]) if len(lines) >= 4 else None
    if root is None or len(root) != 32 or not lines[0] or not _SIZE.fullmatch(lines[1]):
        raise NoteUnreadable(reason="checkpoint")
    checkpoint = Checkpoint(lines[0], int(lines[1]), root)
    if not note.body.startswith(checkpoint.body):
        raise NoteUnreadable(reason="checkpoint")
    return checkpoint


def key_of(text: str) -> VerifierKey:
    """Read a verifier key; refuses one whose id does not belong to it."""
    name, _, rest = text.strip().partition("+")
    key_id, _, encoded = rest.partition("+")
    content = _bytes(encoded)
    if not NAME.fullmatch(name) or content is None or len(content) != 33 or content[0] not in (LOG_KEY, WITNESS_KEY):
        raise NoteUnreadable(reason="key")
    key = VerifierKey(name, content[0], content[1:])
    if key.key_id.hex() != key_id:
        raise NoteUnreadable(reason="key id")
    return key


def witnessed(body: str, seconds: int) -> bytes:
    """The bytes a witness signs: the time, in seconds since 1970, before the body of the checkpoint."""
    return f"cosignature/v1\ntime {seconds}\n{body}".encode()


def _bytes(text: str) -> bytes | None:
    try:
        return base64.b64decode(text, validate=True)
    except ValueError:
        return None
