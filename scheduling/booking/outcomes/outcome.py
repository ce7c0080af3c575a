"""Outcome of a call, in the four words the portal uses: accepted, refused, unreachable,
unconfirmed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from scheduling.audit.kinds import Kind
from scheduling.booking.comparison.verdicts import Verdict
from scheduling.models import Attempt
from scheduling.proctoring_api.client import Exchange
from scheduling.proctoring_api.errors import FailureCause
from scheduling.proctoring_api.session_record import SessionRecord
from scheduling.session_commands import Actor

# Whose reasons are sentences of the portal's, without a word of what came.
OUR_OWN = frozenset((*FailureCause, Attempt.Cause.NO_REASON)) - {
    *(FailureCause.REDIRECT, FailureCause.WRONG_SESSION, FailureCause.YES_AND_NO)
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """A call's outcome as it will be recorded. `reason` is for people;
    `cause` is one word for the log, `provider_words` what a refusal said, where `reason` says it
    otherwise. `answered_at` is when it was known, where it is recorded only later; `asked_at` when
    the look was asked for that showed it, where it was a look.
    """

    state: Attempt.State
    cause: str
    reason: str = ""
    provider_words: str = ""
    exchange: Exchange | None = None
    record: SessionRecord | None = None
    field_errors: dict[str, list[str]] = field(default_factory=dict)
    alarm: bool = False
    answered_at: datetime | None = None
    asked_at: datetime | None = None

    @property
    def tells_our_own(self) -> bool:
        """Whether the reason has nothing of what came, so that it names nobody."""
        if self.state == Attempt.State.UNCONFIRMED:
            return self.cause in OUR_OWN
        return self.state == Attempt.State.UNREACHABLE

    def exchanged(self) -> dict[str, Any]:
        """What the log keeps of the call itself; times in whole milliseconds and seconds."""
        if self.exchange is None:
            return {}
        seen = self.exchange
        kept: dict[str, Any] = {
            "method": seen.method,
            "path": seen.path,
            "status": seen.status,
            "milliseconds": seen.elapsed_ms,
            "bytes": seen.bytes_read,
            "digest": seen.digest,
            "provider_request": seen.request_id,
        }
        if seen.detail:
            kept["detail"] = seen.detail
        if seen.header:
            kept["header"] = seen.header
        if seen.clock_skew_seconds is not None and abs(seen.clock_skew_seconds) >= 5:
            kept["clock_skew_seconds"] = round(seen.clock_skew_seconds)
        return kept


@dataclass(frozen=True, slots=True, kw_only=True)
class Transition:
    """An attempt's move from one state to the next: to which, by whom, and why.

    With a `fence` it counts only while the attempt's lease is held under that name. `left_open` is
    what a yes did not show, or not so that it can be read.
    """

    kind: Kind
    state: Attempt.State
    actor: Actor
    reason: str = ""
    outcome: Outcome | None = None
    fence: str = ""
    left_open: Mapping[str, Verdict] = field(default_factory=dict)
