"""Which addresses events may go to: every private, local and odd one is refused, in every spelling."""

from ipaddress import ip_address

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zaiton.blocks.notices.domain.addresses import allowance, checked, is_public, plain
from zaiton.blocks.notices.domain.refusals import AddressRefused, HttpsNeeded

NONE = allowance([])
PUBLIC = ["93.184.216.34", "8.8.8.8", "2606:2800:220:1::1", "240e:1::1", "223.5.5.5"]
REFUSED = [
    *("127.0.0.1", "127.9.9.9", "0.0.0.0", "10.0.0.1", "172.16.0.1", "172.31.255.255", "192.168.1.1"),
    *("169.254.169.254", "169.254.0.23", "100.64.0.1", "100.100.100.200", "168.63.129.16", "198.18.0.1"),
    *("192.0.0.192", "192.0.2.1", "192.88.99.1", "203.0.113.5", "224.0.0.1", "239.255.255.250", "240.0.0.1"),
    *("255.255.255.255", "::", "::1", "fe80::1", "fe80::1%eth0", "fc00::1", "fd00:ec2::254", "fec0::1", "ff02::1"),
    *("::ffff:127.0.0.1", "::ffff:10.0.0.1", "::ffff:169.254.169.254", "::127.0.0.1", "::10.0.0.1"),
    *("64:ff9b::7f00:1", "64:ff9b:1::1", "2002:7f00:1::", "2001::1", "2001:db8::1", "100::1"),
]


@pytest.mark.parametrize("text", PUBLIC)
def test_the_public_net_may_be_asked(text: str) -> None:
    assert checked("h", [text], encrypted=True, allowed=NONE) == (ip_address(text),)


@pytest.mark.parametrize("text", REFUSED)
def test_no_inner_address_may_be_asked_in_any_spelling(text: str) -> None:
    with pytest.raises(AddressRefused):
        checked("h", [text], encrypted=True, allowed=NONE)


@pytest.mark.parametrize("bad", REFUSED[:5])
def test_one_inner_address_among_public_ones_is_enough_to_refuse(bad: str) -> None:
    with pytest.raises(AddressRefused):
        checked("h", [*PUBLIC, bad], encrypted=True, allowed=NONE)


def test_an_operator_opens_a_network_and_no_other() -> None:
    inner = allowance(["10.1.0.0/16", "fd00::/8"])
    assert checked("h", ["10.1.2.3", "fd00::1"], encrypted=False, allowed=inner)
    assert checked("h", ["::ffff:10.1.2.3"], encrypted=False, allowed=inner) == (ip_address("10.1.2.3"),)
    for other in ("10.2.0.1", "127.0.0.1", "169.254.169.254"):
        with pytest.raises(AddressRefused):
            checked("h", [other], encrypted=True, allowed=inner)


def test_without_encryption_only_allowed_networks_are_asked() -> None:
    inner = allowance(["10.1.0.0/16"])
    with pytest.raises(HttpsNeeded):
        checked("h", ["93.184.216.34"], encrypted=False, allowed=inner)
    with pytest.raises(HttpsNeeded):
        checked("h", ["10.1.0.1", "93.184.216.34"], encrypted=False, allowed=inner)


@given(st.one_of(st.ip_addresses(v=4), st.ip_addresses(v=6)))
def test_nothing_that_the_standard_library_calls_private_is_public(address) -> None:
    meant = plain(str(address))
    if meant.is_private or meant.is_loopback or meant.is_link_local or meant.is_multicast or meant.is_unspecified:
        assert not is_public(meant)


@given(st.ip_addresses(v=4))
def test_an_ipv4_address_written_as_ipv6_is_judged_as_what_it_is(address) -> None:
    assert is_public(plain(f"::ffff:{address}")) == is_public(address)
