"""A seal inside the PDF (PAdES, ETSI EN 319 142-1): pyHanko with the key loaded once, so that PDF/A-1b still holds.

What a default seal of pyHanko does to PDF/A: a field without appearance, and document metadata written anew without the
extension schemas. Here the seal is visible and the metadata stay as they are; the tests hold sealed files against a validator.
"""

from datetime import datetime
from io import BytesIO

from asn1crypto import pem
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.sign.fields import SigFieldSpec, SigSeedSubFilter
from pyhanko.sign.general import SigningError
from pyhanko.sign.signers import PdfSignatureMetadata, PdfSigner, SimpleSigner
from pyhanko_certvalidator.registry import SimpleCertificateStore

from zaiton.blocks.papers.actions.keyfiles import private_bytes, private_key
from zaiton.blocks.papers.actions.providers.authority import authority, certified
from zaiton.blocks.papers.actions.providers.stamp import STYLE
from zaiton.blocks.papers.actions.providing import Sealer
from zaiton.blocks.papers.domain.seal_refusals import KeyUnreadable, SealFailed
from zaiton.blocks.papers.domain.seals import PADES, RSA3072, KeyMade, KeyWish, subject_parts
from zaiton.blocks.papers.domain.sheets import SEAL_BOX
from zaiton.kit.clock import BEIJING

FIELD = "Seal"
DIGEST = "sha256"
BYTES_RESERVED = 8192
"""Room for the signature in hexadecimal: with RSA-3072 and its one certificate it takes some 4,600."""
RSA_BITS, RSA_EXPONENT = 3072, 65537
NAME_OIDS = {
    "country_name": NameOID.COUNTRY_NAME,
    "organization_name": NameOID.ORGANIZATION_NAME,
    "organizational_unit_name": NameOID.ORGANIZATIONAL_UNIT_NAME,
    "common_name": NameOID.COMMON_NAME,
}
META = PdfSignatureMetadata(field_name=FIELD, subfilter=SigSeedSubFilter.PADES, md_algorithm=DIGEST)


class Pades:
    """Keys of the installation's own authority, elliptic curve by default."""

    name = PADES
    inside = True

    def make(self, wish: KeyWish) -> KeyMade:
        """A key with a certificate of the installation's root."""
        key = (
            rsa.generate_private_key(RSA_EXPONENT, RSA_BITS)
            if wish.algorithm == RSA3072
            else ec.generate_private_key(ec.SECP256R1())
        )
        parts = subject_parts(wish.title, wish.demo)
        subject = x509.Name([x509.NameAttribute(NAME_OIDS[name], text) for name, text in parts])
        made = certified(
            authority(wish.not_before),
            subject,
            key.public_key(),
            not_before=wish.not_before,
            not_after=wish.not_after,
        )
        return KeyMade(
            made.public_bytes(Encoding.PEM).decode(),
            private_bytes(key),
            made.subject.rfc4514_string(),
            f"{made.serial_number:x}",
            made.fingerprint(hashes.SHA256()).hex(),
            made.not_valid_after_utc,
        )

    def opened(self, certificate_pem: str, private_pem: bytes) -> Sealer:
        """Puts the seal into the box that the sheet leaves free."""
        try:
            signer = LoadedSigner(certificate_pem, private_key(private_pem))
        except (ValueError, TypeError):
            raise KeyUnreadable(key="") from None

        def sealed(document: bytes, at: datetime) -> bytes:
            try:
                return pades_sealed(document, signer, at=at)
            except (SigningError, PdfError, ValueError) as error:
                raise SealFailed(provider=PADES, why=str(error)[:200]) from error

        return sealed


class LoadedSigner(SimpleSigner):
    """A signer of pyHanko that keeps the key loaded; the library reads it anew for each signature, which takes ten times as long."""

    def __init__(self, certificate_pem: str, key: ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey) -> None:
        _, _, der = pem.unarmor(certificate_pem.encode())
        self.loaded = key
        super().__init__(
            signing_cert=asn1_x509.Certificate.load(der), signing_key=None, cert_registry=SimpleCertificateStore()
        )

    async def async_sign_raw(self, data: bytes, digest_algorithm: str, dry_run: bool = False) -> bytes:
        """The raw signature over the attributes."""
        chosen = hashes.SHA256() if digest_algorithm == DIGEST else None
        if chosen is None:
            raise SigningError(f"no {digest_algorithm} here")
        if isinstance(self.loaded, rsa.RSAPrivateKey):
            return self.loaded.sign(data, padding.PKCS1v15(), chosen)
        return self.loaded.sign(data, ec.ECDSA(chosen))


class TimedSigner(PdfSigner):
    """A signer to whom the moment is told; the library would read the machine's clock."""

    def __init__(self, signer: SimpleSigner, at: datetime) -> None:
        spec = SigFieldSpec(FIELD, on_page=0, box=SEAL_BOX)
        super().__init__(META, signer=signer, stamp_style=STYLE, new_field_spec=spec)
        self.at = at

    def init_signing_session(self, pdf_out, existing_fields_only: bool = False):
        """A session at the moment told."""
        session = super().init_signing_session(pdf_out, existing_fields_only)
        session.system_time = self.at.astimezone(BEIJING)
        return session


def pades_sealed(document: bytes, signer: SimpleSigner, *, at: datetime) -> bytes:
    """The document with the seal as an appended revision. Raises what pyHanko raises."""
    writer = IncrementalPdfFileWriter(BytesIO(document))
    writer._update_meta = lambda *_, **__: (
        None
    )  # it would spoil PDF/A; a private name: the version is pinned, the tests validate
    return TimedSigner(signer, at).sign_pdf(writer, bytes_reserved=BYTES_RESERVED).getvalue()
