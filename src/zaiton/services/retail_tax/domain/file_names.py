"""Names of files that came from outside, as they can be shown, stored and used for files made from them, whatever machine wrote them."""

SUFFIX_MOST = 12


def plain_name(name: str, *, most: int = 150) -> str:
    """The name in printable characters, at most so many bytes long; its ending stays, names written in GB 18030 are read as such."""
    text = "".join(char if char.isprintable() and char not in "/\\" else "_" for char in _read(_bytes(name)))
    stem, dot, suffix = text.rpartition(".")
    if not stem or len(suffix.encode()) > SUFFIX_MOST:
        stem, dot, suffix = text, "", ""
    room = most - len((dot + suffix).encode())
    return stem.encode()[:room].decode("utf-8", "ignore") + dot + suffix


def _bytes(name: str) -> bytes:
    try:
        return name.encode("utf-8", "surrogateescape")
    except UnicodeEncodeError:
        return name.encode("utf-8", "replace")


def _read(raw: bytes) -> str:
    for encoding in ("utf-8", "gb18030"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    return raw.decode("utf-8", "replace")
