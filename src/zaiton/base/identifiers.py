"""Numbers that name things: unified social credit codes, IMO numbers, commodity codes, countries; with their check digits.

Every reader forgives what a person's keyboard does (full-width digits, spaces, lower case) and refuses what is wrong with
the reason. Sources: GB 32100-2015 (credit code), IMO resolution A.1117(30) (ship number), ISO 3166-1 (countries).

>>> credit_code("９１３５０２００１５４９９０２８６8")
'913502001549902868'
>>> imo_number("IMO 9074729")
'9074729'
>>> hs_code("0303.54.00")
'03035400'
>>> country("cn")
'CN'
"""

import re
import unicodedata

from zaiton.base.refusals import Refusal
from zaiton.base.text import gettext_noop

CREDIT_CODE_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
CREDIT_CODE_LENGTH = 18
_CREDIT_CODE_WEIGHTS = tuple(pow(3, place, 31) for place in range(CREDIT_CODE_LENGTH - 1))
_IMO_WEIGHTS = (7, 6, 5, 4, 3, 2)

COUNTRIES = frozenset(
    [
        "AD",
        "AE",
        "AF",
        "AG",
        "AI",
        "AL",
        "AM",
        "AO",
        "AQ",
        "AR",
        "AS",
        "AT",
        "AU",
        "AW",
        "AX",
        "AZ",
        "BA",
        "BB",
        "BD",
        "BE",
        "BF",
        "BG",
        "BH",
        "BI",
        "BJ",
        "BL",
        "BM",
        "BN",
        "BO",
        "BQ",
        "BR",
        "BS",
        "BT",
        "BV",
        "BW",
        "BY",
        "BZ",
        "CA",
        "CC",
        "CD",
        "CF",
        "CG",
        "CH",
        "CI",
        "CK",
        "CL",
        "CM",
        "CN",
        "CO",
        "CR",
        "CU",
        "CV",
        "CW",
        "CX",
        "CY",
        "CZ",
        "DE",
        "DJ",
        "DK",
        "DM",
        "DO",
        "DZ",
        "EC",
        "EE",
        "EG",
        "EH",
        "ER",
        "ES",
        "ET",
        "FI",
        "FJ",
        "FK",
        "FM",
        "FO",
        "FR",
        "GA",
        "GB",
        "GD",
        "GE",
        "GF",
        "GG",
        "GH",
        "GI",
        "GL",
        "GM",
        "GN",
        "GP",
        "GQ",
        "GR",
        "GS",
        "GT",
        "GU",
        "GW",
        "GY",
        "HK",
        "HM",
        "HN",
        "HR",
        "HT",
        "HU",
        "ID",
        "IE",
        "IL",
        "IM",
        "IN",
        "IO",
        "IQ",
        "IR",
        "IS",
        "IT",
        "JE",
        "JM",
        "JO",
        "JP",
        "KE",
        "KG",
        "KH",
        "KI",
        "KM",
        "KN",
        "KP",
        "KR",
        "KW",
        "KY",
        "KZ",
        "LA",
        "LB",
        "LC",
        "LI",
        "LK",
        "LR",
        "LS",
        "LT",
        "LU",
        "LV",
        "LY",
        "MA",
        "MC",
        "MD",
        "ME",
        "MF",
        "MG",
        "MH",
        "MK",
        "ML",
        "MM",
        "MN",
        "MO",
        "MP",
        "MQ",
        "MR",
        "MS",
        "MT",
        "MU",
        "MV",
        "MW",
        "MX",
        "MY",
        "MZ",
        "NA",
        "NC",
        "NE",
        "NF",
        "NG",
        "NI",
        "NL",
        "NO",
        "NP",
        "NR",
        "NU",
        "NZ",
        "OM",
        "PA",
        "PE",
        "PF",
        "PG",
        "PH",
        "PK",
        "PL",
        "PM",
        "PN",
        "PR",
        "PS",
        "PT",
        "PW",
        "PY",
        "QA",
        "RE",
        "RO",
        "RS",
        "RU",
        "RW",
        "SA",
        "SB",
        "SC",
        "SD",
        "SE",
        "SG",
        "SH",
        "SI",
        "SJ",
        "SK",
        "SL",
        "SM",
        "SN",
        "SO",
        "SR",
        "SS",
        "ST",
        "SV",
        "SX",
        "SY",
        "SZ",
        "TC",
        "TD",
        "TF",
        "TG",
        "TH",
        "TJ",
        "TK",
        "TL",
        "TM",
        "TN",
        "TO",
        "TR",
        "TT",
        "TV",
        "TW",
        "TZ",
        "UA",
        "UG",
        "UM",
        "US",
        "UY",
        "UZ",
        "VA",
        "VC",
        "VE",
        "VG",
        "VI",
        "VN",
        "VU",
        "WF",
        "WS",
        "YE",
        "YT",
        "ZA",
        "ZM",
        "ZW",
    ]
)
"""ISO 3166-1 alpha-2 codes; customs territories such as HK, MO and TW have their own."""


class CreditCodeLength(Refusal):
    """A unified social credit code has eighteen characters."""

    code = "credit_code_length"
    message = gettext_noop("A unified social credit code has 18 characters; this one has {count}.")
    mend = gettext_noop("Copy all 18 characters from the business licence.")
    article = "GB 32100-2015"


class CreditCodeCharacter(Refusal):
    """Only digits and 21 of the letters occur; places 3 to 8 are digits."""

    code = "credit_code_character"
    message = gettext_noop("The character {character} at place {place} cannot stand in a unified social credit code.")
    mend = gettext_noop(
        "The letters I, O, S, V and Z never occur (often 1, 0, 5 or 2 is meant); places 3 to 8 are digits."
    )
    article = "GB 32100-2015"


class CreditCodeCheckDigit(Refusal):
    """The last character is computed from the seventeen before it."""

    code = "credit_code_check_digit"
    message = gettext_noop("This unified social credit code does not hold: a character is mistyped or two are swapped.")
    mend = gettext_noop("Compare it with the business licence, character by character.")
    article = "GB 32100-2015"


class ImoNumberWrong(Refusal):
    """A ship's number has seven digits, the last computed from the six before it."""

    code = "imo_number_wrong"
    message = gettext_noop("{given} is not an IMO ship number: seven digits, the last one a check digit.")
    mend = gettext_noop("Write it like 9074729, as on the ship's certificate.")
    article = "IMO A.1117(30)"


class HsCodeWrong(Refusal):
    """A commodity code has digits only."""

    code = "hs_code_wrong"
    message = gettext_noop("{given} is not a commodity code: it has {least} to {most} digits.")
    mend = gettext_noop("Write it like 0303.54 or 03035400.")


class CountryUnknown(Refusal):
    """A country or customs territory is named by its two-letter code."""

    code = "country_unknown"
    message = gettext_noop("{given} is not the two-letter code of a country or customs territory.")
    mend = gettext_noop("Write it like CN, KR or CH.")
    article = "ISO 3166-1"


def credit_code(text: str, *, field: str | None = None) -> str:
    """The unified social credit code in ``text``, eighteen plain characters; refuses with the reason what is not one."""
    code = plain_form(text)
    if len(code) != CREDIT_CODE_LENGTH:
        raise CreditCodeLength(field, count=len(code))
    for place, character in enumerate(code, 1):
        if character not in CREDIT_CODE_ALPHABET or (3 <= place <= 8 and not character.isdecimal()):
            raise CreditCodeCharacter(field, character=character, place=place)
    if credit_code_check_character(code[:-1]) != code[-1]:
        raise CreditCodeCheckDigit(field)
    return code


def credit_code_check_character(body: str) -> str:
    """The eighteenth character that belongs to the first seventeen."""
    total = sum(CREDIT_CODE_ALPHABET.index(c) * w for c, w in zip(body, _CREDIT_CODE_WEIGHTS, strict=True))
    return CREDIT_CODE_ALPHABET[-total % 31]


def imo_number(text: str, *, field: str | None = None) -> str:
    """The seven digits of an IMO ship number, with or without the letters before it."""
    number = plain_form(text).removeprefix("IMO")
    if not re.fullmatch(r"[0-9]{7}", number) or imo_check_digit(number[:6]) != number[6]:
        raise ImoNumberWrong(field, given=shown_form(text))
    return number


def imo_check_digit(body: str) -> str:
    """The seventh digit that belongs to the first six."""
    return str(sum(int(d) * w for d, w in zip(body, _IMO_WEIGHTS, strict=True)) % 10)


def hs_code(text: str, *, least: int = 2, most: int = 10, field: str | None = None) -> str:
    """The digits of a commodity code, without dots, spaces or full-width forms."""
    code = plain_form(text).replace(".", "")
    if not re.fullmatch(r"[0-9]+", code) or not least <= len(code) <= most:
        raise HsCodeWrong(field, given=shown_form(text), least=least, most=most)
    return code


def country(text: str, *, field: str | None = None) -> str:
    """The ISO 3166-1 alpha-2 code in capitals."""
    code = plain_form(text)
    if code not in COUNTRIES:
        raise CountryUnknown(field, given=shown_form(text))
    return code


def plain_form(text: str) -> str:
    """What was typed in capitals, without full-width forms, spaces and hyphens."""
    folded = unicodedata.normalize("NFKC", text).replace("。", ".")
    return re.sub(r"[\s\-\u2010-\u2015_\u00b7]+", "", folded).upper()


def shown_form(text: str) -> str:
    """What was typed, short enough for a sentence."""
    stripped = text.strip()
    return stripped if len(stripped) <= 40 else stripped[:40] + "…"
