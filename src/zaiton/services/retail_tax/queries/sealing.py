"""What documents say of persons, sealed under a key of this installation: in tables, logs and copies of tables it is noise.

The key is a file of the data home, made on first use and readable by its owner alone; two keys are derived from it, one to seal by
and one for the keyed hash of buyers. Without the file what was sealed cannot be read by anybody: it belongs into the backup.
"""

import contextlib
import os
import tempfile
from functools import lru_cache
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from zaiton.kit.home import home
from zaiton.services.retail_tax.domain.intake_refusals import SealBroken

FILE = "retail-tax-persons.key"
LENGTH, NONCE = 32, 12


def sealed(plain: bytes, about: bytes) -> bytes:
    """The text sealed (AES-256-GCM), bound to what it is about."""
    nonce = os.urandom(NONCE)
    return nonce + _cipher(str(home())).encrypt(nonce, plain, about)


def unsealed(content: bytes, about: bytes) -> bytes:
    """The text again. Raises ``SealBroken`` where it was changed, is about something else, or the key is another."""
    content = bytes(content)
    try:
        return _cipher(str(home())).decrypt(content[:NONCE], content[NONCE:], about)
    except InvalidTag as error:
        raise SealBroken(file=FILE) from error


def hashing_secret() -> bytes:
    """The secret of the keyed hash of buyers."""
    return _derived(str(home()), b"buyers")


@lru_cache(maxsize=8)
def _cipher(folder: str) -> AESGCM:
    return AESGCM(_derived(folder, b"persons"))


@lru_cache(maxsize=16)
def _derived(folder: str, purpose: bytes) -> bytes:
    return HKDF(SHA256(), LENGTH, None, b"zaiton retail tax " + purpose).derive(_secret(Path(folder) / FILE))


def _secret(path: Path) -> bytes:
    """The key of the file; made where there is none. It appears whole: of two processes that make one, both use that of the first."""
    if not path.exists():
        with tempfile.NamedTemporaryFile(dir=path.parent, prefix=f".{FILE}-") as file:  # readable by its owner alone
            file.write(os.urandom(LENGTH))
            file.flush()
            os.fsync(file.fileno())
            with contextlib.suppress(FileExistsError):
                os.link(file.name, path)
    content = path.read_bytes()
    if len(content) != LENGTH:
        raise SealBroken(file=FILE)
    return content
