"""Request dispatcher of the stand-in: each one is entered, authorised, held to the contract, and
carried out or troubled.
"""

from __future__ import annotations

import json
import time
from contextlib import nullcontext
from typing import Any

from portal.sandbox.answers import Refusal, Reply, too_many
from portal.sandbox.calls import Calls, Sids
from portal.sandbox.connection import Way
from portal.sandbox.contract import Contract, Operation, Request
from portal.sandbox.fault_plan import Trouble, TroubleBook
from portal.sandbox.faults import KINDS, Change
from portal.sandbox.ledger import Entry, Ledger
from portal.sandbox.practice_codes import from_payment, from_reason, from_start
from portal.sandbox.quota import Quota
from portal.sandbox.state import State
from portal.sandbox.tokens import Tokens, auth_style

_SHOWN_HEADERS = (
    "content-type",
    "content-length",
    "user-agent",
    "accept",
    "accept-encoding",
    "connection",
)


class StandIn:
    """The whole stand-in without its sockets."""

    def __init__(self, seed: int = 1, latency: float = 0.0) -> None:
        self.ledger = Ledger()
        self.state = State(seed, self.ledger)
        self.tokens = Tokens()
        self.troubles = TroubleBook()
        self.contract = Contract()
        self.quota = Quota()
        self.calls = Calls(self.state, self.tokens)
        self.latency = latency
        self.resets = 0

    def reset(self, seed: int) -> None:
        """As freshly started: data, ledger, troubles, tokens and latency.

        What was under way and has had no effect yet never has one.
        """
        self.resets += 1
        self.state.reset(seed)
        self.ledger.clear()
        self.troubles.clear()
        self.tokens.reset()
        self.quota.lift()
        self.latency = 0.0

    def enter(self, request: Request) -> Entry:
        """Notes in the ledger that a request arrived."""
        shown = {name: request.headers[name] for name in _SHOWN_HEADERS if name in request.headers}
        query: dict[str, list[str]] = {}
        for name, value in request.query:
            query.setdefault(name, []).append(value)
        return self.ledger.arrived(
            method=request.method.upper(),
            path=request.path,
            query=query,
            headers={"auth": auth_style(request.headers), **shown},
            body=_readable(request),
        )

    def answer(self, request: Request, entry: Entry, way: Way) -> None:
        """Answers over `way`, as the contract says or as the waiting trouble wants it.

        Trouble only meets requests that are authorised and sound; others get their plain refusal.
        """
        try:
            operation, sids = self.contract.route(request.method, request.path)
            authorise = self.tokens.check_client if operation.id == "token" else self.tokens.check
            authorise(request.headers)
            self.contract.check(request, operation)
            if seconds := self.quota.take():
                raise too_many(seconds)
        except Refusal as refusal:
            way.send(refusal.reply())
            return
        run = _Run(self, operation, request, sids, entry)
        trouble = self._trouble(operation, request, way)
        if trouble is None:
            way.send(run())
        else:
            self.ledger.note(entry, trouble=trouble.kind)
            KINDS[trouble.kind](way, run, **trouble.params)

    def _trouble(self, operation: Operation, request: Request, way: Way) -> Trouble | None:
        asked = self.troubles.take(request.method, request.path, way.nth)
        if asked is None and operation.id == "schedule":
            return from_payment(request.json)
        if asked is None and operation.id == "reschedule":
            return from_start(request.json)
        if asked is None and operation.id == "cancel":
            return from_reason(request.json)
        return asked


class _Run:
    """Carries one request out when called (`kinds.Act`)."""

    def __init__(
        self, stand_in: StandIn, operation: Operation, request: Request, sids: Sids, entry: Entry
    ) -> None:
        self.stand_in, self.operation, self.request = stand_in, operation, request
        self.sids, self.entry = sids, entry
        self.resets = stand_in.resets

    def __call__(
        self,
        *,
        change: Change | None = None,
        query: dict[str, str] | None = None,
        pause: float = 0.0,
    ) -> Reply:
        try:
            with self._alone():
                if (seconds := self.stand_in.latency + pause) > 0:
                    time.sleep(seconds)
                if self.resets != self.stand_in.resets:
                    raise Refusal(503, "RESET", "The stand-in was reset meanwhile.")
                return self.stand_in.calls.run(
                    self.operation.id, self._asked(query), self.sids, self._body(change), self.entry
                )
        except Refusal as refusal:
            return refusal.reply()

    def _alone(self) -> Any:
        if self.operation.id != "schedule":
            return nullcontext()
        return self.stand_in.state.one_at_a_time(self.sids["sessionSid"])

    def _body(self, change: Change | None) -> Any:
        body = self.request.json
        return {**body, **change(body)} if change and isinstance(body, dict) else body

    def _asked(self, query: dict[str, str] | None) -> Request:
        if not query:
            return self.request
        kept = [(name, value) for name, value in self.request.query if name not in query]
        r = self.request
        return Request(r.method, r.path, kept + list(query.items()), r.headers, r.body)


def _readable(request: Request) -> Any:
    """The body for the ledger: parsed JSON where it is JSON, else text;
    None where there is none.
    """
    if not request.body:
        return None
    try:
        return json.loads(request.body)
    except (ValueError, RecursionError):
        return request.body.decode("utf-8", "replace")
