"""The published tree of this installation: its checkpoint, proofs of its entries, and the check of it all against the log."""

from dataclasses import dataclass

from zaiton.base.refusals import Refusal
from zaiton.blocks.evidence.domain import merkle, notes, tiles
from zaiton.blocks.evidence.domain.chain import StoredEntry, digest
from zaiton.blocks.evidence.domain.leaf import DISCLOSED, column_digests, committed, leaf_of, salt_of, values_of
from zaiton.blocks.evidence.domain.notes import Checkpoint, Note
from zaiton.blocks.evidence.domain.refusals import ForkRefused, KeysMissing, NoSuchEntry, NotPublished, TreeDamaged
from zaiton.blocks.evidence.domain.tiles import ENTRIES, WIDTH
from zaiton.blocks.evidence.models import Entry
from zaiton.blocks.evidence.queries import keys, log
from zaiton.blocks.evidence.queries.tiles import Tree, folder, in_folder


@dataclass(frozen=True, slots=True)
class Signed:
    """A checkpoint with the note it was read from."""

    note: Note
    checkpoint: Checkpoint


def is_published() -> bool:
    """Whether a checkpoint was ever put out."""
    return (folder() / "checkpoint").exists()


def checkpoint_text() -> str | None:
    """The checkpoint as anyone may fetch it."""
    try:
        return (folder() / "checkpoint").read_text(encoding="utf-8")
    except FileNotFoundError:
        return None


def checkpoint_now(ring: keys.Keyring) -> Signed | None:
    """The last checkpoint, when one of our keys, old or new, signed it; refuses one that none did."""
    try:
        text = checkpoint_text()
        if text is None:
            return None
        return own(text, ring)
    except (UnicodeDecodeError, notes.NoteUnreadable) as error:
        raise TreeDamaged(place="checkpoint") from error


def own(text: str, ring: keys.Keyring) -> Signed:
    """A checkpoint of this log out of a text; refuses one that none of our keys signed."""
    note = notes.note_of(text)
    checkpoint = notes.checkpoint_of(note)
    if checkpoint.origin != ring.origin or not any(keys.signature_by(note, known.key) for known in ring.keys):
        raise TreeDamaged(place="checkpoint")
    return Signed(note, checkpoint)


def proof(*, seq: int, object: str = "", under: str | None = None) -> dict:
    """One entry's proof: its columns, salt, digests, path, the checkpoint and the keys.

    ``under`` is an older checkpoint's text, the last one where none is given. With ``object`` an entry of another object is told
    like one that is not there. Refuses with NoSuchEntry, NotPublished, TreeDamaged.
    """
    if object and not Entry.objects.filter(seq=seq, object=object).exists():
        raise NoSuchEntry()
    entry = next(iter(log.stored(after=seq - 1, up_to=seq)), None) if 0 < seq < 2**62 else None
    if entry is None:
        raise NoSuchEntry()
    ring, found, store = _public(under)
    if seq > found.checkpoint.size:
        raise NotPublished()
    salt = salt_of(ring.salt, seq)
    digests = column_digests(salt, values_of(entry))
    leaf = leaf_of(digests)
    if leaf != store.leaf(seq - 1):
        raise ForkRefused(size=store.size, seq=seq)
    path = store.inclusion(seq - 1)
    if merkle.inclusion_root(seq - 1, store.size, merkle.leaf_hash(leaf), path) != found.checkpoint.root:
        raise TreeDamaged(place=tiles.tile_at(0, (seq - 1) // WIDTH, store.size).path)
    texts = (value.decode() for value in values_of(entry))
    return {
        "format": "zaiton-proof-1",
        "columns": dict(zip(DISCLOSED, texts, strict=True)),
        "salt": salt.hex(),
        "digests": {name: value.hex() for name, value in zip(DISCLOSED, digests, strict=True)},
        "leaf": leaf.hex(),
        "index": seq - 1,
        "size": store.size,
        "path": _steps(seq - 1, store.size, merkle.leaf_hash(leaf), path),
        "checkpoint": found.note.text,
        "keys": [known.key.text for known in ring.keys],
    }


def continuation(*, since: str) -> dict:
    """The proof that the last checkpoint continues an older one, whose text is given."""
    ring, found, store = _public(None)
    old = own(since, ring)
    if not 0 < old.checkpoint.size <= store.size:
        raise NotPublished()
    path = store.consistency(old.checkpoint.size)
    pair = (old.checkpoint, found.checkpoint)
    if not merkle.is_consistent(pair[0].size, pair[1].size, pair[0].root, pair[1].root, path):
        raise ForkRefused(size=old.checkpoint.size, seq=old.checkpoint.size)
    return {
        "format": "zaiton-consistency-1",
        "old": old.note.text,
        "checkpoint": found.note.text,
        "path": [step.hex() for step in path],
        "keys": [known.key.text for known in ring.keys],
    }


def newest_of(object: str) -> int:
    """The number of the newest entry of an object; refuses with NoSuchEntry."""
    found = log.entries(object=object, limit=1)
    if not found:
        raise NoSuchEntry()
    return found[0].seq


def number_of(object: str, after: object) -> int:
    """The number of the entry that says an object was brought to this state; refuses with NoSuchEntry."""
    seq = Entry.objects.filter(object=object, after_digest=digest(after)).values_list("seq", flat=True).first()
    if seq is None:
        raise NoSuchEntry()
    return seq


class TreeCheck:
    """Walks the log once more beside the tiles: each leaf made again, each tile's hashes, each level above, root, signature.

    Feed it every sound entry, then ask for the verdict: the first fault found, or none.
    """

    def __init__(self) -> None:
        self.size, self.fault, self.seq = 0, "", None
        self._leaves: list[bytes] = []
        self._rows: list[bytes] = []
        self._seen = 0
        try:
            self._ring, self._found, self._store = _public(None)
            self.size = self._store.size
        except NotPublished:
            self._store = None
        except Refusal as refusal:
            self._store = None
            self.fault = getattr(refusal, "data", {}).get("place") or refusal.code

    def feed(self, entry: StoredEntry) -> None:
        """Take the next entry of the log."""
        if self._store is None or self.fault or entry.seq > self.size:
            return
        self._seen += 1
        self._leaves.append(committed(self._ring.salt, entry))
        if len(self._leaves) == WIDTH or entry.seq == self.size:
            self._compare()

    def done(self) -> bool:
        """Compare what lies above the leaves; True when everything agrees."""
        if self._store is None or self.fault:
            return not self.fault
        try:
            if self._seen < self.size:
                self.fault, self.seq = "log", self._seen + 1
            else:
                self._climb()
        except TreeDamaged as damage:
            self.fault = damage.data["place"]
        return not self.fault

    def _compare(self) -> None:
        number = (self._seen - 1) // WIDTH
        rows = [merkle.leaf_hash(leaf) for leaf in self._leaves]
        try:
            for level, expected in ((ENTRIES, self._leaves), (0, rows)):
                for place, (ours, theirs) in enumerate(zip(expected, self._store.hashes(level, number), strict=True)):
                    if ours != theirs:
                        self.fault = tiles.tile_at(level, number, self.size).path
                        self.seq = number * WIDTH + place + 1
                        return
        except TreeDamaged as damage:
            self.fault = damage.data["place"]
        self._rows.append(_top(rows)) if len(rows) == WIDTH else None
        self._leaves = []

    def _climb(self) -> None:
        rows, level = self._rows, 1
        while rows:
            above = []
            for number in range(-(-len(rows) // WIDTH)):
                part = rows[number * WIDTH : (number + 1) * WIDTH]
                if part != self._store.hashes(level, number):
                    raise TreeDamaged(place=tiles.tile_at(level, number, self.size).path)
                if len(part) == WIDTH:
                    above.append(_top(part))
            rows, level = above, level + 1
        if self._store.root() != self._found.checkpoint.root:
            raise TreeDamaged(place="checkpoint")


def _top(row: list[bytes]) -> bytes:
    while len(row) > 1:
        row = merkle.halved(row)
    return row[0]


def _public(under: str | None) -> tuple[keys.Keyring, Signed, Tree]:
    if not is_published():
        raise NotPublished()
    ring = keys.keyring()
    if ring is None:
        raise KeysMissing()
    found = own(under, ring) if under else checkpoint_now(ring)
    if found is None:
        raise NotPublished()
    return ring, found, Tree(in_folder(folder()), found.checkpoint.size)


def _steps(index: int, size: int, value: bytes, path: list[bytes]) -> list[dict[str, str]]:
    """Each sibling with the node it leads to; a verifier needs only the siblings, the nodes tell where a fault lies."""
    steps, place, last, rest = [], index, size - 1, iter(path)
    while last:
        if place & 1 or place < last:
            sibling = next(rest)
            value = merkle.node_hash(sibling, value) if place & 1 else merkle.node_hash(value, sibling)
            steps.append({"sibling": sibling.hex(), "node": value.hex()})
        place, last = place >> 1, last >> 1
    return steps
