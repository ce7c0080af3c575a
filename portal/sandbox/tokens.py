"""Both ways of authorising (contract §1): a bare `token` header, or a bearer token."""

from __future__ import annotations

import base64
import secrets
import threading
import time
from typing import Any

from portal.sandbox.answers import not_authenticated, oauth_refusal

PRACTICE_TOKEN = "practice-token"
CLIENT_ID = "II00000000000000000000000000000001"
CLIENT_SECRET = "practice-secret"
LIFETIME_SECONDS = 3600

_CHALLENGE = (
    'Bearer realm="stand-in", error="invalid_token", error_description="The access token expired"'
)


class Tokens:
    """Which tokens are good now. Safe under threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self.reset()

    def reset(self) -> None:
        with self._lock:
            self._valid = {PRACTICE_TOKEN}
            self._bearers: dict[str, float] = {}
            self._lifetime = LIFETIME_SECONDS

    def control(self, wanted: dict[str, Any]) -> dict[str, Any]:
        """Sets what is good: `valid` (list of header tokens), `lifetime` (seconds of the next
        bearer tokens), `expire` (true: every bearer token given out so far is void)."""
        with self._lock:
            self._valid = set(wanted.get("valid", self._valid))
            self._lifetime = int(wanted.get("lifetime", self._lifetime))
            if wanted.get("expire"):
                self._bearers.clear()
            return {
                "valid": sorted(self._valid),
                "lifetime": self._lifetime,
                "bearers": len(self._bearers),
            }

    def check_client(self, headers: dict[str, str]) -> None:
        """Raises Refusal 401 unless the client credentials are good."""
        if _basic(headers.get("authorization", "")) != (CLIENT_ID, CLIENT_SECRET):
            raise oauth_refusal(
                401, "The client credentials were not accepted.", 'Basic realm="stand-in"'
            )

    def issue(self) -> dict[str, Any]:
        """A new bearer token."""
        with self._lock:
            token = secrets.token_urlsafe(24)
            self._bearers[token] = time.monotonic() + self._lifetime
            return {"access_token": token, "token_type": "Bearer", "expires_in": self._lifetime}

    def check(self, headers: dict[str, str]) -> None:
        """Raises Refusal 403 for a missing or wrong `token` header, 401 for a void bearer token."""
        scheme, _, bearer = headers.get("authorization", "").partition(" ")
        if "token" in headers:
            if not self._is_valid(headers["token"]):
                raise not_authenticated()
        elif scheme.lower() == "bearer":
            if not self._is_live(bearer.strip()):
                raise oauth_refusal(401, "The access token is unknown or expired.", _CHALLENGE)
        else:
            raise not_authenticated("No token came with this request.")

    def _is_valid(self, token: str) -> bool:
        with self._lock:
            return token in self._valid

    def _is_live(self, bearer: str) -> bool:
        with self._lock:
            return self._bearers.get(bearer, 0.0) > time.monotonic()


def auth_style(headers: dict[str, str]) -> str:
    """`token`, `bearer`, `basic` or `none`: what the ledger may say of a request's credentials."""
    if "token" in headers:
        return "token"
    scheme = headers.get("authorization", "").partition(" ")[0].lower()
    return scheme if scheme in ("bearer", "basic") else "none"


def _basic(header: str) -> tuple[str, str] | None:
    scheme, _, encoded = header.partition(" ")
    if scheme.lower() != "basic":
        return None
    try:
        name, _, secret = base64.b64decode(encoded, validate=True).decode().partition(":")
    except ValueError:
        return None
    return name, secret
