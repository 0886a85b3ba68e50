"""What puts seals on documents: a port with several providers, each with keys of its own kind."""

from collections.abc import Callable
from datetime import datetime
from typing import Protocol

from zaiton.blocks.papers.domain.seal_refusals import NoSuchProvider
from zaiton.blocks.papers.domain.seals import KeyMade, KeyWish

Sealer = Callable[[bytes, datetime], bytes]
"""Seals a document with a loaded key at a moment; raises ``SealFailed``. May be called by several threads at once."""


class SealProvider(Protocol):
    """One way to seal. ``inside``: what comes back is the document itself, sealed; else it is a file beside it."""

    name: str
    inside: bool

    def make(self, wish: KeyWish) -> KeyMade:
        """A new key with its certificate; the private half comes back as it is to be kept on disk."""
        ...

    def opened(self, certificate_pem: str, private_pem: bytes) -> Sealer:
        """A sealer with the key loaded once; raises ``KeyUnreadable``."""
        ...


class ProviderTwice(Exception):
    """Two providers under one name."""


class SealProviders:
    """The providers there are, by name."""

    def __init__(self) -> None:
        self._known: dict[str, SealProvider] = {}

    def register(self, provider: SealProvider) -> None:
        """Add a provider; raises ``ProviderTwice``."""
        if provider.name in self._known:
            raise ProviderTwice(provider.name)
        self._known[provider.name] = provider

    def named(self, name: str) -> SealProvider:
        """The provider of this name; raises ``NoSuchProvider``."""
        if name not in self._known:
            raise NoSuchProvider(provider=name, names=", ".join(self.names()))
        return self._known[name]

    def names(self) -> tuple[str, ...]:
        """Every name, those that seal inside first: what lies beside is made of the sealed document."""
        return tuple(sorted(self._known, key=lambda name: (not self._known[name].inside, name)))


providers = SealProviders()
