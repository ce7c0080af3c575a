"""Bearer tokens from client credentials (contract §1, style 2): kept until they expire, fetched by
one thread at a time.
"""

from __future__ import annotations

import base64
import os
import re
import threading
import time
from dataclasses import dataclass, field
from urllib.parse import quote, quote_plus, urlsplit

from requests.auth import AuthBase, HTTPBasicAuth

from scheduling.proctoring_api.auth import (
    ClientCredentials,
    Credentials,
    HeaderAuth,
    HeaderToken,
    fits_header,
)
from scheduling.proctoring_api.errors import (
    FailureCause,
    NotAuthorised,
    NothingSent,
    Refused,
    Throttled,
    UnknownOutcome,
)
from scheduling.proctoring_api.exchange import Exchange
from scheduling.proctoring_api.http import largest_answers
from scheduling.proctoring_api.http.deadline import Deadline
from scheduling.proctoring_api.http.transport import Request, Transport
from scheduling.proctoring_api.http.transport_failures import nothing_sent
from scheduling.proctoring_api.parsing import identifier, number
from scheduling.proctoring_api.responses.denied_success import denies
from scheduling.proctoring_api.responses.reply_checks import check, guarded, unknown
from scheduling.proctoring_api.responses.response_outcomes import read_object

_BODY = b"grant_type=client_credentials"
_LIMIT = largest_answers.TOKEN
_SECONDS = re.compile(r"[0-9]{1,9}")
# A token whose life was not told serves the call that it was fetched for, and for so long those
# that only read: a read that it is refused for is sent again with another, whatever the 401 says.
_FOR_READS = 60.0
# A token is not used in its last minute (or last tenth, if it lives shorter): it must outlive the
# call that carries it.
_MARGIN = 60.0


@dataclass(frozen=True, slots=True)
class Signature:
    """What signs one call. `secret` is what must be masked; `renewable` says whether a 401 is worth
    a new token.
    """

    auth: AuthBase = field(repr=False)
    secret: str = field(repr=False)
    renewable: bool = False


class Signer:
    """Signs calls with an install's credentials."""

    def __init__(self, credentials: Credentials, transport: Transport) -> None:
        self._credentials = credentials
        self._transport = transport
        self._start_over()

    def _start_over(self) -> None:
        self._pid = os.getpid()
        self._one_at_a_time = threading.Lock()
        self._token = ""
        self._good_until = self._good_for_reads_until = 0.0

    def sign(self, deadline: Deadline, *, reads: bool = False, instead_of: str = "") -> Signature:
        """The signature for a call, which only `reads` or may change something; `instead_of` is a
        token that the provider just refused.

        Raises NothingSent where no token can be had, NotAuthorised where the provider refuses the
        credentials.
        """
        if isinstance(self._credentials, HeaderToken):
            token = self._credentials.token
            return Signature(HeaderAuth("token", token), token)
        token = self._bearer(self._credentials, deadline, reads, instead_of)
        return Signature(HeaderAuth("Authorization", f"Bearer {token}"), token, renewable=True)

    def _bearer(
        self, credentials: ClientCredentials, deadline: Deadline, reads: bool, refused: str
    ) -> str:
        if self._pid != os.getpid():
            self._start_over()
        if (token := self._usable(reads, refused)) is not None:
            return token
        if not self._one_at_a_time.acquire(timeout=deadline.left):
            raise nothing_sent(
                _exchange(credentials), FailureCause.CONNECT_TIMEOUT, "no access token in time"
            )
        try:
            # Another thread may have fetched one while this one waited.
            if (token := self._usable(reads, refused)) is not None:
                return token
            self._token, life = self._fetch(credentials, deadline)
            told = 0.0 if life is None else life - min(_MARGIN, life / 10)
            self._good_until = time.monotonic() + told
            for_reads = _FOR_READS if life is None else told
            self._good_for_reads_until = time.monotonic() + for_reads
            return self._token
        finally:
            self._one_at_a_time.release()

    def forget(self, token: str) -> None:
        """A token that the provider did not take: the next call fetches another."""
        if self._token == token:
            self._token = ""

    def _usable(self, reads: bool, refused: str) -> str | None:
        token, until = self._token, self._good_for_reads_until if reads else self._good_until
        return token if token and token != refused and time.monotonic() < until else None

    def _fetch(
        self, credentials: ClientCredentials, deadline: Deadline
    ) -> tuple[str, float | None]:
        basic = HTTPBasicAuth(credentials.client_id.encode(), credentials.client_secret.encode())
        request = Request(
            "POST",
            credentials.token_url,
            _exchange(credentials).path,
            basic,
            _BODY,
            content_type="application/x-www-form-urlencoded",
        )
        try:
            reply = self._transport.send(request, deadline=deadline, limit=_LIMIT)
            reply = guarded(reply, _secrets(credentials))
            check(reply, base=credentials.token_url)
            found = read_object(reply)
            token, life = identifier(found.get("access_token")), _life(found.get("expires_in"))
            if not fits_header(token) or denies(found) or not _is_bearer(found.get("token_type")):
                raise unknown(reply, FailureCause.UNREADABLE, "the answer holds no access token")
        except UnknownOutcome as error:
            raise _no_token(error) from None
        except Refused as error:
            raise _not_let_in(error) from None
        return token, life


def _life(said: object) -> float | None:
    """For how many seconds a token serves; none where it is told to be over, None where that is
    not told in a number.
    """
    told = float(said) if isinstance(said, str) and _SECONDS.fullmatch(said) else number(said)
    return None if told is None else max(float(told), 0.0)


def _is_bearer(kind: object) -> bool:
    """Whether a token is of the kind that is documented, as far as its kind is told."""
    return kind is None or identifier(kind).casefold() == "bearer"


def _secrets(credentials: ClientCredentials) -> tuple[str, ...]:
    """The secret in every form in which an answer may echo it:
    as it is, in a form's encoding, in the Basic header.
    """
    secret = credentials.client_secret
    pair = base64.b64encode(f"{credentials.client_id}:{secret}".encode()).decode()
    return secret, quote(secret, safe=""), quote_plus(secret), pair.rstrip("=")


def _exchange(credentials: ClientCredentials) -> Exchange:
    try:
        return Exchange("POST", urlsplit(credentials.token_url).path)
    except ValueError:
        return Exchange("POST", "")


def _no_token(error: UnknownOutcome) -> NothingSent:
    """Without a token the call itself was never sent, whatever became of the token request."""
    cause = {
        FailureCause.TIMEOUT: FailureCause.CONNECT_TIMEOUT,
        FailureCause.REDIRECT: FailureCause.MISCONFIGURED,
    }.get(error.cause, FailureCause.REFUSED)
    return _nothing_sent(error, cause)


def _nothing_sent(error: Refused | UnknownOutcome, cause: FailureCause) -> NothingSent:
    detail = f"the token address gave no access token: {error.exchange.detail}"
    return nothing_sent(error.exchange, cause, detail)


def _not_let_in(error: Refused) -> Refused | NothingSent:
    """400, 401 and 403 from the token endpoint all mean that the credentials are wrong; 429 stays
    what it is. Any other refusal says nothing of the call, which was never sent: the token address
    is wrong.
    """
    if isinstance(error, Throttled):
        return error
    if error.status not in (400, 401, 403):
        return _nothing_sent(error, FailureCause.MISCONFIGURED)
    return NotAuthorised(
        "SmarterProctoring did not accept the portal’s sign-in.",
        exchange=error.exchange,
        status=error.status,
        code=error.code,
        message=error.message,
    )
