"""Small files of every kind, whole and broken ones, for tests."""

import io
import struct
import zipfile
import zlib


def pdf(words: str = "a paper") -> bytes:
    """The least that passes for a PDF; other words make another content."""
    return f"%PDF-1.4\n% {words}\n%%EOF\n".encode()


def png(grey: int = 0) -> bytes:
    """One grey pixel."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    head = struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"IDAT", zlib.compress(bytes([0, grey])))
        + chunk(b"IEND", b"")
    )


def jpeg(words: bytes = b"a picture") -> bytes:
    """Begin, comment, end."""
    return b"\xff\xd8\xff\xfe" + struct.pack(">H", len(words) + 2) + words + b"\xff\xd9"


def archive(name: str = "a.txt") -> bytes:
    """A ZIP with one entry."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as packed:
        packed.writestr(name, "content")
    return made.getvalue()
