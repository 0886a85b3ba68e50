"""The tree of RFC 6962: hashes, roots, inclusion and consistency proofs, over any store of complete subtrees.

``Node`` is a function ``(level, index) -> hash`` that gives the root of the complete subtree over the leaves
``index * 2**level`` up to ``(index + 1) * 2**level``. Nothing here knows where such hashes lie.
"""

from collections.abc import Callable, Sequence
from hashlib import sha256

Node = Callable[[int, int], bytes]
EMPTY = sha256(b"").digest()


def leaf_hash(leaf: bytes) -> bytes:
    """H(0x00 || leaf), RFC 6962 section 2.1."""
    return sha256(b"\x00" + leaf).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """H(0x01 || left || right), RFC 6962 section 2.1."""
    return sha256(b"\x01" + left + right).digest()


def halved(hashes: Sequence[bytes]) -> list[bytes]:
    """The level above: each pair of hashes joined; a last one without a partner is left out, it is not complete yet."""
    return [sha256(b"\x01" + hashes[i] + hashes[i + 1]).digest() for i in range(0, len(hashes) - 1, 2)]


def split(size: int) -> int:
    """The largest power of two below ``size``, where a tree of more than one leaf is divided."""
    return 1 << (size - 1).bit_length() - 1


def root(size: int, node: Node) -> bytes:
    """The root over the first ``size`` leaves."""
    return _range_root(0, size, node) if size else EMPTY


def inclusion_path(index: int, size: int, node: Node) -> list[bytes]:
    """The siblings from the leaf up to the root of a tree of ``size`` leaves, RFC 6962 section 2.1.1."""
    if not 0 <= index < size:
        raise ValueError("the leaf lies outside the tree")
    low, high, path = 0, size, []
    while high - low > 1:
        middle = low + split(high - low)
        if index < middle:
            path.append(_range_root(middle, high, node))
            high = middle
        else:
            path.append(_range_root(low, middle, node))
            low = middle
    return path[::-1]


def consistency_path(old: int, new: int, node: Node) -> list[bytes]:
    """What shows that a tree of ``new`` leaves continues the one of ``old`` leaves, RFC 6962 section 2.1.2."""
    if not 0 < old <= new:
        raise ValueError("a proof leads from a smaller tree that is not empty to a larger one")
    low, high, whole, path = 0, new, True, []
    while old != high:
        middle = low + split(high - low)
        if old <= middle:
            path.append(_range_root(middle, high, node))
            high = middle
        else:
            path.append(_range_root(low, middle, node))
            low, whole = middle, False
    return (path if whole else [*path, _range_root(low, high, node)])[::-1]


def inclusion_root(index: int, size: int, leaf: bytes, path: Sequence[bytes]) -> bytes | None:
    """The root to which a path leads from a leaf's hash; None where it has not as many steps as that place asks for."""
    if not 0 <= index < size:
        return None
    place, last, value, steps = index, size - 1, leaf, iter(path)
    while last:
        if place & 1 or place < last:
            sibling = next(steps, None)
            if sibling is None:
                return None
            value = node_hash(sibling, value) if place & 1 else node_hash(value, sibling)
        place, last = place >> 1, last >> 1
    return value if next(steps, None) is None else None


def is_consistent(old: int, new: int, old_root: bytes, new_root: bytes, path: Sequence[bytes]) -> bool:
    """Whether a proof shows that the tree of ``new`` leaves begins with the tree of ``old`` leaves, RFC 9162 2.1.4.2."""
    if not 0 <= old <= new:
        return False
    if old == new or old == 0:
        return not path and (old_root == new_root if old == new else old_root == EMPTY)
    steps = [old_root, *path] if old & (old - 1) == 0 else list(path)
    if not steps:
        return False
    place, last = old - 1, new - 1
    while place & 1:
        place, last = place >> 1, last >> 1
    before = after = steps[0]
    for sibling in steps[1:]:
        if not last:
            return False
        if place & 1 or place == last:
            before, after = node_hash(sibling, before), node_hash(sibling, after)
            while place and not place & 1:
                place, last = place >> 1, last >> 1
        else:
            after = node_hash(after, sibling)
        place, last = place >> 1, last >> 1
    return not last and before == old_root and after == new_root


def _range_root(low: int, high: int, node: Node) -> bytes:
    """The root over the leaves ``low`` to ``high``, where ``low`` is a multiple of the power of two below the length."""
    parts = []
    while low < high:
        level = (high - low).bit_length() - 1
        parts.append(node(level, low >> level))
        low += 1 << level
    value = parts.pop()
    while parts:
        value = node_hash(parts.pop(), value)
    return value
