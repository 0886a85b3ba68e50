"""A scanner for demonstrations and tests: there, and never answering."""

from zaiton.blocks.papers.domain.store_refusals import ScannerSilent


class Failing:
    """Gives no answer, whatever it is asked."""

    name = "failing"

    def find(self, content: bytes) -> str:
        """Raises ``ScannerSilent``."""
        raise ScannerSilent(scanner=self.name)
