"""What a bare machine lacks is named in one line, or installed without leaving a server behind."""

from pathlib import Path

import pytest

from tools import machine


def test_a_normal_user_is_told_in_one_line(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """Who cannot install is told the one command that would."""
    monkeypatch.setattr(machine, "missing_packages", lambda: ["postgresql", "chromium"])
    monkeypatch.setattr(machine.os, "geteuid", lambda: 1000)
    assert machine.main() == 1
    said = capsys.readouterr().err
    assert said == "The tests need Debian packages: apt install postgresql chromium\n"


def test_root_installs_without_a_cluster_on_the_usual_port(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """PostgreSQL comes without the cluster Debian would start on port 5432."""
    commands: list[list[str]] = []
    lacking = [["postgresql"], []]
    monkeypatch.setattr(machine, "CLUSTER_SETTING", tmp_path / "common" / "createcluster.conf")
    monkeypatch.setattr(machine, "missing_packages", lambda: lacking.pop(0))
    monkeypatch.setattr(machine.os, "geteuid", lambda: 0)
    monkeypatch.setattr(machine.shutil, "which", lambda name: f"/usr/bin/{name}")
    monkeypatch.setattr(machine.subprocess, "run", lambda command, **_: commands.append(command) or Done())
    assert machine.main() == 0
    assert machine.CLUSTER_SETTING.read_text() == "create_main_cluster = false\n"
    assert [command[:2] for command in commands] == [["apt-get", "update"], ["apt-get", "install"]]
    assert commands[1][-1] == "postgresql"


class Done:
    """A finished command."""

    returncode = 0
