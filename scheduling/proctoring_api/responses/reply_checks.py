"""Translation of a reply into a whole 2xx or an error: what its status and its headers allow to be
claimed, and not a bit more.
"""

from __future__ import annotations

import re
from dataclasses import replace
from urllib.parse import urljoin, urlsplit

from scheduling.proctoring_api.errors import REASONS, FailureCause, UnknownOutcome
from scheduling.proctoring_api.http.transport import Reply
from scheduling.proctoring_api.parsing import text
from scheduling.proctoring_api.redaction import keepable, mask
from scheduling.proctoring_api.responses.refusals import ON_THE_WAY, refusal
from scheduling.proctoring_api.responses.retry_after_header import asked_to_wait

_JSON = re.compile(r"application/json|[^/\s]+/[^/\s]+\+json", re.IGNORECASE)
_JSON_OR_TEXT = re.compile(rf"{_JSON.pattern}|text/plain", re.IGNORECASE)
_LONGEST_HEADER = 120
_HOST = re.compile(r"[a-z0-9._:-]{1,253}")


def guarded(reply: Reply, secrets: tuple[str, ...]) -> Reply:
    """The reply to a request that carried these secrets:
    wherever it echoes them, they are taken out.
    """
    seen = reply.exchange
    if mask(seen.request_id, secrets) != seen.request_id:
        seen = replace(seen, request_id="")
    return replace(reply, exchange=seen, secrets=secrets)


def check(reply: Reply, *, base: str) -> None:
    """Pass a whole 2xx; raise for everything else. `base` is the address that a relative redirect
    is meant from.
    """
    status = reply.status
    if status in ON_THE_WAY:
        raise unknown(reply, FailureCause.ON_THE_WAY, f"status {status} is a gateway’s")
    if 400 <= status < 500:
        raise refusal(reply)
    if 300 <= status < 400:
        raise unknown(
            reply, FailureCause.REDIRECT, "a redirect", redirect_host=_redirect_host(reply, base)
        )
    if status >= 500:
        raise unknown(reply, FailureCause.SERVER_ERROR, f"status {status}")
    if status < 200:
        raise unknown(reply, FailureCause.UNREADABLE, f"status {status} is no answer")
    if reply.flaw == FailureCause.UNREADABLE:
        raise unknown(_belied(reply, "Content-Encoding"), reply.flaw, reply.exchange.detail)
    if reply.flaw:
        raise unknown(reply, reply.flaw, reply.exchange.detail)


def held_to_json(reply: Reply, *, or_text: bool = False) -> Reply:
    """The same 2xx, unless it calls itself something other than JSON: then whoever wrote it may not
    be the provider.

    An answer that does not say what it is, or has nothing in it, is let pass. `or_text`: where “a
    string” is all that is documented of the answer (contract §2: PUT, DELETE), plain text will do.
    """
    told = text(reply.headers.get("content-type"))
    fitting = _JSON_OR_TEXT if or_text else _JSON
    if not reply.body or not told.strip() or fitting.fullmatch(told.partition(";")[0].strip()):
        return reply
    belied = _belied(reply, "Content-Type")
    raise unknown(belied, FailureCause.UNREADABLE, "the answer does not call itself JSON")


def _belied(reply: Reply, name: str) -> Reply:
    """The same reply, with the header noted that its body belies."""
    told = keepable(f"{name}: {text(reply.headers.get(name))}", reply.secrets)
    kept = "".join(char for char in told if char.isprintable())[:_LONGEST_HEADER]
    return replace(reply, exchange=replace(reply.exchange, header=kept))


def unknown(
    reply: Reply, cause: FailureCause, detail: str, *, reason: str = "", redirect_host: str = ""
) -> UnknownOutcome:
    """The error of a reply of which nobody knows what became of the request."""
    error = UnknownOutcome(
        reason or REASONS[cause],
        exchange=replace(reply.exchange, detail=detail),
        cause=cause,
        status=reply.status,
        redirect_host=redirect_host,
    )
    if reply.status >= 400:
        error.retry_after = asked_to_wait(reply)
    return error


def _redirect_host(reply: Reply, base: str) -> str:
    """Host only: the rest of a redirect may hold anything.

    "" for none, for what is no host, or holds something secret.
    """
    location = text(reply.headers.get("location")).strip()
    try:
        host = (urlsplit(urljoin(base, location)).hostname or "") if location else ""
    except ValueError:
        return ""
    return host if _HOST.fullmatch(host) and mask(host, reply.secrets) == host else ""
