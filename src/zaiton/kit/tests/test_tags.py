"""The tags of the kit write figures, days and statuses the one way the house writes them, in both languages."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.template import Context, Template
from django.utils import translation

from zaiton.base.text import Bilingual
from zaiton.kit.pages.icons import STROKES
from zaiton.kit.pages.statuses import STATUSES


def _draw(source, language="zh-hans", **context):
    with translation.override(language):
        return Template("{% load kit %}" + source).render(Context(context))


@pytest.mark.parametrize(
    ("source", "value", "chinese", "english"),
    [
        ("{% money v %}", 3700000, "37,000.00 元", "37,000.00 yuan"),
        ("{% money v 'USD' %}", 150, "1.50 USD", "1.50 USD"),
        ("{% money v %}", None, "—", "—"),
        ("{% percent v %}", Decimal("3.30"), "3.3%", "3.3%"),
        ("{% percent v %}", Decimal("100"), "100%", "100%"),
        ("{% percent v %}", None, "—", "—"),
        ("{% bilingual v %}", Bilingual(zh="税则", en="Tariff"), "税则", "Tariff"),
    ],
)
def test_figures(source, value, chinese, english):
    assert _draw(source, v=value) == chinese
    assert _draw(source, "en", v=value) == english


def test_days():
    assert ">2026-11-20</time>" in _draw("{% day v %}", v=date(2026, 11, 20))
    assert ">2026年11月20日</time>" in _draw("{% day v 'sentence' %}", v=date(2026, 11, 20))
    assert ">20 November 2026</time>" in _draw("{% day v 'sentence' %}", "en", v=date(2026, 11, 20))
    assert _draw("{% day v %}", v=None) == "—"


def test_a_moment_is_beijing_time():
    assert "2026-11-21 00:30（北京时间）" in _draw("{% moment v %}", v=datetime(2026, 11, 20, 16, 30, tzinfo=UTC))


@pytest.mark.parametrize("code", sorted(STATUSES))
def test_a_status_is_word_and_icon_in_both_languages(code):
    chinese, english = _draw("{% status_tag v %}", v=code), _draw("{% status_tag v %}", "en", v=code)
    assert "<svg" in chinese and STATUSES[code].word in english and STATUSES[code].word not in chinese
    assert STATUSES[code].icon in STROKES


def test_the_source_line_names_what_it_is_given_and_escapes_it():
    html = _draw("{% source_line title=t status='sample' issuer=i %}", t="税则", i="<b>")
    assert "税则" in html and "样例" in html and "&lt;b&gt;" in html and "<b>" not in html


def test_an_address_with_another_query(rf):
    request = rf.get("/tariff/?q=1&page=3")
    assert _draw("{% address_with page='' on='2024-01-15' %}", request=request) == "/tariff/?q=1&amp;on=2024-01-15"


def test_a_form_field_has_label_hint_error_and_their_links():
    from django import forms

    class Form(forms.Form):
        code = forms.CharField(label="Code", help_text="eight digits")

    html = str(Form({"code": ""})["code"].as_field_group())
    assert 'for="id_code"' in html and 'id="id_code_helptext"' in html and 'aria-invalid="true"' in html
    assert "id_code_helptext" in html.partition("aria-describedby=")[2]
