"""What a table changes against another version of it: lines added, taken away, changed, and unchanged."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

Figures = Mapping[str, str]
"""Code (or whatever a row is known by) to its figures as one text."""
NOT_FIGURES = frozenset({"name_zh", "name_en", "alias", "document", "scope_zh", "scope_en"})
KEYS = {
    "schedule": ("code",),
    "vat": ("code",),
    "fx": ("currency", "month"),
    "concordance": ("from", "to"),
    "safeguards": ("agreement", "origin", "code", "from"),
    "additional": ("code", "origin", "measure", "from"),
    "origin_rules": ("code",),
}
"""By which columns the rows of a pack of each kind are told apart."""


@dataclass(frozen=True, slots=True)
class Difference:
    """Against an earlier version. ``changed`` gives (key, old figures, new figures)."""

    added: tuple[tuple[str, str], ...]
    removed: tuple[tuple[str, str], ...]
    changed: tuple[tuple[str, str, str], ...]
    unchanged: int


def figures_of(kind: str, columns: Sequence[str], rows: Iterable[Sequence[str]], answers: Mapping[str, str]) -> Figures:
    """The figures of each row by its key; the candidates of one code are joined. ``answers`` maps ``when`` ids to words."""
    keys = [columns.index(name) for name in KEYS[kind] if name in columns]
    rest = [
        (i, name)
        for i, name in enumerate(columns)
        if i not in keys and name not in NOT_FIGURES and name != "destination"
    ]
    found: dict[str, list[str]] = {}
    for row in rows:
        parts = []
        for i, name in rest:
            if row[i] and name == "when":
                parts.append(f"[{answers.get(row[i], row[i])}]")
            elif row[i]:
                parts.append(row[i] if name in ("duty", "rate", "rule", "text") else f"{name} {row[i]}")
        found.setdefault(" ".join(row[i] for i in keys), []).append(", ".join(parts))
    return {key: "; ".join(sorted(texts)) for key, texts in found.items()}


def compare(old: Figures, new: Figures) -> Difference:
    """The difference from the old figures to the new ones, in the order of their keys."""
    both = old.keys() & new.keys()
    changed = tuple((key, old[key], new[key]) for key in sorted(both) if old[key] != new[key])
    return Difference(
        added=tuple((key, new[key]) for key in sorted(new.keys() - both)),
        removed=tuple((key, old[key]) for key in sorted(old.keys() - both)),
        changed=changed,
        unchanged=len(both) - len(changed),
    )
