"""A provider for demonstrations and tests: its keys can be made, and no seal ever comes of them."""

from datetime import datetime

from zaiton.blocks.papers.actions.providers.pades import Pades
from zaiton.blocks.papers.actions.providing import Sealer
from zaiton.blocks.papers.domain.seal_refusals import SealFailed
from zaiton.blocks.papers.domain.seals import FAILING, KeyMade, KeyWish


class Failing:
    """Like a seal on a server that never answers."""

    name = FAILING
    inside = True

    def make(self, wish: KeyWish) -> KeyMade:
        """A key like any other."""
        return Pades().make(wish)

    def opened(self, certificate_pem: str, private_pem: bytes) -> Sealer:
        """Always fails."""

        def sealed(document: bytes, at: datetime) -> bytes:
            raise SealFailed(provider=FAILING, why="-")

        return sealed
