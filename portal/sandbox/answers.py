"""What is sent back: a reply, or a refusal in the shapes of the API reference."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any


@dataclass(slots=True)
class Reply:
    """One HTTP answer before it meets the wire. `data` is sent as JSON unless `body` is given."""

    status: int = 200
    data: Any = None
    body: bytes | None = None
    content_type: str = "application/json"
    headers: dict[str, str] = field(default_factory=dict)

    def payload(self) -> bytes:
        """The body's bytes; half characters, which no bytes stand for, are escaped."""
        if self.body is not None:
            return self.body
        try:
            return json.dumps(self.data, separators=(",", ":"), ensure_ascii=False).encode()
        except UnicodeEncodeError:
            return json.dumps(self.data, separators=(",", ":")).encode()


@dataclass(frozen=True, slots=True)
class FieldError:
    """One field, parameter or path part that can't be taken, by the API's own name."""

    field: str
    message: str


class Refusal(Exception):
    """A request that is not carried out; `reply()` is the answer in the documented shape."""

    def __init__(
        self,
        status: int,
        code: str,
        message: str,
        errors: list[FieldError] | None = None,
        headers: dict[str, str] | None = None,
    ) -> None:
        super().__init__(message)
        self.status, self.code, self.message = status, code, message
        self.errors, self.headers = errors or [], headers or {}

    def reply(self) -> Reply:
        data: dict[str, Any] = {"code": self.code, "message": self.message, "status": self.status}
        if self.errors:
            data["errors"] = [{"field": e.field, "message": e.message} for e in self.errors]
        return Reply(self.status, data, headers=self.headers)


def too_many(seconds: int) -> Refusal:
    """429: the minute's requests are used up."""
    headers = {"Retry-After": str(seconds)}
    return Refusal(429, "TOOMANYREQUESTS", "Too many requests.", headers=headers)


def invalid(errors: list[FieldError], status: int = 400) -> Refusal:
    """INVALIDINPUT, naming each field."""
    fields = ", ".join(dict.fromkeys(e.field for e in errors))
    return Refusal(
        status, "INVALIDINPUT", f"The request can't be taken as it stands: {fields}.", errors
    )


def invalid_field(field: str, message: str) -> Refusal:
    return invalid([FieldError(field, message)])


def not_found(what: str) -> Refusal:
    return Refusal(404, "RESOURCENOTFOUND", f"{what} was not found.")


def conflict(message: str) -> Refusal:
    return Refusal(409, "CONFLICT", message)


def not_authenticated(message: str = "The token was not accepted.") -> Refusal:
    """The answer to a missing or wrong `token` header."""
    return Refusal(403, "AUTHENTICATIONFAILED", message)


def oauth_refusal(status: int, message: str, challenge: str = "") -> Refusal:
    """The shape documented for OAuth errors: `code` is a numeric string."""
    headers = {"WWW-Authenticate": challenge} if challenge else {}
    return Refusal(status, str(status), message, headers=headers)
