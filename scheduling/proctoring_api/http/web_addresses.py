"""Which web addresses may be called: https anywhere, plain http on this machine alone."""

from __future__ import annotations

import ipaddress
from urllib.parse import urlsplit


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


def is_loopback(host: str) -> bool:
    """Whether a host name or literal address is this machine."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
