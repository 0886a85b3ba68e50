"""A PostgreSQL that is crashed and started again on the same folder, durable as in an office."""

import os
import shutil
import signal
import subprocess
import tempfile
from pathlib import Path

from tools import postgres


class Server:
    """One server; ``url`` stays the same over crashes."""

    def __init__(self) -> None:
        self._bin = postgres.programs()
        self.folder = tempfile.mkdtemp(prefix="zpg", dir="/tmp")
        self._identity = postgres._identity(self.folder)
        postgres._initialise(self._bin, self.folder, self._identity)
        self.url = f"postgresql://zaiton@/test?host={self.folder}"
        self.process: subprocess.Popen | None = None
        self.start()
        command = [self._bin / "createdb", "-h", self.folder, "-U", "zaiton", "test"]
        subprocess.run(command, check=True, **self._identity)

    def start(self) -> None:
        """Start (again) and wait until it answers; it recovers from its log."""
        Path(self.folder, "d", "postmaster.pid").unlink(missing_ok=True)
        command = [self._bin / "postgres", "-D", f"{self.folder}/d", "-k", self.folder, "-c", "listen_addresses="]
        with open(f"{self.folder}/log", "ab") as log:
            self.process = subprocess.Popen(command, stdout=log, stderr=log, start_new_session=True, **self._identity)
        postgres._wait(self._bin, self.folder, self.process)

    def crash(self) -> None:
        """``pg_ctl stop -m immediate``: no checkpoint, every connection cut."""
        assert self.process is not None
        self.process.send_signal(signal.SIGQUIT)
        self.process.wait(20)

    def pids(self) -> list[int]:
        """The server and its children."""
        assert self.process is not None
        mine = str(self.process.pid)
        found = [self.process.pid]
        for stat in Path("/proc").glob("[0-9]*/stat"):
            try:
                fields = stat.read_text().rpartition(")")[2].split()
            except OSError:
                continue
            if fields[1] == mine:
                found.append(int(stat.parent.name))
        return found

    def running(self) -> bool:
        """Whether the server's process is there."""
        return self.process is not None and self.process.poll() is None

    def remove(self) -> None:
        """Stop it, remove everything."""
        if self.running():
            self.process.send_signal(signal.SIGINT)
            try:
                self.process.wait(20)
            except subprocess.TimeoutExpired:
                os.kill(self.process.pid, signal.SIGKILL)
        shutil.rmtree(self.folder, ignore_errors=True)
