"""A structured duty as people read it, in Chinese (as tariff tables print it) and in English."""

from collections.abc import Callable

from zaiton.services.tariff.domain.duty import SCALE, AdValorem, Choice, Duty, Gap, Part, Specific, percent_of

UNIT_NAMES = {
    "kg": ("千克", "kg"),
    "g": ("克", "g"),
    "t": ("吨", "t"),
    "l": ("升", "L"),
    "kl": ("千升", "kL"),
    "m": ("米", "m"),
    "m2": ("平方米", "m²"),
    "m3": ("立方米", "m³"),
    "pc": ("件", "piece"),
    "head": ("头", "head"),
    "pair": ("双", "pair"),
    "sheet": ("张", "sheet"),
    "dozen": ("打", "dozen"),
    "mwh": ("兆瓦时", "MWh"),
}
CURRENCY_NAMES = {
    "CNY": ("元", "CNY"),
    "JPY": ("日元", "JPY"),
    "KRW": ("韩元", "KRW"),
    "USD": ("美元", "USD"),
    "EUR": ("欧元", "EUR"),
}


def unit_name(unit: str, english: bool) -> str:
    """The unit's name; the code itself where it has none."""
    return UNIT_NAMES.get(unit, (unit, unit))[english]


def currency_name(currency: str, english: bool) -> str:
    """The currency's name in running text."""
    return CURRENCY_NAMES.get(currency, (currency, currency))[english]


def duty_words(duty: Duty | None, english: bool) -> str:
    """The duty in words: ``3.3%``, ``10%或3元/千克，从高``, ``10% or 3 CNY/kg, whichever is higher``; a dash for none."""
    return "—" if duty is None else (_english if english else _chinese)(duty.part)


def duty_code(duty: Duty | None) -> str:
    """The duty in the compact grammar of packs, the inverse of ``parse_duty``."""
    return "" if duty is None else _compact(duty.part)


def _amount(part: Specific | Gap, english: bool) -> str:
    per = "" if part.per == 1 else f"{part.per:,} "
    money = f"{percent_of(part.amount):,f}"
    space = " " if english else ""
    return f"{money}{space}{currency_name(part.currency, english)}/{per}{unit_name(part.unit, english)}"


def _chinese(part: Part) -> str:
    if isinstance(part, AdValorem):
        return f"{percent_of(part.rate):f}%"
    if isinstance(part, Specific):
        return _amount(part, False)
    if isinstance(part, Gap):
        factor = "" if part.factor == SCALE else f"的{percent_of(part.factor):f}倍"
        return f"每{unit_name(part.unit, False)}完税价格与{_amount(part, False)}的差额{factor}"
    inner = [_wrapped(p, _chinese, "（）") for p in part.parts]
    return "或".join(inner) + ("，从高" if part.highest else "，从低") if isinstance(part, Choice) else "加".join(inner)


def _wrapped(part: Part, words: Callable[[Part], str], brackets: str) -> str:
    text = words(part)
    return brackets[0] + text + brackets[1] if isinstance(part, Choice) else text


def _english(part: Part) -> str:
    if isinstance(part, AdValorem):
        return f"{percent_of(part.rate):f}%"
    if isinstance(part, Specific):
        return _amount(part, True)
    if isinstance(part, Gap):
        factor = "" if part.factor == SCALE else f"{percent_of(part.factor):f} times "
        return f"{factor}the difference between {_amount(part, True)} and the customs value per {unit_name(part.unit, True)}"
    inner = [_wrapped(p, _english, "()") for p in part.parts]
    if isinstance(part, Choice):
        return " or ".join(inner) + (", whichever is higher" if part.highest else ", whichever is lower")
    return " plus ".join(inner)


def _compact(part: Part) -> str:
    if isinstance(part, AdValorem):
        return f"{percent_of(part.rate):f}"
    if isinstance(part, Specific | Gap):
        per = "" if part.per == 1 else f"{part.per} "
        text = f"{percent_of(part.amount):f} {part.currency}/{per}{part.unit}"
        if isinstance(part, Specific):
            return text
        return f"gap({text})" + ("" if part.factor == SCALE else f" * {percent_of(part.factor):f}")
    return _joined([_compact(p) for p in part.parts], part)


def _joined(inner: list[str], part: Part) -> str:
    joiner: Callable[[list[str]], str] = " + ".join if not isinstance(part, Choice) else ", ".join
    if isinstance(part, Choice):
        return ("max(" if part.highest else "min(") + joiner(inner) + ")"
    return joiner(inner)
