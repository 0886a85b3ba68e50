"""From the text of a pack to treatments, safeguards, duties on top, import VAT and exchange rates."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal

from zaiton.base.text import Bilingual
from zaiton.services.tariff.domain.duty import parse_duty, scaled_of
from zaiton.services.tariff.domain.landed import ExchangeTable, VatTable
from zaiton.services.tariff.domain.measures import Additional, Safeguard, Treatment
from zaiton.services.tariff.domain.reading import BadTable, source_of

Rows = Sequence[Mapping[str, str]]


def treatment_of(pack: object, rows: Rows) -> Treatment:
    """A list of origins that are treated alike. Raises ``BadTable``."""
    settings = _section(pack, "treatment")
    treatment = str(settings.get("treatment", "general"))
    if treatment != "general":
        raise BadTable(table=pack.table, field="treatment.treatment", value=repr(treatment), why="general")
    origins = frozenset(row.get("origin", "").strip() for row in rows) - {""}
    return Treatment(source_of(pack), _text(pack, settings, "treatment", "destination"), treatment, origins)


def safeguards_of(pack: object, rows: Rows) -> list[Safeguard]:
    """Measures that switch lines back to MFN. Raises ``BadTable``."""
    source = source_of(pack)
    return [
        Safeguard(
            source=source,
            agreement=_cell(pack, row, "agreement"),
            destination=_cell(pack, row, "destination"),
            origins=frozenset(_cell(pack, row, "origin").split()),
            code=_code(pack, row),
            begins=_day(pack, row, "from") or source.in_force_from,
            ends=_day(pack, row, "until"),
            document=row.get("document", "") or source.document,
        )
        for row in rows
    ]


def additional_of(pack: object, rows: Rows) -> list[Additional]:
    """Duties on top of all rates. Raises ``BadTable`` or ``UnreadableDuty``."""
    source = source_of(pack)
    currency = str(_section(pack, "additional", needed=False).get("currency", "CNY"))
    return [
        Additional(
            source=source,
            destination=_cell(pack, row, "destination"),
            origins=frozenset(_cell(pack, row, "origin").split()),
            code=_code(pack, row),
            measure=_cell(pack, row, "measure"),
            duty=parse_duty(row.get("duty", ""), currency),
            begins=_day(pack, row, "from") or source.in_force_from,
            ends=_day(pack, row, "until"),
            scope=Bilingual(row.get("scope_zh", ""), row.get("scope_en", "")),
            document=row.get("document", "") or source.document,
        )
        for row in rows
    ]


def vat_of(pack: object, rows: Rows) -> VatTable:
    """Import VAT by code. Raises ``BadTable``."""
    settings = _section(pack, "vat")
    rates = {_code(pack, row, least=2): _rate(pack, row.get("rate", "")) for row in rows}
    default = settings.get("default")
    return VatTable(
        source=source_of(pack),
        destination=_text(pack, settings, "vat", "destination"),
        default=None if default is None else _rate(pack, str(default)),
        rates=rates,
    )


def exchange_of(pack: object, rows: Rows) -> ExchangeTable:
    """Customs exchange rates by currency and month. Raises ``BadTable``."""
    settings = _section(pack, "fx", needed=False)
    per = settings.get("per", 1)
    if per not in (1, 100):
        raise BadTable(table=pack.table, field="fx.per", value=repr(per), why="1, 100")
    rates: dict[tuple[str, str], Decimal] = {}
    for row in rows:
        month = _cell(pack, row, "month")
        try:
            date.fromisoformat(f"{month}-01")
            rate = Decimal(scaled_of(_cell(pack, row, "rate"))) / 10**10 / per
        except ValueError as error:
            raise BadTable(
                table=pack.table, field="month, rate", value=repr(dict(row)), why="2026-11, 7.1024"
            ) from error
        rates[_cell(pack, row, "currency").upper(), month] = rate
    return ExchangeTable(source_of(pack), str(settings.get("currency", "CNY")), rates)


def _section(pack: object, name: str, *, needed: bool = True) -> Mapping[str, object]:
    section = pack.meta.get(name)
    if isinstance(section, Mapping):
        return section
    if needed or section is not None:
        raise BadTable(table=pack.table, field=f"[{name}]", value="—", why="missing")
    return {}


def _text(pack: object, settings: Mapping[str, object], section: str, name: str) -> str:
    value = settings.get(name)
    if not isinstance(value, str) or not value:
        raise BadTable(table=pack.table, field=f"{section}.{name}", value=repr(value), why="text is needed")
    return value


def _cell(pack: object, row: Mapping[str, str], name: str) -> str:
    value = (row.get(name) or "").strip()
    if not value:
        raise BadTable(table=pack.table, field=name, value="—", why="blank")
    return value


def _code(pack: object, row: Mapping[str, str], least: int = 2) -> str:
    code = _cell(pack, row, "code")
    if not (code.isascii() and code.isdigit() and least <= len(code) <= 10):
        raise BadTable(table=pack.table, field="code", value=repr(code), why="2 to 10 digits")
    return code


def _day(pack: object, row: Mapping[str, str], name: str) -> date | None:
    text = (row.get(name) or "").strip()
    try:
        return date.fromisoformat(text) if text else None
    except ValueError as error:
        raise BadTable(table=pack.table, field=name, value=repr(text), why="YYYY-MM-DD") from error


def _rate(pack: object, text: str) -> int | None:
    if not text.strip():
        return None
    try:
        return scaled_of(text.strip().rstrip("%"))
    except ValueError as error:
        raise BadTable(table=pack.table, field="rate", value=repr(text), why="13, 9 …") from error
