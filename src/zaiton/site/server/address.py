"""Take the address the site listens on, or say in one sentence who has it."""

import errno
import os
import socket
from pathlib import Path

from zaiton.site.refusals import PortRefused, PortTaken

BACKLOG = 1024
LISTENING = "0A"


def listen(host: str, port: int) -> socket.socket:
    """A listening socket, or a refusal. SO_REUSEPORT stays off, so that a left-over worker of ours is found as well."""
    try:
        family, kind, _, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
    except OSError as error:
        raise PortRefused(host=host, port=port, reason=error.strerror or error) from error
    listener = socket.socket(family, kind)
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(address)
        listener.listen(BACKLOG)
    except OSError as error:
        listener.close()
        if error.errno == errno.EADDRINUSE:
            raise PortTaken(host=host, port=port, owner=owner_of(port), other=port % 65535 + 1) from error
        raise PortRefused(host=host, port=port, reason=error.strerror or error) from error
    return listener


def owner_of(port: int) -> str:
    """`` (process 123: name)`` for the program listening on the port, where the system tells; else an empty text."""
    inodes = _listening_inodes(port)
    if not inodes:
        return ""
    wanted = {f"socket:[{inode}]" for inode in inodes}
    for process in Path("/proc").glob("[0-9]*"):
        try:
            if any(os.readlink(link) in wanted for link in (process / "fd").iterdir()):
                words = (process / "cmdline").read_bytes().split(b"\0")
                name = " ".join(Path(os.fsdecode(word)).name for word in words[:3] if word)
                return f" ({process.name}: {name})"
        except OSError:
            continue
    return ""


def _listening_inodes(port: int) -> set[str]:
    found = set()
    for table in ("/proc/net/tcp", "/proc/net/tcp6"):
        try:
            lines = Path(table).read_text().splitlines()[1:]
        except OSError:
            continue
        for line in lines:
            cells = line.split()
            if cells[3] == LISTENING and int(cells[1].rpartition(":")[2], 16) == port:
                found.add(cells[9])
    return found
