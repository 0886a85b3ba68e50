"""A file of rules of origin as the pack it becomes: one row for each code, its rule in the notation of files or its words.

A row whose code cannot be meant stops the whole file, as in every official table; words that are not understood do not: they are kept
as they stand and wait for a person. A code with several different rules waits for a person, too: which goods each is for is not told.
"""

from collections.abc import Mapping, Sequence
from datetime import date

from zaiton.services.tariff.domain.annex.faults import RowFault
from zaiton.services.tariff.domain.annex.lines import Table
from zaiton.services.tariff.domain.annex.packing import PackDraft, describe
from zaiton.services.tariff.domain.annex.settings import ORIGIN_RULES, ImportSettings
from zaiton.services.tariff.domain.origin.compact import compact
from zaiton.services.tariff.domain.origin.listing import COLUMNS
from zaiton.services.tariff.domain.origin.reading import RuleRow
from zaiton.services.tariff.domain.origin.reading_reasons import REASONS

NOTE = (
    "经办人导入的原产地规则；读不懂的规则保留原文，等待人工确认。",
    "Rules of origin imported by the operator; what was not understood keeps its words and waits for a person.",
)
BETWEEN = " ‖ "
"""Between the words of several rules of one code."""


def rule_list(
    rows: Sequence[RuleRow], settings: ImportSettings, *, file_name: str, today: date
) -> tuple[Table, list[PackDraft]]:
    """The pack that rows of rules become, with the mistakes of their codes and remarks on their words."""
    table = Table()
    by_code: dict[str, list[RuleRow]] = {}
    for row in rows:
        if row.code:
            by_code.setdefault(row.code, []).append(row)
        else:
            data = {"rest": "", **row.data}
            table.faults.append(RowFault(row.sheet, row.line, "", "pack", {"message": _sentence(row), "data": data}))
    kept = [(code, *_kept(of_code)) for code, of_code in sorted(by_code.items())]
    _remark(table, "rules_unread", [row.text for of in by_code.values() for row in of if row.rule is None])
    _remark(table, "rules_several", [code for code, of in by_code.items() if len({_one(row) for row in of}) > 1])
    places = [(by_code[code][0].sheet, by_code[code][0].line, "") for code, _, _ in kept]
    return table, [PackDraft(_meta(settings, file_name, today), COLUMNS, kept, places)]


def _sentence(row: RuleRow) -> str:
    return REASONS[row.reason]


def _one(row: RuleRow) -> str:
    return row.text if row.rule is None else compact(row.rule)


def _kept(rows: Sequence[RuleRow]) -> tuple[str, str]:
    """The rule of a code in the notation of files, or its words."""
    if rows[0].rule is not None and all(row.rule == rows[0].rule for row in rows):
        return compact(rows[0].rule), ""
    return "", BETWEEN.join(dict.fromkeys(" ".join(row.text.split()) for row in rows))


def _remark(table: Table, code: str, found: Sequence[str]) -> None:
    if found:
        table.warnings.append(RowFault("", None, "", code, {"count": len(found), "given": found[0][:60]}))


def _meta(settings: ImportSettings, file_name: str, today: date) -> Mapping:
    title = (f"{settings.agreement} 产品特定原产地规则", f"Product-specific rules of origin of {settings.agreement}")
    name = settings.table or f"origin-{settings.agreement.lower()}" + (
        f"-{settings.importer.lower()}" if settings.importer else ""
    )
    meta = describe(
        settings, ORIGIN_RULES, name, title, file_name=file_name, today=today, until=settings.until, note=NOTE
    )
    about = {"agreement": settings.agreement, "complete": settings.complete}
    return meta | {"origin": about | ({"importer": settings.importer} if settings.importer else {})}
