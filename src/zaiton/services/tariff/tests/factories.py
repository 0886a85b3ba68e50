"""Small schedules and books for tests, built the way packs build them."""

from datetime import date

from zaiton.base.text import Bilingual
from zaiton.services.tariff.domain.book import RateBook
from zaiton.services.tariff.domain.staging import Rounding, read_category
from zaiton.services.tariff.domain.tables import Agreement, Nomenclature, ScheduleTable, Source


def make_source(table="t", begins=date(2020, 1, 1), ends=None, status="official", **more) -> Source:
    """A source with the given table name and days."""
    title = Bilingual(f"表 {table}", f"Table {table}")
    return Source(table, title, title, "", "", status, begins, ends, "0" * 64, **more)


def make_table(
    agreement, rows, *, destination="CN", table=None, begins=date(2020, 1, 1), ends=None, categories=None, **more
) -> ScheduleTable:
    """A schedule from row mappings; missing cells are blank."""
    names = list(dict.fromkeys(name for row in rows for name in row)) or ["code"]
    columns = {name: [row.get(name, "") for row in rows] for name in names}
    source = make_source(
        table or agreement, begins, ends, more.pop("status", "official"), precedence=more.pop("precedence", 0)
    )
    read = {name: read_category(name, definition) for name, definition in (categories or {}).items()}
    more.setdefault("rounding", Rounding())
    currency = more.pop("currency", "CNY")
    return ScheduleTable(source, agreement, destination, currency, columns, categories=read, **more)


def make_agreement(name, origins, *, destination="CN", begins=date(2000, 1, 1), ends=None) -> Agreement:
    """An agreement with partners since its first day, or since their own: ``{"KR": date}``."""
    partners = origins if isinstance(origins, dict) else dict.fromkeys(origins)
    title = Bilingual(f"{name}协定", f"{name} agreement")
    proof = Bilingual("原产地证书", "Certificate of origin")
    return Agreement(name, title, "fta", destination, partners, begins, ends, proof, "", "official")


def make_book(*tables, agreements=(), codes=None) -> RateBook:
    """A book; ``codes`` are the six-digit codes of HS 2022."""
    editions = [] if codes is None else [Nomenclature(2022, date(2022, 1, 1), frozenset(codes))]
    return RateBook(tables, agreements, editions)
