"""Materials typed into the form of a product, row by row; they are read by the reader of files, so mistakes are told alike."""

from collections.abc import Mapping

from zaiton.services.tariff.domain.origin.bill_rows import materials_of

TYPED = ("line", "name", "code", "origin", "originating", "value")
FIRST, MORE, MOST = 6, 6, 120
LONGEST = 200


class TypedRows:
    """The rows as they were typed; at least six, and six more for whoever asks for more."""

    def __init__(self, given: Mapping[str, str]) -> None:
        said = given.get("rows", "")
        count = int(said) if said.isascii() and said.isdecimal() and len(said) < 4 else FIRST
        count = min(max(count, FIRST) + (MORE if "more" in given else 0), MOST)
        self.rows = [self._row(given, number) for number in range(1, count + 1)]

    @staticmethod
    def _row(given: Mapping[str, str], number: int) -> dict[str, str]:
        return {
            "number": str(number),
            **{name: given.get(f"m-{number}-{name}", "").strip()[:LONGEST] for name in TYPED},
        }

    def materials(self, currency: str) -> list[dict]:
        """The materials of a product document; none where nothing was typed. Raises ``BadBill`` with the number of each row."""
        rows = [(int(row["number"]), [row[name] for name in TYPED]) for row in self.rows]
        typed = [(number, cells) for number, cells in rows if any(cells)]
        return materials_of([(0, list(TYPED)), *typed], currency) if typed else []
