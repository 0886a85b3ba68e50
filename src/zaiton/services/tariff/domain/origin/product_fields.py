"""Reading single members of the product document; whatever is wrong becomes a fault, and the member is taken as unknown."""

import re
from collections.abc import Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from zaiton.base.identifiers import COUNTRIES, HsCodeWrong, hs_code, plain_form
from zaiton.base.money import currencies
from zaiton.services.tariff.domain.asking import BadDay, read_day
from zaiton.services.tariff.domain.origin.product_faults import Fault
from zaiton.services.tariff.domain.origin.world import World

LARGEST = 10**15
LONGEST_TEXT = 300
SIX, MOST_DIGITS = 6, 13
MILLIGRAMS = 10**6


class Fields:
    """The members of one object of the document, read one by one."""

    def __init__(self, given: Any, line: str, name: str, world: World, faults: list[Fault]) -> None:
        self.line, self.name, self.world, self.faults = line, name, world, faults
        if not isinstance(given, Mapping):
            self.bad(name, "not_an_object")
            given = {}
        self.given = given
        self.left = {str(key) for key in given}

    def bad(self, field: str, code: str, /, **data: Any) -> None:
        """Note a fault."""
        if "given" in data:
            data["given"] = str(data["given"])[:40]
        self.faults.append(Fault(self.line, field, code, data))

    def take(self, field: str) -> Any:
        """The member as it is written; None where there is none."""
        self.left.discard(field)
        return self.given.get(field)

    def finish(self) -> None:
        """Every member that nobody asked for is a fault: a misspelt one must not be passed over."""
        for field in sorted(self.left):
            self.bad(field[:40], "unknown_field")

    def inner(self, field: str) -> "Fields | None":
        """An object within; None where there is none."""
        value = self.take(field)
        return None if value is None else Fields(value, self.line, field, self.world, self.faults)

    def items(self, field: str) -> list:
        """A list within; empty where there is none."""
        value = self.take(field)
        if value is None:
            return []
        if not isinstance(value, list | tuple):
            self.bad(field, "not_a_list")
            return []
        return list(value)

    def text(self, field: str) -> str:
        """A short text; empty where there is none."""
        value = self.take(field)
        if value is None:
            return ""
        if isinstance(value, bool) or not isinstance(value, str | int) or len(str(value)) > LONGEST_TEXT:
            self.bad(field, "bad_text", most=LONGEST_TEXT)
            return ""
        return str(value).strip()

    def flag(self, field: str) -> bool | None:
        """True, false, or None for what is not known."""
        value = self.take(field)
        if value is None or isinstance(value, bool):
            return value
        self.bad(field, "not_yes_no", given=value)
        return None

    def flags(self, field: str) -> tuple[tuple[str, bool], ...]:
        """Facts by key; those that are null are left out."""
        inner = self.inner(field)
        if inner is None:
            return ()
        found = [(key, inner.flag(key)) for key in sorted(inner.left)]
        return tuple((key, value) for key, value in found if value is not None)

    def choice(self, field: str, known: tuple[str, ...]) -> str | None:
        """One of a few words."""
        value = self.take(field)
        if value is None or value in known:
            return value
        self.bad(field, "not_a_choice", given=value, known=", ".join(known))
        return None

    def day(self, field: str) -> date | None:
        """A day, which must be given."""
        value = self.take(field)
        if value is None or value == "":
            self.bad(field, "missing")
            return None
        if isinstance(value, date):
            return value
        try:
            return read_day(str(value))
        except BadDay:
            self.bad(field, "bad_day", given=value)
            return None

    def territory(self, field: str, *, needed: bool = False) -> str | None:
        """A country or customs territory by its two letters."""
        value = self.take(field)
        if value is None or value == "":
            if needed:
                self.bad(field, "missing")
            return None
        return self.as_territory(field, value)

    def as_territory(self, field: str, value: Any) -> str | None:
        """A territory as written."""
        plain = plain_form(value) if isinstance(value, str) else ""
        if plain in COUNTRIES or plain in self.world.territories:
            return plain
        self.bad(field, "bad_territory", given=value)
        return None

    def currency(self, default: str) -> str:
        """A currency, the given one where none is named."""
        value = self.take("currency")
        if value is None or value == "":
            return default
        plain = plain_form(value) if isinstance(value, str) else ""
        if plain in currencies():
            return plain
        self.bad("currency", "bad_currency", given=value)
        return default

    def whole(self, field: str) -> int | None:
        """A whole number of minor units, zero or more."""
        value = self.take(field)
        if value is None or value == "":
            return None
        if isinstance(value, str) and re.fullmatch(r"-?[0-9]{1,20}", plain := value.strip(), re.ASCII):
            value = int(plain)
        if isinstance(value, bool) or not isinstance(value, int):
            self.bad(field, "not_whole", given=value)
            return None
        if value < 0:
            self.bad(field, "negative", given=value)
            return None
        if value > LARGEST:
            self.bad(field, "too_large", given=value)
            return None
        return value

    def days(self, field: str) -> int | None:
        """A whole number of days, zero or more."""
        value = self.take(field)
        if value is None:
            return None
        if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= LARGEST:
            self.bad(field, "bad_number", given=value)
            return None
        return value

    def weight(self, field: str) -> int | None:
        """A weight in kilograms as whole milligrams."""
        value = self.take(field)
        if value is None or value == "":
            return None
        try:
            kilograms = None if isinstance(value, bool) else Decimal(str(value).strip())
        except InvalidOperation:
            kilograms = None
        if kilograms is None or not kilograms.is_finite():
            self.bad(field, "bad_weight", given=value)
            return None
        if kilograms < 0:
            self.bad(field, "negative", given=value)
            return None
        if kilograms > LARGEST:
            self.bad(field, "too_large", given=value)
            return None
        milligrams = kilograms * MILLIGRAMS
        if milligrams != milligrams.to_integral_value():
            self.bad(field, "bad_weight", given=value)
            return None
        return int(milligrams)

    def edition(self, default: int) -> int:
        """An edition of the Harmonized System by its year."""
        value = self.take("hs_edition")
        if value is None:
            return default
        known = self.world.edition_years
        if isinstance(value, int) and not isinstance(value, bool) and (value in known or not known):
            return value
        self.bad("hs_edition", "bad_edition", given=value, known=", ".join(map(str, known)))
        return default

    def code(self, edition: int, *, needed: bool = False) -> str:
        """A commodity code of six digits or more that the edition has."""
        value = self.take("code")
        if value is None or value == "":
            if needed:
                self.bad("code", "missing")
            return ""
        found = self.as_code("code", value)
        if found and not self.world.exists(found[:SIX], edition):
            self.bad("code", "code_unknown", given=found, edition=edition)
            return ""
        return found

    def as_code(self, field: str, value: Any) -> str:
        """The digits of a code as written; empty where it is none."""
        try:
            return hs_code(str(value), least=SIX, most=MOST_DIGITS)
        except HsCodeWrong:
            self.bad(field, "bad_code", given=value, least=SIX, most=MOST_DIGITS)
            return ""

    def codes(self, code: str, edition: int) -> tuple[tuple[int, str], ...]:
        """What the good is in other editions, said by a person; each must be a code it may be there."""
        inner = self.inner("codes")
        if inner is None:
            return ()
        found = []
        for key in sorted(inner.left):
            year = int(key) if re.fullmatch(r"[0-9]{4}", key, re.ASCII) else 0
            value = self.as_code("codes", inner.take(key))
            if not year or (self.world.edition_years and year not in self.world.edition_years):
                self.bad("codes", "bad_edition", given=key, known=", ".join(map(str, self.world.edition_years)))
            elif value and code:
                known = self.world.editions(code[:SIX], edition, year)
                if known and value[:SIX] not in known:
                    shown = ", ".join(known)
                    self.bad("codes", "code_not_successor", given=value, code=code, edition=year, known=shown)
                else:
                    found.append((year, value))
        return tuple(found)
