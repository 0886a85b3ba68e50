"""Certificates as PDF/A: what they say, what they leave free, and that nothing from outside is ever more than text."""

import io
import os
import subprocess
import sys
from importlib.resources import files
from pathlib import Path

import pytest
import zxingcpp
from PIL import Image

from zaiton.base.text import Bilingual
from zaiton.blocks.papers.domain.rendering_refusals import CharacterNotInFont
from zaiton.blocks.papers.domain.sheets import BREAK, SEAL_BOX, is_forbidden, paragraphs
from zaiton.blocks.papers.queries.fonts import undrawable
from zaiton.blocks.papers.queries.rendering import TEMPLATE, sheet_pdf
from zaiton.blocks.papers.tests.drawing import (
    a_line,
    a_long_sheet,
    a_sheet,
    drawn_in,
    fonts_of,
    text_of,
    words_of,
)
from zaiton.blocks.papers.tests.preflight import needs_preflight, pdf_a_faults

HOSTILE = '#panic("x") $ \\ "quoted" \'s *b* _i_ <label> @ref // no /* comment */ [#eval("1")] 0x`raw`'
LONG_WORD = "x" * 2000
RARE = "𫖮㙍喆堃𬭊㛃䶮𠮷𰻝"
SHEETS = {
    "short": a_sheet(),
    "long": a_long_sheet(),
    "hostile": a_sheet(a_line(HOSTILE, HOSTILE, HOSTILE, LONG_WORD), holder=HOSTILE, basis=HOSTILE),
    "rare": a_sheet(a_line("生僻字", "Rare characters", RARE), holder=RARE),
    "crowded": a_sheet(
        title=Bilingual("证" * 200, "W" * 200),
        issuer=Bilingual("局" * 200, "W" * 200),
        holder="W" * 200,
        verify_url="https://" + "w" * 200 + ".example/papers/verify/ABCDEFGHJKLMNPQR/",
    ),
}


@pytest.fixture(autouse=True)
def _own_home(settings, tmp_path):
    settings.ZAITON_HOME = tmp_path / "home"


def _file(folder: Path, name: str) -> Path:
    file = folder / f"{name}.pdf"
    file.write_bytes(sheet_pdf(SHEETS[name]))
    return file


@needs_preflight
def test_every_sheet_is_pdf_a_with_its_fonts_inside(tmp_path):
    drawn = [_file(tmp_path, name) for name in SHEETS]
    assert pdf_a_faults(drawn) == []
    for file in drawn:
        assert [row[-5:-2] for row in fonts_of(file)] == [["yes", "yes", "yes"]] * len(fonts_of(file)) != []


@needs_preflight
def test_the_validator_would_notice(tmp_path):
    file = tmp_path / "spoilt.pdf"
    whole = sheet_pdf(a_sheet())
    spoilt = whole.replace(b"<pdfaid:part>1<", b"<pdfaid:part>3<")
    file.write_bytes(spoilt)
    assert spoilt != whole
    assert pdf_a_faults([file]) != []


def test_a_certificate_says_everything_in_both_languages(tmp_path):
    text = text_of(_file(tmp_path, "short"))
    sheet = SHEETS["short"]
    for said in (
        *(words for line in sheet.lines for b in (line.title, line.value) for words in (b.zh, b.en)),
        *(sheet.title.zh, sheet.title.en, sheet.issuer.zh, sheet.issuer.en, sheet.holder, sheet.basis, sheet.number),
        *("2026-11-20", "2031-11-19", sheet.code, sheet.verify_url, "without any legal effect"),
    ):
        assert said in text, said
    assert BREAK not in text


def test_a_certificate_for_good_says_so_and_a_real_one_is_no_sample(tmp_path):
    text = text_of(_file(tmp_path, "long"))
    assert "no last day" in text and "legal effect" not in text and "样" not in text
    assert "Item 39 of many" in text and len(words_of(tmp_path / "long.pdf")) > 2


def test_rare_characters_come_out_as_they_went_in(tmp_path):
    assert RARE in text_of(_file(tmp_path, "rare"))


def test_what_looks_like_a_program_stays_text(tmp_path):
    """Lines break anywhere, so what was written is compared without its spaces."""
    text = "".join(text_of(_file(tmp_path, "hostile")).split())
    assert text.count("".join(HOSTILE.split())) == 5 and text.count("x") >= 2000


@pytest.mark.parametrize("name", SHEETS)
def test_the_place_of_the_seal_stays_free_and_nothing_leaves_the_frame(tmp_path, name):
    file = _file(tmp_path, name)
    assert not drawn_in(file, SEAL_BOX)
    assert drawn_in(file, (62, 100, 162, 200))
    for page in words_of(file):
        assert page and all(w.left > 26 and w.right < 569 and w.top > 26 and w.bottom < 816 for w in page)


def test_a_long_word_does_not_run_into_the_next_column(tmp_path):
    file = tmp_path / "wide.pdf"
    file.write_bytes(sheet_pdf(a_sheet(a_line("W" * 60, "W" * 15, "M" * 60))))
    page = words_of(file)[0]
    inside = [w for w in page if set(w.text) == {"W"}]
    assert inside and all(w.right <= 62 + 471 * 0.34 for w in inside)
    assert all(w.right <= 533 for w in page if set(w.text) == {"M"})


def test_the_code_leads_where_it_says(tmp_path):
    file = _file(tmp_path, "short")
    drawn = subprocess.run(["pdftoppm", "-r", "150", "-gray", "-png", str(file)], capture_output=True, check=True)
    found = zxingcpp.read_barcodes(Image.open(io.BytesIO(drawn.stdout)))
    assert [code.text for code in found] == [SHEETS["short"].verify_url]


def test_equal_sheets_are_equal_files_also_in_another_process():
    here = sheet_pdf(a_long_sheet())
    assert sheet_pdf(a_long_sheet()) == here
    program = (
        "import hashlib, django; django.setup()\n"
        "from zaiton.blocks.papers.queries.rendering import sheet_pdf\n"
        "from zaiton.blocks.papers.tests.drawing import a_long_sheet\n"
        "import sys; sys.stdout.buffer.write(sheet_pdf(a_long_sheet()))"
    )
    more = {"DJANGO_SETTINGS_MODULE": "zaiton.site.settings", "PYTHONHASHSEED": "7", "TZ": "America/Lima", "LANG": "C"}
    there = subprocess.run([sys.executable, "-c", program], env={**os.environ, **more}, capture_output=True, check=True)
    assert there.stdout == here
    assert sheet_pdf(a_sheet(number="GJ-2026-000002")) != sheet_pdf(a_sheet())


@pytest.mark.parametrize(
    ("character", "named"),
    [
        ("𪚥", "𪚥 (U+2A6A5)"),
        ("😀", "😀 (U+1F600)"),
        ("א", "א (U+05D0)"),
        ("\u202e", "U+202E"),
        ("\u200b", "U+200B"),
        ("\x07", "U+0007"),
        ("\x1f", "U+001F"),
        ("\ue000", "U+E000"),
        ("\ufe0f", "U+FE0F"),
        ("\ud800", "U+D800"),
    ],
)
@pytest.mark.parametrize("place", ["holder", "basis", "value", "title", "issuer"])
def test_a_character_that_cannot_be_drawn_is_refused_by_name(character, named, place):
    text = f"左{character}右"
    more = {
        "holder": {"holder": text},
        "basis": {"basis": text},
        "value": {"lines": (a_line("甲", "a", "乙", text),)},
        "title": {"lines": (a_line(text, "a", "乙"),)},
        "issuer": {"issuer": Bilingual("甲", text)},
    }[place]
    with pytest.raises(CharacterNotInFont) as told:
        sheet_pdf(a_sheet(**more))
    assert told.value.data["characters"] == named


def test_many_missing_characters_are_told_once_each_and_not_without_end():
    with pytest.raises(CharacterNotInFont) as told:
        sheet_pdf(a_sheet(holder="".join(chr(0x2A600 + n) for n in range(40)) * 2))
    assert told.value.data["characters"].count("U+") == 10 and told.value.data["characters"].endswith("…")


def test_every_kind_of_space_and_line_end_is_drawn_as_one(tmp_path):
    spaces = [chr(code) for code in (0x09, 0x20, 0xA0, 0x1680, 0x2003, 0x2004, 0x2007, 0x202F, 0x205F, 0x3000)]
    ends = ["\n", "\r\n", "\u2028", "\u2029"]
    value = "".join(f"左{space}右" for space in (*spaces, *ends))
    file = tmp_path / "spaces.pdf"
    file.write_bytes(sheet_pdf(a_sheet(a_line("甲", "a", value))))
    text = text_of(file)
    assert text.count("左") == text.count("右") == len(spaces) + len(ends)
    assert set("".join(paragraphs(value))) == {"左", "右", " ", "\u3000"}


def test_an_ideograph_younger_than_pythons_table_is_a_matter_of_fonts():
    assert not is_forbidden("\U000323af") and is_forbidden("\U000e0080") and undrawable("\U000323af") == ("\U000323af",)


def test_the_template_itself_needs_no_further_font():
    template = files("zaiton.blocks.papers").joinpath(f"data/templates/{TEMPLATE}").read_text(encoding="utf-8")
    assert undrawable(template) == ()
