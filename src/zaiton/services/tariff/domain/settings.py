"""The form of a schedule's settings in SOURCE.toml: which fields there are, and of what type each must be.

Everything that reads settings may rely on it: a pack whose settings have another form is refused before anything is computed.
"""

from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime
from typing import Any

from zaiton.base.refusals import Refusal
from zaiton.base.text import gettext_noop
from zaiton.services.tariff.domain.checks import Fault

Test = Callable[[Any], bool]


class BadSetting(Refusal):
    """A setting of a pack that has another form than it must."""

    code = "bad_setting"

    def __init__(self, fault: Fault) -> None:
        self.message = fault.message
        super().__init__(**fault.data)


def _text(value: Any) -> bool:
    return isinstance(value, str) and bool(value.strip())


def _whole(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value >= 0


def _truth(value: Any) -> bool:
    return isinstance(value, bool)


def _day(value: Any) -> bool:
    return isinstance(value, date) and not isinstance(value, datetime)


def _codes(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and all(_text(v) for v in value)


def _figures(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and all(_figure(v) for v in value)


def _table(value: Any) -> bool:
    return isinstance(value, Mapping)


def _figure(value: Any) -> bool:
    return _text(value) or (isinstance(value, int | float) and not isinstance(value, bool))


def _bilingual(value: Any) -> bool:
    return _table(value) and _text(value.get("zh")) and _text(value.get("en"))


FORMS: dict[Test, str] = {
    _text: gettext_noop("{name} is {given}; it must be a text in quotation marks."),
    _whole: gettext_noop("{name} is {given}; it must be a whole number."),
    _truth: gettext_noop("{name} is {given}; it must be true or false."),
    _day: gettext_noop("{name} is {given}; it must be a day like 2026-01-01, without quotation marks."),
    _codes: gettext_noop('{name} is {given}; it must be a list of codes like ["KR", "JP"].'),
    _figures: gettext_noop('{name} is {given}; it must be a list of figures like ["25", "50"].'),
    _table: gettext_noop("{name} is {given}; it must be a table."),
    _figure: gettext_noop("{name} is {given}; it must be a figure."),
    _bilingual: gettext_noop('{name} is {given}; it must be {{ zh = "…", en = "…" }}.'),
}
SCHEDULE: dict[str, Test] = {
    "agreement": _text,
    "destination": _text,
    "origins": _codes,
    "complete": _truth,
    "exact": _truth,
    "lines": _whole,
    "currency": _text,
    "default_duty": _figure,
    "rounding": _table,
    "staging_from": _day,
    "year_start": _text,
    "after_end": _text,
}
NEEDED = ("agreement", "destination")
AGREEMENT: dict[str, Test] = {
    "name": _bilingual,
    "proof": _bilingual,
    "type": _text,
    "article": _text,
    "in_force_from": _day,
    "in_force_until": _day,
}
CATEGORY: dict[str, Test] = {"type": _text, "steps": _figure, "to": _figure, "percent": _figure}


def check_settings(meta: Mapping[str, Any]) -> Iterator[Fault]:
    """What is wrong with the form of ``[schedule]``, ``[agreement]`` and ``[staging]``; unknown fields are warnings."""
    schedule = meta.get("schedule")
    if not _table(schedule):
        yield _fault(_table, "[schedule]", schedule)
        return
    for name in NEEDED:
        if name not in schedule:
            message = gettext_noop("{name} is missing from SOURCE.toml.")
            yield Fault("error", None, "missing_setting", message, {"name": f"schedule.{name}"})
    yield from _check_fields("schedule", schedule, SCHEDULE)
    if "agreement" in meta:
        yield from _check_section("agreement", meta["agreement"], AGREEMENT)
    staging = meta.get("staging", {})
    if not _table(staging):
        yield _fault(_table, "[staging]", staging)
        return
    for name, definition in staging.items():
        yield from _check_category(f"staging.{name}", definition)


def _check_category(name: str, definition: Any) -> Iterator[Fault]:
    if not _table(definition):
        yield _fault(_table, f"[{name}]", definition)
        return
    for field, test in CATEGORY.items():
        if field in definition and not test(definition[field]):
            yield _fault(test, f"{name}.{field}", definition[field])
    if definition.get("type") == "steps" and not _table(definition.get("rates")):
        yield _fault(_table, f"{name}.rates", definition.get("rates"))
    percents = definition.get("percents")
    if definition.get("type") == "cuts" and not _figures(percents):
        yield _fault(_figures, f"{name}.percents", percents)


def _check_section(section: str, fields: Any, known: Mapping[str, Test]) -> Iterator[Fault]:
    if not _table(fields):
        yield _fault(_table, f"[{section}]", fields)
    else:
        yield from _check_fields(section, fields, known)


def _check_fields(section: str, fields: Mapping[str, Any], known: Mapping[str, Test]) -> Iterator[Fault]:
    for name, value in fields.items():
        if name not in known:
            message = gettext_noop("{name} means nothing in SOURCE.toml and is not used.")
            yield Fault("warning", None, "unknown_setting", message, {"name": f"{section}.{name}"})
        elif not known[name](value):
            yield _fault(known[name], f"{section}.{name}", value)


def _fault(test: Test, name: str, value: Any) -> Fault:
    given = "—" if value is None else repr(value)
    return Fault("error", None, "bad_setting", FORMS[test], {"name": name, "given": given[:80]})


def refuse_settings(meta: Mapping[str, Any]) -> None:
    """Raise ``BadSetting`` for the first setting that has the wrong form."""
    for fault in check_settings(meta):
        if fault.severity == "error":
            raise BadSetting(fault)
