"""A private PostgreSQL for as long as something needs it: own folder, own socket, no port, no password, gone afterwards.

It runs the programs of Debian's ``postgresql`` package. PostgreSQL refuses to run as root, so root starts it as the user
``postgres``; anyone else starts it as himself. Durability is off unless asked for, because tests throw the data away.

    python -m tools.postgres run COMMAND...     run a command with DATABASE_URL set, exit with its code
    python -m tools.postgres                    start, print DATABASE_URL, serve until Ctrl-C
"""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

STARTS_WITHIN_SECONDS = 20
FAST = ("-c", "fsync=off", "-c", "synchronous_commit=off", "-c", "full_page_writes=off")


class Missing(Exception):
    """The PostgreSQL programs are not installed, or the server did not start."""


def programs() -> Path:
    """The folder of the newest PostgreSQL installed by Debian; raises ``Missing`` with the command that installs it."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/postgres"), key=lambda p: int(p.parts[4].split(".")[0]))
    if not found:
        raise Missing("PostgreSQL is not installed: apt install postgresql")
    return found[-1].parent


@contextmanager
def private_postgres(*, durable: bool = False) -> Iterator[str]:
    """A fresh, empty server; yields the ``DATABASE_URL`` of its database ``test`` and removes everything at the end."""
    bin_folder = programs()
    folder = tempfile.mkdtemp(prefix="zpg", dir="/tmp")
    try:
        identity = _identity(folder)
        _initialise(bin_folder, folder, identity)
        speed = () if durable else FAST
        command = [bin_folder / "postgres", "-D", f"{folder}/d", "-k", folder, "-c", "listen_addresses=", *speed]
        with open(f"{folder}/log", "wb") as log:
            server = subprocess.Popen(command, stdout=log, stderr=log, start_new_session=True, **identity)
        try:
            _wait(bin_folder, folder, server)
            subprocess.run([bin_folder / "createdb", "-h", folder, "-U", "zaiton", "test"], check=True, **identity)
            yield f"postgresql://zaiton@/test?host={folder}"
        finally:
            server.send_signal(signal.SIGINT)  # fast shutdown: open connections are cut
            try:
                server.wait(timeout=STARTS_WITHIN_SECONDS)
            except subprocess.TimeoutExpired:
                server.kill()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _identity(folder: str) -> dict[str, Any]:
    """Who runs the server: ``postgres`` in place of root, otherwise whoever asks. Hands the folder over."""
    if os.geteuid() != 0:
        return {"cwd": folder}
    shutil.chown(folder, "postgres", "postgres")
    return {"user": "postgres", "group": "postgres", "extra_groups": [], "cwd": folder}


def _initialise(bin_folder: Path, folder: str, identity: dict[str, Any]) -> None:
    options = ["-U", "zaiton", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "-N", "--no-instructions"]
    made = subprocess.run(
        [bin_folder / "initdb", "-D", f"{folder}/d", *options], capture_output=True, text=True, check=False, **identity
    )
    if made.returncode:
        raise Missing(f"initdb failed: {made.stderr.strip().splitlines()[-1:]}")


def _wait(bin_folder: Path, folder: str, server: subprocess.Popen) -> None:
    deadline = time.monotonic() + STARTS_WITHIN_SECONDS
    while subprocess.run([bin_folder / "pg_isready", "-q", "-h", folder], check=False).returncode:
        if server.poll() is not None or time.monotonic() > deadline:
            raise Missing(f"PostgreSQL did not start: {Path(folder, 'log').read_text()[-500:]}")
        time.sleep(0.05)


def main(arguments: list[str]) -> int:
    """Serve until stopped, or run one command beside the server and pass its exit code on."""
    signal.signal(
        signal.SIGTERM, lambda *_: sys.exit(143)
    )  # an exception, so that the server is stopped on the way out
    try:
        with private_postgres() as url:
            if arguments[:1] == ["run"]:
                return subprocess.run(arguments[1:], env={**os.environ, "DATABASE_URL": url}, check=False).returncode
            print(url, flush=True)
            signal.pause()
    except Missing as missing:
        print(missing, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
