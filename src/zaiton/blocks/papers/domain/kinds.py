"""What a content is by its own bytes: its kind by the first ones, whether it is whole, whether it is two things at once.

Names and declared types are never believed. Only what can be seen without decoding is looked at; a scanner looks deeper.
"""

import json
import re
import struct
from collections.abc import Collection

from zaiton.blocks.papers.domain.store_refusals import (
    FileBroken,
    FileEmpty,
    FileKindUnknown,
    FileTooLarge,
    FileTwoFaced,
)

PDF, PNG, JPEG, ZIP, JSON = "application/pdf", "image/png", "image/jpeg", "application/zip", "application/json"
OFD = "application/ofd"
NAMES = {PDF: "PDF", PNG: "PNG", JPEG: "JPEG", ZIP: "ZIP", JSON: "JSON", OFD: "OFD"}

PNG_START = b"\x89PNG\r\n\x1a\n"
JPEG_START, JPEG_END = b"\xff\xd8\xff", b"\xff\xd9"
PDF_HEADER = re.compile(rb"%PDF-[12]\.\d")
PDF_END, PDF_END_WITHIN = b"%%EOF", 1024
ZIP_START, ZIP_END, ZIP_END_BYTES, ZIP_COMMENT_MOST = b"PK\x03\x04", b"PK\x05\x06", 22, 65_535
OFD_ENTRY = b"OFD.xml"
CHUNK_FRAME = 12
"""Bytes of a PNG chunk beside its data: length, name, checksum."""


def media_type_of(content: bytes) -> str | None:
    """The kind of a content by its bytes, whole or not; None for a kind that is not known here.

    >>> media_type_of(b"%PDF-1.7 and so on"), media_type_of(b"MZ a program")
    ('application/pdf', None)
    """
    if PDF_HEADER.match(content):
        return PDF
    if content.startswith(PNG_START):
        return PNG
    if content.startswith(JPEG_START):
        return JPEG
    if content.startswith(ZIP_START):
        return OFD if OFD_ENTRY in content[-ZIP_COMMENT_MOST:] else ZIP
    return JSON if content[:1] == b"{" and _is_json(content) else None


def must_be(content: bytes, kinds: Collection[str], most_bytes: int) -> str:
    """The kind of a content that may be taken: one of ``kinds``, whole, one thing only. Raises ``FileRefused``."""
    if not content:
        raise FileEmpty
    if len(content) > most_bytes:
        raise FileTooLarge(most=most_bytes // 2**20)
    kind = media_type_of(content)
    if kind is None or kind not in kinds:
        raise FileKindUnknown(kinds=", ".join(NAMES.get(name, name) for name in kinds))
    if not _whole(content, kind):
        raise FileBroken(kind=NAMES[kind])
    if kind not in (ZIP, OFD) and _ends_as_archive(content):
        raise FileTwoFaced(kind=NAMES[kind])
    return kind


def _whole(content: bytes, kind: str) -> bool:
    if kind == PDF:
        return PDF_END in content[-PDF_END_WITHIN:]
    if kind == PNG:
        return _png_ends(content) == len(content)
    if kind == JPEG:  # cameras put more behind the end of the picture
        return content.find(JPEG_END, len(JPEG_START)) > 0
    return kind == JSON or _ends_as_archive(content)


def _png_ends(content: bytes) -> int:
    """Where the last chunk of a PNG ends; 0 where its chunks do not add up."""
    place, first = len(PNG_START), True
    while place + CHUNK_FRAME <= len(content):
        length, name = struct.unpack_from(">I4s", content, place)
        if first and name != b"IHDR":
            return 0
        place, first = place + CHUNK_FRAME + length, False
        if name == b"IEND":
            return place
    return 0


def _ends_as_archive(content: bytes) -> bool:
    """Whether a program for archives would take this: their directory's end, with a comment that reaches the last byte."""
    tail = content[-(ZIP_END_BYTES + ZIP_COMMENT_MOST) :]
    place = tail.find(ZIP_END)
    while place >= 0 and place + ZIP_END_BYTES <= len(tail):
        (comment,) = struct.unpack_from("<H", tail, place + ZIP_END_BYTES - 2)
        if place + ZIP_END_BYTES + comment == len(tail):
            return True
        place = tail.find(ZIP_END, place + 1)
    return False


def _is_json(content: bytes) -> bool:
    try:
        json.loads(content)
    except (ValueError, RecursionError):
        return False
    return True
