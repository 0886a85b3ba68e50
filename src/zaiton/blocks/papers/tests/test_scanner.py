"""The scanner port: none, one that never answers, and clamd over a socket: a small server that speaks its protocol, and the real one."""

import shutil
import socket
import struct
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from zaiton.blocks.papers.actions.scanners.clamd import Clamd
from zaiton.blocks.papers.actions.scanning import Scan, Scanners, ScannerTwice, scanned, scanner_name, scanners
from zaiton.blocks.papers.actions.storing import blob_checked, blob_put
from zaiton.blocks.papers.domain.kinds import PDF
from zaiton.blocks.papers.domain.store_refusals import ScannerSilent, VirusFound
from zaiton.blocks.papers.models import Blob
from zaiton.blocks.papers.queries.blobs import blobs_kept_by, files_found
from zaiton.blocks.papers.tests.files import pdf
from zaiton.kit import clock

EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$EICAR-STANDARD" + rb"-ANTIVIRUS-TEST-FILE!$H+H*"
"""The string that every scanner finds and nothing runs, in two pieces so that this file is not found itself."""
NOW = clock.now()
Answer = Callable[[socket.socket, bytes], None]


def answering(link: socket.socket, content: bytes) -> None:
    """What clamd answers."""
    link.sendall(b"stream: Eicar-Test-Signature FOUND\0" if EICAR in content else b"stream: OK\0")


class Server:
    """A clamd for tests: takes pieces as the protocol lays down, and answers as told."""

    def __init__(self, listening: socket.socket, answer: Answer, most: int = 10**9) -> None:
        self.listening, self.answer, self.most = listening, answer, most
        self.seen: list[bytes] = []
        threading.Thread(target=self.run, daemon=True).start()

    def run(self) -> None:
        while True:
            try:
                link, _ = self.listening.accept()
            except OSError:
                return
            with link:
                self.serve(link)

    def serve(self, link: socket.socket) -> None:
        file = link.makefile("rb")
        if file.read(10) != b"zINSTREAM\0":
            link.sendall(b"UNKNOWN COMMAND\0")
            return
        content = b""
        while length := struct.unpack(">I", file.read(4))[0]:
            content += file.read(length)
            if len(content) > self.most:
                link.sendall(b"INSTREAM size limit exceeded. ERROR\0")
                return
        self.seen.append(content)
        self.answer(link, content)


@pytest.fixture
def serve(tmp_path: Path) -> Iterator[Callable[..., tuple[str, Server]]]:
    """Start a server on a socket file or on a port; gives its address."""
    opened = []

    def start(answer: Answer = answering, *, port: bool = False, most: int = 10**9) -> tuple[str, Server]:
        if port:
            listening = socket.create_server(("127.0.0.1", 0))
            address = f"127.0.0.1:{listening.getsockname()[1]}"
        else:
            address = str(tmp_path / "clamd.ctl")
            listening = socket.socket(socket.AF_UNIX)
            listening.bind(address)
            listening.listen()
        opened.append(listening)
        return address, Server(listening, answer, most)

    yield start
    for listening in opened:
        listening.close()


@pytest.mark.parametrize("port", [False, True])
def test_clamd_is_asked_over_a_socket_file_and_over_the_network(serve, port: bool) -> None:
    address, server = serve(port=port)
    large = b"harmless " * 50_000
    assert Clamd(address).find(large) == ""
    assert server.seen == [large]
    assert Clamd(address).find(b"before " + EICAR + b" after") == "Eicar-Test-Signature"


@pytest.mark.parametrize(
    "answer",
    [
        lambda link, content: None,
        lambda link, content: link.sendall(b"stream: lstat() failed. ERROR\0"),
        lambda link, content: link.sendall(b"OK, nothing wrong\0"),
        lambda link, content: link.sendall(b"x" * 10_000),
        lambda link, content: time.sleep(1.5),
    ],
    ids=["hangs up", "error", "nonsense", "endless", "too late"],
)
def test_whatever_is_neither_yes_nor_no_is_silence(serve, answer: Answer) -> None:
    address, _ = serve(answer)
    with pytest.raises(ScannerSilent):
        Clamd(address, seconds=0.5).find(b"content")


def test_a_content_beyond_clamds_limit_is_not_taken_for_clean(serve) -> None:
    address, _ = serve(most=100_000)
    with pytest.raises(ScannerSilent):
        Clamd(address).find(b"x" * 5_000_000)


@pytest.mark.parametrize("address", ["/nowhere/clamd.ctl", "127.0.0.1:1", "127.0.0.1:port"])
def test_nobody_at_the_address(address: str) -> None:
    with pytest.raises(ScannerSilent):
        Clamd(address).find(b"content")


@pytest.mark.django_db
def test_what_is_found_is_not_kept_and_what_is_scanned_says_by_whom(serve, settings, tmp_path: Path) -> None:
    settings.ZAITON_HOME = tmp_path
    settings.CLAMAV, server = serve()
    settings.SCANNER = "clamd"
    assert scanner_name() == "clamd"
    ill = pdf(EICAR.decode())
    known = {"owner": "a", "kinds": [PDF], "most_bytes": 1000, "at": NOW}
    with pytest.raises(VirusFound) as found:
        blob_put(ill, **known)
    assert "Eicar-Test-Signature" in found.value.sentence(str)
    assert not list(files_found()) and not Blob.objects.exists()
    assert blob_put(pdf(), **known).scanner == "clamd"
    before = len(server.seen)
    scan = blob_checked(pdf("2"), kinds=[PDF], most_bytes=1000)
    blob_put(pdf("2"), **known, scan=scan)
    assert len(server.seen) == before + 1
    blob_put(pdf("3"), **known, scan=scan)  # a scan of another content is worth nothing
    assert len(server.seen) == before + 2
    own = blob_put(pdf("4"), **known, scan=Scan.needless(pdf("4")))
    assert len(server.seen) == before + 2 and own.scanner == ""


@pytest.mark.django_db
def test_a_silent_scanner_stops_the_taking_in_and_none_is_said(settings, tmp_path: Path) -> None:
    settings.ZAITON_HOME = tmp_path
    known = {"owner": "a", "kinds": [PDF], "most_bytes": 1000, "at": NOW}
    blob_put(pdf(), **known)
    assert scanner_name() == "" and blobs_kept_by(["a", "b"]) == {"a": ""}
    settings.SCANNER = "failing"
    with pytest.raises(ScannerSilent):
        blob_put(pdf("2"), **known)
    assert Blob.objects.count() == 1


def test_names_are_given_once() -> None:
    assert scanners.names() == ("clamd", "failing")
    fresh = Scanners()
    fresh.register("one", Clamd)
    with pytest.raises(ScannerTwice):
        fresh.register("one", Clamd)


@pytest.fixture(scope="module")
def clamd(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Debian's clamd with one signature of our own, for the string above."""
    program = shutil.which("clamd") or shutil.which("clamd", path="/usr/sbin")
    if program is None:
        pytest.skip("Debian's clamav-daemon is not installed: the real clamd was not asked")
    folder = tmp_path_factory.mktemp("clamd")
    (folder / "db").mkdir()
    (folder / "db" / "own.ndb").write_text(f"Eicar-Own:0:*:{EICAR.hex()}\n")
    (folder / "clamd.conf").write_text(
        f"LocalSocket {folder}/ctl\nDatabaseDirectory {folder}/db\nForeground yes\nOfficialDatabaseOnly no\n"
        f"StreamMaxLength 1M\nUser {subprocess.run(['id', '-un'], capture_output=True, text=True).stdout}\n"
    )
    running = subprocess.Popen(
        [program, "-c", folder / "clamd.conf"], stdout=(folder / "out").open("w"), stderr=subprocess.STDOUT
    )
    until = time.monotonic() + 30
    while not (folder / "ctl").exists():
        assert running.poll() is None and time.monotonic() < until, (folder / "out").read_text()
        time.sleep(0.05)
    yield str(folder / "ctl")
    running.terminate()
    running.wait(20)


def test_the_real_clamd(clamd: str) -> None:
    assert Clamd(clamd).find(b"harmless " * 20_000) == ""
    assert Clamd(clamd).find(pdf() + EICAR) == "Eicar-Own.UNOFFICIAL"
    with pytest.raises(ScannerSilent):
        Clamd(clamd).find(b"x" * 3_000_000)


def test_scanning_without_a_scanner_says_so() -> None:
    assert scanned(b"content").scanner == ""
