"""What one entry becomes before it goes into the tree: a salted commitment that tells nothing to whoever mirrors it.

Each column is digested with the entry's salt and its own name, and the digests together give the *leaf*: 32 bytes, all that is ever
published. A proof opens a leaf by giving columns and salt; since each column has its own digest, a reader sees which one was
changed. The salt is an HMAC of the entry's number under a key of the installation, so that a leaf can be made again after a crash
and nothing but that key has to be kept. All parts are netstrings; the format is fixed for ever by the version name.
"""

import hmac
from collections.abc import Iterable
from hashlib import sha256

from zaiton.blocks.evidence.domain.chain import COLUMNS, StoredEntry

VERSION = b"zaiton-leaf-1"
DISCLOSED = ("seq", *COLUMNS, "hash")
_NAMES = tuple(b"%d:%s," % (len(name), name.encode()) for name in DISCLOSED)
_HEAD = b"%d:%s," % (len(VERSION), VERSION)


def salt_of(key: bytes, seq: int) -> bytes:
    """The 32 bytes of salt that belong to the entry with this number."""
    return hmac.digest(key, b"zaiton-salt-1:%d" % seq, "sha256")


def column_digests(salt: bytes, values: Iterable[bytes]) -> list[bytes]:
    """The digest of each column, in the order of ``DISCLOSED``."""
    salted = sha256(b"%d:%s," % (len(salt), salt))
    digests = []
    for name, value in zip(_NAMES, values, strict=True):
        state = salted.copy()
        state.update(b"%s%d:%s," % (name, len(value), value))
        digests.append(state.digest())
    return digests


def leaf_of(digests: Iterable[bytes]) -> bytes:
    """The leaf that the digests of all columns make: what goes into the tree."""
    return sha256(_HEAD + b"".join(digests)).digest()


def values_of(entry: StoredEntry) -> tuple[bytes, ...]:
    """The columns of a stored entry, in the order of ``DISCLOSED``."""
    return (b"%d" % entry.seq, *entry.columns, entry.hash)


def committed(key: bytes, entry: StoredEntry) -> bytes:
    """The leaf of a stored entry under the installation's salt key."""
    return leaf_of(column_digests(salt_of(key, entry.seq), values_of(entry)))
