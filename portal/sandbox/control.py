"""The control address, `/_control/…`: trouble, the ledger, and a look at what is stored.

Loopback only.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from portal.sandbox.answers import Refusal, Reply, invalid_field, not_found
from portal.sandbox.catalogue import catalogue
from portal.sandbox.contract import Request
from portal.sandbox.dispatcher import StandIn

PREFIX = "/_control/"


class Control:
    """Answers requests to the control address; every body is a JSON object."""

    def __init__(self, stand_in: StandIn) -> None:
        self._stand_in = stand_in
        self._routes: dict[tuple[str, str], Callable[[Request, dict[str, Any]], Any]] = {
            ("get", "catalogue"): lambda request, body: catalogue(stand_in),
            ("get", "ledger"): lambda request, body: stand_in.ledger.snapshot(),
            ("delete", "ledger"): lambda request, body: stand_in.ledger.clear(),
            ("get", "trouble"): lambda request, body: stand_in.troubles.waiting(),
            ("post", "trouble"): lambda request, body: self._add_trouble(body),
            ("delete", "trouble"): lambda request, body: stand_in.troubles.clear(),
            ("get", "sessions"): self._sessions,
            ("post", "sessions"): self._change_session,
            ("post", "seats"): self._seats,
            ("post", "token"): lambda request, body: stand_in.tokens.control(body),
            ("post", "latency"): self._latency,
            ("post", "quota"): self._quota,
            ("post", "reset"): self._reset,
        }

    def answer(self, request: Request) -> Reply:
        """200 with what was asked (or `{}`), 400 and 404 in the usual shape."""
        try:
            route = self._routes.get((request.method, request.path.removeprefix(PREFIX)))
            if route is None:
                raise not_found("This control address")
            answer = route(request, _body(request))
            return Reply(data={} if answer is None else answer)
        except Refusal as refusal:
            return refusal.reply()
        except (KeyError, TypeError, ValueError) as error:
            return invalid_field("body", f"{type(error).__name__}: {error}").reply()

    def _add_trouble(self, body: dict[str, Any]) -> dict[str, Any]:
        self._stand_in.troubles.add(body)
        return {"waiting": len(self._stand_in.troubles.waiting())}

    def _sessions(self, request: Request, body: dict[str, Any]) -> dict[str, Any]:
        """Query: `status`, `install`, `sid`, `limit` (20), `offset`."""
        found = self._stand_in.state.inspect(
            status=request.first("status"),
            install_sid=request.first("install"),
            sid=request.first("sid"),
        )
        start = int(request.first("offset", "0"))
        return {
            "total": len(found),
            "sessions": found[start : start + int(request.first("limit", "20"))],
        }

    def _change_session(self, request: Request, body: dict[str, Any]) -> dict[str, Any]:
        """`{"sid"}` with `status`: sets it. Without `sid`: a new session that needs a proctor."""
        return self._stand_in.state.place(body)

    def _seats(self, request: Request, body: dict[str, Any]) -> None:
        self._stand_in.state.set_seats(body["sid"], int(body["seats"]))

    def _latency(self, request: Request, body: dict[str, Any]) -> dict[str, Any]:
        self._stand_in.latency = float(body.get("ms", 0)) / 1000
        return {"ms": self._stand_in.latency * 1000}

    def _quota(self, request: Request, body: dict[str, Any]) -> dict[str, Any]:
        """`{"per_minute": 60}`: everything beyond is answered 429 with `Retry-After`;
        null: no limit.
        """
        wanted = body.get("per_minute")
        self._stand_in.quota.limit(None if wanted is None else int(wanted))
        return {"per_minute": self._stand_in.quota.a_minute}

    def _reset(self, request: Request, body: dict[str, Any]) -> dict[str, Any]:
        seed = int(body.get("seed", self._stand_in.state.seed))
        self._stand_in.reset(seed)
        return {"seed": seed}


def _body(request: Request) -> dict[str, Any]:
    if not request.body:
        return {}
    try:
        body = json.loads(request.body)
    except ValueError as error:
        raise invalid_field("body", str(error)) from None
    if not isinstance(body, dict):
        raise invalid_field("body", "A JSON object is needed.")
    return body
