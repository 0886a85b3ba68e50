"""The watched folder and the command: files taken once, receipts beside them, what cannot be taken set aside with its reason."""

import json
import os
from pathlib import Path

import pytest
from click.testing import CliRunner

from zaiton.services.retail_tax.actions import watching
from zaiton.services.retail_tax.actions.expiring import sales_expire
from zaiton.services.retail_tax.actions.taking import WAITS
from zaiton.services.retail_tax.actions.watching import folder, folders_watched
from zaiton.services.retail_tax.cli import group
from zaiton.services.retail_tax.models import Intake, Inventory, Party, Sale
from zaiton.services.retail_tax.tests import ceb_writer as writer
from zaiton.services.retail_tax.tests.sales import AGENT, AT, FOUR, bring, file, registered
from zaiton.services.retail_tax.tests.test_bad_input import HOSTILE, WRONG, told

pytestmark = pytest.mark.django_db


@pytest.fixture
def place(settings, tmp_path) -> Path:
    settings.ZAITON_HOME, settings.RETAIL_TAX_FOLDER = tmp_path / "home", str(tmp_path / "files")
    (tmp_path / "home").mkdir()
    registered()
    Party.objects.filter(kind="agent").update(organisation=AGENT)
    assert folders_watched(at=AT) == 0
    return folder() / AGENT


def names(place: Path, name: str) -> list[str]:
    return sorted(file.name for file in (place / name).iterdir())


def put(place: Path, name: str, content: bytes) -> None:
    (place / "in" / name).write_bytes(content)


def test_files_become_sales_and_receipts(place: Path) -> None:
    for kind in FOUR:
        put(place, f"{kind}.xml", file(kind))
    put(place, "half.xml.part", b"<a")
    put(place, ".hidden", b"<a")
    assert folders_watched(at=AT) == 4 and Inventory.objects.get().organisation == AGENT
    receipts = [name for name in names(place, "out") if name.endswith(".receipt.xml")]
    assert len(receipts) == len(names(place, "done")) == 4
    assert names(place, "in") == [".hidden", "half.xml.part"] and names(place, "work") == names(place, "bad") == []
    assert {told((place / "out" / name).read_bytes())[0] for name in receipts} == {
        "CEB312",
        "CEB412",
        "CEB512",
        "CEB622",
    }


@pytest.mark.parametrize("name", sorted(HOSTILE))
def test_a_file_that_is_no_message_is_set_aside_with_its_reason(place: Path, name: str) -> None:
    content, code, words = HOSTILE[name]
    put(place, "a.xml", content)
    put(place, "b.xml", file("CEB411"))
    assert folders_watched(at=AT) == 2
    kept, reason = names(place, "bad")
    assert (place / "bad" / kept).read_bytes() == content and code in (place / "bad" / reason).read_text()
    assert len(names(place, "out")) == 2 and len(names(place, "done")) == 1


@pytest.mark.parametrize("name", sorted(WRONG))
def test_a_bad_record_is_told_in_the_receipt(place: Path, name: str) -> None:
    kind, changes, code, words = WRONG[name]
    put(place, "a.xml", writer.message(kind, [writer.of(kind, 1, **changes)]))
    folders_watched(at=AT)
    (receipt,) = names(place, "out")
    _, ((status, _),) = told((place / "out" / receipt).read_bytes())
    assert status == code and len(names(place, "done")) == 1


def test_what_is_empty_too_large_or_a_link_is_set_aside(place: Path, settings, tmp_path) -> None:
    secret = tmp_path / "secret"
    secret.write_bytes(file("CEB311"))
    (place / "in" / "link.xml").symlink_to(secret)
    put(place, "empty.xml", b"")
    settings.UPLOAD_MAX_BYTES = 100
    put(place, "large.xml", b"x" * 101)
    folders_watched(at=AT)
    assert names(place, "bad") == [
        *("empty.xml", "empty.xml.reason.txt", "large.xml", "large.xml.reason.txt", "link.xml", "link.xml.reason.txt")
    ]
    assert "The file is empty." in (place / "bad" / "empty.xml.reason.txt").read_text()
    assert not Intake.objects.exists() and secret.read_bytes() == file("CEB311")


@pytest.mark.parametrize("step", ["_written", "documents_take"])
def test_a_worker_that_dies_is_followed_by_another(place: Path, monkeypatch, step: str) -> None:
    put(place, "a.xml", file("CEB411"))
    with monkeypatch.context() as patch:
        real = getattr(watching, step)

        def dies(*given, **more):
            if step == "documents_take":
                real(*given, **more)
            raise SystemExit

        patch.setattr(watching, step, dies)
        with pytest.raises(SystemExit):
            folders_watched(at=AT)
    assert names(place, "work") == ["a.xml"]
    assert folders_watched(at=AT) == 1 and Intake.objects.count() == 1
    assert names(place, "work") == [] and len(names(place, "out")) == len(names(place, "done")) == 1


def test_two_files_of_one_name_are_both_kept(place: Path) -> None:
    for number in (1, 2):
        put(place, "a.xml", file("CEB411", number))
        folders_watched(at=AT)
    assert len(names(place, "done")) == 2 and Intake.objects.count() == 2


NAMES = {
    "written in GB 18030": os.fsdecode("订单.xml".encode("gb18030")),
    "no text at all": os.fsdecode(b"\xff\xfe\xff.xml"),
    "as long as can be": "单" * 83 + ".xml",
    "of several lines": "a\nb\x01.xml",
    "without an ending": "x" * 255,
}


@pytest.mark.parametrize("left", [False, True], ids=["came", "left by a crash"])
@pytest.mark.parametrize("content", [file("CEB311"), b"<a", b""], ids=["good", "bad", "empty"])
@pytest.mark.parametrize("name", sorted(NAMES))
def test_no_name_of_a_file_holds_up_the_others(place: Path, name: str, content: bytes, left: bool) -> None:
    (place / ("work" if left else "in") / NAMES[name]).write_bytes(content)
    put(place, "z.xml", file("CEB411"))
    folders_watched(at=AT)
    assert names(place, "in") == names(place, "work") == []
    done, bad = names(place, "done"), names(place, "bad")
    assert (len(done), len(bad)) == ((2, 0) if content == file("CEB311") else (1, 2))
    assert all(one.isprintable() for one in done + bad + names(place, "out"))
    if name == "written in GB 18030":
        assert any(one.startswith("订单") for one in done + bad)


def test_by_command(place: Path, tmp_path) -> None:
    for kind in FOUR:
        (tmp_path / f"{kind}.xml").write_bytes(file(kind))
    (tmp_path / "bad.xml").write_bytes(HOSTILE["entities"][0])
    (tmp_path / "r").mkdir()
    good = [str(tmp_path / f"{kind}.xml") for kind in FOUR]

    def run(*words: str):
        return CliRunner().invoke(group, list(words), catch_exceptions=False)

    done = run("take", *good, "--company", AGENT, "--receipts", str(tmp_path / "r"), "--json")
    assert done.exit_code == 0 and [one["accepted"] for one in json.loads(done.output)["files"]] == [1] * 4
    assert len(list((tmp_path / "r").iterdir())) == 4
    done = run("take", str(tmp_path / "bad.xml"), "--company", AGENT)
    assert done.exit_code == 1 and "[Code:-102;" in done.output
    done = run("take", good[0], "--company", AGENT, "--signed")
    assert done.exit_code == 0  # the same bytes get the same receipt
    (sale,) = json.loads(run("sales", "--state", "accepted", "--json").output)["sales"]
    assert sale["order"] == "FZ0000000001" and sale["buyer"] == "3501************12"
    assert "FZ0000000001" in run("sales").output


def test_sales_expire_and_are_matched_when_the_document_comes_at_last(settings, tmp_path) -> None:
    settings.ZAITON_HOME = tmp_path
    registered()
    for kind in FOUR[:3]:
        bring(kind)
    assert sales_expire(at=AT) == 0
    late = AT + WAITS
    assert sales_expire(at=late) == 1 and Sale.objects.get().state == "expired"
    bring(FOUR[3], at=late)
    assert Sale.objects.get().state == "accepted" and sales_expire(at=late) == 0
