"""Drafts of decision tables: what a text and its tests amount to, and the drafts themselves for those who decide about them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property, lru_cache
from typing import Any

import yaml

from zaiton.blocks.law.domain.rules import faults
from zaiton.blocks.law.domain.rules.engine import Engine
from zaiton.blocks.law.domain.rules.publishing_faults import DraftClosed, NoSuchRules
from zaiton.blocks.law.domain.rules.soundness import check_table
from zaiton.blocks.law.domain.rules.table import Table
from zaiton.blocks.law.domain.rules.trials import Outcome, Trial, read_trials, run_trial, trial_source
from zaiton.blocks.law.models import DRAFT, RuleDraft
from zaiton.blocks.law.queries.rules import load_yaml_texts, table_of_texts
from zaiton.blocks.law.queries.versions import live_on_first_day

TABLE_FILE, TESTS_FILE = "table", "tests"
"""What places in faults call the two texts of a draft."""


@dataclass(frozen=True)
class Judged:
    """A table that can be read, with its tests: whether it is sound, which tests come out, which rows no test reaches."""

    engine: Engine
    trials: tuple[Trial, ...]
    fault: faults.RuleFault | None
    unreached: tuple[str, ...]
    outcomes: tuple[Outcome, ...]

    @property
    def table(self) -> Table:
        """The table that was read."""
        return self.engine.table

    @property
    def failing(self) -> int:
        """How many tests do not come out."""
        return sum(1 for outcome in self.outcomes if not outcome.ok)

    @property
    def ready(self) -> bool:
        """Whether a second person may publish it, its first day being free."""
        return self.fault is None and bool(self.outcomes) and not self.failing

    @cached_property
    def untested(self) -> tuple[str, ...]:
        """The rows that no test reaches."""
        reached = {row for outcome in self.outcomes if outcome.document for row in outcome.document["rows"]}
        return tuple(row.id for row in self.table.rows if row.id not in reached)

    @property
    def day_taken(self) -> bool:
        """Whether a published version begins on the same day, as it is now."""
        return live_on_first_day(self.table.name, self.table.in_force.first) is not None


@dataclass(frozen=True, slots=True)
class DraftCard:
    """A draft as pages show it. ``seen`` names what of it and of its table a person looked at, for saving and publishing."""

    public_id: str
    name: str
    text: str
    tests: str
    base_sha256: str
    state: str
    version: int
    seen: str
    drafted_by: str
    drafted_at: datetime
    changed_by: str
    changed_at: datetime
    editors: tuple[str, ...]
    decided_by: str
    decided_at: datetime | None
    reason: str


def judged(text: str, tests: str) -> Judged:
    """What a table and its tests, as texts, amount to; raises the ``RuleFault`` of a text that cannot be read."""
    return _judged(text, tests)


@lru_cache(maxsize=16)
def _judged(text: str, tests: str) -> Judged:
    engine = Engine(table_of_texts(text.encode(), TABLE_FILE))
    trials = trials_of_text(tests)
    fault, unreached = None, ()
    try:
        unreached = check_table(engine.table, TABLE_FILE, engine.cuts)
    except faults.RuleFault as found:
        fault = found
    return Judged(engine, trials, fault, unreached, tuple(run_trial(engine, trial) for trial in trials))


def trials_of_text(tests: str) -> tuple[Trial, ...]:
    """The tests of a YAML text; raises a ``RuleFault`` with their place."""
    return read_trials(load_yaml_texts(tests.encode(), TESTS_FILE) if tests.strip() else None, TESTS_FILE)


def trials_text(trials: Sequence[Trial]) -> str:
    """Tests as the YAML that people edit; blank for none."""
    return yaml_text([trial_source(trial) for trial in trials]) if trials else ""


def yaml_text(source: Any) -> str:
    """A mapping or list of texts as YAML."""
    return yaml.safe_dump(source, allow_unicode=True, sort_keys=False, width=120)


def draft_card(public_id: str) -> DraftCard:
    """One draft, open or decided; raises ``NoSuchRules``."""
    return _card(draft_row(public_id))


def drafts_open(name: str | None = None) -> list[DraftCard]:
    """The open drafts, of one table or of all, the newest first."""
    rows = RuleDraft.objects.filter(state=DRAFT).select_related("table").order_by("-pk")
    return [_card(row) for row in (rows.filter(table__name=name) if name else rows)[:100]]


def draft_row(public_id: str) -> RuleDraft:
    """The stored row; raises ``NoSuchRules``."""
    row = RuleDraft.objects.filter(public_id=public_id).select_related("table").first()
    if row is None:
        raise NoSuchRules()
    return row


def open_draft_row(public_id: str) -> RuleDraft:
    """The stored row of a draft that is open; raises ``NoSuchRules`` or ``DraftClosed``."""
    row = draft_row(public_id)
    if row.state != DRAFT:
        raise DraftClosed()
    return row


def first_free_day(name: str, wanted: date) -> date:
    """The day wanted, or the first after it on which no published version of the table begins."""
    while live_on_first_day(name, wanted) is not None:
        wanted = date.fromordinal(wanted.toordinal() + 1)
    return wanted


def seen_of(row: RuleDraft) -> str:
    """Names the saving of the draft and the turn of its table."""
    return f"{row.version}.{row.table.turn}"


def _card(row: RuleDraft) -> DraftCard:
    facts = {n: getattr(row, n) for n in DraftCard.__slots__ if n not in ("name", "seen", "editors")}
    return DraftCard(**facts, name=row.table.name, seen=seen_of(row), editors=tuple(row.editors))
