"""SM2 signatures with SM3 by the system's OpenSSL, called through ctypes: no process for each signature (6 ms against 0.3).

Nothing here keeps state but the loaded library. The error queue of OpenSSL is emptied after a failure, because Python's own
``ssl`` shares it.
"""

import ctypes
import ctypes.util
from ctypes import c_char_p, c_int, c_long, c_size_t, c_void_p
from functools import cache

from zaiton.blocks.papers.domain.envelope import DISTID
from zaiton.blocks.papers.domain.seal_refusals import Sm2Lacking

LIBRARY = "libcrypto.so.3"
SIGNATURES: dict[str, tuple[object, tuple[object, ...]]] = {
    "BIO_new_mem_buf": (c_void_p, (c_char_p, c_int)),
    "BIO_new": (c_void_p, (c_void_p,)),
    "BIO_s_mem": (c_void_p, ()),
    "BIO_free": (c_int, (c_void_p,)),
    "BIO_ctrl": (c_long, (c_void_p, c_int, c_long, c_void_p)),
    "PEM_read_bio_PrivateKey": (c_void_p, (c_void_p, c_void_p, c_void_p, c_char_p)),
    "PEM_read_bio_PUBKEY": (c_void_p, (c_void_p, c_void_p, c_void_p, c_char_p)),
    "PEM_write_bio_PKCS8PrivateKey": (
        c_int,
        (c_void_p, c_void_p, c_void_p, c_char_p, c_int, c_void_p, c_char_p),
    ),
    "EVP_aes_256_cbc": (c_void_p, ()),
    "EVP_sm3": (c_void_p, ()),
    "EVP_PKEY_free": (None, (c_void_p,)),
    "EVP_PKEY_Q_keygen": (c_void_p, (c_void_p, c_char_p, c_char_p)),
    "EVP_PKEY_CTX_new": (c_void_p, (c_void_p, c_void_p)),
    "EVP_PKEY_CTX_free": (None, (c_void_p,)),
    "EVP_PKEY_CTX_set1_id": (c_int, (c_void_p, c_char_p, c_int)),
    "EVP_MD_CTX_new": (c_void_p, ()),
    "EVP_MD_CTX_free": (None, (c_void_p,)),
    "EVP_MD_CTX_set_pkey_ctx": (None, (c_void_p, c_void_p)),
    "EVP_DigestSignInit": (c_int, (c_void_p, c_void_p, c_void_p, c_void_p, c_void_p)),
    "EVP_DigestSign": (c_int, (c_void_p, c_void_p, c_void_p, c_char_p, c_size_t)),
    "EVP_DigestVerifyInit": (c_int, (c_void_p, c_void_p, c_void_p, c_void_p, c_void_p)),
    "EVP_DigestVerify": (c_int, (c_void_p, c_char_p, c_size_t, c_char_p, c_size_t)),
    "i2d_PUBKEY": (c_int, (c_void_p, c_void_p)),
    "ERR_clear_error": (None, ()),
}
BIO_INFO = 3


class Sm2Failed(Exception):
    """OpenSSL refused: a key that is no SM2 key, a wrong passphrase."""


@cache
def library() -> ctypes.CDLL:
    """The library with the functions that are needed; raises ``Sm2Lacking``.

    One built or configured without SM2 has the functions all the same, so a key is made to see.
    """
    for name in (LIBRARY, ctypes.util.find_library("crypto")):
        try:
            found = ctypes.CDLL(name) if name else None
            if found is not None:
                for function, (result, arguments) in SIGNATURES.items():
                    getattr(found, function).restype = result
                    getattr(found, function).argtypes = arguments
                if _has_sm2(found):
                    return found
        except (OSError, AttributeError):
            continue
    raise Sm2Lacking


def _has_sm2(found: ctypes.CDLL) -> bool:
    key = found.EVP_PKEY_Q_keygen(None, None, b"SM2")
    if not key:
        found.ERR_clear_error()
        return False
    found.EVP_PKEY_free(key)
    return True


class Sm2Key:
    """A loaded key, private or public. Used by several threads at once: OpenSSL counts its references itself."""

    def __init__(self, handle: int | None) -> None:
        if not handle:
            library().ERR_clear_error()
            raise Sm2Failed
        self._handle = handle

    def __del__(self) -> None:
        handle = getattr(self, "_handle", None)
        if handle:
            library().EVP_PKEY_free(handle)

    @classmethod
    def made(cls) -> "Sm2Key":
        """A new pair of keys."""
        return cls(library().EVP_PKEY_Q_keygen(None, None, b"SM2"))

    @classmethod
    def private(cls, pem: bytes, passphrase: str = "") -> "Sm2Key":
        """The private key of a PEM file. An empty passphrase is given, too: without one OpenSSL would ask the terminal."""
        return cls._read(library().PEM_read_bio_PrivateKey, pem, passphrase.encode())

    @classmethod
    def public(cls, pem: bytes) -> "Sm2Key":
        """A public key."""
        return cls._read(library().PEM_read_bio_PUBKEY, pem, b"")

    @classmethod
    def _read(cls, reader: object, pem: bytes, passphrase: bytes) -> "Sm2Key":
        bio = library().BIO_new_mem_buf(pem, len(pem))
        try:
            return cls(reader(bio, None, None, passphrase))
        finally:
            library().BIO_free(bio)

    def private_pem(self, passphrase: str = "") -> bytes:
        """The private half as PKCS #8, encrypted where a passphrase is given."""
        lib, words = library(), passphrase.encode()
        bio = lib.BIO_new(lib.BIO_s_mem())
        try:
            cipher = lib.EVP_aes_256_cbc() if words else None
            if not lib.PEM_write_bio_PKCS8PrivateKey(bio, self._handle, cipher, words or None, len(words), None, None):
                lib.ERR_clear_error()
                raise Sm2Failed
            place = c_void_p()
            length = lib.BIO_ctrl(bio, BIO_INFO, 0, ctypes.byref(place))
            return ctypes.string_at(place, length)
        finally:
            lib.BIO_free(bio)

    def public_der(self) -> bytes:
        """The public half as SubjectPublicKeyInfo."""
        length = library().i2d_PUBKEY(self._handle, None)
        buffer = ctypes.create_string_buffer(max(length, 1))
        library().i2d_PUBKEY(self._handle, ctypes.byref(c_void_p(ctypes.addressof(buffer))))
        return buffer.raw[:length]

    def sign(self, message: bytes) -> bytes:
        """The signature as DER; raises ``Sm2Failed``."""
        lib = library()
        with _Digest(self._handle) as context:
            length = c_size_t()
            if lib.EVP_DigestSignInit(context, None, lib.EVP_sm3(), None, self._handle) == 1 and (
                lib.EVP_DigestSign(context, None, ctypes.byref(length), message, len(message)) == 1
            ):
                buffer = ctypes.create_string_buffer(length.value)
                if lib.EVP_DigestSign(context, buffer, ctypes.byref(length), message, len(message)) == 1:
                    return buffer.raw[: length.value]
        lib.ERR_clear_error()
        raise Sm2Failed

    def verifies(self, signature: bytes, message: bytes) -> bool:
        """Whether a signature is this key's over this very message."""
        lib = library()
        with _Digest(self._handle) as context:
            begun = lib.EVP_DigestVerifyInit(context, None, lib.EVP_sm3(), None, self._handle) == 1
            good = begun and lib.EVP_DigestVerify(context, signature, len(signature), message, len(message)) == 1
        lib.ERR_clear_error()
        return bool(good)


class _Digest:
    """A context for one signature, with the signer's identity set before anything is digested."""

    def __init__(self, handle: int) -> None:
        lib = library()
        self.key, self.digest = lib.EVP_PKEY_CTX_new(handle, None), lib.EVP_MD_CTX_new()
        if not self.key or lib.EVP_PKEY_CTX_set1_id(self.key, DISTID.encode(), len(DISTID)) != 1:
            self.__exit__()
            lib.ERR_clear_error()
            raise Sm2Failed
        lib.EVP_MD_CTX_set_pkey_ctx(self.digest, self.key)

    def __enter__(self) -> int:
        return self.digest

    def __exit__(self, *_: object) -> None:
        library().EVP_MD_CTX_free(self.digest)
        library().EVP_PKEY_CTX_free(self.key)
