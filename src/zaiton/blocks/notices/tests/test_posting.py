"""One POST to a stranger: to the checked address only, within its time, whatever the receiver or the name server does."""

import socket
import ssl
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import trustme

from zaiton.blocks.notices.actions import posting, targets
from zaiton.blocks.notices.actions.posting import post
from zaiton.blocks.notices.actions.targets import looked_up, target_of
from zaiton.blocks.notices.domain.refusals import AddressRefused, HostUnknown, PortRefused, UrlRefused
from zaiton.blocks.notices.tests.factories import names
from zaiton.blocks.notices.tests.servers import receiver, silence, trickle

QUICK = {"connect_seconds": 1.0, "total_seconds": 1.0}


@pytest.fixture(autouse=True)
def own_machine(settings) -> None:
    """This machine is opened, as an operator opens a network; tests that want it shut say so."""
    settings.WEBHOOK_ALLOW = ["127.0.0.0/8"]


@pytest.fixture
def authority(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[trustme.CA]:
    """A certificate authority that this machine believes."""
    made = trustme.CA()
    made.cert_pem.write_to_path(tmp_path / "ca.pem")
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "ca.pem"))
    posting._tls.cache_clear()
    yield made
    posting._tls.cache_clear()


def shown_by(certificate: trustme.LeafCert) -> ssl.SSLContext:
    """A receiver's side of the encryption with this certificate."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    certificate.configure_cert(context)
    return context


def test_it_arrives_whole_under_the_hosts_name() -> None:
    with receiver() as there, names(erp_example="127.0.0.1"):
        answer = post(f"http://erp.example:{there.port}/a%20b?x=1&y=", b"body", {"webhook-id": "evt_1"}, **QUICK)
    assert (answer.error, answer.status) == ("", 204)
    got = there.got[0]
    assert (got.path, got.body, got.headers["webhook-id"]) == ("/a%20b?x=1&y=", b"body", "evt_1")
    assert got.headers["host"] == f"erp.example:{there.port}"


def test_https_believes_the_certificate_of_the_name_it_asked_for(authority: trustme.CA) -> None:
    with receiver(shown_by(authority.issue_cert("erp.example"))) as there:
        with names(erp_example="127.0.0.1", other_example="127.0.0.1"):
            good = post(f"https://erp.example:{there.port}/", b"{}", {}, **QUICK)
            bad = post(f"https://other.example:{there.port}/", b"{}", {}, **QUICK)
    assert (good.error, good.status) == ("", 204)
    assert bad.error == "tls" and "other.example" in bad.detail
    assert len(there.got) == 1


def test_a_certificate_nobody_vouches_for_is_refused() -> None:
    with receiver(shown_by(trustme.CA().issue_cert("erp.example"))) as there, names(erp_example="127.0.0.1"):
        answer = post(f"https://erp.example:{there.port}/", b"{}", {}, **QUICK)
    assert answer.error == "tls" and there.got == []


@pytest.mark.parametrize(("status", "error"), [(200, ""), (299, ""), (301, "status"), (404, "status"), (410, "gone")])
def test_only_success_is_success(status: int, error: str) -> None:
    with receiver(status=status) as there:
        assert post(there.url, b"{}", {}, **QUICK).error == error


def test_a_redirect_is_not_followed() -> None:
    with receiver() as trap, receiver(status=307, headers={"Location": trap.url}) as there:
        assert post(there.url, b"{}", {}, **QUICK).status == 307
        assert trap.got == [] and len(there.got) == 1


@pytest.mark.parametrize(("given", "asked"), [("120", 120), ("soon", None), ("²", None), ("9" * 30, None)])
def test_a_receiver_can_ask_for_time(given: str, asked: int | None) -> None:
    def busy(handler) -> None:
        handler.wfile.write(b"HTTP/1.1 503 Busy\r\nRetry-After: " + given.encode("latin-1") + b"\r\n\r\n")

    with receiver(answer=busy) as there:
        answer = post(there.url, b"{}", {}, **QUICK)
    assert (answer.status, answer.retry_after) == (503, asked)


@pytest.mark.parametrize("behaviour", [trickle, silence])
def test_neither_silence_nor_a_trickle_outlasts_the_limit(behaviour) -> None:
    with receiver(answer=behaviour) as there:
        began = time.monotonic()
        answer = post(there.url, b"{}", {}, **QUICK)
        assert answer.error == "timeout" and time.monotonic() - began < 3


def test_a_handshake_that_never_ends_does_not_either() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener, names(erp_example="127.0.0.1"):
        began = time.monotonic()
        answer = post(f"https://erp.example:{listener.getsockname()[1]}/", b"{}", {}, **QUICK)
    assert answer.error == "timeout" and time.monotonic() - began < 3


@pytest.mark.parametrize(
    "words", [b"nonsense\r\n\r\n", b"HTTP/1.1 abc\r\n\r\n", b"HTTP/1.1 200 ok\r\n" + b"x: y\r\n" * 500 + b"\r\n", b""]
)
def test_nonsense_is_a_failure_and_no_error_of_ours(words: bytes) -> None:
    with receiver(answer=lambda handler: handler.wfile.write(words)) as there:
        assert post(there.url, b"{}", {}, **QUICK).error == "connection"


def test_an_answer_of_any_length_is_not_read() -> None:
    def endless(handler) -> None:
        handler.wfile.write(b"HTTP/1.1 200 ok\r\n\r\n")
        with pytest.raises(OSError):
            while True:
                handler.wfile.write(b"x" * 65536)

    with receiver(answer=endless) as there:
        assert post(there.url, b"{}", {}, **QUICK).error == ""


def test_nobody_at_home() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    assert post(f"http://127.0.0.1:{port}/", b"{}", {}, **QUICK).error == "connection"


def test_the_next_address_is_asked_where_the_first_does_not_answer() -> None:
    with receiver() as there, names(erp_example=["127.0.0.3", "127.0.0.1"]):
        assert post(f"http://erp.example:{there.port}/", b"{}", {}, **QUICK).error == ""
    assert len(there.got) == 1


def test_a_private_address_is_never_connected_to(settings) -> None:
    settings.WEBHOOK_ALLOW = []
    with receiver() as there:
        for url in (there.url, there.url.replace("127.0.0.1", "localhost"), f"https://[::1]:{there.port}/"):
            answer = post(url, b"{}", {}, **QUICK)
            assert (answer.error, answer.detail) == ("refused", "webhook_address"), url
    assert there.got == []


def test_numbers_that_hide_this_machine_are_seen_through(settings) -> None:
    settings.WEBHOOK_ALLOW = []
    for host in ("2130706433", "0x7f000001", "127.1", "0177.0.0.1", "[::ffff:127.0.0.1]", "[::ffff:7f00:1]", "0"):
        with pytest.raises((AddressRefused, HostUnknown)):
            looked_up(target_of(f"https://{host}:8443/"))


def test_a_name_that_turns_private_after_it_was_looked_at_gains_nothing(settings, monkeypatch) -> None:
    """The name is asked for once; what was checked is what is connected to, although the name server now says otherwise."""
    settings.WEBHOOK_ALLOW = ["127.0.0.2/32"]
    asked: list[str] = []

    def look(host: str, port: int, seconds: float) -> list[str]:
        asked.append(host)
        return ["127.0.0.2"] if len(asked) == 1 else ["127.0.0.1"]

    def resolver(host, *rest, **more):
        assert host == "127.0.0.2", "the name was resolved again"
        return kept(host, *rest, **more)

    kept = socket.getaddrinfo
    monkeypatch.setattr(targets, "_resolved", look)
    monkeypatch.setattr(socket, "getaddrinfo", resolver)
    with receiver(host="127.0.0.1") as trap:
        first = post(f"http://erp.example:{trap.port}/", b"{}", {}, **QUICK)
        second = post(f"http://erp.example:{trap.port}/", b"{}", {}, **QUICK)
    assert first.error == "connection", "it went to the address that was checked, where nobody listens"
    assert (second.error, second.detail) == ("refused", "webhook_address")
    assert trap.got == [] and asked == ["erp.example"] * 2


def test_a_name_server_that_does_not_answer_costs_its_time_only(monkeypatch) -> None:
    monkeypatch.setattr(socket, "getaddrinfo", lambda *a, **k: time.sleep(5) or [])
    began = time.monotonic()
    answer = post("https://erp.example/", b"{}", {}, connect_seconds=0.3, total_seconds=1)
    assert (answer.error, answer.detail) == ("refused", "webhook_host_unknown") and time.monotonic() - began < 2


@pytest.mark.parametrize(
    "url",
    [
        *("", "erp.example", "//erp.example/", "ftp://erp.example/", "file:///etc/passwd", "gopher://erp.example/"),
        *("https://", "https:///x", "https://user:pw@erp.example/", "https://erp.example@evil.example/"),
        *(
            "https://erp.example/#x",
            "https://erp.example/a b",
            "https://erp.example/\r\nX: y",
            "https://erp.example\\@e/",
        ),
        *("https://erp.example:99999/", "https://erp.example:x/", "https://[::1/", "https://erp%2eexample/"),
        *("https://[fe80::1%25eth0]/", "https://erp.example/" + "x" * 500, "https://" + "a" * 64 + ".example/"),
    ],
)
def test_what_is_no_plain_address_is_refused(url: str) -> None:
    with pytest.raises(UrlRefused):
        target_of(url)


def test_ports_of_other_services_are_refused() -> None:
    for port in (22, 25, 53, 110, 389, 587, 993):
        with pytest.raises(PortRefused):
            target_of(f"https://erp.example:{port}/")
    assert target_of("https://erp.example:8443/").port == 8443


def test_addresses_have_one_spelling() -> None:
    assert target_of(" HTTPS://ERP.Example:443 ").url == "https://erp.example/"
    assert target_of("https://船.example/钩?名=1").url == "https://xn--3d1a.example/%E9%92%A9?%E5%90%8D=1"
    assert target_of("https://[2606:2800:220:1::1]:8443/x").url == "https://[2606:2800:220:1::1]:8443/x"
