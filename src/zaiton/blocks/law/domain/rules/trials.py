"""Tests beside a table: given facts on a day, the outcome that must come out, each run against the table as it stands.

A test names what it expects of the outcome (some outputs, the rows, or that nothing is decided); one that names nothing
could not fail and is refused. A test whose facts the table does not take fails, with the reason.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from zaiton.blocks.law.domain.rules import faults
from zaiton.blocks.law.domain.rules.engine import Decision, Engine
from zaiton.blocks.law.domain.rules.receipts import receipt_document
from zaiton.blocks.law.domain.rules.values import Column, Value, day_of, plain, value_of_text

FIELDS = {"case", "article", "on", "facts", "status", "outputs", "rows"}
STATUSES = ("decided", "no_match", "undetermined")
MOST_TRIALS = 500
LONGEST = 2_000

Expected = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Trial:
    """One test, all texts as written. ``outputs`` is a list for the policy collect; None and an empty ``rows`` are not held against."""

    case: str
    on: str
    facts: Mapping[str, str]
    status: str = "decided"
    outputs: Expected | tuple[Expected, ...] | None = None
    rows: tuple[str, ...] = ()
    article: str = ""


@dataclass(frozen=True, slots=True)
class Miss:
    """What differs: an output, ``rows`` or ``status``; the texts wanted and found."""

    name: str
    wanted: str
    found: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a test: its receipt as a document, what differs, or the refusal of its facts."""

    trial: Trial
    document: Mapping[str, Any] | None
    misses: tuple[Miss, ...] = ()
    fault: faults.RuleFault | None = None

    @property
    def ok(self) -> bool:
        """Whether the table says what the test wants."""
        return self.fault is None and not self.misses


def read_trials(source: Any, file: str) -> tuple[Trial, ...]:
    """The tests of a parsed file; raises the ``RuleFault`` of the first that has not the form of one."""
    if source in (None, ""):
        return ()
    if not isinstance(source, list):
        raise _shape(source, file)
    if len(source) > MOST_TRIALS:
        raise faults.TooManyRows("tests", place=file, given=len(source), limit=MOST_TRIALS)
    return tuple(_trial(entry, f"{file}: tests[{number}]") for number, entry in enumerate(source, start=1))


def trial_source(trial: Trial) -> dict[str, Any]:
    """A test as the mapping of its file."""
    told: dict[str, Any] = {"case": trial.case}
    if trial.article:
        told["article"] = trial.article
    told |= {"on": trial.on, "facts": dict(trial.facts)}
    if trial.status != "decided":
        told["status"] = trial.status
    if trial.outputs is not None:
        listed = isinstance(trial.outputs, tuple)
        told["outputs"] = [dict(one) for one in trial.outputs] if listed else dict(trial.outputs)
    if trial.rows:
        told["rows"] = list(trial.rows)
    return told


def run_trial(engine: Engine, trial: Trial) -> Outcome:
    """Put a test to the table; never raises a refusal, it is told in the outcome."""
    try:
        facts = facts_of_texts(engine, trial.facts)
        day = day_of(trial.on)
        if day is None:
            raise faults.BadValue("on", place="on", given=trial.on[:80], type="day")
        receipt = engine.on(day).receipt(facts)
        return Outcome(trial, receipt_document(receipt), tuple(_misses(engine, trial, receipt.decision)))
    except faults.RuleFault as fault:
        return Outcome(trial, None, fault=fault)


def facts_of_texts(engine: Engine, given: Mapping[str, str]) -> dict[str, Value | None]:
    """Facts written as texts, typed by the inputs; a blank one is not known. Raises ``UnknownFact``, ``BadValue`` and its like."""
    columns = {column.name: column for column in engine.table.inputs}
    _known(given, columns, engine.table.name)
    return {name: _typed(column, given.get(name, "")) for name, column in columns.items()}


def outputs_of_texts(engine: Engine, given: Mapping[str, str]) -> dict[str, Value]:
    """An outcome written as texts, typed by the outputs; blanks are left out. Raises as ``facts_of_texts`` does."""
    columns = {column.name: column for column in engine.table.outputs}
    _known(given, columns, engine.table.name)
    typed = {name: _typed(columns[name], text) for name, text in given.items()}
    return {name: value for name, value in typed.items() if value is not None}


def _typed(column: Column, text: str) -> Value | None:
    return value_of_text(column, text.strip(), column.name) if text.strip() else None


def _known(given: Mapping[str, str], columns: Mapping[str, Column], table: str) -> None:
    for name in given:
        if name not in columns:
            raise faults.UnknownFact(name, table=table, name=name[:80], known=", ".join(columns))


def _misses(engine: Engine, trial: Trial, decision: Decision) -> list[Miss]:
    found = []
    if decision.status != trial.status:
        found.append(Miss("status", trial.status, decision.status))
    if trial.rows and trial.rows != decision.rows:
        found.append(Miss("rows", ", ".join(trial.rows), ", ".join(decision.rows)))
    if trial.outputs is None:
        return found
    told = decision.outputs if isinstance(decision.outputs, tuple) else (decision.outputs or {},)
    wanted = trial.outputs if isinstance(trial.outputs, tuple) else (trial.outputs,)
    typed = [outputs_of_texts(engine, one) for one in wanted]
    if len(told) != len(typed):
        found.append(Miss("outputs", f"{len(typed)} ×", f"{len(told)} ×"))
    for one, other in zip(typed, told, strict=False):
        found += [
            Miss(name, str(plain(value)), "—" if other.get(name) is None else str(plain(other[name])))
            for name, value in one.items()
            if other.get(name) != value
        ]
    return found


def _trial(entry: Any, place: str) -> Trial:
    if not isinstance(entry, Mapping):
        raise _shape(entry, place)
    for name in entry:
        if name not in FIELDS:
            raise faults.UnknownEntry(name, place=place, name=str(name)[:80], known=", ".join(sorted(FIELDS)))
    for name in ("case", "on", "facts"):
        if name not in entry:
            raise faults.MissingEntry(name, place=place, name=name)
    status = _text(entry.get("status", "decided"), f"{place}.status")
    if status not in STATUSES:
        raise faults.UnknownWord("status", place=f"{place}.status", given=status[:80], known=", ".join(STATUSES))
    outputs, rows = entry.get("outputs"), entry.get("rows", [])
    if isinstance(rows, str):
        rows = [part.strip() for part in rows.split(",") if part.strip()]
    if not isinstance(rows, list):
        raise _shape(rows, f"{place}.rows")
    if not outputs and not rows and status == "decided":
        raise faults.MissingEntry("outputs", place=place, name="outputs")
    return Trial(
        case=_text(entry["case"], f"{place}.case"),
        on=_text(entry["on"], f"{place}.on"),
        facts=_texts(entry["facts"], f"{place}.facts"),
        status=status,
        outputs=_outputs(outputs, f"{place}.outputs") if outputs else None,
        rows=tuple(_text(row, f"{place}.rows") for row in rows),
        article=_text(entry["article"], f"{place}.article") if entry.get("article") else "",
    )


def _outputs(given: Any, place: str) -> Expected | tuple[Expected, ...]:
    return tuple(_texts(one, place) for one in given) if isinstance(given, list) else _texts(given, place)


def _texts(given: Any, place: str) -> dict[str, str]:
    if given == "":
        return {}
    if not isinstance(given, Mapping) or not all(isinstance(part, str) for pair in given.items() for part in pair):
        raise _shape(given, place)
    return {name: text for name, text in given.items() if text.strip()}


def _text(given: Any, place: str) -> str:
    if not isinstance(given, str) or not given.strip() or len(given) > LONGEST:
        raise _shape(given, place)
    return given.strip()


def _shape(given: Any, place: str) -> faults.WrongShape:
    shown = repr(given)
    return faults.WrongShape(place, place=place, given=shown if len(shown) < 80 else shown[:77] + "…")
