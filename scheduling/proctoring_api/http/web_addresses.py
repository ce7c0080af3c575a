"""Which web addresses may be called: https on the hosts that are listed, plain http on this
machine alone; and only addresses of the public network behind their names.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Collection
from functools import lru_cache
from urllib.parse import urlsplit

HTTPS = 443  # the port
NO_LINK_HAS = "\"'<>\\^`{|}"


def is_allowed(url: str) -> bool:
    """https anywhere; plain http to this machine only (contract §1).

    No passwords in the address.
    """
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname or "", parts.port
    except ValueError:
        return False
    if not host or parts.username is not None or parts.password is not None:
        return False
    return parts.scheme == "https" or (parts.scheme == "http" and is_loopback(host))


def is_plain_link(url: str) -> bool:
    """Whether it is a link that looks like where it leads: no name before its host, and nothing in
    it that no link has, such as blanks, quotes and what turns text around.
    """
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname, parts.port
    except ValueError:
        return False
    is_written_plainly = all("!" <= char <= "~" and char not in NO_LINK_HAS for char in url)
    is_of_the_web = parts.scheme in ("https", "http") and bool(host)
    return is_written_plainly and is_of_the_web and "@" not in parts.netloc


@lru_cache(maxsize=256)  # few hosts, and each call and event asks several times
def is_loopback(host: str) -> bool:
    """Whether a host name or literal address is this machine."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def host_fault(url: str, hosts: Collection[str] | None, *, is_practice: bool) -> str:
    """Why the host of an allowed address may not be called, "" where it may. Without a list
    (None) any host may, a listed one at the port of https alone: what else answers there is not
    the API. This machine only in practice.
    """
    parts = urlsplit(url)
    host = (parts.hostname or "").rstrip(".")
    if is_loopback(host):
        return "" if is_practice else "this machine is called in practice only"
    if hosts is None:
        return ""
    if host not in hosts:
        return f"{host} is not in API_HOSTS"
    return "" if parts.port in (None, HTTPS) else f"{host} is called at port {HTTPS} alone"


NAT64 = ipaddress.ip_network("64:ff9b::/96")
UNICAST = ipaddress.ip_network("2000::/3")  # what of IPv6 is given out; the rest stands for others
# Networks of the rest whose addresses stand for others, of IPv4 or of a place, or for nobody: 6to4,
# Teredo, what was given up long ago, and what is kept for documents.
LEADING_ON = tuple(
    map(ipaddress.ip_network, ("2002::/16", "2001::/32", "3fff::/20", "192.88.99.0/24"))
)


def is_public(address: str) -> bool:
    """Whether a resolved address is of the public network: what a name may lead to. A name that
    leads to this machine, or into the institution's own network, is not the provider's.
    """
    try:
        found = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return False
    plain = getattr(found, "ipv4_mapped", None) or found
    if plain in NAT64:  # it leads to the IPv4 address at its end
        plain = ipaddress.IPv4Address(int(plain) & 0xFFFFFFFF)
    if plain.version == 6 and plain not in UNICAST:
        return False
    return plain.is_global and not (plain.is_multicast or any(plain in one for one in LEADING_ON))
