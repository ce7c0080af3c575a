"""How one institution's API is reached, and what would keep that from ever working."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlsplit

from scheduling.proctoring_api.auth import ClientCredentials, Credentials, HeaderToken, fits_header
from scheduling.proctoring_api.http.web_addresses import host_fault, is_allowed


@dataclass(frozen=True)
class Connection:
    """How to reach one install's API.

    `timeout` is in seconds over a whole call: name lookup, access token and retries included.
    `ca_bundle` is the path of a PEM file of trusted authorities, "" for certifi's. `hosts` are
    those that may be called, None for any; this machine is in practice alone.
    """

    base_url: str
    credentials: Credentials
    timeout: float = 20.0
    ca_bundle: str = ""
    hosts: frozenset[str] | None = None
    is_practice: bool = True


def fault_of(connection: Connection) -> str:
    """What keeps a connection from ever working, "" for nothing."""
    credentials = connection.credentials
    base = urlsplit(connection.base_url) if is_allowed(connection.base_url) else None
    if base is None or base.query or base.fragment:
        return "the address must be https, without query; plain http is for this machine only"
    if isinstance(credentials, HeaderToken) and not fits_header(credentials.token):
        return "the API token is missing or holds characters that a token can't have"
    if isinstance(credentials, ClientCredentials) and not is_allowed(credentials.token_url):
        return "the token address must be https; plain http is for this machine only"
    called = [connection.base_url]
    if isinstance(credentials, ClientCredentials):
        called.append(credentials.token_url)
    faults = (
        host_fault(url, connection.hosts, is_practice=connection.is_practice) for url in called
    )
    return next(filter(None, faults), "")
