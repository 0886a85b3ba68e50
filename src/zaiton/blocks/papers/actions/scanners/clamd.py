"""ClamAV by its daemon: a content is sent in pieces (``INSTREAM``) over a socket file or the network, one answer comes back.

Source: clamd(8), section COMMANDS. Each piece is preceded by its length in four bytes, the greatest first; a length of zero ends it.
"""

import logging
import socket
import struct
import time
from contextlib import closing, suppress

from django.conf import settings

from zaiton.blocks.papers.domain.store_refusals import ScannerSilent

PIECE_BYTES = 64 * 1024
ANSWER_MOST = 4096
CONNECT_SECONDS = 5.0
WHOLE_SECONDS = 60.0
"""How long one content may take, from the first byte sent to the answer."""

log = logging.getLogger("zaiton.papers")


class Clamd:
    """A running clamd, at the address of the setting ``ZAITON_CLAMAV``."""

    name = "clamd"

    def __init__(self, address: str = "", seconds: float = WHOLE_SECONDS) -> None:
        self.address = address or settings.CLAMAV
        self.seconds = seconds

    def find(self, content: bytes) -> str:
        """What clamd found, or the empty text. Raises ``ScannerSilent`` for no answer, or one that is neither yes nor no."""
        try:
            answer = self._asked(content)
        except (OSError, ValueError) as error:
            log.error("clamd at %s does not answer: %s", self.address, error)
            raise ScannerSilent(scanner=self.name) from error
        said = answer.rstrip(b"\0\n").decode("utf-8", "replace").removeprefix("stream: ")
        if said == "OK":
            return ""
        if said.endswith(" FOUND"):
            return said.removesuffix(" FOUND")
        log.error("clamd at %s answered: %s", self.address, said)
        raise ScannerSilent(scanner=self.name)

    def _asked(self, content: bytes) -> bytes:
        until = time.monotonic() + self.seconds
        with closing(self._connected()) as link:
            with suppress(BrokenPipeError, ConnectionResetError):  # it may hang up early, and have said why
                self._sent(link, content, until)
            return self._answer(link, until)

    def _connected(self) -> socket.socket:
        if self.address.startswith("/"):
            link = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
            link.settimeout(CONNECT_SECONDS)
            try:
                link.connect(self.address)
            except OSError:
                link.close()
                raise
            return link
        host, _, port = self.address.rpartition(":")
        return socket.create_connection((host.strip("[]"), int(port)), timeout=CONNECT_SECONDS)

    def _sent(self, link: socket.socket, content: bytes, until: float) -> None:
        link.settimeout(_left(until))
        link.sendall(b"zINSTREAM\0")
        for place in range(0, len(content), PIECE_BYTES):
            piece = content[place : place + PIECE_BYTES]
            link.settimeout(_left(until))
            link.sendall(struct.pack(">I", len(piece)) + piece)
        link.sendall(struct.pack(">I", 0))

    def _answer(self, link: socket.socket, until: float) -> bytes:
        answer = b""
        while not answer.endswith(b"\0") and len(answer) < ANSWER_MOST:
            link.settimeout(_left(until))
            piece = link.recv(ANSWER_MOST)
            if not piece:
                break
            answer += piece
        if not answer:
            raise ConnectionError("it hung up without an answer")
        return answer


def _left(until: float) -> float:
    left = until - time.monotonic()
    if left <= 0:
        raise TimeoutError("it takes too long")
    return left
