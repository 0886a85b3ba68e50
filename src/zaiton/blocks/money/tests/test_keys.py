"""Keys for the wire: made once, renewed in time, for the service alone, and on record."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.x509.verification import PolicyBuilder, Store

from zaiton.blocks.money.actions.keys import PARTIES, keys_make

AT = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)


def certificate(folder: Path, name: str) -> x509.Certificate:
    """One of the certificates."""
    return x509.load_pem_x509_certificate((folder / f"{name}.pem").read_bytes())


def test_keys_are_made_once(tmp_path: Path) -> None:
    """A second run touches nothing; only what is missing is made."""
    first = keys_make(tmp_path, at=AT)
    assert {key.name for key in first} == {"ca", *PARTIES} and all(key.made for key in first)
    before = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    assert not any(key.made for key in keys_make(tmp_path, at=AT + timedelta(days=1)))
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == before
    (tmp_path / "bank.pem").unlink()
    assert [key.name for key in keys_make(tmp_path, at=AT) if key.made] == ["bank"]


def test_a_certificate_is_renewed_before_it_runs_out(tmp_path: Path) -> None:
    """Thirty days before; the authority stays, and so do the signing keys that others hold."""
    first = {key.name: key for key in keys_make(tmp_path, at=AT)}
    signing = (tmp_path / "zaiton-signing.pub").read_bytes()
    again = {key.name: key for key in keys_make(tmp_path, at=first["zaiton"].until - timedelta(days=29))}
    assert again["zaiton"].made and not again["ca"].made
    assert (tmp_path / "zaiton-signing.pub").read_bytes() == signing


def test_files_of_a_real_counterpart_are_left_alone(tmp_path: Path) -> None:
    """Without the authority's private key nothing is renewed, however old it is."""
    keys_make(tmp_path, at=AT)
    (tmp_path / "ca.key").unlink()
    assert not any(key.made for key in keys_make(tmp_path, at=AT + timedelta(days=1000)))


def test_private_keys_are_for_the_service_alone(tmp_path: Path) -> None:
    """Nobody else on the machine reads them."""
    folder = tmp_path / "money"
    keys_make(folder, at=AT)
    assert folder.stat().st_mode & 0o077 == 0
    assert all(path.stat().st_mode & 0o077 == 0 for path in folder.iterdir())


@pytest.mark.parametrize("name", PARTIES)
def test_each_certificate_holds_by_another_reader(tmp_path: Path, name: str) -> None:
    """The chain verifies for its own name as a server and not for another's, by the rules of X.509."""
    keys_make(tmp_path, at=AT)
    store = Store([certificate(tmp_path, "ca")])
    builder = PolicyBuilder().store(store).time(AT + timedelta(days=1))
    verifier = builder.build_server_verifier(x509.DNSName(name))
    assert verifier.verify(certificate(tmp_path, name), [])
    stranger = "customs" if name != "customs" else "bank"
    with pytest.raises(x509.verification.VerificationError):
        builder.build_server_verifier(x509.DNSName(stranger)).verify(certificate(tmp_path, name), [])
    with pytest.raises(x509.verification.VerificationError):
        late = PolicyBuilder().store(store).time(AT + timedelta(days=500))
        late.build_server_verifier(x509.DNSName(name)).verify(certificate(tmp_path, name), [])
