"""A 2xx whose body says that it is none: that nothing was done, or what went wrong. Bodies of the
session calls are not documented (contract §1), so it is believed neither as a yes nor as a no.
"""

from __future__ import annotations

from scheduling.proctoring_api.parsing import JsonObject, text
from scheduling.proctoring_api.responses.field_readers import says_anything

_SUCCESS = ("success", "succeeded", "successful", "ok")
_ERRORS = ("error", "errors", "errorMessage", "errorCode")
_FIRST_ERROR = 400


def denies(body: JsonObject) -> bool:
    """Whether it denies its own success; an error beside a session's status is the session's."""
    if any(_is_no(body.get(name)) for name in _SUCCESS):
        return True
    if text(body.get("status")):
        return _is_no(body.get("status"))
    return _is_refusal(body.get("status")) or any(says_anything(body.get(one)) for one in _ERRORS)


def _is_no(value: object) -> bool:
    return value is False or text(value).casefold() in ("false", "error", "failed", "failure")


def _is_refusal(status: object) -> bool:
    """The documented shape of an error has its status as a number."""
    return isinstance(status, int) and not isinstance(status, bool) and status >= _FIRST_ERROR
