"""`zaiton law deadline`: the day, the words around it, and the exit codes."""

import json

import pytest
from click.testing import CliRunner
from django.utils import translation

from zaiton.blocks.law.cli import law
from zaiton.kit.cli import EXIT_NOT_COVERED, EXIT_OK, EXIT_REFUSED, EXIT_USAGE, ZaitonGroup


def run(*words: str, language: str = "en"):
    with translation.override(language):
        return CliRunner().invoke(law, ["deadline", *words])


def told(*words: str) -> dict:
    result = run(*words, "--json")
    assert result.exit_code == EXIT_OK, result.output
    return json.loads(result.stdout)


@pytest.mark.parametrize(("start", "on"), [("2026-09-21", "2026-10-26"), ("2026-02-09", "2026-03-13")])
def test_twenty_working_days(data_home, start, on):
    answer = told("--from", start, "--days", "20", "--unit", "working")
    assert (answer["on"], answer["provisional"]) == (on, False)
    assert len(answer["counted"]) == 20 and answer["counted"][-1] == on
    (source,) = answer["calendars"]
    assert source["document"] == "国办发明电〔2025〕7号" and len(source["sha256"]) == 64


def test_units_and_their_days(data_home):
    assert told("--from", "2026-07-03", "--days", "90", "--unit", "calendar")["on"] == "2026-10-01"
    assert told("--from", "2026-07-03", "--days", "90", "--unit", "calendar", "--roll")["rolled_from"] == "2026-10-01"
    assert told("--from", "2026-01-31", "--months", "1")["on"] == "2026-02-28"
    assert told("--from", "2026-05-01T16:30", "--hours", "24")["at"] == "2026-05-02T16:30:00"
    assert told("--from", "2026-05-01T16:30", "--hours", "24", "--leave-start")["at"] == "2026-05-02T17:00:00"
    assert told("--from", "2026-03-02", "--days", "1", "--unit", "working", "--count-start")["on"] == "2026-03-02"


def test_pauses_and_extensions(data_home):
    term = ("--from", "2026-03-02", "--days", "10", "--unit", "working", "--article", "行政许可法第45条")
    stopped = told(*term, "--pause", "2026-03-09:2026-03-13:inspection:head of section")
    assert (stopped["on"], stopped["pauses"][0]["days"], stopped["article"]) == ("2026-03-23", 5, "行政许可法第45条")
    ran_on = told(*term, "--pause", "2026-03-09::inspection:head of section")
    assert (ran_on["on"], ran_on["pauses"][0]["effect"]) == ("2026-03-16", "no_written_time")
    longer = told(*term, "--extend", "2026-03-10:5:difficult:head of the organ")
    assert (longer["on"], longer["extensions"][0]["effect"]) == ("2026-03-23", "counted")


def test_words_for_people_in_both_languages(data_home):
    words = ("--from", "2026-12-14", "--days", "20", "--unit", "working", "--pause", "2026-12-20::检查:科长")
    english, chinese = run(*words).output, run(*words, language="zh-hans").output
    assert "2027-01-11 (Monday)" in english and "Provisional: the calendar of 2027" in english
    assert "no time was told in writing" in english
    assert "2027-01-11（星期一）" in chinese and "2027年" in chinese and "书面" in chinese
    rolled = run("--from", "2026-09-16", "--days", "15", "--unit", "calendar", "--roll").output
    assert "The last day, 2026-10-01, is a day off" in rolled and "2026-10-02 to 2026-10-07 National Day" in rolled
    stays = run("--from", "2026-09-16", "--days", "15", "--unit", "calendar").output
    assert "add --roll" in stays
    full = run(
        *("--from", "2026-09-21", "--days", "20", "--unit", "working", "--article", "art 42"),
        *("--pause", "2026-10-12:2026-10-13:hearing:head", "--extend", "2026-12-01:1:late:head"),
    ).output
    assert "stopped the clock on 2 day(s)" in full and "Article: art 42" in full and "the term did not run" in full
    assert "Weekend days that are working days by notice: 2026-10-10" in full


@pytest.mark.parametrize(
    "words",
    [
        ("--from", "2026-13-01", "--days", "2", "--unit", "working"),
        ("--from", "2026-03-02", "--days", "2"),
        ("--from", "2026-03-02", "--hours", "2", "--days", "2", "--unit", "working"),
        ("--from", "2026-03-02", "--months", "2", "--unit", "working"),
        ("--from", "2026-03-02"),
        ("--from", "2026-03-02", "--days", "2", "--unit", "working", "--pause", "2026-03-02"),
        ("--from", "2026-03-02", "--days", "2", "--unit", "working", "--extend", "2026-03-02:x:a:b"),
    ],
)
def test_wrong_words_are_exit_2_and_say_what_is_right(data_home, words):
    result = run(*words)
    assert result.exit_code == EXIT_USAGE and "Error:" in result.stderr


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("--from", "2026-03-02", "--days", "0", "--unit", "working"), "term_number"),
        (("--from", "2026-03-02", "--hours", "2"), "wrong_start"),
        (
            ("--from", "2026-03-02", "--days", "2", "--unit", "working", "--pause", "2026-03-05:2026-03-04:a:b"),
            "bad_pause",
        ),
        (("--from", "2026-03-02", "--days", "20000", "--unit", "working"), "clock_too_long"),
    ],
)
def test_refusals_are_exit_1_with_their_code(data_home, words, code):
    group = ZaitonGroup("zaiton", commands={"law": law})
    result = CliRunner().invoke(group, ["law", "deadline", *words, "--json"])
    assert result.exit_code == EXIT_REFUSED, result.output
    assert json.loads(result.stdout)["error"]["code"] == code


def test_days_before_every_calendar_are_exit_3(data_home):
    result = run("--from", "2003-03-02", "--days", "2", "--unit", "working", "--json")
    assert result.exit_code == EXIT_NOT_COVERED
    assert json.loads(result.stdout)["error"]["code"] == "no_calendar"
