"""Rows of the list that say something of a booking which can't be read: what was known stays, is
told as from before, and the session itself is read soon.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import timedelta

from django.utils import timezone

from scheduling.exam_sessions.outside_changes import unread_answers
from scheduling.models import ExamSession, Institution, status_of
from scheduling.models.columns.kept_moments import is_within
from scheduling.proctoring_api.list_rows import AppointmentRow
from scheduling.provider_list import bad_rows, older_lists

# Where nobody can say whether a row has said the same before.
AGAIN_AFTER = timedelta(hours=1)


def note(
    institution: Institution,
    rows: Mapping[str, AppointmentRow],
    known: Mapping[str, ExamSession],
    *,
    told: Mapping[str, str] | None,
    but: Collection[str],
) -> None:
    """Keep what these rows, by SID, gave so, and let go of what a row now gives so that it can be
    read; nothing of those sessions that were read since. A row that said the same when it was
    `told` of was followed by a look, and is no news; nobody knows that of what was not told.
    """
    rows = {sid: row for sid, row in rows.items() if sid not in but}
    is_all_told = told is not None and len(told) < bad_rows.MOST
    found = {sid: row for sid, row in rows.items() if row.unreadable}
    news = {
        sid: row
        for sid, row in found.items()
        if row.flaw not in (told or {}).get(sid, "")
        and (is_all_told or not _was_read(known.get(sid)))
    }
    if news:
        _keep(institution, news, known)
    older_lists.believe(
        [one.pk for sid, one in known.items() if sid in rows and _can_be_read(one, rows[sid])]
    )


def _was_read(session: ExamSession | None) -> bool:
    return session is not None and is_within(AGAIN_AFTER, session.refreshed_at, timezone.now())


def _keep(
    institution: Institution,
    news: Mapping[str, AppointmentRow],
    known: Mapping[str, ExamSession],
) -> None:
    """They are read as what is missing is (`older_lists.have_read`), wherever their start is. What
    a look left open is told as that.
    """
    here, now = ExamSession.objects.filter(institution=institution), timezone.now()
    here.filter(sid__in=list(news)).update(missed_at=now, changed_at=now)
    for sid, row in news.items():
        one = known.get(sid)
        if one is None or not one.unread or unread_answers.is_listed(one):
            here.filter(sid=sid).update(unread=unread_answers.of_row(row.unreadable))


def _can_be_read(session: ExamSession, row: AppointmentRow) -> bool:
    """Whether a row tells all that the list gave before so that it could not be read; what is not
    booked any more has no start.
    """
    if not unread_answers.is_listed(session) or row.unreadable:
        return False
    shown = {
        "status": row.status,
        "start": row.appointment_at,
        "session_type": row.session_type,
    }
    is_ended = status_of(row.status).rules_out_a_booking
    return is_ended or all(shown.get(name) for name in unread_answers.names(session))
