"""Trouble that is a plain answer, but not the one hoped for: statuses, field errors, 429,
redirects.
"""

from __future__ import annotations

from portal.sandbox.answers import FieldError, Reply, invalid
from portal.sandbox.connection import Way
from portal.sandbox.faults.registry import Act, kind

_HTML = (
    "<!DOCTYPE html><html><head><title>{0}</title></head><body><h1>{0}</h1><p>{1}</p></body></html>"
)


@kind
def status(
    way: Way,
    act: Act,
    code: int = 500,
    body: str = "json",
    message: str = "Something went wrong.",
    headers: dict[str, str] | None = None,
    effect: bool = False,
    name: str = "",
) -> None:
    """Answers any status. body: "json", "html", "text" or "empty". effect:
    true carries it out first.
    """
    if effect:
        act()
    way.send(error_reply(code, body, message, headers or {}, name))


@kind
def field_errors(
    way: Way, act: Act, errors: dict[str, str] | None = None, code: int = 400, effect: bool = False
) -> None:
    """Refuses with INVALIDINPUT and these messages by field."""
    if effect:
        act()
    found = errors or {"proctorLocationSid": "This location does not take this exam."}
    way.send(invalid([FieldError(f, m) for f, m in found.items()], code).reply())


@kind
def too_many(way: Way, act: Act, retry_after: str | None = "5") -> None:
    """429, with `Retry-After` of any text, or null for none."""
    headers = {} if retry_after is None else {"Retry-After": str(retry_after)}
    way.send(error_reply(429, "json", "Too many requests.", headers, "TOOMANYREQUESTS"))


@kind
def redirect(
    way: Way, act: Act, code: int = 307, location: str = "/elsewhere", effect: bool = False
) -> None:
    """Points elsewhere."""
    if effect:
        act()
    way.send(Reply(code, body=b"", headers={"Location": location}))


def error_reply(
    code: int, body: str, message: str, headers: dict[str, str], name: str = ""
) -> Reply:
    """An error in the shape of OAuth errors, or as HTML, plain text or nothing."""
    if body == "html":
        page = _HTML.format(f"{code} Error", message).encode()
        return Reply(code, body=page, content_type="text/html; charset=utf-8", headers=headers)
    if body == "text":
        return Reply(
            code, body=message.encode(), content_type="text/plain; charset=utf-8", headers=headers
        )
    if body == "empty":
        return Reply(code, body=b"", headers=headers)
    return Reply(
        code, {"code": name or str(code), "message": message, "status": code}, headers=headers
    )
