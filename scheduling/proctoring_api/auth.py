"""The two ways in which an install may sign its calls (contract §1), and what makes a secret usable
in a header.
"""

from __future__ import annotations

from dataclasses import dataclass, field

Header = tuple[str, str]


@dataclass(frozen=True)
class HeaderToken:
    """Style 1: a header literally named `token` with the bare token."""

    token: str = field(repr=False)


@dataclass(frozen=True)
class ClientCredentials:
    """Style 2: OAuth 2.0 client credentials; `client_id` is the integration SID (`II…`)."""

    token_url: str
    client_id: str
    client_secret: str = field(repr=False)


@dataclass(frozen=True)
class LockedCredentials:
    """Credentials that can't be decrypted: nothing can be signed with them."""


Credentials = HeaderToken | ClientCredentials | LockedCredentials


def fits_header(secret: str) -> bool:
    """Whether a token can stand in a header: printable ASCII without spaces, not empty.

    Checked before the HTTP library sees it, because that library's complaint would quote the
    secret.
    """
    return bool(secret) and all("!" <= char <= "~" for char in secret)
