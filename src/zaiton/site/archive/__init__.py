"""Backup and restore of the embedded store: one tar file whose first member lists every other with its checksum."""

from .packing import pack
from .unpacking import unpack

__all__ = ["pack", "unpack"]
