"""Folding new entries into the tree and signing a checkpoint over it: by a tick, by a command, never in a request.

One publisher works at a time. What is signed continues what was signed before, shown by a consistency proof made from the tiles on
disk; if the database lost or changed entries meanwhile, nothing is signed. The checkpoint is moved into place last, so that whoever
is killed anywhere before leaves the old one, and the next turn writes the same tiles again.
"""

import os
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from itertools import islice

from zaiton.blocks.evidence.actions.files import SYNC_ALL_FROM, alone, put
from zaiton.blocks.evidence.actions.growing import Grower
from zaiton.blocks.evidence.actions.keys import Signer, keys_make, signed
from zaiton.blocks.evidence.domain import merkle
from zaiton.blocks.evidence.domain.chain import GENESIS, StoredEntry, seal
from zaiton.blocks.evidence.domain.leaf import committed
from zaiton.blocks.evidence.domain.notes import Checkpoint
from zaiton.blocks.evidence.domain.refusals import ChainBroken, ForkRefused, KeysMissing, TreeDamaged
from zaiton.blocks.evidence.domain.tiles import WIDTH
from zaiton.blocks.evidence.queries import keys as kept
from zaiton.blocks.evidence.queries import log, tree
from zaiton.blocks.evidence.queries.tiles import Tree, folder, in_folder

TURN = 256 * WIDTH
"""Entries under one checkpoint at most, when much was left to do."""


@dataclass(frozen=True, slots=True)
class Published:
    """What a turn at publishing did: entries now under the checkpoint, entries added, and the checkpoint's text."""

    size: int
    added: int
    checkpoint: str


def publish(*, at: datetime, actor: str = "system", signer: Signer | None = None) -> Published:
    """Bring every entry under a signed checkpoint. Makes the first keys. Refuses to sign a fork, a broken chain, a damaged tree."""
    with alone(folder().parent / "lock"):
        ring = kept.keyring()
        if ring is None:
            if tree.is_published():
                raise KeysMissing()
            ring = keys_make(actor=actor, at=at)
        signer = signer or kept.file_signer(ring)
        _publish_keys(ring)
        before = tree.checkpoint_now(ring)
        known = before.checkpoint if before else Checkpoint(ring.origin, 0, merkle.EMPTY)
        number, _ = log.head_now() or (0, b"")
        last = _last_published(known, number, ring.salt)
        text = before.note.text if before else ""
        first = known.size
        waiting = log.stored(after=known.size, up_to=number)
        while chunk := list(islice(waiting, TURN)):
            last = _follows(chunk, known.size, last)
            known, text = grow(known, (committed(ring.salt, entry) for entry in chunk), len(chunk), signer)
        if known.size != number:
            raise ChainBroken(seq=known.size + 1)
        return Published(known.size, known.size - first, text)


def begin_anew(*, at: datetime, actor: str) -> Published:
    """Close a tree that can no longer be continued, keep it aside, and begin one of another name with a key of its own."""
    with alone(folder().parent / "lock"):
        mark = f"{at:%Y%m%dT%H%M%S}"
        if folder().exists():
            folder().rename(folder().with_name(f"ended-{mark}"))
        if (kept.folder() / "keys.json").exists():
            (kept.folder() / "keys.json").rename(kept.folder() / f"keys-ended-{mark}.json")
    keys_make(actor=actor, at=at)
    return publish(at=at, actor=actor)


def sign_again(*, signer: Signer | None = None) -> str:
    """Sign the present checkpoint with the present key, after the key was changed; the text of the note."""
    with alone(folder().parent / "lock"):
        ring = kept.keyring()
        before = tree.checkpoint_now(ring) if ring else None
        if ring is None or before is None:
            return ""
        _publish_keys(ring)
        note = signed(before.checkpoint.body, signer or kept.file_signer(ring))
        put(folder() / "checkpoint", note.text.encode())
        return note.text


def _publish_keys(ring: kept.Keyring) -> None:
    content = kept.published_keys(ring).encode()
    if in_folder(folder())("keys") != content:
        put(folder() / "keys", content)


def _last_published(known: Checkpoint, number: int, salt: bytes) -> bytes:
    """The hash the next entry must name; refuses where the log is not the one that was published."""
    if number < known.size:
        raise ForkRefused(size=known.size, seq=number + 1)
    store = Tree(in_folder(folder()), known.size)
    if known.size and store.root() != known.root:
        raise TreeDamaged(place="tile")
    if not known.size:
        return GENESIS.encode()
    found = next(iter(log.stored(after=known.size - 1, up_to=known.size)), None)
    if found is None or committed(salt, found) != store.leaf(known.size - 1):
        raise ForkRefused(size=known.size, seq=known.size)
    return found.hash


def _follows(entries: Iterable[StoredEntry], size: int, last: bytes) -> bytes:
    for number, entry in enumerate(entries, size + 1):
        sound = seal(entry.seq, entry.columns).encode() == entry.hash and entry.columns[-1] == last
        if entry.seq != number or not sound:
            raise ChainBroken(seq=number)
        last = entry.hash
    return last


def grow(known: Checkpoint, leaves: Iterable[bytes], count: int, signer: Signer) -> tuple[Checkpoint, str]:
    """Put ``count`` leaves under a new checkpoint. Tiles first, then the proof that the new tree continues the old one, then the signature, then the checkpoint."""
    each = count // WIDTH < SYNC_ALL_FROM
    grower = Grower(folder(), known.size, sync=each)
    for leaf in leaves:
        grower.append(leaf)
    grower.write_edge()
    if not each:
        os.sync()
    grown = Tree(in_folder(folder()), grower.size)
    fresh = Checkpoint(known.origin, grower.size, grown.root())
    path = grown.consistency(known.size) if known.size else []
    if not merkle.is_consistent(known.size, fresh.size, known.root, fresh.root, path):
        raise ForkRefused(size=known.size, seq=known.size)
    note = signed(fresh.body, signer)
    put(folder() / "checkpoint", note.text.encode())
    grower.drop_partial()
    return fresh, note.text
