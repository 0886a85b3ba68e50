"""Publishing and withdrawing: whole or not at all, logged, and what is replaced stays readable."""

import fcntl
import os
import shutil
from datetime import UTC, date, datetime

import pytest

from zaiton.blocks.evidence import public as evidence
from zaiton.blocks.law.actions import packs as actions
from zaiton.blocks.law.actions.packs import PackFiles, packs_published, publishing_recover
from zaiton.blocks.law.domain import faults
from zaiton.blocks.law.public import cited_pack, find_packs, kept_files
from zaiton.blocks.law.tests.factories import ROWS, SOURCE

NOW = datetime(2026, 5, 1, 8, tzinfo=UTC)
DAY = date(2026, 1, 1)
pytestmark = pytest.mark.django_db


def files(rows=ROWS, table="own-names"):
    """The files of a pack."""
    source = SOURCE | {"table": f'"{table}"'}
    text = "\n".join(f"{name} = {value}" for name, value in source.items()) + "\n"
    return PackFiles(table, DAY, {"SOURCE.toml": text.encode(), "rows.csv": rows.encode()})


def publish(*new, gone=()):
    with packs_published("tariff", new, gone, actor="command", at=NOW) as packs:
        return packs


def own():
    return {p.table: p for p in find_packs("tariff") if p.operator}


def test_packs_come_into_force_together_and_are_logged(data_home):
    before = evidence.verify().entries
    first, second = publish(files(), files(table="more-names"))
    assert (first.table, second.table) == ("own-names", "more-names")
    assert set(own()) == {"own-names", "more-names"}
    assert evidence.verify().entries == before + 2
    assert (data_home / "packs" / "tariff" / "own-names" / "2026-01-01" / "SOURCE.toml").is_file()
    assert [p.name for p in (data_home / "packs").iterdir()] == ["tariff"]


def test_what_is_replaced_can_be_read_and_put_back(data_home):
    (old,) = publish(files())
    (new,) = publish(files(ROWS + "040510,黄油,Butter,\n"))
    assert own()["own-names"].content == new.content
    assert len(cited_pack("tariff", "own-names", old.sha256).rows()) == 2
    before = evidence.verify().entries
    publish(PackFiles("own-names", DAY, kept_files(old.sha256, old.content)))
    assert own()["own-names"].content == old.content
    assert evidence.verify().entries == before + 1


def test_a_pack_is_withdrawn_and_stays_readable(data_home):
    (pack,) = publish(files())
    publish(gone=[("own-names", DAY)])
    assert not own()
    assert cited_pack("tariff", "own-names", pack.sha256).rows()
    with pytest.raises(faults.UnknownPack):
        publish(gone=[("own-names", DAY)])
    assert evidence.verify().ok


def test_one_bad_pack_keeps_all_out(data_home):
    publish(files())
    old = own()["own-names"].content
    before = evidence.verify().entries
    with pytest.raises(faults.PackFault):
        publish(files(ROWS + "040510,黄油,Butter,\n"), files("code\n1,2\n", "more-names"))
    assert {t: p.content for t, p in own().items()} == {"own-names": old}
    assert evidence.verify().entries == before


def test_a_failure_of_the_caller_puts_everything_back(data_home):
    publish(files(), files(table="more-names"))
    contents = {t: p.content for t, p in own().items()}
    before = evidence.verify().entries
    with pytest.raises(RuntimeError):
        with packs_published(
            "tariff",
            [files(ROWS + "040510,黄油,Butter,\n"), files(table="third")],
            [("more-names", DAY)],
            actor="command",
            at=NOW,
        ):
            raise RuntimeError
    assert {t: p.content for t, p in own().items()} == contents
    assert evidence.verify().entries == before


class Killed(BaseException):
    """Stands for the process being killed: nothing after it runs."""


def killed(monkeypatch, data_home, step, *new, gone=()):
    """Publish, and leave the disk as a process killed at the step leaves it."""
    left = {}

    def die(*given, **more):
        left["packs"] = data_home / "left"
        shutil.copytree(data_home / "packs", left["packs"], symlinks=True)
        raise Killed

    with monkeypatch.context() as patch, pytest.raises(Killed):
        patch.setattr(actions, step, die)
        publish(*new, gone=gone)
    shutil.rmtree(data_home / "packs")
    shutil.move(left["packs"], data_home / "packs")


@pytest.mark.parametrize("step", ["_staged", "_swap", "_keep", "_publish"])
def test_a_publishing_that_was_killed_leaves_what_was_there(data_home, monkeypatch, step):
    (old,) = publish(files())
    killed(monkeypatch, data_home, step, files(ROWS + "040510,黄油,Butter,\n"), files(table="more-names"))
    publishing_recover()
    assert {t: p.content for t, p in own().items()} == {"own-names": old.content}
    assert [p.name for p in (data_home / "packs").iterdir()] == ["tariff"]


def test_a_publishing_that_was_finished_but_not_cleaned_up_stays(data_home, monkeypatch):
    publish(files())
    changed = files(ROWS + "040510,黄油,Butter,\n")
    with monkeypatch.context() as patch:
        patch.setattr(actions.shutil, "rmtree", lambda *given, **more: None)
        (new,) = publish(changed)
    for marker in (data_home / "packs").glob(".publishing-*/committed"):
        marker.unlink()
    assert publishing_recover() == 1
    assert own()["own-names"].content == new.content
    assert [p.name for p in (data_home / "packs").iterdir()] == ["tariff"]


def test_a_publishing_at_work_is_left_alone(data_home):
    with packs_published("tariff", [files()], actor="command", at=NOW):
        assert publishing_recover() == 0
    assert set(own()) == {"own-names"}


def test_a_second_publishing_waits_for_the_first(data_home):
    with packs_published("tariff", [files()], actor="command", at=NOW):
        gate = os.open(data_home / "packs", os.O_RDONLY)
        with pytest.raises(BlockingIOError):
            fcntl.flock(gate, fcntl.LOCK_EX | fcntl.LOCK_NB)
    fcntl.flock(gate, fcntl.LOCK_EX | fcntl.LOCK_NB)
    os.close(gate)
