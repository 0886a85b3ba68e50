"""PAdES seals through our own sealing (a seal's key, the visible stamp, PDF/A kept, digests of the use) against bare pyHanko.

The peer stands in the same run: the same document, the same loaded key, the same room reserved, called as its manual says but for
the key, which the library would parse anew for each signature (told apart as ``as_documented``). The peer's signature is invisible,
which is its quickest; with the library's own visible stamp it is told as ``visible``. They take turns, so that a busy moment of the
machine hits all. Ours does not write the document's metadata anew, for the sake of PDF/A; that is why it is quicker. EC P-256 is the
default key and the figure of the last line; RSA-3072 and SM2 with SM3 are stated. A sealed file of ours of each document is held against the authority's root. Run it with ``make bench``.
"""

import io
import json
import os
import platform
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from importlib.metadata import version
from pathlib import Path

os.environ.setdefault("ZAITON_HOME", tempfile.mkdtemp(prefix="zaiton-bench-"))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "zaiton.site.settings")

import django

django.setup()

from asn1crypto import keys as asn1_keys
from asn1crypto import pem
from asn1crypto import x509 as asn1_x509
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.fields import SigFieldSpec, SigSeedSubFilter
from pyhanko.sign.signers import PdfSignatureMetadata, PdfSigner, SimpleSigner
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko_certvalidator import ValidationContext
from pyhanko_certvalidator.registry import SimpleCertificateStore

from zaiton.base.text import Bilingual
from zaiton.blocks.papers.actions import keyfiles
from zaiton.blocks.papers.actions.providers.pades import BYTES_RESERVED, LoadedSigner
from zaiton.blocks.papers.actions.providing import providers
from zaiton.blocks.papers.actions.sealing import sealed
from zaiton.blocks.papers.domain.cards import Line
from zaiton.blocks.papers.domain.seals import P256, PADES, RSA3072, SM2, KeyMade, KeyWish
from zaiton.blocks.papers.domain.sheets import SEAL_BOX, Sheet
from zaiton.blocks.papers.models import SealKey
from zaiton.blocks.papers.queries.rendering import sheet_pdf

AT = datetime(2026, 11, 22, 4, tzinfo=UTC)
ROUNDS, EACH = 7, 25
TITLE = Bilingual("演示海事局", "Demonstration MSA")


def document(number: int) -> bytes:
    """A synthetic certificate of one page."""
    lines = tuple(Line(Bilingual(f"第{n}项", f"Item {n}"), Bilingual("合成内容", "synthetic")) for n in range(12))
    sheet = Sheet(
        f"GJ-2026-{number:06d}",
        "abcdefgh23456789",
        Bilingual("船舶国籍证书", "Certificate of Nationality"),
        TITLE,
        "演示航运有限公司",
        "合成",
        lines,
        AT,
        AT.date(),
        None,
        "http://localhost/papers/verify/abcdefgh23456789/",
        True,
    )
    return sheet_pdf(sheet)


def key(provider: str, algorithm: str = P256) -> tuple[SealKey, KeyMade]:
    """A key as the commands make it, in the folder of keys, without a row."""
    made = providers.named(provider).make(KeyWish(TITLE, True, AT, AT + timedelta(days=900), algorithm))
    row = SealKey(provider=provider, certificate_pem=made.certificate_pem, fingerprint=made.fingerprint)
    keyfiles.kept(keyfiles.folder() / keyfiles.place_of(row.public_id).name, made.private_pem)
    return row, made


def bare(content: bytes, signer: SimpleSigner, reserved: int | None, box: tuple[int, ...] | None = None) -> bytes:
    """What pyHanko's manual shows: an invisible signature, or with a box one that says who signed."""
    meta = PdfSignatureMetadata(field_name="Seal", subfilter=SigSeedSubFilter.PADES, md_algorithm="sha256")
    maker = PdfSigner(meta, signer=signer, new_field_spec=SigFieldSpec("Seal", on_page=0, box=box))
    return maker.sign_pdf(IncrementalPdfFileWriter(io.BytesIO(content)), bytes_reserved=reserved).getvalue()


def documented(made: KeyMade) -> SimpleSigner:
    """The library's own signer, which parses its key for each signature."""
    private = keyfiles.private_key(made.private_pem)
    der = private.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
    _, _, certificate = pem.unarmor(made.certificate_pem.encode())
    return SimpleSigner(
        asn1_x509.Certificate.load(certificate), asn1_keys.PrivateKeyInfo.load(der), SimpleCertificateStore()
    )


def must_be_sound(content: bytes) -> None:
    """The library's own verdict: sound, over the whole file, by a key that the installation's root certified."""
    _, _, root = pem.unarmor((keyfiles.folder() / "ca.pem").read_bytes())
    trust = ValidationContext(
        trust_roots=[asn1_x509.Certificate.load(root)], allow_fetching=False, moment=AT + timedelta(days=1)
    )
    found = validate_pdf_signature(PdfFileReader(io.BytesIO(content)).embedded_signatures[0], trust)
    if not found.bottom_line or found.coverage.name != "ENTIRE_FILE":
        sys.exit("a sealed file is not sound")


def rates(documents: list[bytes], *works: Callable[[bytes], object]) -> list[float]:
    """Median documents a second of each work, all taking turns document by document."""
    rounds: list[list[float]] = [[] for _ in works]
    for _ in range(ROUNDS):
        spent = [0.0] * len(works)
        for content in documents:
            for place, work in enumerate(works):
                began = time.perf_counter()
                work(content)
                spent[place] += time.perf_counter() - began
        for times, seconds in zip(rounds, spent, strict=True):
            times.append(len(documents) / seconds)
    return [statistics.median(times) for times in rounds]


def compared(documents: list[bytes], algorithm: str) -> tuple[float, float, float, float]:
    """Ours, the peer with the loaded key, the peer with its visible stamp, the peer as documented; seals a second."""
    row, made = key(PADES, algorithm)
    loaded = LoadedSigner(made.certificate_pem, keyfiles.private_key(made.private_pem))
    plain = documented(made)
    for content in documents:
        must_be_sound(sealed(content, [row], at=AT).files[0].content)
    ours, peer, visible = rates(
        documents,
        lambda content: sealed(content, [row], at=AT),
        lambda content: bare(content, loaded, BYTES_RESERVED),
        lambda content: bare(content, loaded, BYTES_RESERVED, SEAL_BOX),
    )
    (slow,) = rates(documents[:3], lambda content: bare(content, plain, None))
    return ours, peer, visible, slow


def main() -> None:
    """Measure, compare, print."""
    documents = [document(number) for number in range(EACH)]
    ours, peer, visible, slow = compared(documents, P256)
    rsa, rsa_peer, rsa_visible, rsa_slow = compared(documents, RSA3072)
    row, _ = key(SM2)
    (beside,) = rates(documents, lambda content: sealed(content, [row], at=AT))
    for name, told in {
        "EC P-256": (ours, peer, visible, slow),
        "RSA-3072": (rsa, rsa_peer, rsa_visible, rsa_slow),
    }.items():
        words = ("ours", "pyHanko, key loaded", "visible", "as documented")
        print(name, *(f"  {word} {rate:6.1f}/s" for word, rate in zip(words, told, strict=True)))
    print(f"SM2, SM3   ours {beside:7.0f}/s")
    conditions = {
        "key": "EC P-256",
        "document_bytes": len(documents[0]),
        "visible_per_s": round(visible, 1),
        "as_documented_per_s": round(slow, 1),
        "rsa_3072_per_s": round(rsa, 1),
        "rsa_3072_ratio": round(rsa / rsa_peer, 2),
        "sm2_per_s": round(beside),
        "peer": f"pyHanko {version('pyhanko')}, same loaded key, same room reserved, invisible signature",
        "documents": EACH,
        "rounds": ROUNDS,
        "cores_used": 1,
        "cpus": os.cpu_count(),
        "python": platform.python_version(),
        "load": [round(x, 1) for x in os.getloadavg()],
    }
    line = {"name": Path(__file__).stem, "ours": round(ours, 1), "peer": round(peer, 1)}
    print(json.dumps({**line, "ratio": round(ours / peer, 2), "unit": "seals/s", "conditions": conditions}))


if __name__ == "__main__":
    main()
