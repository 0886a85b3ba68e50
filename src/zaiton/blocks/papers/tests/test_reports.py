"""Reports as PDF/A: every word in them, tables over several pages with their heads, marks, and nothing from outside but text."""

import subprocess
from datetime import UTC, datetime
from importlib.resources import files
from pathlib import Path

import pytest

from zaiton.blocks.papers.domain.rendering_refusals import CharacterNotInFont
from zaiton.blocks.papers.domain.reports import MARKS, Grid, Report, Section
from zaiton.blocks.papers.queries.rendering import REPORT_TEMPLATE, report_pdf
from zaiton.blocks.papers.tests.drawing import fonts_of, text_of
from zaiton.blocks.papers.tests.preflight import needs_preflight, pdf_a_faults

HOSTILE = '#panic("x") $ \\ "quoted" *b* _i_ <label> @ref // no /* comment */ [#eval("1")]'
ROWS = tuple((str(n), "电机 motor", f"{n * 1000:,}.00") for n in range(1, 81))


@pytest.fixture(autouse=True)
def _own_home(settings, tmp_path):
    settings.ZAITON_HOME = tmp_path / "home"


def _report(**more) -> Report:
    grid = Grid(("Item", "Material", "Value"), ROWS, (1, 4, 2), (2,), "Bill of materials")
    parts = {
        "language": "en",
        "title": "Origin assessment",
        "facts": (("Good", "Electric motor 8501.31"), ("Note", HOSTILE)),
        "verdict": "Not originating",
        "mark": "no",
        "sections": (
            Section("RCEP", (HOSTILE,), (grid,), "no"),
            Section("Korea", ("A fact is missing.",), (), "open", 2),
        ),
        "foot": "Rules as of 2026",
        "made_at": datetime(2026, 11, 23, tzinfo=UTC),
    }
    return Report(**{**parts, **more})


def _written(folder: Path, report: Report) -> Path:
    file = folder / "report.pdf"
    file.write_bytes(report_pdf(report))
    return file


def test_everything_said_stands_in_the_file(tmp_path):
    said = text_of(_written(tmp_path, _report()))
    for words in (
        "Origin assessment",
        "Not originating",
        "Bill of materials",
        "80,000.00",
        "A fact is missing.",
        HOSTILE,
    ):
        assert " ".join(words.split()) in " ".join(said.split())


def test_each_page_of_a_long_table_repeats_its_head_and_bears_its_number(tmp_path):
    file = _written(tmp_path, _report())
    pages = subprocess.run(["pdftotext", "-layout", file, "-"], capture_output=True, text=True, check=True)
    pages = pages.stdout.split("\f")[:-1]
    assert len(pages) > 1
    assert all("Material" in page and "Rules as of 2026" in page for page in pages)
    assert f"{len(pages)}/{len(pages)}" in pages[-1].replace(" ", "")


@needs_preflight
def test_it_is_pdf_a_with_its_fonts_inside(tmp_path):
    reports = [_report(mark=mark, demo=mark == "yes", language=tongue) for mark in MARKS for tongue in ("zh", "en")]
    drawn = []
    for number, report in enumerate(reports):
        file = tmp_path / f"{number}.pdf"
        file.write_bytes(report_pdf(report))
        drawn.append(file)
    assert pdf_a_faults(drawn) == []
    assert all(fonts_of(file) for file in drawn)


def test_the_same_report_gives_the_same_bytes():
    assert report_pdf(_report()) == report_pdf(_report())


def test_what_no_font_can_draw_is_refused_by_name():
    with pytest.raises(CharacterNotInFont) as refused:
        report_pdf(_report(title="\U0001f600"))
    assert "U+1F600" in refused.value.sentence(str)


def test_a_table_whose_rows_do_not_fit_its_heads_is_a_mistake_of_the_caller():
    with pytest.raises(ValueError, match="2 columns"):
        Grid(("a", "b"), (("1",),), (1, 1))


def test_the_template_reads_one_input_and_nothing_else():
    source = files("zaiton.blocks.papers").joinpath(f"data/templates/{REPORT_TEMPLATE}").read_text(encoding="utf-8")
    assert source.count("sys.inputs") == 2
    assert not any(word in source for word in ("eval(", "read(", "#import", "plugin("))
