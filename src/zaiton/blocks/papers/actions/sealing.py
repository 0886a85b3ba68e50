"""Sealing one document with the keys of a seal: first what goes into it, then what is made of the sealed document and lies beside.

Nothing is written here. Whoever keeps the files records the uses in the same transaction (``uses_of``), so that no seal is used
off the record: what was sealed and not recorded has never left the process.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from hashlib import sha256

import zaiton.blocks.papers.actions.providers  # noqa: F401  makes them known
from zaiton.blocks.papers.actions import keyfiles
from zaiton.blocks.papers.actions.providing import Sealer, providers
from zaiton.blocks.papers.domain import kinds
from zaiton.blocks.papers.domain.seal_refusals import KeyUnreadable, SealKeyExpired, SealKeyLacking, SealUnknown
from zaiton.blocks.papers.domain.status import PDF
from zaiton.blocks.papers.models import Seal, SealKey
from zaiton.blocks.papers.queries.seals import keys_in_use
from zaiton.kit.clock import BEIJING

KEYS_LOADED = 64


@dataclass(frozen=True, slots=True)
class File:
    """One file that came of it: its form (``pdf``, or the provider's name for what lies beside)."""

    form: str
    content: bytes
    media_type: str

    @property
    def sha256(self) -> str:
        """The digest of the content."""
        return sha256(self.content).hexdigest()


@dataclass(frozen=True, slots=True)
class Use:
    """That a key was used: on what, and what came of it, by digests."""

    key: SealKey
    document_sha256: str
    sealed_sha256: str


@dataclass(frozen=True, slots=True)
class Sealed:
    """A sealed document: its files, the document first, and each use of a key."""

    files: tuple[File, ...]
    uses: tuple[Use, ...]


def keys_in_force(seal: str, *, at: datetime) -> tuple[SealKey, ...]:
    """The keys with which a seal seals now, those that seal inside first.

    Raises ``SealUnknown``, ``SealKeyLacking``; ``SealKeyExpired`` where one has run out, since a document with half of its seals
    would look whole.
    """
    keys = keys_in_use(seal)
    if not keys:
        raise SealKeyLacking(name=seal) if Seal.objects.filter(name=seal).exists() else SealUnknown(name=seal)
    for key in keys:
        if key.valid_until <= at:
            day = key.valid_until.astimezone(BEIJING).date().isoformat()
            raise SealKeyExpired(name=seal, provider=key.provider, day=day)
    return tuple(sorted(keys, key=lambda key: (not providers.named(key.provider).inside, key.provider)))


def sealed(document: bytes, keys: Sequence[SealKey], *, at: datetime) -> Sealed:
    """Seal a document with each key; raises ``SealFailed``, ``KeyUnreadable``, ``NoSuchProvider``."""
    beside: list[File] = []
    uses: list[Use] = []
    for key in keys:
        made = sealer_of(key)(document, at)
        uses.append(Use(key, sha256(document).hexdigest(), sha256(made).hexdigest()))
        if providers.named(key.provider).inside:
            document = made
        else:
            beside.append(File(key.provider, made, kinds.JSON))
    return Sealed((File(PDF, document, kinds.PDF), *beside), tuple(uses))


def sealer_of(key: SealKey) -> Sealer:
    """The loaded key; read from disk once in each process. Raises ``KeyUnreadable``."""
    return _opened(key.public_id, key.provider, key.certificate_pem, keyfiles.passphrase())


@lru_cache(maxsize=KEYS_LOADED)
def _opened(public_id: str, provider: str, certificate_pem: str, passphrase: str) -> Sealer:
    try:
        private = keyfiles.place_of(public_id).read_bytes()
        return providers.named(provider).opened(certificate_pem, private)
    except (OSError, KeyUnreadable):
        raise KeyUnreadable(key=public_id) from None
