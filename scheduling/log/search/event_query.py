"""What is asked of the events of the log."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from scheduling.log.learner_periods import Period


@dataclass(frozen=True, slots=True, kw_only=True)
class EventQuery:
    """Which events: those at `institutions` (SIDs; "" for events of no institution; None for the
    whole log, whatever stands there) that fit everything else.

    None and "" ask for nothing. Of SIDs, attempts, kinds and actions any one may fit; none in the
    tuple, and no event does. `actions` are those of the requests to the provider that events tell
    of. Each of the texts that are `said` stands in the sentence, the details or a reason
    that is kept apart, in whatever capitals, or is the address that it came from; no index knows
    these, so patience may end. Of a
    session that has `periods`, events of one of them fit, of any other session all. Times are
    aware: at or after `since`, before `until`.
    """

    institutions: tuple[str, ...] | None
    attempts: tuple[str, ...] | None = None
    sessions: tuple[str, ...] | None = None
    provider_id: str = ""
    exams: tuple[str, ...] | None = None
    person: int | None = None
    kinds: tuple[str, ...] | None = None
    actions: tuple[str, ...] | None = None
    outcome: str = ""
    session_type: str = ""
    said: tuple[str, ...] = ()
    periods: tuple[Period, ...] = ()
    since: datetime | None = None
    until: datetime | None = None


def columns_asked(query: EventQuery) -> dict[str, tuple[Any, ...]]:
    """The columns that are asked for and the values that fit, those that find the fewest events
    first.
    """
    columns: dict[str, tuple[Any, ...] | None] = {
        "attempt_id": query.attempts,
        "session_sid": query.sessions,
        "value": (query.provider_id,) if query.provider_id else None,
        "exam_sid": query.exams,
        "actor_id": (query.person,) if query.person is not None else None,
        "kind": query.kinds,
        "outcome": (query.outcome,) if query.outcome else None,
        "session_type": (query.session_type,) if query.session_type else None,
        "action": query.actions,
        "install_sid": query.institutions,
    }
    return {
        column: tuple(dict.fromkeys(values))
        for column, values in columns.items()
        if values is not None
    }
