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
from scheduling.proctoring_api.lists.list_page import BadRow, ListPage
from scheduling.proctoring_api.lists.list_rows import AppointmentRow
from scheduling.provider_list import older_lists
from scheduling.provider_list.bad_rows import NamedRows

# Where nobody can say whether a row has said the same before.
AGAIN_AFTER = timedelta(hours=1)
MOST_AT_ONCE = 50  # that are still to be read; the others wait for a later walk


def note(
    institution: Institution,
    rows: Mapping[str, AppointmentRow],
    known: Mapping[str, ExamSession],
    *,
    told: NamedRows,
    but: Collection[str],
) -> None:
    """Keep what these rows, by SID, gave so, and let go of what a row now gives so that it can be
    read; nothing of those sessions that were read since. A row that said the same when it was
    `told` of was followed by a look, and is no news; nobody knows that of what was not told.
    """
    rows = {sid: row for sid, row in rows.items() if sid not in but}
    news = {
        sid: row
        for sid, row in rows.items()
        if _left_open(row) and _is_news(row, known.get(sid), told)
    }
    if news:
        _keep(institution, news, known)
    older_lists.believe(
        [one.pk for sid, one in known.items() if sid in rows and _can_be_read(one, rows[sid])]
    )


def bad_rows_left_open(page: ListPage) -> list[BadRow]:
    """The bad rows of a page without those that leave nothing open."""
    certain = {row.sid: row.flaw for row in page.rows if row.flaw and not _left_open(row)}
    return [one for one in page.bad if certain.get(one.sid) != one.why]


def _left_open(row: AppointmentRow) -> dict[str, str]:
    """What came so that it can't be read, by name: nothing hangs on the start and the type of what
    is shown not to be booked.
    """
    is_shown = not row.odd_status and status_of(row.status).rules_out_a_booking
    return {} if is_shown else row.unreadable


def _is_news(row: AppointmentRow, session: ExamSession | None, told: NamedRows) -> bool:
    """What is still to be read is none, unless there was no room to mark it so."""
    if session is not None and unread_answers.is_listed(session):
        return session.missed_at is None or session.unread != _kept(row)
    is_told = row.flaw in told.why.get(row.sid, "")
    return not is_told and (told.is_all or not _was_read(session))


def _was_read(session: ExamSession | None) -> bool:
    return session is not None and is_within(AGAIN_AFTER, session.refreshed_at, timezone.now())


def _kept(row: AppointmentRow) -> str:
    return unread_answers.of_row(_left_open(row))


def _keep(
    institution: Institution,
    news: Mapping[str, AppointmentRow],
    known: Mapping[str, ExamSession],
) -> None:
    """They are read as what is missing is (`older_lists.have_read`), wherever their start is. What
    a look left open is told as that.
    """
    here, now = ExamSession.objects.filter(institution=institution), timezone.now()
    for sid, row in news.items():
        one, kept = known.get(sid), _kept(row)
        if one is None or not one.unread or (one.unread != kept and unread_answers.is_listed(one)):
            here.filter(sid=sid).update(unread=kept, changed_at=now)
    owed = here.filter(missed_at__isnull=False, unread__contains=unread_answers.MARK_OF_LISTED)
    room = max(0, MOST_AT_ONCE - owed.exclude(sid__in=list(news)).count())
    here.filter(sid__in=list(news)[:room]).update(missed_at=now, changed_at=now)


def _can_be_read(session: ExamSession, row: AppointmentRow) -> bool:
    """Whether a row tells all that the list gave before so that it could not be read; what is not
    booked any more has no start.
    """
    if not unread_answers.is_listed(session) or _left_open(row):
        return False
    shown = {
        "status": row.status,
        "start": row.appointment_at,
        "session_type": row.session_type,
    }
    is_ended = status_of(row.status).rules_out_a_booking
    return is_ended or all(shown.get(name) for name in unread_answers.names(session))
