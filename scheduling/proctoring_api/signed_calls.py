"""Signed calls of one institution's API: what only reads is tried again within its time, what
changes something is sent once, whatever happens.

A 401 to an expired access token is the one exception: the provider refused it before doing
anything, so it is sent again with a new token, once. What changes something only where the 401 says
that the token is invalid, as is documented (contract §1): any other may be a gateway's behind it.
Where no other token can be had, the refusal is the answer.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from typing import Any, TypeVar
from urllib.parse import urlencode, urlsplit

from scheduling.proctoring_api.auth import LockedCredentials
from scheduling.proctoring_api.call_paths import names_no_place
from scheduling.proctoring_api.connection_settings import Connection, fault_of
from scheduling.proctoring_api.errors import FailureCause, NothingSent
from scheduling.proctoring_api.exchange import Exchange
from scheduling.proctoring_api.http import largest_answers
from scheduling.proctoring_api.http.deadline import Deadline
from scheduling.proctoring_api.http.read_retries import RETRIES, with_retries
from scheduling.proctoring_api.http.transport import Reply, Request, Transport
from scheduling.proctoring_api.http.transport_failures import nothing_sent
from scheduling.proctoring_api.responses.done_already import says_done_already
from scheduling.proctoring_api.responses.refusals import refusal
from scheduling.proctoring_api.responses.reply_checks import check, guarded
from scheduling.proctoring_api.tokens import Signature, Signer

SESSION_LIMIT = largest_answers.SESSION
LOCKED = "its secret can’t be decrypted with the keys in FIELD_ENCRYPTION_KEYS"
Read = TypeVar("Read")


class SignedCalls:
    """The calls that go over one connection's pool and with its token."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._transport = Transport(connection.ca_bundle)
        self._signer = Signer(connection.credentials, self._transport)
        self._fault = fault_of(connection)

    def __repr__(self) -> str:
        return (
            "no usable address"
            if self._fault
            else str(urlsplit(self._connection.base_url).hostname)
        )

    def get(
        self,
        path: str,
        read: Callable[[Reply], Read],
        deadline: Deadline,
        *,
        query: dict[str, Any] | None = None,
        limit: int = SESSION_LIMIT,
        retries: int = RETRIES,
    ) -> Read:
        def ask() -> Read:
            return read(self.send("GET", path, deadline, query=query, limit=limit))

        return with_retries(ask, deadline, retries=retries)

    def send(
        self,
        method: str,
        path: str,
        deadline: Deadline,
        *,
        body: bytes | None = None,
        query: dict[str, Any] | None = None,
        limit: int = SESSION_LIMIT,
        secrets: tuple[str, ...] = (),
    ) -> Reply:
        self._check_sendable(method, path)
        base = self._connection.base_url.rstrip("/")
        url = f"{base}{path}?{urlencode(query, doseq=True)}" if query else f"{base}{path}"

        def once(signature: Signature) -> Reply:
            request = Request(method, url, path, signature.auth, body)
            return self._transport.send(request, deadline=deadline, limit=limit)

        signature = self._signer.sign(deadline, reads=method == "GET")
        reply, secret = once(signature), signature.secret
        if reply.status == 401 and signature.renewable:
            self._signer.forget(secret)
            if method == "GET" or _is_token_invalid(reply):
                # Nothing sent is nothing but this second time: that the first was refused stands.
                with suppress(NothingSent):
                    signature = self._signer.sign(deadline, instead_of=secret)
                    if signature.secret != secret:
                        reply, secret = once(signature), signature.secret
        reply = guarded(reply, (secret, *secrets))
        check(reply, base=url)
        return reply

    def _check_sendable(self, method: str, path: str) -> None:
        """Raises NothingSent where the connection, or the path, is of no use."""
        if isinstance(self._connection.credentials, LockedCredentials):
            raise nothing_sent(Exchange(method, path), FailureCause.LOCKED, LOCKED)
        if fault := self._fault or ("one of the SIDs is not a SID" if names_no_place(path) else ""):
            raise nothing_sent(Exchange(method, path), FailureCause.MISCONFIGURED, fault)

    def deadline(self, timeout: float | None) -> Deadline:
        return Deadline(self._connection.timeout if timeout is None else timeout)


def _is_token_invalid(reply: Reply) -> bool:
    """Whether a 401 says that it is the token that was not taken, and neither shows nor says that
    anything was done.
    """
    said = str(reply.headers.get("www-authenticate") or "")
    if "invalid_token" not in said.casefold():
        return False
    refused = refusal(reply)
    return refused.shown is None and not says_done_already(refused)
