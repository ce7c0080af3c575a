"""Addresses that requests come from: as the log has them, and which of them count as one place."""

from __future__ import annotations

from functools import lru_cache
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address

# Where an IPv4 address stands in the last 32 bits: mapped, compatible and translated ones, and what
# the translators of a network put before it (RFC 6052).
HOLDING_IPV4 = (IPv6Network("::/64"), IPv6Network("64:ff9b::/96"))
# A translator of one's own network may put it anywhere in there (RFC 8215).
OF_TRANSLATORS = IPv6Network("64:ff9b:1::/48")
OWN = IPv6Address("::1")


@lru_cache(maxsize=256)  # every request asks of one, and few call again and again
def plain_address(text: str) -> str:
    """The address as the log has it, of IPv4 always in its own form; "" for what is none.

    A server that listens for both is told of IPv4 callers as `::ffff:203.0.113.7`.
    """
    try:
        address = ip_address(text.strip())
    except ValueError:
        return ""
    return str(getattr(address, "ipv4_mapped", None) or address)


def network_of(text: str) -> str:
    """What counts as one place: of IPv4 the address, also where one of IPv6 holds it, and else of
    IPv6 the 64 bits that one household or office has. What is no address stays as it is.
    """
    try:
        address = ip_address(text)
    except ValueError:
        return text
    if isinstance(address, IPv4Address) or address == OWN:
        return str(address)
    if address.teredo:
        return str(address.teredo[1])
    if any(address in network for network in HOLDING_IPV4):
        return str(IPv4Address(int(address) & 0xFFFFFFFF))
    if address in OF_TRANSLATORS:
        return str(address)
    return str(IPv6Network((int(address), 64), strict=False))
