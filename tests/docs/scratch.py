"""A scratch clone: the project's files in an empty folder, where the commands of the documents are run as they stand."""

import os
import shutil
import signal
import socket
import subprocess
import time
import urllib.error
import urllib.request
from contextlib import suppress
from pathlib import Path

from tests.docs.markdown import Block
from tests.tidy.files import ROOT, project_files

STARTS_WITHIN_SECONDS = 120
KEPT = ("PATH", "HOME", "LANG", "USER", "PIP_", "HTTP", "HTTPS", "NO_PROXY", "http", "SSL_", "REQUESTS_", "UV_")


class Scratch:
    """One clone with its own virtual environment and data home."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        for path in project_files():
            target = folder / path.relative_to(ROOT)
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(path, target)
        self.command("git init -q . && git add -A && git -c user.name=t -c user.email=t@t.invalid commit -q -m start")

    def run(self, block: Block) -> str:
        """Run one block as a person would paste it; ``background`` blocks are started, waited for and stopped."""
        if "background" in block.flags:
            return self._serve(block)
        return self.command(block.body, block.where)

    def command(self, script: str, where: str = "", expected: int = 0) -> str:
        """Run a piece of shell in the clone; anything but the expected exit code fails with what was printed."""
        command = ["bash", "-euo", "pipefail", "-c", script]
        done = subprocess.run(
            command,
            cwd=self.folder,
            env=self._environment(),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        assert done.returncode == expected, f"{where} exits {done.returncode}\n{script}\n{done.stdout[-4000:]}"
        return done.stdout

    def write(self, block: Block) -> None:
        """Apply a block that names its ``file``: the whole file, lines ``after`` one line, or lines that ``replace`` one."""
        target = self.folder / block.attributes["file"]
        sought = block.attributes.get("after") or block.attributes.get("replace")
        if sought is None:
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(block.body, encoding="utf-8")
            return
        lines = target.read_text(encoding="utf-8").splitlines(keepends=True)
        places = [number for number, line in enumerate(lines) if sought in line]
        assert len(places) == 1, f"{block.where}: {sought!r} stands {len(places)} times in {target}"
        kept = 1 if "after" in block.attributes else 0
        lines[places[0] + kept : places[0] + 1] = [block.body]
        target.write_text("".join(lines), encoding="utf-8")

    def _environment(self) -> dict[str, str]:
        kept = {name: value for name, value in os.environ.items() if name.startswith(KEPT)}
        return {**kept, "NO_COLOR": "1", "PYTHONPATH": "", "PORT": str(self._free_port()), "LANG": "C.UTF-8"}

    def _free_port(self) -> int:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            return probe.getsockname()[1]

    def _serve(self, block: Block) -> str:
        environment = self._environment()
        log = self.folder / "server.log"
        with log.open("w") as out:
            server = subprocess.Popen(
                ["bash", "-c", f"exec {block.body.strip()}"],
                cwd=self.folder,
                env=environment,
                stdout=out,
                stderr=out,
                start_new_session=True,
            )
        try:
            self._wait(f"http://127.0.0.1:{environment['PORT']}/healthz", server, log)
        finally:
            with suppress(ProcessLookupError):
                os.killpg(server.pid, signal.SIGINT)
            server.wait(timeout=30)
        return log.read_text()

    def _wait(self, address: str, server: subprocess.Popen, log: Path) -> None:
        deadline = time.monotonic() + STARTS_WITHIN_SECONDS
        while time.monotonic() < deadline and server.poll() is None:
            try:
                with urllib.request.urlopen(address, timeout=2) as answer:
                    assert answer.status == 200
                    return
            except (urllib.error.URLError, OSError):
                time.sleep(0.2)
        told = log.read_text()
        raise AssertionError(f"the server never answered, exit code {server.poll()}\n{told[:3000]}\n…\n{told[-1000:]}")
