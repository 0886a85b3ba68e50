"""Where official tables lie beside the checkout: brought in as they are, and a hundred random answers against each of them."""

import csv
import random
from datetime import date
from pathlib import Path

import pytest

from zaiton.services.tariff.actions.imports import import_now
from zaiton.services.tariff.domain.annex.cells import even
from zaiton.services.tariff.domain.annex.duties import DutyFault, read_printed
from zaiton.services.tariff.domain.answer import Question, answer
from zaiton.services.tariff.domain.duty_text import duty_code
from zaiton.services.tariff.queries.ratebook import compile_book
from zaiton.services.tariff.tests.conftest import NOON

DATA = Path(__file__).resolve().parents[7] / "shared" / "data" / "tariff" / "cn"
pytestmark = [
    pytest.mark.linked,
    pytest.mark.django_db,
    pytest.mark.skipif(not DATA.is_dir(), reason="the official tables are not beside this checkout"),
]
TABLES = [
    ("cn_peru_2010.csv", "CN-PE", "PE", date(2010, 3, 1), 6809, 2007),
    ("cn_newzealand_2008.csv", "CN-NZ", "NZ", date(2008, 10, 1), 6895, 2007),
    ("cn_chile_2007.csv", "CN-CL", "CL", date(2007, 1, 1), 6781, 2007),
    ("cn_ldc_2010.csv", "LDC", "ET", date(2010, 7, 1), 4762, 2007),
    ("cn_switzerland_2014.csv", "CN-CH", "CH", date(2014, 7, 1), 8277, 2012),
]


@pytest.mark.parametrize(("name", "agreement", "origin", "day", "count", "edition"), TABLES)
def test_an_official_table_answers_as_it_is_printed(name, agreement, origin, day, count, edition):
    content = (DATA / name).read_bytes()
    settings = {"kind": "agreement", "agreement": agreement, "in_force": day, "hs": edition}
    report = import_now(content=content, name=name, settings=settings, at=NOON)
    assert (report["loaded"], report["errors"]) == (count, [])
    rows = list(csv.DictReader(content.decode("utf-8-sig").splitlines()))
    book, checked = compile_book(), 0
    for row in random.Random(11).sample(rows, 100):
        found = {r.agreement: r for r in answer(book, Question(row["code8"], origin, "CN", day)).rates}
        for column, of in (("pref_pct", agreement), ("mfn_pct", "MFN")):
            try:
                printed = read_printed(even(row[column]), "CNY")
            except DutyFault:
                continue  # points to another table
            if printed.bands or row.get("ex"):
                continue
            checked += 1
            assert duty_code(found[of].duty) == printed.text, (row, of)
    assert checked > 180
