"""What an exception of the HTTP library means: nothing was sent, or nobody knows what became of
it.
"""

from __future__ import annotations

from dataclasses import replace

import requests

from scheduling.proctoring_api.errors import REASONS, FailureCause, NothingSent, UnknownOutcome
from scheduling.proctoring_api.exchange import Exchange
from scheduling.proctoring_api.http.deadline import Call


def nothing_sent(exchange: Exchange, cause: FailureCause, detail: str) -> NothingSent:
    return NothingSent(REASONS[cause], exchange=replace(exchange, detail=detail), cause=cause)


def translated(error: Exception, call: Call, exchange: Exchange) -> NothingSent | UnknownOutcome:
    name = _root(error)
    if not call.sent:
        return nothing_sent(exchange, _cause_unsent(error, call), f"nothing was sent ({name})")
    late = call.was_cut or call.deadline.passed or isinstance(error, requests.Timeout)
    cause, detail = FailureCause.CLOSED, f"no whole answer ({name})"
    if late:
        cause, detail = FailureCause.TIMEOUT, "no answer in time"
    return UnknownOutcome(REASONS[cause], exchange=replace(exchange, detail=detail), cause=cause)


def _cause_unsent(error: Exception, call: Call) -> FailureCause:
    if call.phase == "start":
        return FailureCause.MISCONFIGURED
    if call.phase == "name":
        return FailureCause.NAME
    if call.was_cut or call.deadline.passed or isinstance(error, requests.Timeout):
        return FailureCause.CONNECT_TIMEOUT
    return FailureCause.REFUSED if call.phase == "connect" else FailureCause.TLS


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
