"""Rows of the provider's list in the mirror: what is new or changed is written, indexed and, where
it was changed outside this portal, told.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from scheduling.exam_sessions import outside_changes
from scheduling.exam_sessions.inherited_accommodations import pass_on
from scheduling.exam_sessions.mirror import kept_status, kept_text, kept_type, minutes
from scheduling.exam_sessions.moments import earlier_states
from scheduling.exam_sessions.search import word_index
from scheduling.models import ExamSession, Institution, status_of
from scheduling.models.session_status import NOT_SHOWN
from scheduling.proctoring_api.session_record import AppointmentRow

MIRRORED = (
    "exam_sid",
    "enrollment_sid",
    "user_sid",
    "external_appointment_id",
    "status",
    "status_reason",
    "session_type",
    "appointment_at",
    "learner_name",
    "learner_family_name",
    "learner_email",
    "exam_title",
    "course_name",
    "instructor_name",
    "duration_minutes",
    "indexed_by",
)


def take_rows(
    institution: Institution, rows: Iterable[AppointmentRow], *, fetched_at: datetime
) -> list[int]:
    """Take rows into the mirror, but not over anything learned after `fetched_at`: that is newer.
    What is as it was is not written. Returns the keys of all of them.
    """
    fresh = {row.sid: row for row in rows if not row.fault}
    with transaction.atomic():
        known = {
            session.sid: session
            for session in ExamSession.objects.select_for_update().filter(
                institution=institution, sid__in=fresh
            )
        }
        before = {sid: outside_changes.known_of(session) for sid, session in known.items()}
        stood = {sid: earlier_states.stood(session) for sid, session in known.items()}
        new = [
            _mirrored(ExamSession(institution=institution, sid=sid), row)
            for sid, row in fresh.items()
            if sid not in known
        ]
        changed = [
            session
            for sid, session in known.items()
            if not _is_newer(session, fetched_at) and _differs(session, fresh[sid])
        ]
        _write(new, changed, [one for one in known.values() if _is_back(one)])
        earlier_states.keep(((one, stood[one.sid]) for one in changed), until=timezone.now())
        for session in changed:
            outside_changes.note(session, before[session.sid], seen_at=timezone.now())
        _index(institution, [one.sid for one in (*new, *changed)])
        pass_on(institution, new)
        return [one.pk for one in known.values()] + _keys(institution, new)


def _write(new: list[ExamSession], changed: list[ExamSession], back: list[ExamSession]) -> None:
    now = timezone.now()
    for session in (*new, *changed):
        session.changed_at = now
    for session in new:
        session.listed_at = now
    ExamSession.objects.bulk_create(new, ignore_conflicts=True)
    ExamSession.objects.bulk_update(changed, (*MIRRORED, "changed_at"), batch_size=100)
    if back:
        ExamSession.objects.filter(pk__in=[one.pk for one in back]).update(
            listed_at=now, missed_at=None, dropped_at=None
        )


def _is_back(session: ExamSession) -> bool:
    """Whether it was not listed, or not met by the last walk."""
    return session.listed_at is None or bool(session.missed_at or session.dropped_at)


def _keys(institution: Institution, new: list[ExamSession]) -> list[int]:
    """The keys of rows that were just made: a database that skips conflicts does not tell them."""
    if not new:
        return []
    made = ExamSession.objects.filter(institution=institution, sid__in=[one.sid for one in new])
    return list(made.values_list("pk", flat=True))


def _is_newer(session: ExamSession, fetched_at: datetime) -> bool:
    """Whether it was read since.

    What was read “in the future” was read before the clock was put back.
    """
    return session.refreshed_at is not None and fetched_at < session.refreshed_at <= timezone.now()


def _index(institution: Institution, sids: list[str]) -> None:
    here = ExamSession.objects.filter(institution=institution, sid__in=sids)
    word_index.take(here.values_list("pk", flat=True))


def _differs(session: ExamSession, row: AppointmentRow) -> bool:
    before = [getattr(session, name) for name in MIRRORED]
    _mirrored(session, row)
    return before != [getattr(session, name) for name in MIRRORED]


def _mirrored(session: ExamSession, row: AppointmentRow) -> ExamSession:
    """The session as the row tells it; what the row leaves out stays as it was known."""
    known = word_index.facts(session)
    _mirror_booking(session, row)
    name = f"{row.learner_first_name} {row.learner_last_name}".strip()
    session.exam_sid = row.exam_sid
    session.enrollment_sid = kept_text(row.enrollment_sid, 34) or session.enrollment_sid
    session.user_sid = kept_text(row.user_sid, 34) or session.user_sid
    session.external_appointment_id = (
        kept_text(row.external_appointment_id, 100) or session.external_appointment_id
    )
    session.learner_name = kept_text(name, 200) or session.learner_name
    family = kept_text(row.learner_last_name, 200)
    session.learner_family_name = family or session.learner_family_name
    session.learner_email = kept_text(row.learner_email, 254) or session.learner_email
    session.exam_title = kept_text(row.exam_title, 300) or session.exam_title
    session.course_name = kept_text(row.course_name, 300) or session.course_name
    session.instructor_name = kept_text(row.instructor_name, 200) or session.instructor_name
    session.duration_minutes = minutes(row.duration) or session.duration_minutes
    if word_index.facts(session) != known:
        session.indexed_by = 0
    return session


def _mirror_booking(session: ExamSession, row: AppointmentRow) -> None:
    """How and when it is booked. What needs a proctor again has no start any more, unless the row
    shows one.
    """
    status = status_of(row.status)
    if status != NOT_SHOWN and session.known_status != status:
        session.status_reason = ""  # it was given for the other status
    session.status = kept_status(row.status) or session.status
    session.session_type = kept_type(row.session_type) or session.session_type
    if row.appointment_at or status.needs_proctor:
        session.appointment_at = row.appointment_at
