"""Refusals out of replies: of which kind each 4xx is, what it says, and the session that its body
shows. Beside them the 4xx that are none.
"""

from __future__ import annotations

from dataclasses import replace

from scheduling.proctoring_api.errors import Conflict, NotAuthorised, NotFound, Refused, Throttled
from scheduling.proctoring_api.http.transport import Reply
from scheduling.proctoring_api.parsing import as_object, is_sid
from scheduling.proctoring_api.responses import lenient_rows
from scheduling.proctoring_api.responses.refusal_text import read_refusal
from scheduling.proctoring_api.responses.retry_after_header import asked_to_wait
from scheduling.proctoring_api.session_record import SessionRecord

# What gateways and proxies answer about time or the connection: nobody knows what they had passed
# on. Beside RFC 9110’s those of nginx (444, 494 to 499), IIS (440, 449) and AWS (460, 463, 464).
ON_THE_WAY = frozenset({407, 408, 421, 425, 440, 444, 449, 460, 463, 464, *range(494, 500)})
_KINDS: dict[int, type[Refused]] = {
    401: NotAuthorised,
    403: NotAuthorised,
    404: NotFound,
    405: NotFound,
    409: Conflict,
    410: NotFound,
    429: Throttled,
}
_REFUSED: dict[type[Refused], str] = {
    NotAuthorised: "SmarterProctoring did not accept the portal’s sign-in.",
    NotFound: "SmarterProctoring can’t find this.",
    Conflict: "SmarterProctoring says this is already taken or in progress.",
    Throttled: "SmarterProctoring is busy. Wait a moment and try again.",
    Refused: "SmarterProctoring refused the request.",
}


def refusal(reply: Reply) -> Refused:
    """The error that a 4xx is."""
    kind = _KINDS.get(reply.status, Refused)
    said = read_refusal(reply.body, reply.headers.get("content-type", ""), reply.secrets)
    reason = f"SmarterProctoring says: {said.message}" if said.message else _REFUSED[kind]
    error = kind(
        reason,
        exchange=replace(
            reply.exchange, detail=f"refused with status {reply.status} {said.code}".strip()
        ),
        status=reply.status,
        code=said.code,
        message=said.message,
        field_errors=said.field_errors,
    )
    error.shown = _shown_in(reply.body)
    if isinstance(error, Throttled):
        error.retry_after = asked_to_wait(reply)
    return error


def _shown_in(body: bytes) -> SessionRecord | None:
    """The session that the body is, or holds."""
    if not body.lstrip().startswith(b"{"):
        return None
    try:
        told = lenient_rows.loads_object(body)
    except ValueError:
        return None
    shown = (SessionRecord.read(one) for one in (told, *map(as_object, told.values())))
    return next((one for one in shown if is_sid(one.sid, "ES")), None)
