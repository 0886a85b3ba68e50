"""Where private keys lie: files of the service alone, encrypted where the operator gives a passphrase."""

import os
from pathlib import Path

from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    KeySerializationEncryption,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)
from django.conf import settings

from zaiton.kit.home import home

FOLDER = "seal-keys"


def folder() -> Path:
    """The folder of private keys, made where it is missing, for the service alone."""
    path = home() / FOLDER
    path.mkdir(mode=0o700, parents=True, exist_ok=True)
    path.chmod(0o700)
    return path


def place_of(public_id: str) -> Path:
    """The private half of a key."""
    return home() / FOLDER / f"{public_id}.pem"


def passphrase() -> str:
    """What private keys are encrypted with; blank: they are not."""
    return settings.SEAL_PASSPHRASE


def kept(path: Path, content: bytes) -> None:
    """Write a new file for the service alone, durable when this returns; raises ``FileExistsError`` where there is one."""
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    above = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(above)
    finally:
        os.close(above)


def destroyed(path: Path) -> None:
    """Overwrite and remove a private key that is not to seal any longer."""
    try:
        with path.open("r+b") as file:
            file.write(b"\0" * path.stat().st_size)
            file.flush()
            os.fsync(file.fileno())
        path.unlink()
    except FileNotFoundError:
        return


def private_bytes(key) -> bytes:
    """A private key of ``cryptography`` as PKCS #8."""
    words = passphrase()
    how: KeySerializationEncryption = BestAvailableEncryption(words.encode()) if words else NoEncryption()
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, how)


def private_key(pem: bytes):
    """The private key of a file; raises ``ValueError`` or ``TypeError`` where it cannot be read."""
    words = passphrase() if b"ENCRYPTED" in pem else ""
    return load_pem_private_key(pem, words.encode() or None)
