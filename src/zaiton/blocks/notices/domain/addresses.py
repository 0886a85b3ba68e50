"""Which network addresses a webhook may be sent to: the public net, and what the operator has allowed besides.

A name is only as good as every address it stands for; the caller connects to the very address that was looked at here.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

from zaiton.blocks.notices.domain.refusals import AddressRefused, HttpsNeeded

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network

REFUSED = tuple(
    ip_network(text)
    for text in (
        "100.64.0.0/10",  # carriers' own, and where one cloud keeps its metadata (100.100.100.200)
        "168.63.129.16/32",  # a cloud's agent, at a public number
        "192.0.0.0/24",
        "192.88.99.0/24",  # relays of 6to4
        "198.18.0.0/15",
        "64:ff9b::/96",  # an IPv4 address in disguise, as are the next four
        "64:ff9b:1::/48",
        "2001::/32",
        "2002::/16",
        "::/96",
        "fec0::/10",
    )
)
"""Networks that ``ipaddress`` calls global, or once did, and where a stranger's request has no business."""


@dataclass(frozen=True, slots=True)
class Allowance:
    """Private networks to which the operator lets webhooks go, also without https."""

    networks: tuple[Network, ...] = ()

    def covers(self, address: Address) -> bool:
        """Whether the operator has allowed this address."""
        return any(address.version == network.version and address in network for network in self.networks)


def allowance(texts: Iterable[str]) -> Allowance:
    """Networks as they are written (``10.1.0.0/16``); raises ``ValueError`` for anything else."""
    return Allowance(tuple(ip_network(text, strict=False) for text in texts))


def plain(text: str) -> Address:
    """An address as it is meant: one of IPv4 that is written as IPv6 (``::ffff:127.0.0.1``) becomes IPv4; no zone."""
    address = ip_address(text.partition("%")[0])
    if isinstance(address, IPv6Address) and address.ipv4_mapped:
        return address.ipv4_mapped
    return address


def is_public(address: Address) -> bool:
    """Whether the address lies in the public net: not this machine, not a network of its own, no group, nothing reserved."""
    odd = address.is_multicast or address.is_reserved or address.is_unspecified or address.is_link_local
    refused = any(address.version == network.version and address in network for network in REFUSED)
    return address.is_global and not odd and not refused


def checked(host: str, found: Sequence[str], *, encrypted: bool, allowed: Allowance) -> tuple[Address, ...]:
    """The addresses of ``host`` when every one of them may be asked; refuses otherwise.

    One bad address among good ones is refused, too: which one is taken is not the sender's to choose.
    """
    addresses = tuple(plain(text) for text in found)
    if not all(is_public(address) or allowed.covers(address) for address in addresses):
        raise AddressRefused("url", host=host)
    if not encrypted and not all(allowed.covers(address) for address in addresses):
        raise HttpsNeeded("url")
    return addresses
