"""From the text of a pack to the tables of the engine. Every setting that cannot be read is refused with its name."""

from collections.abc import Mapping, Sequence
from datetime import date

from zaiton.base.refusals import Refusal
from zaiton.base.text import Bilingual, gettext_noop
from zaiton.services.tariff.domain.settings import refuse_settings
from zaiton.services.tariff.domain.staging import Category, Rounding, read_category
from zaiton.services.tariff.domain.tables import STATUS_RANK, Agreement, Nomenclature, Question, ScheduleTable, Source

ROUNDING_MODES = ("half-up", "down", "up")
AFTER_END = ("not_covered", "final_rate")


class BadTable(Refusal):
    """A pack's setting or row that the tariff engine cannot use."""

    code = "bad_table"
    message = gettext_noop("Pack {table}: “{field}” is {value}, which cannot be used: {why}.")
    mend = gettext_noop("Mend it in the pack's folder and run “zaiton data check”.")


def source_of(pack: object) -> Source:
    """The source of a law pack (its public attributes)."""
    note = pack.meta.get("note") or {}
    if pack.status not in STATUS_RANK:
        raise BadTable(table=pack.table, field="status", value=pack.status, why=", ".join(STATUS_RANK))
    return Source(
        table=pack.table,
        title=pack.title,
        issuer=_bilingual(pack.issuer),
        document=str(pack.document or ""),
        published=str(pack.published or ""),
        status=pack.status,
        in_force_from=pack.in_force_from,
        in_force_until=pack.in_force_until,
        sha256=pack.sha256,
        operator=pack.operator,
        hs_edition=pack.hs_edition,
        note=Bilingual(str(note.get("zh", "")), str(note.get("en", ""))),
        precedence=int(pack.precedence or 0),
    )


def schedule_of(
    pack: object, columns: Mapping[str, Sequence[str]], questions: Sequence[Mapping[str, str]]
) -> ScheduleTable:
    """The schedule of a pack of kind ``schedule``. Raises ``BadTable`` or ``BadStaging``."""
    meta, table = pack.meta, pack.table
    refuse_settings(meta)
    settings = meta.get("schedule")
    if not isinstance(settings, Mapping):
        raise BadTable(table=table, field="[schedule]", value="—", why="missing")
    for name in ("agreement", "destination"):
        if not isinstance(settings.get(name), str):
            raise BadTable(table=table, field=f"schedule.{name}", value=repr(settings.get(name)), why="text is needed")
    if "code" not in columns:
        raise BadTable(table=table, field="code", value="—", why="rows have no such column")
    origins = settings.get("origins")
    source = source_of(pack)
    return ScheduleTable(
        source=source,
        agreement=settings["agreement"],
        destination=settings["destination"],
        currency=str(settings.get("currency", "CNY")),
        columns={name: _text(values) for name, values in columns.items()},
        origins=None if origins is None else tuple(origins),
        complete=settings.get("complete", False) is True,
        exact=settings.get("exact", False) is True,
        default_duty=None if settings.get("default_duty") is None else str(settings["default_duty"]),
        rounding=_rounding(table, settings.get("rounding") or {}),
        staging_from=settings.get("staging_from"),
        year_start=_year_start(table, settings.get("year_start", "01-01")),
        after_end=_one_of(table, "schedule.after_end", settings.get("after_end", "not_covered"), AFTER_END),
        categories=_categories(meta.get("staging") or {}),
        questions=_questions(questions),
        own_agreement=_own_agreement(meta, settings, source),
    )


def agreements_of(pack: object, rows: Sequence[Mapping[str, str]]) -> list[Agreement]:
    """The agreements of a pack of kind ``agreements``, one for each importing territory."""
    return [
        Agreement(
            id=row["agreement"],
            name=Bilingual(row.get("name_zh", ""), row.get("name_en", "")),
            kind=row.get("type", ""),
            destination=row["destination"],
            origins=_origins(pack.table, row["origins"]),
            in_force_from=_day(pack.table, "in_force_from", row.get("in_force_from", "")),
            in_force_until=_day(pack.table, "in_force_until", row.get("in_force_until", "")),
            proof=Bilingual(row.get("proof_zh", ""), row.get("proof_en", "")),
            article=row.get("article", ""),
            status=row.get("status", "") or pack.status,
            note=Bilingual(row.get("note_zh", ""), row.get("note_en", "")),
            table=pack.table,
        )
        for row in rows
    ]


def nomenclature_of(pack: object, codes: Sequence[str]) -> Nomenclature:
    """The six-digit codes of one edition."""
    return Nomenclature(int(pack.hs_edition), pack.in_force_from, frozenset(codes))


def _text(values: Sequence[object]) -> Sequence[str]:
    return ["" if v is None else v.strip() if isinstance(v, str) else str(v) for v in values]


def _bilingual(value: object) -> Bilingual:
    return value if isinstance(value, Bilingual) else Bilingual(str(value or ""), str(value or ""))


def _rounding(table: str, settings: Mapping[str, object]) -> Rounding:
    decimals = settings.get("decimals", 1)
    if not isinstance(decimals, int) or not 0 <= decimals <= 10:
        raise BadTable(table=table, field="schedule.rounding.decimals", value=repr(decimals), why="0 to 10")
    return Rounding(decimals, _one_of(table, "schedule.rounding.mode", settings.get("mode", "half-up"), ROUNDING_MODES))


def _one_of(table: str, field: str, value: object, allowed: Sequence[str]) -> str:
    if value not in allowed:
        raise BadTable(table=table, field=field, value=repr(value), why=", ".join(allowed))
    return str(value)


def _year_start(table: str, text: object) -> tuple[int, int]:
    try:
        month, day = (int(part) for part in str(text).split("-"))
        date(2001, month, day)
    except ValueError as error:
        raise BadTable(table=table, field="schedule.year_start", value=repr(text), why="MM-DD") from error
    return month, day


def _categories(definitions: Mapping[str, Mapping[str, object]]) -> dict[str, Category]:
    return {name: read_category(name, definition) for name, definition in definitions.items()}


def _questions(rows: Sequence[Mapping[str, str]]) -> dict[str, Question]:
    answers: dict[tuple[str, str], dict[str, Bilingual]] = {}
    keys: dict[str, tuple[str, str]] = {}
    for row in rows:
        key = (row["question_zh"], row["question_en"])
        answers.setdefault(key, {})[row["when"]] = Bilingual(row["answer_zh"], row["answer_en"])
        keys[row["when"]] = key
    return {when: Question(Bilingual(*key), answers[key]) for when, key in keys.items()}


def _own_agreement(meta: Mapping, settings: Mapping, source: Source) -> Agreement | None:
    own = meta.get("agreement")
    if not isinstance(own, Mapping):
        return None
    name, proof = own.get("name") or {}, own.get("proof") or {}
    return Agreement(
        id=settings["agreement"],
        name=Bilingual(str(name.get("zh", "")), str(name.get("en", ""))),
        kind=str(own.get("type", "")),
        destination=settings["destination"],
        origins=dict.fromkeys(settings.get("origins") or ()),
        in_force_from=own.get("in_force_from"),
        in_force_until=own.get("in_force_until"),
        proof=Bilingual(str(proof.get("zh", "")), str(proof.get("en", ""))),
        article=str(own.get("article", "")),
        status=source.status,
        table=source.table,
    )


def _origins(table: str, text: str) -> dict[str, date | None]:
    found: dict[str, date | None] = {}
    for word in text.split():
        origin, _, day = word.partition("@")
        found[origin] = _day(table, "origins", day)
    return found


def _day(table: str, field: str, text: str) -> date | None:
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise BadTable(table=table, field=field, value=repr(text), why="YYYY-MM-DD") from error
