"""Rows of a list that is older than a request of this portal: sessions that they tell as they stood
before it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta

from django.utils import timezone

from scheduling.models import Attempt, ExamSession, status_of
from scheduling.models.columns.kept_moments import is_within, kept_within
from scheduling.models.session_status import NOT_SHOWN, PENDING_APPROVAL, UNKNOWN
from scheduling.proctoring_api.session_record import AppointmentRow

Action = Attempt.Action
# How long after a session was read a list may still tell it as it was before.
LAGS = timedelta(minutes=10)
READ_LATELY = timedelta(minutes=1)  # so that a request's session is read while the list lags


def taken_back(
    known: Mapping[str, ExamSession], fresh: Mapping[str, AppointmentRow]
) -> dict[ExamSession, timedelta]:
    """Those that a row tells as they stood before the last request of this portal that was
    accepted; and how lately one must have been read not to be read again.
    """
    differing = [one for one in known.values() if _tells_otherwise(one, fresh[one.sid])]
    accepted = _accepted(differing)
    now, found = timezone.now(), {}
    for one in differing:
        done = accepted.get(one.pk, [])
        is_fresh = bool(done) and is_within(LAGS, done[-1].settled_at, now)
        if done and _takes_back(one, fresh[one.sid], done, is_fresh=is_fresh):
            found[one] = READ_LATELY if is_fresh else LAGS
    return found


def _tells_otherwise(session: ExamSession, row: AppointmentRow) -> bool:
    """Whether a row tells another status or start than is known."""
    told, at = status_of(row.status), row.appointment_at
    is_another_start = at is not None and at != session.appointment_at
    return is_another_start or (told != NOT_SHOWN and told != session.known_status)


def _takes_back(
    session: ExamSession, row: AppointmentRow, done: Sequence[Attempt], *, is_fresh: bool
) -> bool:
    """Whether the row takes back what these requests did, the last one last: what was cancelled is
    told as anything else, what was moved at a start that it had before, what was booked as without
    a proctor. Its status word matters only then. While the last request `is_fresh` an approval, and
    a word that nobody knows, may be an older list’s, too.
    """
    told, was = status_of(row.status), session.known_status
    if done[-1].action == Action.CANCEL:
        return was.is_cancelled and not told.is_cancelled
    if told.needs_proctor:
        return not session.needs_proctor
    if is_fresh and (told.key == UNKNOWN or (was == PENDING_APPROVAL and told.is_firm)):
        return True
    start = row.appointment_at
    is_another = start is not None and start != session.appointment_at
    return is_another and start in [one.stood_at for one in done]


def _accepted(sessions: list[ExamSession]) -> dict[int, list[Attempt]]:
    """The requests on each of them that this portal has a yes to, the last one last."""
    accepted = Attempt.objects.filter(session__in=sessions, state=Attempt.State.ACCEPTED)
    rows = accepted.only("session_id", "action", "stood_at", "settled_at").order_by("pk")
    found: dict[int, list[Attempt]] = {}
    for one in rows if sessions else ():
        found.setdefault(one.session_id, []).append(one)
    return found


def have_read(doubtful: Mapping[ExamSession, timedelta]) -> None:
    """Mark each to be read, unless that was done as lately as stands beside it."""
    for lately in set(doubtful.values()):
        _read_if_old([one for one, its in doubtful.items() if its == lately], lately)


def _read_if_old(sessions: list[ExamSession], lately: timedelta) -> None:
    """They are read as what is missing is, unless that was done lately: lists lag. They are not
    missing (`reading_one_by_one.is_missing`): the list told them at this moment.
    """
    doubtful = ExamSession.objects.filter(pk__in=[one.pk for one in sessions])
    now = timezone.now()
    old = doubtful.exclude(kept_within(lately, "refreshed_at", now))
    old.update(missed_at=now, changed_at=now)
