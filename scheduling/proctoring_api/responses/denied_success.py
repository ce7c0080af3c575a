"""A 2xx whose body says that it is none: that nothing was done, or what went wrong. Bodies of the
session calls are not documented (contract §1), so it is believed neither as a yes nor as a no.
"""

from __future__ import annotations

import re
from typing import Any

from scheduling.proctoring_api.parsing import JsonObject, number, text
from scheduling.proctoring_api.responses.field_readers import has_content
from scheduling.proctoring_api.session_record import SessionRecord

_SUCCESS = (
    *("success", "succeeded", "successful", "ok", "isSuccess", "isSuccessful", "isOk"),
    *("result", "outcome"),
)
_BOOKED = ("scheduled", "booked", "isScheduled", "isBooked")
# By the method of a call whose answer may say so of what was asked for.
_DONE_BY = {
    "DELETE": ("cancelled", "canceled", "isCancelled", "isCanceled", "deleted", "removed"),
    "PUT": ("rescheduled", "isRescheduled", "moved", "updated", "saved", *_BOOKED),
}
# Of these a body tells as well: whether they are deleted or updated says nothing of the session.
_OTHER_THINGS = frozenset(
    (
        *("exam", "enrollment", "user", "learner", "course", "install", "institution"),
        *("location", "proctor", "proctorType", "cancellationPolicy", "account"),
        *("deployment", "series", "examFile", "returnedFile", "photos", "examConfiguration"),
    )
)
_SPENT = ("expired", "isExpired", "used", "isUsed", "revoked", "isRevoked")
_GOOD = ("valid", "isValid", "active", "isActive", "usable")
_ERRORS = (
    *("error", "errors", "errorMessage", "errorCode", "error_code", "error_description"),
    *("validationErrors", "fieldErrors", "field_errors", "violations", "fault", "exception"),
)
_STATUSES = ("status", "statusCode", "status_code", "httpStatus", "httpStatusCode")
_NO = frozenset(
    (
        *("false", "no", "0", "error", "fail", "failed", "failure", "invalid"),
        *("rejected", "refused", "declined", "unsuccessful"),
    )
)
_YES = frozenset(
    (
        *("true", "ok", "okay", "success", "successful", "succeeded", "accepted", "created"),
        *("none", "null"),
    )
)
_REFUSAL = re.compile(r"[45]\d\d\b(?!\.\d*[1-9])")  # “409”, “409 Conflict”, “400.0”
_DONE = re.compile(r"0|2\d\d")


def denies(body: JsonObject) -> bool:
    """Whether it denies its own success; an error beside a session's status is the session's."""
    if any(_is_no(body.get(name)) for name in _SUCCESS):
        return True
    if any(_REFUSAL.match(_said(body.get(name))) for name in _STATUSES):
        return True
    if text(body.get("status")).casefold() in _NO:
        return True
    if _has_session_s_status(body):
        return False
    return any(has_content(body.get(one)) for one in _ERRORS) or _names_an_error(body)


def shows_nothing(body: JsonObject, record: SessionRecord) -> bool:
    """Whether neither a status of the session's, nor a type, nor a start stands in a booking's
    answer, of which this is the record: then nothing but its yes tells that it was booked.
    """
    is_timed = record.appointment_at is not None or "start" in record.unreadable
    return not (is_timed or record.session_type or _has_session_s_status(body))


def unbooks(body: JsonObject) -> bool:
    """Whether it says that the session is not booked: of an answer that shows nothing else."""
    return any(_is_no(body.get(name)) for name in _BOOKED)


def undoes(body: JsonObject, method: str) -> bool:
    """Whether it says that a session was not cancelled or moved, as a call of this method asks: it
    or anything in it that is no other thing. The status that it shows may lag behind.
    """
    if any(_is_no(body.get(name)) for name in _DONE_BY.get(method, ())):
        return True
    inside = (one for name, one in body.items() if name not in _OTHER_THINGS)
    return any(undoes(one, method) for one in inside if isinstance(one, dict))


def is_bare_no(body: bytes) -> bool:
    """Whether nothing but a no is in it: “false”. A number may well count what went wrong."""
    said = body.decode("utf-8", "replace").strip().strip('"').strip().casefold()
    return said in _NO and not said.isdigit()


def denies_link(link: JsonObject, message: str) -> bool:
    """Whether it denies the link in it: its own success, or that anybody can use it any more. What
    the answer says in words is the `message`.
    """
    is_over = any(_said(link.get(name)) in ("true", "yes", "1") for name in _SPENT)
    if is_over or any(_is_no(link.get(name)) for name in _GOOD):
        return True
    is_its_code = not message and not _is_of_an_error(link.get("code"))
    return denies({**link, "code": None} if is_its_code else link)


def _is_of_an_error(code: Any) -> bool:
    """Whether a code is one as refusals have it, in capitals or a status: a link may have a code of
    its own to be used with.
    """
    return text(code).isupper() or bool(_REFUSAL.match(_said(code)))


def _has_session_s_status(body: JsonObject) -> bool:
    status = text(body.get("status")).casefold()
    return bool(status) and number(status) is None and status not in _YES


def _is_no(value: Any) -> bool:
    return value is not None and _said(value) in _NO


def _names_an_error(body: JsonObject) -> bool:
    """By a code, as the documented shape has it; no session record has a field of that name."""
    code = _said(body.get("code"))
    return bool(code) and code not in _YES and not _DONE.fullmatch(code)


def _said(value: Any) -> str:
    """The word or the number, whichever type it came with."""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return str(value).casefold() if isinstance(value, int) else text(value).casefold()
