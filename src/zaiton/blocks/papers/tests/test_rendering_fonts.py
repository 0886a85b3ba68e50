"""The operator's folder of fonts: what lies there is used at once, and what cannot be used is told and stops nothing."""

import pytest
from fontTools.ttLib import TTCollection, TTFont

from zaiton.blocks.papers.domain.rendering_refusals import (
    CharacterMaybeInFont,
    CharacterNotInFont,
    DrawingFailed,
    FontNotEmbeddable,
    FontUnreadable,
)
from zaiton.blocks.papers.queries import rendering
from zaiton.blocks.papers.queries.fonts import font_folder, fonts_aside, undrawable
from zaiton.blocks.papers.queries.rendering import sheet_pdf
from zaiton.blocks.papers.tests.drawing import a_font, a_line, a_sheet, fonts_of, text_of
from zaiton.blocks.papers.tests.preflight import needs_preflight, pdf_a_faults

MISSING, ANOTHER = "𪚥", "𱱿"


@pytest.fixture(autouse=True)
def _own_home(settings, tmp_path):
    settings.ZAITON_HOME = tmp_path / "home"


def _sheet(value=MISSING):
    return a_sheet(a_line("船名", "Ship's name", f"演示{value}号"))


@needs_preflight
@pytest.mark.parametrize(("ending", "outlines"), [("ttf", "glyf"), ("OTF", "CFF ")])
def test_a_font_in_the_folder_is_used_from_the_next_certificate_on(tmp_path, ending, outlines):
    with pytest.raises(CharacterNotInFont):
        sheet_pdf(_sheet())
    a_font(font_folder() / "below" / f"rare.{ending}", "Trial Rare", MISSING, outlines=outlines)
    file = tmp_path / "rare.pdf"
    file.write_bytes(sheet_pdf(_sheet()))
    assert f"演示{MISSING}号" in text_of(file) and pdf_a_faults([file]) == []
    used = [row[0].partition("+")[2].removesuffix("-Identity-H") for row in fonts_of(file)]
    assert sorted(used) == ["NotoSansCJKsc-Regular", "TrialRare"]
    (font_folder() / "below" / f"rare.{ending}").unlink()
    with pytest.raises(CharacterNotInFont):
        sheet_pdf(_sheet())


def test_a_collection_counts_with_all_its_faces():
    for name, character in (("one", MISSING), ("two", ANOTHER)):
        a_font(font_folder() / f"{name}.part", f"Trial {name}", character)
    both = TTCollection()
    both.fonts = [TTFont(font_folder() / f"{name}.part") for name in ("one", "two")]
    both.save(font_folder() / "both.ttc")
    assert sheet_pdf(_sheet(MISSING + ANOTHER)).startswith(b"%PDF-") and fonts_aside() == ()


def test_the_product_s_own_shapes_come_first_and_the_order_in_the_folder_does_not_matter(settings, tmp_path):
    plain, drawn = sheet_pdf(_sheet("一")), []
    for order in (("a", "b"), ("b", "a")):
        settings.ZAITON_HOME = tmp_path / "".join(order)
        for name in order:
            a_font(font_folder() / f"{name}.ttf", f"Trial {name}", MISSING + "演示一")
        assert sheet_pdf(_sheet("一")) == plain
        drawn.append(sheet_pdf(_sheet()))
    assert drawn[0] == drawn[1]


@pytest.mark.parametrize("content", [b"", b"no font", b"\x00\x01\x00\x00" + b"\xff" * 400, b"ttcf" + b"\xff" * 40])
def test_what_is_no_font_stops_no_certificate_and_is_told(content):
    plain = sheet_pdf(_sheet("一"))
    font_folder().mkdir(parents=True)
    (font_folder() / "broken.ttf").write_bytes(content)
    assert sheet_pdf(_sheet("一")) == plain
    assert [(type(why), why.data) for why in fonts_aside()] == [(FontUnreadable, {"file": "broken.ttf"})]
    with pytest.raises(CharacterMaybeInFont) as told:
        sheet_pdf(_sheet())
    assert told.value.data == {"characters": "𪚥 (U+2A6A5)", "files": "broken.ttf"}


def test_a_font_cut_short_is_set_aside_while_a_whole_one_beside_it_is_used():
    a_font(font_folder() / "cut.ttf", "Trial Cut", ANOTHER)
    whole = (font_folder() / "cut.ttf").read_bytes()
    (font_folder() / "cut.ttf").write_bytes(whole[: len(whole) // 3])
    a_font(font_folder() / "whole.ttf", "Trial Whole", MISSING)
    assert undrawable(MISSING + ANOTHER) == (ANOTHER,) and [why.data["file"] for why in fonts_aside()] == ["cut.ttf"]
    assert sheet_pdf(_sheet())


@pytest.mark.parametrize("rights", [0x0002, 0x0100, 0x0200])
def test_a_font_that_may_not_be_embedded_is_not(rights):
    a_font(font_folder() / "locked.ttf", "Trial Locked", MISSING, rights=rights)
    assert [type(why) for why in fonts_aside()] == [FontNotEmbeddable]
    with pytest.raises(CharacterMaybeInFont):
        sheet_pdf(_sheet())


@pytest.mark.parametrize("rights", [0, 0x0004, 0x0008])
def test_a_font_that_may_be_embedded_for_reading_is(rights):
    a_font(font_folder() / "open.ttf", "Trial Open", MISSING, rights=rights)
    assert fonts_aside() == () and sheet_pdf(_sheet())


def test_the_drawing_program_has_the_last_word_on_characters(monkeypatch):
    """Were our reading of a font wrong, no empty box would be drawn all the same."""
    monkeypatch.setattr(rendering, "must_be_drawable", lambda text: None)
    with pytest.raises(CharacterNotInFont) as told:
        sheet_pdf(_sheet())
    assert "U+2A6A5" in told.value.data["characters"]


def test_whatever_else_stops_the_drawing_is_a_refusal_with_its_reason(monkeypatch):
    monkeypatch.setattr(rendering, "_template", lambda *names: b"#nothing-of-this-name")
    with pytest.raises(DrawingFailed) as told:
        sheet_pdf(_sheet("一"))
    assert "nothing-of-this-name" in told.value.data["reason"]
