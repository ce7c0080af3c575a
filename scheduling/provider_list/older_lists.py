"""Rows of a list that is older than a request of this portal: sessions that they tell as they stood
before it.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import timedelta

from django.utils import timezone

from scheduling.exam_sessions.outside_changes import unread_answers
from scheduling.exam_sessions.outside_changes.older_answers import (
    accepted_on,
    is_other_than_known,
    takes_back,
)
from scheduling.models import ExamSession
from scheduling.models.columns.kept_moments import is_within, kept_within
from scheduling.proctoring_api.lists.list_rows import AppointmentRow

# How long after a session was read a list may still tell it as it was before.
LAGS = timedelta(minutes=10)
READ_LATELY = timedelta(minutes=1)  # so that a request's session is read while the list lags


def taken_back(
    known: Mapping[str, ExamSession], fresh: Mapping[str, AppointmentRow]
) -> dict[ExamSession, timedelta]:
    """Those that a row tells as they stood before the last request of this portal that was
    accepted; and how lately one must have been read not to be read again.
    """
    differing = [one for one in known.values() if is_other_than_known(one, fresh[one.sid])]
    accepted = accepted_on(differing)
    now, found = timezone.now(), {}
    for one in differing:
        done = accepted.get(one.pk, [])
        is_fresh = bool(done) and is_within(LAGS, done[-1].settled_at, now)
        if done and takes_back(one, fresh[one.sid], done, is_fresh=is_fresh):
            found[one] = READ_LATELY if is_fresh else LAGS
    return found


def is_as_before(session: ExamSession, row: AppointmentRow) -> bool:
    """Whether a row tells as known what the last look showed as it stood before."""
    is_told = bool(row.status and (row.appointment_at or not session.known_status.is_in_place))
    return unread_answers.is_late(session) and is_told and not is_other_than_known(session, row)


def believe(keys: Collection[int]) -> None:
    """What is known of these sessions stands, as a row bears it out."""
    if keys:
        ExamSession.objects.filter(pk__in=keys).update(unread=None)


def have_read(doubtful: Mapping[ExamSession, timedelta]) -> None:
    """Mark each to be read, unless that was done as lately as stands beside it."""
    for lately in set(doubtful.values()):
        _read_if_old([one for one, its in doubtful.items() if its == lately], lately)


def has_to_be_read(session: ExamSession) -> bool:
    """Whether it was marked so, by a row that told it at that moment, and was not read since."""
    marked, changed, read = session.missed_at, session.changed_at, session.refreshed_at
    was_told = marked is not None and changed is not None and changed >= marked
    return bool(was_told and (read is None or read < marked))


def _read_if_old(sessions: list[ExamSession], lately: timedelta) -> None:
    """They are read as what is missing is, unless that was done lately: lists lag. They are not
    missing (`reading_one_by_one.is_missing`): the list told them at this moment.
    """
    doubtful = ExamSession.objects.filter(pk__in=[one.pk for one in sessions])
    now = timezone.now()
    old = doubtful.exclude(kept_within(lately, "refreshed_at", now))
    old.update(missed_at=now, changed_at=now)
