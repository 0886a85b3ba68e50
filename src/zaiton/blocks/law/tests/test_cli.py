"""`zaiton data`: exit codes, JSON, and what a broken pack looks like to an operator."""

import json

import pytest
from click.testing import CliRunner

from zaiton.blocks.law.cli import data
from zaiton.blocks.law.tests.factories import write_pack


def run(*arguments: str):
    result = CliRunner().invoke(data, list(arguments))
    return result.exit_code, result.output


def test_check_is_green_on_what_is_shipped(data_home):
    code, output = run("check", "--json")
    told = json.loads(output)
    assert (code, told["ok"], told["findings"]) == (0, True, [])
    assert told["packs"] >= 18


def test_check_fails_on_an_error_and_names_it(packs_folder):
    write_pack(packs_folder, status='"sure"')
    code, output = run("check", "--json")
    assert code == 1
    assert [f["code"] for f in json.loads(output)["findings"]] == ["unknown_status"]


def test_warnings_fail_only_when_strict(packs_folder):
    write_pack(packs_folder, colour='"blue"')
    assert run("check")[0] == 0
    assert run("check", "--strict")[0] == 1


def test_check_of_a_folder_before_it_is_put_into_place(tmp_path, data_home):
    folder = write_pack(tmp_path / "elsewhere", rows="code,name_zh\n030389,鱼\n030359,鱼\n")
    code, output = run("check", str(folder))
    assert code == 1 and "[unsorted]" in output


def test_list_shows_what_is_left_out_and_why(packs_folder):
    write_pack(packs_folder, "good")
    write_pack(packs_folder, "bad", issuer=None)
    told = json.loads(run("list", "--json")[1])
    assert any(p["table"] == "own-names" and p["operator"] for p in told["packs"])
    (left_out,) = told["left_out"]
    assert left_out["code"] == "missing_field" and left_out["reason"] and left_out["mend"]
    assert "bad" in run("list")[1]


@pytest.mark.django_db
def test_load_twice(packs_folder):
    assert json.loads(run("load", "--json")[1])["new"]
    assert json.loads(run("load", "--json")[1])["new"] == []


def test_seal_prints_the_checksum(tmp_path, data_home):
    folder = write_pack(tmp_path)
    told = json.loads(run("seal", str(folder), "--json")[1])
    assert told["sha256"] in (folder / "SOURCE.toml").read_text(encoding="utf-8")
