"""What was asked of a booking that stands, over all its requests: as far as looks since show it to
be the one that was asked for here.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from scheduling.exam_sessions.outside_changes import reviews
from scheduling.exam_sessions.outside_changes.differences import NOT_BOOKED_HERE
from scheduling.models import Attempt, ExamSession, status_of


def asked_in_all(session: ExamSession) -> dict[str, Any]:
    """What was asked of the booking that stands:
    the booking itself, and what each move since has changed of it. Nothing of one made elsewhere.
    """
    return asked_in_all_of([session]).get(session.pk, {}) if session.pk else {}


def asked_in_all_of(sessions: Iterable[ExamSession]) -> dict[int, dict[str, Any]]:
    """The same of many sessions, by their primary keys: of those booked here."""
    by_key = {one.pk: one for one in sessions}
    accepted = Attempt.objects.filter(session__in=by_key, state=Attempt.State.ACCEPTED)
    found: dict[int, dict[str, Any]] = {}
    for attempt in accepted.only("session_id", "action", "asked").order_by("pk"):
        is_move = attempt.action == Attempt.Action.RESCHEDULE
        before = found.get(attempt.session_id, {}) if is_move else {}
        found[attempt.session_id] = before | attempt.asked
    changed = reviews.seen_in_another_state([by_key[pk] for pk in found])
    ended = {one.pk for one in changed if _has_ended_elsewhere(one)}
    return {pk: asked for pk, asked in found.items() if pk not in ended}


def _has_ended_elsewhere(session: ExamSession) -> bool:
    """Whether looks since the last request that took effect showed that its booking stood no more:
    whatever is booked since was booked by others.
    """
    last = session.attempts.filter(state=Attempt.State.ACCEPTED).latest("pk")
    seen = (one.get("status") for one in reviews.changes_since(session, last))
    return any(_is_no_booking(*pair) for pair in seen if pair)


def _is_no_booking(before: str, after: str) -> bool:
    shown = status_of(after)
    return shown.needs_proctor or shown.is_cancelled or before == NOT_BOOKED_HERE
