"""Numbers that name a Chinese ship and its radio station: ship identification number, MMSI, call sign.

Sources: the provisions on ship identification numbers (CN, the year the keel was laid, six figures, a check digit whose rule is
not published in what we read, so it is not checked: unverified); ITU-R M.585 (MMSI; 412 to 414 are China's); ITU Radio Regulations
19.55 and appendix 42 (call signs; the series BAA to BZZ, 3HA to 3UZ and XSA to XSZ are China's).

>>> ship_id("cn 2025-000000-1")
'CN20250000001'
>>> mmsi("４１２ 345 678")
'412345678'
>>> call_sign("bpkl")
'BPKL'
"""

import re

from zaiton.base.identifiers import plain_form, shown_form
from zaiton.base.refusals import Refusal
from zaiton.base.text import gettext_noop

SHIP_ID = re.compile(r"CN(?:19|20)[0-9]{9}")
MMSI = re.compile(r"41[234][0-9]{6}")
_SERIES = r"(?:B[A-Z]|3[H-U]|XS)"
CALL_SIGN = re.compile(rf"{_SERIES}(?:[A-Z]{{2}}[2-9]?|[2-9][0-9]{{3}}|[A-Z][2-9][0-9]{{3}})")


class ShipIdWrong(Refusal):
    """A ship identification number has the letters CN and eleven digits, the first four a year."""

    code = "ship_id_wrong"
    message = gettext_noop("{given} is not a ship identification number: the letters CN and eleven digits.")
    mend = gettext_noop(
        "Write it like CN20250000001; the four digits after CN are the year in which the keel was laid."
    )
    article = "船舶识别号管理规定（未与原文核对）"


class MmsiWrong(Refusal):
    """The MMSI of a Chinese ship has nine digits and begins with one of the figures given to China."""

    code = "mmsi_wrong"
    message = gettext_noop("{given} is not the MMSI of a Chinese ship: nine digits that begin with 412, 413 or 414.")
    mend = gettext_noop("Copy it from the notice in which it was reserved for the ship.")
    article = "ITU-R M.585"


class CallSignWrong(Refusal):
    """The call sign of a Chinese ship comes from China's series."""

    code = "call_sign_wrong"
    message = gettext_noop("{given} is not the call sign of a Chinese ship.")
    mend = gettext_noop("Write it like BPKL, or BPKL2: it comes from the series BAA to BZZ, 3HA to 3UZ or XSA to XSZ.")
    article = "ITU RR 19.55"


def ship_id(text: str, *, field: str | None = None) -> str:
    """The thirteen characters of a Chinese ship identification number."""
    number = plain_form(text)
    if not SHIP_ID.fullmatch(number):
        raise ShipIdWrong(field, given=shown_form(text))
    return number


def mmsi(text: str, *, field: str | None = None) -> str:
    """The nine digits of a Chinese ship station."""
    number = plain_form(text).removeprefix("MMSI")
    if not MMSI.fullmatch(number):
        raise MmsiWrong(field, given=shown_form(text))
    return number


def call_sign(text: str, *, field: str | None = None) -> str:
    """The call sign of a Chinese ship in capitals."""
    sign = plain_form(text)
    if not CALL_SIGN.fullmatch(sign):
        raise CallSignWrong(field, given=shown_form(text))
    return sign
