"""Loading is idempotent by checksum, keeps what an answer may have cited, and is written into the evidence log."""

from datetime import UTC, datetime

import pytest

from zaiton.blocks.evidence import public as evidence
from zaiton.blocks.law.actions.packs import pack_seal, packs_load
from zaiton.blocks.law.domain import faults
from zaiton.blocks.law.public import cited_pack, find_packs, loaded_packs, read_pack
from zaiton.blocks.law.tests.factories import ROWS, write_pack

NOW = datetime(2026, 5, 1, 8, tzinfo=UTC)
LATER = datetime(2026, 6, 1, 8, tzinfo=UTC)


@pytest.mark.django_db
def test_loading_twice_changes_nothing(packs_folder):
    write_pack(packs_folder)
    first = packs_load(actor="command", at=NOW)
    assert "tariff/own-names/2026-01-01" in first.new
    second = packs_load(actor="command", at=LATER)
    assert (second.new, second.known) == ((), len(first.new))
    services = {label.split("/")[0] for label in first.new}
    assert {"tariff", "law"} <= services
    assert sum(len(loaded_packs(service)) for service in services) == len(first.new)
    assert evidence.verify().entries == len(first.new)


@pytest.mark.django_db
def test_a_changed_pack_supersedes_and_the_old_one_can_still_be_read(packs_folder):
    folder = write_pack(packs_folder)
    packs_load(actor="command", at=NOW)
    old = read_pack(folder, operator=True)
    (folder / "rows.csv").write_text(ROWS + "040510,黄油,Butter,\n", encoding="utf-8")
    packs_load(actor="command", at=LATER)
    now, before = [p for p in loaded_packs("tariff") if p.operator]
    assert (now.superseded_at, before.superseded_at) == (None, LATER)
    assert (before.sha256, before.recorded_at) == (old.sha256, NOW)
    assert len(cited_pack("tariff", "own-names", before.sha256).rows()) == 2
    assert len(cited_pack("tariff", "own-names", now.sha256).rows()) == 3
    with pytest.raises(faults.UnknownPack):
        cited_pack("tariff", "own-names", "0" * 64)


@pytest.mark.django_db
def test_a_changed_description_is_a_new_content_too(packs_folder):
    write_pack(packs_folder)
    packs_load(actor="command", at=NOW)
    write_pack(packs_folder, document='"list 8"')
    assert packs_load(actor="command", at=LATER).new == ("tariff/own-names/2026-01-01",)


@pytest.mark.django_db
def test_a_removed_pack_stays_readable_for_old_answers(packs_folder):
    folder = write_pack(packs_folder)
    packs_load(actor="command", at=NOW)
    sha256 = read_pack(folder, operator=True).sha256
    for path in folder.iterdir():
        path.unlink()
    assert not any(p.operator for p in find_packs("tariff"))
    assert cited_pack("tariff", "own-names", sha256).title.en == "Own names"


def test_sealing_writes_the_checksum_once(tmp_path):
    folder = write_pack(tmp_path, tail="[note]\nzh = '注'\nen = 'note'\n")
    assert not read_pack(folder, operator=True).sealed
    sealed = pack_seal(folder)
    assert sealed.sealed and sealed.note.en == "note"
    (folder / "rows.csv").write_text(ROWS + "040510,黄油,Butter,\n", encoding="utf-8")
    with pytest.raises(faults.ChecksumMismatch):
        read_pack(folder, operator=True)
    assert pack_seal(folder).sha256 != sealed.sha256
    assert (folder / "SOURCE.toml").read_text(encoding="utf-8").count("sha256") == 1


def test_sealing_a_broken_folder_changes_nothing(tmp_path):
    folder = write_pack(tmp_path, status='"sure"')
    before = (folder / "SOURCE.toml").read_bytes()
    with pytest.raises(faults.UnknownStatus):
        pack_seal(folder)
    assert (folder / "SOURCE.toml").read_bytes() == before
