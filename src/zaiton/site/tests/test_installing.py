"""What an installation writes is for its owner alone."""

import os
import stat
import subprocess
import sys

import pytest

from zaiton.site import installing


def mode(path):
    return stat.S_IMODE(path.stat().st_mode)


def test_files_left_open_are_closed_to_others(settings, tmp_path, monkeypatch):
    settings.ZAITON_HOME = tmp_path
    monkeypatch.setitem(settings.DATABASES["default"], "NAME", str(tmp_path / "zaiton.sqlite3"))
    (tmp_path / "log").mkdir(mode=0o755)
    private = [tmp_path / "zaiton.sqlite3", tmp_path / "zaiton.sqlite3-wal", tmp_path / "log" / "zaiton.log"]
    for path in [*private, tmp_path / "other"]:
        path.touch()
        path.chmod(0o644)
    installing.close_to_others()
    assert [mode(path) for path in private] == [0o600] * 3
    assert (mode(tmp_path / "log"), mode(tmp_path / "other")) == (0o700, 0o644)


@pytest.mark.slow
def test_the_command_makes_a_home_nobody_else_can_enter(tmp_path):
    home = tmp_path / "home"
    environment = {k: v for k, v in os.environ.items() if k != "DATABASE_URL"} | {"ZAITON_HOME": str(home), "DEMO": "0"}
    subprocess.run(
        ["sh", "-c", 'umask 022; exec "$0" -m zaiton migrate', sys.executable], env=environment, check=True, timeout=120
    )
    assert (mode(home), mode(home / "zaiton.sqlite3")) == (0o700, 0o600)


@pytest.mark.slow
def test_a_store_that_was_never_set_up_is_told_in_one_sentence_and_an_import_makes_it(tmp_path):
    home = tmp_path / "home"
    environment = {k: v for k, v in os.environ.items() if k != "DATABASE_URL"} | {"ZAITON_HOME": str(home), "DEMO": "0"}
    table = tmp_path / "vat.csv"
    table.write_text("code,VAT rate\n03,9\n", encoding="utf-8")

    def run(*words):
        command = [sys.executable, "-m", "zaiton", "--lang", "en", *words]
        return subprocess.run(command, env=environment, capture_output=True, text=True, timeout=120)

    refused = run("account", "people")
    assert (refused.returncode, "Traceback" in refused.stderr) == (1, False)
    assert "zaiton migrate" in refused.stderr and "Unexpected" not in refused.stderr
    done = run("tariff", "import", str(table), "--kind", "vat", "--in-force", "2026-01-01", "--json")
    assert (done.returncode, '"loaded": 1' in done.stdout) == (0, True), done.stdout + done.stderr
    assert run("evidence", "verify").returncode == 0
