"""Publishing and withdrawing: whole or not at all, logged, and what is replaced stays readable."""

from datetime import UTC, date, datetime

import pytest

from zaiton.blocks.evidence import public as evidence
from zaiton.blocks.law.actions import PackFiles, packs_published
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
