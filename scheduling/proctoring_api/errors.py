"""What can go wrong, sorted by what is certain afterwards.

    ProctoringError
    ├─ NothingSent          provably nothing reached the provider; it is safe to ask again
    ├─ Refused              the provider answered 4xx: it did not happen, unless its body shows it
    │   ├─ NotAuthorised    401, 403
    │   ├─ NotFound         404, 405, 410
    │   ├─ Conflict         409
    │   └─ Throttled        429
    └─ UnknownOutcome       sent, and no usable answer: it may have happened; read the session back

Every error carries `.exchange` (what may be kept of the call) and `.reason` (a plain English
sentence, safe to show).
"""

from __future__ import annotations

from scheduling.proctoring_api.exchange import Exchange
from scheduling.proctoring_api.session_record import SessionRecord

OF_NO_USE = frozenset({"redirect", "unreadable", "too-large", "no-list", "wrong-session"})


class ProctoringError(Exception):
    """Anything that kept a call from giving a usable answer.

    `retry_after` is for how many seconds the provider asks to be left alone, held between 1 and
    3600; None where it asks nothing, or nothing readable.
    """

    retry_after: float | None = None

    def __init__(self, reason: str, *, exchange: Exchange) -> None:
        super().__init__(reason)
        self.reason = reason
        self.exchange = exchange


class NothingSent(ProctoringError):
    """No byte of the request left for the provider;
    `cause` is refused, name, connect-timeout, tls, misconfigured or locked.
    """

    def __init__(self, reason: str, *, exchange: Exchange, cause: str) -> None:
        super().__init__(reason, exchange=exchange)
        self.cause = cause


class Refused(ProctoringError):
    """A 4xx of the provider's own. `message` is plain text of at most 300 characters;
    `field_errors` maps API names to messages; `shown` is the session that its body tells of.
    """

    shown: SessionRecord | None = None

    def __init__(
        self,
        reason: str,
        *,
        exchange: Exchange,
        status: int,
        code: str = "",
        message: str = "",
        field_errors: dict[str, list[str]] | None = None,
    ) -> None:
        super().__init__(reason, exchange=exchange)
        self.status = status
        self.code = code
        self.message = message
        self.field_errors = field_errors or {}


class NotAuthorised(Refused):
    """401 or 403: the portal's own access is at fault, not what the person typed."""


class NotFound(Refused):
    """404, 405 or 410: the address is wrong or the thing is gone."""


class Conflict(Refused):
    """409: somebody was faster, or the session stands in the way."""


class Throttled(Refused):
    """429: too much was asked."""


class UnknownOutcome(ProctoringError):
    """It may have happened. `redirect_host` names where a 3xx pointed.

    `cause` is timeout, closed, server-error, on-the-way, redirect, unreadable, too-large, no-list,
    wrong-session or yes-and-no.
    """

    def __init__(
        self,
        reason: str,
        *,
        exchange: Exchange,
        cause: str,
        status: int | None = None,
        redirect_host: str = "",
    ) -> None:
        super().__init__(reason, exchange=exchange)
        self.cause = cause
        self.status = status
        self.redirect_host = redirect_host


def is_of_another(error: ProctoringError) -> bool:
    """Whether the answer was about another session or learner: so are the next ones about this."""
    return isinstance(error, UnknownOutcome) and error.cause == "wrong-session"


def is_of_no_use(error: ProctoringError) -> bool:
    """Whether there was an answer, but one that says nothing about the session: asking again soon
    will hardly bring another.
    """
    return isinstance(error, UnknownOutcome) and error.cause in OF_NO_USE
