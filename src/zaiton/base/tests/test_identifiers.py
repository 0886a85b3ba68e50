"""Check digits and forgiving readers: what is right passes however it is typed, what is wrong is refused with the reason."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zaiton.base import identifiers
from zaiton.base.identifiers import (
    CREDIT_CODE_ALPHABET,
    country,
    credit_code,
    credit_code_check_character,
    hs_code,
    imo_check_digit,
    imo_number,
)

ALPHABET = st.sampled_from(CREDIT_CODE_ALPHABET)
DIGITS = st.text("0123456789", min_size=6, max_size=6)


@st.composite
def credit_codes(draw: st.DrawFn) -> str:
    """A code that holds: two characters, six digits, nine characters, the check character."""
    body = draw(ALPHABET) + draw(ALPHABET) + draw(DIGITS) + "".join(draw(ALPHABET) for _ in range(9))
    return body + credit_code_check_character(body)


@pytest.mark.parametrize("code", ["91110000802100433B", "91440300708461136T", "914403001922038216"])
def test_published_credit_codes_hold(code: str) -> None:
    assert credit_code(code) == code


@given(credit_codes())
def test_credit_codes_are_read_however_typed(code: str) -> None:
    full_width = "".join(chr(ord(c) + 0xFEE0) for c in code.lower())
    assert (
        credit_code(code)
        == credit_code(full_width)
        == credit_code(f" {code[:8]}-{code[8:17]} {code[17]}\u3000")
        == code
    )


@given(credit_codes(), st.integers(0, 17), ALPHABET)
def test_one_wrong_character_is_refused(code: str, place: int, other: str) -> None:
    wrong = code[:place] + other + code[place + 1 :]
    if wrong != code:
        with pytest.raises(identifiers.Refusal):
            credit_code(wrong)


@given(credit_codes(), st.integers(0, 16))
def test_two_neighbours_swapped_are_refused(code: str, place: int) -> None:
    swapped = code[:place] + code[place + 1] + code[place] + code[place + 2 :]
    if swapped != code:
        with pytest.raises(identifiers.Refusal):
            credit_code(swapped)


@pytest.mark.parametrize(
    ("text", "refusal", "data"),
    [
        ("", identifiers.CreditCodeLength, {"count": 0}),
        ("9111000080210043", identifiers.CreditCodeLength, {"count": 16}),
        ("91110000O02100433B", identifiers.CreditCodeCharacter, {"character": "O", "place": 9}),
        ("91A10000802100433B", identifiers.CreditCodeCharacter, {"character": "A", "place": 3}),
        ("91110000802100433C", identifiers.CreditCodeCheckDigit, {}),
        ("9111000080210043²B", identifiers.CreditCodeCheckDigit, {}),
        ("91110²③080210043中B", identifiers.CreditCodeCharacter, {"character": "中", "place": 17}),
    ],
)
def test_credit_code_refusals_say_why(text: str, refusal: type, data: dict) -> None:
    with pytest.raises(refusal) as caught:
        credit_code(text, field="credit_code")
    assert caught.value.data.items() >= data.items()
    assert caught.value.field == "credit_code"
    assert caught.value.article == "GB 32100-2015"


@given(DIGITS, st.integers(0, 9))
def test_exactly_one_last_digit_makes_an_imo_number(body: str, last: int) -> None:
    if imo_check_digit(body) == str(last):
        assert imo_number(f"imo {body}{last}") == f"{body}{last}"
    else:
        with pytest.raises(identifiers.ImoNumberWrong):
            imo_number(f"{body}{last}")


@pytest.mark.parametrize("text", ["9074729", "IMO 9074729", "ＩＭＯ９０７４７２９", "imo-9074729"])
def test_imo_numbers_are_read_however_typed(text: str) -> None:
    assert imo_number(text) == "9074729"


@pytest.mark.parametrize(("text", "code"), [("0303.54", "030354"), ("０３０３。５４ 00", "03035400"), ("03", "03")])
def test_commodity_codes_are_digits(text: str, code: str) -> None:
    assert hs_code(text) == code


@pytest.mark.parametrize("text", ["", "3", "0303x", "03035400123", "٠٣٠٣٥٤", "冻鱼"])
def test_other_texts_are_no_commodity_codes(text: str) -> None:
    with pytest.raises(identifiers.HsCodeWrong):
        hs_code(text)


def test_length_of_a_commodity_code_is_the_callers() -> None:
    assert hs_code("030354", least=6) == "030354"
    with pytest.raises(identifiers.HsCodeWrong):
        hs_code("0303", least=6)


def test_countries() -> None:
    assert country(" ｃｎ ") == "CN"
    for text in ("", "XX", "CHN", "中国"):
        with pytest.raises(identifiers.CountryUnknown):
            country(text)
    assert len(identifiers.COUNTRIES) == 249


@given(st.text(max_size=30))
def test_no_text_breaks_a_reader(text: str) -> None:
    for read in (credit_code, imo_number, hs_code, country):
        try:
            assert read(read(text)) == read(text)
        except identifiers.Refusal as refusal:
            assert refusal.sentence(str)
