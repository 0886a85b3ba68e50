"""What sources get wrong in their statements: each lie is written down, because each must stand as a break in the end."""

import random
from dataclasses import dataclass, field, replace
from datetime import date

from zaiton.blocks.money.domain.channels import SourceStatement, StatementLine

KINDS = ("lost", "ghost", "one_fen", "twice")


@dataclass
class Lies:
    """``planted`` has the references of all lies; ``fibs`` the statements that are wrong in their totals at first."""

    chance: random.Random
    often: float
    planted: dict[str, tuple[str, str]] = field(default_factory=dict)
    told: dict[tuple[str, date], tuple[str, int] | None] = field(default_factory=dict)
    fibs: set[tuple[str, date]] = field(default_factory=set)
    issues: dict[tuple[str, date], tuple[list[StatementLine], int]] = field(default_factory=dict)
    totals_wrong: bool = False

    def written(self, source: str, day: date, lines: list[StatementLine], opening: int | None) -> SourceStatement:
        """The statement with its lie, if it has one. A new number whenever its content is new."""
        lied = self._lied(source, day, lines)
        before, issue = self.issues.get((source, day), ([], 0))
        issue += before != lied or not issue
        self.issues[source, day] = (lied, issue)
        number = f"{source}-{day:%Y%m%d}-{issue}"
        total = sum(line.amount for line in lied)
        closing = None if opening is None else opening + total
        if self.totals_wrong and closing is not None and (source, day) not in self.fibs and lied:
            self.fibs.add((source, day))
            closing += 1
        return SourceStatement(source, day, number, "CNY", opening, closing, tuple(lied))

    def _lied(self, source: str, day: date, lines: list[StatementLine]) -> list[StatementLine]:
        if (source, day) not in self.told:
            lie = self.chance.choice(KINDS) if lines and self.chance.random() < self.often else None
            if source == "bank" and lie is not None:
                lie = None  # its balances must follow; what it gets wrong are totals
            self.told[source, day] = (lie, self.chance.randrange(10**6)) if lie else None
        found = self.told[source, day]
        if not found or not lines:
            return lines
        kind, draw = found
        victim = min(lines, key=lambda line: line.reference)
        place = lines.index(victim)
        if kind == "ghost":
            reference = f"GHOST-{source}-{day:%m%d}"
            self.planted[reference] = (source, kind)
            return [*lines, StatementLine(reference, 1 + draw, "CNY", day, "", "nobody's")]
        self.planted[victim.reference] = (source, kind)
        if kind == "lost":
            return lines[:place] + lines[place + 1 :]
        if kind == "twice":
            return [*lines, victim]
        more = 1 if victim.amount > 0 else -1  # never down to nothing: that would be no amount at all
        return [*lines[:place], replace(victim, amount=victim.amount + more), *lines[place + 1 :]]
