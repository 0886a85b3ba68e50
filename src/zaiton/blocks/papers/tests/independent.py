"""What programs of others say of a sealed file: poppler's pdfsig, openssl for the PDF's signature and for SM2."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest
from asn1crypto import core

SECONDS = 60
needs_pdfsig = pytest.mark.skipif(
    not (shutil.which("pdfsig") and shutil.which("certutil")), reason="needs poppler-utils and libnss3-tools of Debian"
)
needs_openssl = pytest.mark.skipif(shutil.which("openssl") is None, reason="needs openssl")
GOOD = ("Signature is Valid.", "Certificate is Trusted.", "Total document signed")


def pdfsig_says(pdf: Path, ca_pem: Path) -> str:
    """The lines of pdfsig, with one root trusted. Its exit code says nothing: it is 0 where the digest does not fit."""
    trust = pdf.parent / f"{pdf.stem}-nss"
    trust.mkdir()
    _run("certutil", "-N", "-d", f"sql:{trust}", "--empty-password")
    _run("certutil", "-A", "-d", f"sql:{trust}", "-n", "ca", "-t", "CT,C,C", "-i", str(ca_pem))
    return _run("pdfsig", "-nssdir", f"sql:{trust}", str(pdf), may_fail=True)


def pdfsig_trusts(pdf: Path, ca_pem: Path) -> bool:
    """Whether pdfsig finds exactly one signature, and all that is to be said of it is good."""
    said = pdfsig_says(pdf, ca_pem)
    return said.count("Signature #") == 1 and all(line in said for line in GOOD)


def openssl_cms_trusts(pdf: Path, ca_pem: Path) -> bool:
    """Cut the file up by hand as the standard says, and have ``openssl cms`` verify signature and chain."""
    content = pdf.read_bytes()
    found = re.search(rb"/ByteRange\s*\[\s*(\d+) (\d+) (\d+) (\d+)\s*\]", content)
    if found is None:
        return False
    start, before, gap_end, after = (int(number) for number in found.groups())
    try:
        raw = bytes.fromhex(content[start + before + 1 : gap_end - 1].decode())
        der = raw[: len(core.Asn1Value.load(raw).dump())]
    except ValueError:
        return False
    (pdf.parent / "content.bin").write_bytes(content[:before] + content[gap_end : gap_end + after])
    (pdf.parent / "sig.der").write_bytes(der)
    asked = ["openssl", "cms", "-verify", "-inform", "DER", "-in", "sig.der", "-content", "content.bin", "-binary"]
    asked += ["-CAfile", str(ca_pem), "-purpose", "any", "-out", "/dev/null"]
    done = subprocess.run(asked, cwd=pdf.parent, capture_output=True, timeout=SECONDS)
    return done.returncode == 0


def openssl_sm2_verifies(document: Path, signature: bytes, certificate: Path, distid: str) -> bool:
    """``openssl dgst -sm3 -verify`` with the public key that ``openssl x509`` takes out of the certificate."""
    public = document.parent / "sm2.pub"
    public.write_text(_run("openssl", "x509", "-in", str(certificate), "-noout", "-pubkey"))
    (document.parent / "sm2.sig").write_bytes(signature)
    asked = ["openssl", "dgst", "-sm3", "-verify", str(public), "-sigopt", f"distid:{distid}"]
    done = subprocess.run([*asked, "-signature", "sm2.sig", str(document)], cwd=document.parent, capture_output=True)
    return done.returncode == 0


def _run(*command: str, may_fail: bool = False) -> str:
    done = subprocess.run(command, capture_output=True, text=True, timeout=SECONDS)
    assert may_fail or done.returncode == 0, done.stderr
    return done.stdout + done.stderr
