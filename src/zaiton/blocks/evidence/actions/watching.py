"""A witness: mirrors another's log, makes sure that it was only continued since the last look, and says so under its own key.

Its folder holds ``checkpoint`` (the last one accepted, with the witness's own signature), ``tile/`` (the mirror), ``keys`` (the log's keys
it trusts: given, or those seen first and those they vouched for), its own key, and ``alarms/``, where what contradicts is kept. It
trusts nothing it fetched: every hash is made again from the leaves before the mirror is touched.
"""

import os
import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from zaiton.blocks.evidence.actions.files import SYNC_ALL_FROM, alone, put
from zaiton.blocks.evidence.actions.growing import Grower
from zaiton.blocks.evidence.domain import notes, tiles
from zaiton.blocks.evidence.domain.notes import WITNESS_KEY, Checkpoint, Note, Signature, VerifierKey
from zaiton.blocks.evidence.domain.refusals import (
    Altered,
    Forked,
    NameUnfit,
    NoteUnreadable,
    RolledBack,
    SignedByAnother,
    SourceUnreachable,
    TreeDamaged,
    WitnessAlarm,
)
from zaiton.blocks.evidence.domain.tiles import ENTRIES, WIDTH
from zaiton.blocks.evidence.queries.keys import FileSigner, public_of, signature_by
from zaiton.blocks.evidence.queries.tiles import Fetch, Tree, in_folder


@dataclass(frozen=True, slots=True)
class Watched:
    """What a look found: entries now and at the look before, and the checkpoint with the witness's signature."""

    size: int
    known: int
    checkpoint: str
    key: str


def watch(
    source: Fetch, store: Path, *, at: datetime, trusted: str = "", name: str = "", quick: bool = False
) -> Watched:
    """One look at a log. Raises a WitnessAlarm on rollback, fork, an altered tile or a strange key; nothing is signed then.

    ``quick`` fetches only what is new; else every tile ever mirrored is fetched and compared again.
    """
    with alone(store / "lock"):
        text = _text(source("checkpoint"))
        before = in_folder(store)("checkpoint")
        known = notes.checkpoint_of(notes.note_of(before.decode())) if before else None
        try:
            note = notes.note_of(text)
            found = notes.checkpoint_of(note)
            _require_signature(note, source, store, trusted)
            _compare(source, store, found, known, quick=quick)
        except (WitnessAlarm, NoteUnreadable) as alarm:
            _keep_alarm(store, alarm, text, before, at)
            raise
        signer = _own_key(store, name)
        line = _cosigned(signer, note.body, at)
        put(store / "checkpoint", Note(note.body, (*note.signatures, line)).text.encode())
        return Watched(found.size, known.size if known else 0, (store / "checkpoint").read_text(), signer.key.text)


def _compare(source: Fetch, store: Path, found: Checkpoint, known: Checkpoint | None, *, quick: bool) -> None:
    """Grow the mirror by the new leaves and compare: what lies in it beyond the accepted checkpoint binds nobody until then."""
    kept, size = store / "alarms", known.size if known else 0
    if known and found.size < size:
        raise RolledBack(size=found.size, known=size, kept=kept)
    if known and (found.origin != known.origin or (found.size == size and found.root != known.root)):
        raise Forked(size=found.size, known=size, kept=kept)
    if known and Tree(in_folder(store), size).root() != known.root:
        raise TreeDamaged(place=store)
    theirs = Tree(source, found.size)
    try:
        grower = Grower(store, size, sync=found.size - size < SYNC_ALL_FROM * WIDTH)
        for number in range(size // WIDTH, -(-found.size // WIDTH)):
            for leaf in theirs.hashes(ENTRIES, number)[max(0, size - number * WIDTH) :]:
                grower.append(leaf)
        grower.write_edge()
        mirror = Tree(in_folder(store), found.size)
        if mirror.root() != found.root:
            if known and theirs.root() == found.root and theirs.root(size) != known.root:
                raise Forked(size=found.size, known=size, kept=kept)
            raise Altered(place="tile/entries", size=found.size, kept=kept)
        for level, number in _places(found.size, size if quick else 0):
            if theirs.hashes(level, number) != mirror.hashes(level, number):
                place = tiles.tile_at(level, number, found.size).path
                raise Altered(place=place, size=found.size, kept=kept)
    except TreeDamaged as damage:
        raise Altered(place=damage.data["place"], size=found.size, kept=kept) from damage
    os.sync()
    grower.drop_partial()


def _places(size: int, since: int) -> Iterator[tuple[int, int]]:
    """Level and number of every tile of a tree that holds something beyond the first ``since`` leaves."""
    for level in (ENTRIES, *(tile.level for tile in tiles.edge(size))):
        height = 8 * max(level, 0)
        yield from ((level, number) for number in range((since >> height) // WIDTH, -(-(size >> height) // WIDTH)))


def _require_signature(note: Note, source: Fetch, store: Path, trusted: str) -> None:
    """One of the trusted keys signed; keys for which a trusted one vouches become trusted. The first look trusts what it sees."""
    mine = in_folder(store)("keys")
    offered = [line for line in _text(source("keys"), missing="").split("\n\n\n") if line.strip()]
    known = _keys(trusted or (mine or b"").decode())
    if not known and offered:
        known = _keys(offered[0])
    for text in offered[1:]:
        known += _vouched(text.strip("\n") + "\n", known)
    if not any(signature_by(note, key) for key in known):
        raise SignedByAnother(kept=store / "alarms")
    put(store / "keys", "".join(f"{key.text}\n" for key in dict.fromkeys(known)).encode())


def _vouched(text: str, known: list[VerifierKey]) -> list[VerifierKey]:
    """The key that a note names as successor, when a key known already signed it."""
    try:
        note = notes.note_of(text)
        _, word, line = note.body.rstrip("\n").split("\n")
        key = notes.key_of(line)
    except (NoteUnreadable, ValueError):
        return []
    return [key] if word == "successor" and any(signature_by(note, one) for one in known) else []


def _keys(text: str) -> list[VerifierKey]:
    return [notes.key_of(line) for line in text.splitlines() if line.strip()]


def _own_key(store: Path, name: str) -> FileSigner:
    file = store / "witness-key"
    if not file.exists():
        name = name or f"witness-{secrets.token_hex(4)}"
        if not notes.NAME.fullmatch(name):
            raise NameUnfit("name")
        put(file, f"{name} {secrets.token_hex(32)}".encode(), mode=0o600)
    name, seed = file.read_text().split(" ")
    private = bytes.fromhex(seed)
    return FileSigner(VerifierKey(name, WITNESS_KEY, public_of(private)), private)


def _cosigned(signer: FileSigner, body: str, at: datetime) -> Signature:
    """The line of C2SP tlog-cosignature: the time in seconds, eight bytes, and the signature over time and checkpoint."""
    seconds = int(at.timestamp())
    value = seconds.to_bytes(8, "big") + signer.sign(notes.witnessed(body, seconds))
    return Signature(signer.key.name, signer.key.key_id, value)


def _keep_alarm(store: Path, alarm: Exception, text: str, before: bytes | None, at: datetime) -> None:
    content = f"{alarm}\n\n--- now\n{text}\n--- before\n{(before or b'').decode()}"
    put(store / "alarms" / f"{at:%Y%m%dT%H%M%S%fZ}.txt", content.encode())


def _text(content: bytes | None, missing: str | None = None) -> str:
    if content is None:
        if missing is None:
            raise SourceUnreachable(place="checkpoint", reason="404")
        return missing
    try:
        return content.decode()
    except UnicodeDecodeError as error:
        raise NoteUnreadable(reason="no text") from error
