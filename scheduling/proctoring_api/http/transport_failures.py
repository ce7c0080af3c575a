"""What an exception of the HTTP library means: nothing was sent, or nobody knows what became of
it.
"""

from __future__ import annotations

from dataclasses import replace

import requests

from scheduling.proctoring_api.errors import NothingSent, UnknownOutcome
from scheduling.proctoring_api.exchange import Exchange
from scheduling.proctoring_api.http.deadline import Call

SAID = {
    "refused": "SmarterProctoring could not be reached.",
    "name": "SmarterProctoring’s address could not be looked up.",
    "connect-timeout": "SmarterProctoring could not be reached in time.",
    "tls": "No secure connection to SmarterProctoring could be made.",
    "misconfigured": "SmarterProctoring’s address or sign-in is not set up correctly.",
    "locked": "The portal can’t use its sign-in for SmarterProctoring.",
    "timeout": "SmarterProctoring did not answer in time.",
    "closed": "The connection broke before SmarterProctoring’s answer was complete.",
}


def nothing_sent(exchange: Exchange, cause: str, detail: str) -> NothingSent:
    return NothingSent(SAID[cause], exchange=replace(exchange, detail=detail), cause=cause)


def translated(error: Exception, call: Call, exchange: Exchange) -> NothingSent | UnknownOutcome:
    name = _root(error)
    if not call.sent:
        return nothing_sent(exchange, _cause_unsent(error, call), f"nothing was sent ({name})")
    late = call.was_cut or call.deadline.passed or isinstance(error, requests.Timeout)
    cause, detail = (
        ("timeout", "no answer in time") if late else ("closed", f"no whole answer ({name})")
    )
    return UnknownOutcome(SAID[cause], exchange=replace(exchange, detail=detail), cause=cause)


def _cause_unsent(error: Exception, call: Call) -> str:
    if call.phase == "start":
        return "misconfigured"
    if call.phase == "name":
        return "name"
    if call.was_cut or call.deadline.passed or isinstance(error, requests.Timeout):
        return "connect-timeout"
    return "refused" if call.phase == "connect" else "tls"


def _root(error: BaseException) -> str:
    """The class name of the innermost cause;
    never its text, which may quote a header or an address.
    """
    for _ in range(8):
        inner = error.__cause__ or error.__context__ or getattr(error, "reason", None)
        inner = inner or next((arg for arg in error.args if isinstance(arg, BaseException)), None)
        if not isinstance(inner, BaseException):
            break
        error = inner
    return type(error).__name__
