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

from enum import StrEnum

from scheduling.proctoring_api.exchange import Exchange
from scheduling.proctoring_api.session_record import SessionRecord


class FailureCause(StrEnum):
    """Why a call gave no usable answer; the log and the attempts keep the values."""

    # Nothing was sent.
    REFUSED = "refused"
    NAME = "name"
    CONNECT_TIMEOUT = "connect-timeout"
    TLS = "tls"
    MISCONFIGURED = "misconfigured"
    LOCKED = "locked"
    # It may have happened.
    TIMEOUT = "timeout"
    CLOSED = "closed"
    SERVER_ERROR = "server-error"
    ON_THE_WAY = "on-the-way"
    REDIRECT = "redirect"
    UNREADABLE = "unreadable"
    TOO_LARGE = "too-large"
    NO_LIST = "no-list"
    WRONG_SESSION = "wrong-session"
    YES_AND_NO = "yes-and-no"


OF_NO_USE = frozenset(
    {
        FailureCause.REDIRECT,
        FailureCause.UNREADABLE,
        FailureCause.TOO_LARGE,
        FailureCause.NO_LIST,
        FailureCause.WRONG_SESSION,
    }
)
REASONS = {
    FailureCause.REFUSED: "SmarterProctoring could not be reached.",
    FailureCause.NAME: "SmarterProctoring’s address could not be looked up.",
    FailureCause.CONNECT_TIMEOUT: "SmarterProctoring could not be reached in time.",
    FailureCause.TLS: "No secure connection to SmarterProctoring could be made.",
    FailureCause.MISCONFIGURED: "SmarterProctoring’s address or sign-in is not set up correctly.",
    FailureCause.LOCKED: "The portal can’t use its sign-in for SmarterProctoring.",
    FailureCause.TIMEOUT: "SmarterProctoring did not answer in time.",
    FailureCause.CLOSED: "The connection broke before SmarterProctoring’s answer was complete.",
    FailureCause.SERVER_ERROR: "SmarterProctoring had a problem while answering.",
    FailureCause.ON_THE_WAY: "The connection to SmarterProctoring failed on the way.",
    FailureCause.REDIRECT: (
        "SmarterProctoring redirected us to another address, which we did not follow."
    ),
    FailureCause.UNREADABLE: "SmarterProctoring’s answer could not be read.",
    FailureCause.TOO_LARGE: "SmarterProctoring’s answer was too large to read.",
    FailureCause.NO_LIST: "SmarterProctoring’s answer holds no list.",
    FailureCause.WRONG_SESSION: "SmarterProctoring answered about a different exam session.",
    FailureCause.YES_AND_NO: "SmarterProctoring’s answer says both yes and no.",
}


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
    """No byte of the request left for the provider."""

    def __init__(self, reason: str, *, exchange: Exchange, cause: FailureCause) -> None:
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
    """It may have happened. `redirect_host` names where a 3xx pointed."""

    def __init__(
        self,
        reason: str,
        *,
        exchange: Exchange,
        cause: FailureCause,
        status: int | None = None,
        redirect_host: str = "",
    ) -> None:
        super().__init__(reason, exchange=exchange)
        self.cause = cause
        self.status = status
        self.redirect_host = redirect_host


def is_of_another(error: ProctoringError) -> bool:
    """Whether the answer was about another session or learner: so are the next ones about this."""
    return isinstance(error, UnknownOutcome) and error.cause == FailureCause.WRONG_SESSION


def is_of_no_use(error: ProctoringError) -> bool:
    """Whether there was an answer, but one that says nothing about the session: asking again soon
    will hardly bring another.
    """
    return isinstance(error, UnknownOutcome) and error.cause in OF_NO_USE
