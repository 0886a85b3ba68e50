"""The kinds of numbers that a text can be asked to be, each with the reader that knows its check digit."""

from collections.abc import Callable, Mapping

from zaiton.base.identifiers import country, credit_code, imo_number
from zaiton.base.ship_identifiers import call_sign, mmsi, ship_id

Reader = Callable[..., str]

READERS: Mapping[str, Reader] = {
    "call_sign": call_sign,
    "country": country,
    "credit_code": credit_code,
    "imo": imo_number,
    "mmsi": mmsi,
    "ship_id": ship_id,
}
"""By the word a case type uses; each takes the text and ``field``, returns the plain form, refuses what is none."""
