"""Payment books and the treasury report by command: what stands there, of one state, of one stretch of days."""

import json
from datetime import timedelta
from typing import Any

import pytest
from click.testing import CliRunner

from zaiton.kit import clock
from zaiton.services.retail_tax.cli import group
from zaiton.services.retail_tax.models import Book
from zaiton.services.retail_tax.tests.books import a_book, a_scene

pytestmark = pytest.mark.django_db


def run(*words: str) -> Any:
    return CliRunner().invoke(group, list(words), catch_exceptions=False)


def told(*words: str) -> Any:
    return json.loads(run(*words, "--json").output)


def test_books_by_state_and_the_treasury() -> None:
    assert told("books") == {"books": []} and run("books").exit_code == 0
    with a_scene():
        first, second = a_book(), a_book()
    now, today = clock.now(), clock.today()
    Book.objects.filter(pk=first.pk).update(
        state="in_treasury",
        proposed_by="person/x",
        confirmed_by="person/y",
        confirmed_at=now - timedelta(hours=3),
        debited_at=now,
        in_treasury_at=now,
    )
    numbers = [one["ent_duty_no"] for one in told("books")["books"]]
    assert numbers == [second.ent_duty_no, first.ent_duty_no]
    assert [one["ent_duty_no"] for one in told("books", "--limit", "1")["books"]] == [second.ent_duty_no]
    paid = told("books", "--state", "in_treasury")["books"]
    assert [(one["ent_duty_no"], one["total_fen"]) for one in paid] == [(first.ent_duty_no, first.total_fen)]
    assert run("books", "--state", "elsewhere").exit_code == 2 and second.ent_duty_no in run("books").output
    report = told("treasury")
    assert report["total_fen"] == first.total_fen
    assert [(one["state"], one["fen"]) for one in report["open"]] == [("consolidated", second.total_fen)]
    before = told("treasury", "--until", str(today - timedelta(days=1)), "--from", str(today))
    assert before["total_fen"] == 0 and before["first"] == before["last"]
    assert f"{first.total_fen / 100:.2f} CNY" in run("treasury").output
    assert run("treasury", "--until", "soon").exit_code == 2
