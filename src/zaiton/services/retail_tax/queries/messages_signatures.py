"""Enveloped signatures (XML-DSig) of messages: one reference to the whole document, RSA, keys from certificates only.

Written on lxml's canonical form and ``cryptography``. Whatever else XML-DSig could do (other references, transforms, keys
given in the document) is refused: that is where forged documents come from.
"""

import base64
import binascii
import hmac
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from lxml import etree

from zaiton.services.retail_tax.queries.messages_layouts import Around
from zaiton.services.retail_tax.queries.messages_xml import DSIG

ENVELOPED = f"{DSIG}enveloped-signature"
HASHES: dict[str, type[hashes.HashAlgorithm]] = {
    f"{DSIG}rsa-sha1": hashes.SHA1,
    "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256": hashes.SHA256,
    f"{DSIG}sha1": hashes.SHA1,
    "http://www.w3.org/2001/04/xmlenc#sha256": hashes.SHA256,
}
"""What this programme can reckon; which of them count is data."""
CERTIFICATE_MOST = 16 * 1024


class SignatureUnfit(ValueError):
    """A signature that does not hold; the argument is the end of the name of a fault (``digest``: ``signature_digest``)."""


@dataclass(frozen=True, slots=True)
class Signed:
    """A signature that holds. ``trusted``: its certificate is one of those on file; otherwise it only proves integrity.

    Whether the certificate was valid at the time is for whoever knows the time: ``valid_from``, ``valid_to``.
    """

    subject: str
    serial: int
    fingerprint: str
    method: str
    trusted: bool
    valid_from: datetime
    valid_to: datetime


def verified(root: etree._Element, around: Around, on_file: Collection[bytes] | None) -> tuple[Signed, bytes] | None:
    """Check the signature of a message and take it out of the tree; with it, the bytes that were signed. None without one.

    ``on_file`` are the SHA-256 fingerprints of the sender's certificates; None where none are kept. Raises ``SignatureUnfit``.
    """
    if next(root.iter(f"{{{DSIG}}}*"), None) is None:
        return None
    signatures = list(root.iter(f"{{{DSIG}}}Signature"))
    if len(signatures) != 1 or signatures[0].getparent() is not root:
        raise SignatureUnfit("shape")
    signature = signatures[0]
    if any(child.tag not in (_d("SignedInfo"), _d("SignatureValue"), _d("KeyInfo")) for child in signature):
        raise SignatureUnfit("shape")
    info, value = _only(signature, "SignedInfo"), _bytes(_only(signature, "SignatureValue"))
    method, digest_method, digest = _signed_info(info, around)
    certificate = _certificate(signature, around)
    fingerprint = certificate.fingerprint(hashes.SHA256())
    trusted = on_file is not None and fingerprint in on_file
    if on_file is not None and not trusted:
        raise SignatureUnfit("stranger")
    canonical_info = etree.tostring(info, method="c14n", exclusive=False, with_comments=False)
    key = certificate.public_key()
    assert isinstance(key, rsa.RSAPublicKey)  # made sure of in _certificate
    try:
        key.verify(value, canonical_info, padding.PKCS1v15(), HASHES[method]())
    except InvalidSignature as error:
        raise SignatureUnfit("value") from error
    _take_out(signature)
    made = hashes.Hash(HASHES[digest_method]())
    content = etree.tostring(root, method="c14n", exclusive=False, with_comments=False)
    made.update(content)
    if not hmac.compare_digest(made.finalize(), digest):
        raise SignatureUnfit("digest")
    valid = certificate.not_valid_before_utc, certificate.not_valid_after_utc
    subject, serial = certificate.subject.rfc4514_string(), certificate.serial_number
    return Signed(subject, serial, fingerprint.hex(), method, trusted, *valid), content


def _signed_info(info: etree._Element, around: Around) -> tuple[str, str, bytes]:
    """The methods and the digest of the only reference, which must be to the whole document."""
    if [child.tag for child in info] != [_d("CanonicalizationMethod"), _d("SignatureMethod"), _d("Reference")]:
        raise SignatureUnfit("shape")
    canonical, method, reference = info
    digest_method = _only(reference, "DigestMethod")
    transforms = [each.get("Algorithm") for each in reference.iterfind(f"{_d('Transforms')}/{_d('Transform')}")]
    if reference.get("URI") != "" or transforms not in ([ENVELOPED], [ENVELOPED, around.canonical]):
        raise SignatureUnfit("shape")
    if any(len(each) for each in (canonical, method, digest_method)) or any(
        len(each) for each in reference.iterfind(f"{_d('Transforms')}/*")
    ):
        raise SignatureUnfit("shape")
    names = method.get("Algorithm", ""), digest_method.get("Algorithm", "")
    if canonical.get("Algorithm") != around.canonical or not (
        names[0] in around.methods and names[1] in around.digests and set(names) <= set(HASHES)
    ):
        raise SignatureUnfit("method")
    return *names, _bytes(_only(reference, "DigestValue"))


def _certificate(signature: etree._Element, around: Around) -> x509.Certificate:
    found = list(signature.iterfind(f"{_d('KeyInfo')}//{_d('X509Certificate')}"))
    if len(found) != 1:
        raise SignatureUnfit("certificate")
    content = _bytes(found[0])
    try:
        certificate = x509.load_der_x509_certificate(content)
        key = certificate.public_key()
    except Exception as error:  # whatever a malformed certificate makes of the reader, it is one that cannot be read
        raise SignatureUnfit("certificate") from error
    if not isinstance(key, rsa.RSAPublicKey) or key.key_size < around.least_bits:
        raise SignatureUnfit("certificate")
    return certificate


def fingerprints(certificates: Collection[bytes]) -> frozenset[bytes]:
    """The SHA-256 fingerprints of certificates in PEM or DER. Raises ``ValueError`` for one that cannot be read."""
    found = set()
    for content in certificates:
        pem = content.lstrip().startswith(b"-----BEGIN")
        certificate = x509.load_pem_x509_certificate(content) if pem else x509.load_der_x509_certificate(content)
        found.add(certificate.fingerprint(hashes.SHA256()))
    return frozenset(found)


def signed(
    root: etree._Element, key: rsa.RSAPrivateKey, certificate: x509.Certificate, method: str, around: Around
) -> None:
    """Put an enveloped signature at the end of a message: what the demonstration's counterparts send."""
    digest_name = {hashes.SHA1: f"{DSIG}sha1"}.get(HASHES[method], "http://www.w3.org/2001/04/xmlenc#sha256")
    made = hashes.Hash(HASHES[digest_name]())
    made.update(etree.tostring(root, method="c14n", exclusive=False, with_comments=False))
    signature = etree.SubElement(root, _d("Signature"), nsmap={"ds": DSIG})
    info = etree.SubElement(signature, _d("SignedInfo"))
    etree.SubElement(info, _d("CanonicalizationMethod"), Algorithm=around.canonical)
    etree.SubElement(info, _d("SignatureMethod"), Algorithm=method)
    reference = etree.SubElement(info, _d("Reference"), URI="")
    etree.SubElement(etree.SubElement(reference, _d("Transforms")), _d("Transform"), Algorithm=ENVELOPED)
    etree.SubElement(reference, _d("DigestMethod"), Algorithm=digest_name)
    etree.SubElement(reference, _d("DigestValue")).text = base64.b64encode(made.finalize()).decode()
    canonical_info = etree.tostring(info, method="c14n", exclusive=False, with_comments=False)
    value = key.sign(canonical_info, padding.PKCS1v15(), HASHES[method]())
    etree.SubElement(signature, _d("SignatureValue")).text = base64.b64encode(value).decode()
    holder = etree.SubElement(etree.SubElement(signature, _d("KeyInfo")), _d("X509Data"))
    content = certificate.public_bytes(serialization.Encoding.DER)
    etree.SubElement(holder, _d("X509Certificate")).text = base64.b64encode(content).decode()


def _take_out(signature: etree._Element) -> None:
    """Remove a signature but not the blanks after it: these were signed."""
    parent, before, tail = signature.getparent(), signature.getprevious(), signature.tail or ""
    if before is not None:
        before.tail = (before.tail or "") + tail
    else:
        parent.text = (parent.text or "") + tail
    parent.remove(signature)


def _only(element: etree._Element, name: str) -> etree._Element:
    found = element.findall(_d(name))
    if len(found) != 1:
        raise SignatureUnfit("shape")
    return found[0]


def _bytes(element: etree._Element) -> bytes:
    text = "".join((element.text or "").split())
    try:
        if len(element) or not 0 < len(text) <= CERTIFICATE_MOST:
            raise ValueError(text[:20])
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError) as error:
        raise SignatureUnfit("shape") from error


def _d(name: str) -> str:
    return f"{{{DSIG}}}{name}"
