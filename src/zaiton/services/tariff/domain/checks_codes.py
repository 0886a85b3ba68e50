"""What packs of kind ``correlation`` and ``concordance`` must satisfy: readable settings, columns, and codes on both sides."""

from collections.abc import Iterator, Mapping, Sequence

from zaiton.base.text import gettext_noop
from zaiton.services.tariff.domain.checks import Fault
from zaiton.services.tariff.domain.codelist import LINE, SUBHEADING

COLUMNS = ("from", "to")


def check_pairs(
    rows: Sequence[Mapping[str, str]], left: frozenset[str] | None, right: frozenset[str] | None, *, national: bool
) -> Iterator[Fault]:
    """Every cell holds codes; six-digit codes stand in their edition where it is on file (``left``, ``right``); no pair twice."""
    if rows and not set(COLUMNS) <= set(rows[0]):
        message = gettext_noop("The rows need the columns from and to.")
        yield Fault("error", None, "missing_column", message)
        return
    seen: dict[tuple[str, str], int] = {}
    for line, row in enumerate(rows, 2):
        sides = [(row[name] or "").split() for name in COLUMNS]
        if not any(sides) or (not national and not all(sides)):
            message = gettext_noop("Line {line}: a code is missing.")
            yield Fault("error", line, "blank_cell", message, {"line": line})
        for codes, known in zip(sides, (left, right), strict=True):
            for code in codes:
                if not (LINE if national else SUBHEADING).fullmatch(code):
                    message = gettext_noop("Line {line}: {given} is no code of this kind of table.")
                    yield Fault("error", line, "bad_code", message, {"line": line, "given": code[:20]})
                elif known is not None and code not in known:
                    message = gettext_noop(
                        "Line {line}: {given} does not stand in its edition of the Harmonized System."
                    )
                    yield Fault("warning", line, "not_in_edition", message, {"line": line, "given": code})
        for pair in ((a, b) for a in sides[0] or [""] for b in sides[1] or [""]):
            if pair in seen:
                message = gettext_noop("Line {line}: the pair {first} and {last} stands twice.")
                data = {"line": line, "first": pair[0] or "—", "last": pair[1] or "—"}
                yield Fault("error", line, "repeated_pair", message, data)
            seen[pair] = line
