"""The zaiton command: two languages, JSON, exit codes, and one line where another program would show its bowels."""

import json

import click
import pytest
from click.testing import CliRunner

from zaiton.kit.cli import EXIT_REFUSED, EXIT_USAGE
from zaiton.site import command, speech
from zaiton.site.refusals import StaticMissing


@pytest.fixture(autouse=True)
def _own_language(monkeypatch):
    monkeypatch.setattr(speech, "_chosen", None)
    monkeypatch.delenv("ZAITON_LANG", raising=False)


@pytest.fixture
def run(monkeypatch):
    @click.command()
    @click.option("--json", "as_json", is_flag=True)
    def refusing(as_json):
        raise StaticMissing(folder="/x")

    @click.command()
    def breaking():
        raise RuntimeError("first line\nsecond line")

    monkeypatch.setitem(command.OWN, "refusing", refusing)
    monkeypatch.setitem(command.OWN, "breaking", breaking)

    def call(*words):
        monkeypatch.setattr("sys.argv", ["zaiton", *words])
        return CliRunner().invoke(command.group, list(words))

    return call


def test_a_refusal_is_one_line_in_chinese_and_exit_1(run):
    result = run("refusing")
    assert result.exit_code == EXIT_REFUSED and result.stdout == ""
    assert "样式" in result.stderr and result.stderr.count("\n") == 1


def test_a_refusal_in_english_when_asked_anywhere_on_the_line(run):
    assert "style sheets" in run("refusing", "--lang", "en").stderr


def test_a_refusal_as_json(run):
    result = run("refusing", "--json", "--lang=en")
    error = json.loads(result.stdout)["error"]
    assert result.exit_code == EXIT_REFUSED and error["code"] == "static_missing" and "setup" in error["mend"]


def test_a_bug_is_one_line_with_an_incident_number(run):
    result = run("breaking", "--lang", "en")
    assert result.exit_code == EXIT_REFUSED
    assert "RuntimeError: first line (incident" in result.stderr and result.stderr.count("\n") == 1


@pytest.mark.parametrize("words", [("--lang", "fr", "check"), ("no-such-command",), ("check", "--no-such-option")])
def test_usage_errors_are_exit_2(run, words):
    assert run(*words).exit_code == EXIT_USAGE


def test_help_lists_every_module(run):
    from zaiton.site.discovery import manifests

    shown = run("--help").stdout
    assert all(name in shown for m in manifests().values() for name in m.commands)


@pytest.mark.django_db
def test_check_says_what_is_set_and_hides_secrets(run, monkeypatch):
    result = run("check", "--json")
    data = json.loads(result.stdout)
    assert {row["name"] for row in data["settings"]} >= {"ZAITON_HOME", "DATABASE_URL", "PORT", "DEMO"}
    assert [p["code"] for p in data["problems"]] == ["static_missing"] and result.exit_code == EXIT_REFUSED


@pytest.mark.django_db
def test_check_names_a_font_that_cannot_be_used_and_says_what_to_do(run, settings, tmp_path):
    settings.ZAITON_HOME = tmp_path
    (tmp_path / "fonts").mkdir()
    (tmp_path / "fonts" / "broken.ttf").write_bytes(b"no font")
    result = run("check", "--json", "--lang", "en")
    told = {p["code"]: p for p in json.loads(result.stdout)["problems"]}["font_unreadable"]
    assert "broken.ttf" in told["message"] and told["mend"] and result.exit_code == EXIT_REFUSED


def test_demo_is_refused_while_it_is_off(run, settings):
    settings.DEMO = False
    assert run("demo", "--lang", "en").exit_code == EXIT_REFUSED
