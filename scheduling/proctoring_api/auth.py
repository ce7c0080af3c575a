"""The two ways in which an install may sign its calls (contract §1), and what makes a secret usable
in a header.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from requests import PreparedRequest
from requests.auth import AuthBase


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


class HeaderAuth(AuthBase):
    """Sets one header. Being an explicit auth object, it keeps `requests` from adding a `.netrc`
    password beside it.
    """

    def __init__(self, name: str, value: str) -> None:
        self._name = name
        self._value = value

    def __call__(self, request: PreparedRequest) -> PreparedRequest:
        request.headers[self._name] = self._value
        return request


def fits_header(secret: str) -> bool:
    """Whether a token can stand in a header: printable ASCII without spaces, not empty.

    Checked before the HTTP library sees it, because that library's complaint would quote the
    secret.
    """
    return bool(secret) and all("!" <= char <= "~" for char in secret)
