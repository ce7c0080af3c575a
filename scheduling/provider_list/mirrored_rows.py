"""Rows of the provider's list in the mirror: what is new or changed is written, indexed and, where
it was changed outside this portal, told.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from scheduling.exam_sessions.inherited_accommodations import pass_on
from scheduling.exam_sessions.mirror import NO_LEARNER, NOT_KNOWN
from scheduling.exam_sessions.mirrored_values import kept_id, kept_status, kept_text, kept_type
from scheduling.exam_sessions.moments import earlier_states
from scheduling.exam_sessions.moments.earlier_states import Stood
from scheduling.exam_sessions.outside_changes import arrangements, recording
from scheduling.exam_sessions.outside_changes.known_session import (
    KnownSession,
    is_of_another_booking,
    known_of,
)
from scheduling.exam_sessions.outside_changes.learner_marks import is_of_another_learner
from scheduling.exam_sessions.search import word_index
from scheduling.exam_sessions.session_reading import rows_without_secrets
from scheduling.models import ExamSession, Institution, status_of
from scheduling.models.columns.kept_moments import latest_by_this_clock
from scheduling.models.session_status import NOT_SHOWN
from scheduling.proctoring_api.lists.list_rows import AppointmentRow
from scheduling.proctoring_api.parsing import is_part, minutes, shown_address
from scheduling.provider_list import odd_rows, older_lists
from scheduling.provider_list.bad_rows import NOTHING_TOLD, NamedRows

OTHER_EXAM = "it names another exam than the one it is known under"
_TEXTS = ("status", "session_type", "odd_status", "odd_type", "odd_start")
NOT_BOOKED: dict[str, Any] = {"appointment_at": None} | dict.fromkeys(_TEXTS, "")
MIRRORED = (
    "exam_sid",
    "enrollment_sid",
    "user_sid",
    "external_appointment_id",
    "status",
    "status_reason",
    "session_type",
    "appointment_at",
    "location_sid",
    "location_name",
    "time_zone",
    "learner_name",
    "learner_family_name",
    "learner_email",
    "exam_title",
    "course_name",
    "instructor_name",
    "duration_minutes",
    "arranged",
    "indexed_by",
)


@dataclass(frozen=True, slots=True)
class _Before:
    """A session before rows are taken: what was known of it, and how it stood."""

    known: KnownSession
    stood: Stood

    @classmethod
    def of(cls, session: ExamSession) -> _Before:
        return cls(known_of(session), earlier_states.stood(session))


@dataclass(frozen=True, slots=True)
class Taken:
    """The keys of all sessions that rows told of, the SIDs of those that were told otherwise
    before by the same walk, and by their keys those that are told as another exam's.
    """

    keys: list[int]
    torn: list[str]
    of_other_exams: dict[int, AppointmentRow]


def take_rows(
    institution: Institution,
    rows: Iterable[AppointmentRow],
    *,
    fetched_at: datetime,
    met: Container[int] = (),
    told: NamedRows = NOTHING_TOLD,
) -> Taken:
    """Take rows into the mirror, but not over anything learned after `fetched_at`: that is newer.
    What is as it was is not written. `told` is what administrators were told of rows before.

    A session that the same walk has `met`, and that is told otherwise now, stays as it was told
    first, and is read by itself soon: which of the two holds only that can say. A list may be older
    than it says: a row neither takes back what a request of this portal changed, nor makes another
    exam's of a session, before the session itself is read.
    """
    fresh = {row.sid: row for row in rows if not row.fault}
    with transaction.atomic():
        known = _known(institution, fresh)
        met_now = list(known.values())
        apart = _pop_of_other_exams(known, fresh)
        borne_out = _borne_out(known, fresh, fetched_at)
        doubtful = older_lists.taken_back(known, fresh)
        fresh |= {one.sid: replace(fresh[one.sid], **NOT_BOOKED) for one in doubtful}
        fresh = rows_without_secrets(fresh, known.values(), institution.sid)
        before = {sid: _Before.of(session) for sid, session in known.items()}
        read_since = [one.sid for one in known.values() if _is_newer(one, fetched_at)]
        new = _new(institution, known, fresh)
        changed, torn = _told_once(_differing(known, fresh, fetched_at), met)
        _write(new, changed, [one for one in met_now if _is_back(one)])
        _read_soon(torn)
        older_lists.have_read(doubtful)
        older_lists.believe(borne_out)
        odd_rows.note(institution, fresh, known, told=told, but=read_since)
        _note(changed, before)
        _index(institution, [one.sid for one in (*new, *changed)])
        pass_on(institution, new)
        keys = [one.pk for one in met_now] + _keys(institution, new)
        return Taken(keys, [one.sid for one in torn], apart)


def _known(institution: Institution, sids: Iterable[str]) -> dict[str, ExamSession]:
    """Those of the sessions that are in the mirror, by SID; their rows are held till the end."""
    here = ExamSession.objects.select_for_update(no_key=True).filter(institution=institution)
    return {session.sid: session for session in here.filter(sid__in=list(sids))}


def _pop_of_other_exams(
    known: dict[str, ExamSession], fresh: dict[str, AppointmentRow]
) -> dict[int, AppointmentRow]:
    """Take the sessions out that are told as another exam's, and their rows; by a session's key."""
    apart = [one for one in known.values() if one.exam_sid != fresh[one.sid].exam_sid]
    return {known.pop(one.sid).pk: fresh.pop(one.sid) for one in apart}


def _borne_out(
    known: Mapping[str, ExamSession], fresh: Mapping[str, AppointmentRow], fetched_at: datetime
) -> list[int]:
    """Those that their rows tell as another list did before, by their keys."""
    return [
        one.pk
        for one in known.values()
        if not _is_newer(one, fetched_at) and older_lists.is_as_before(one, fresh[one.sid])
    ]


def _new(
    institution: Institution,
    known: Mapping[str, ExamSession],
    fresh: Mapping[str, AppointmentRow],
) -> list[ExamSession]:
    """The sessions that are not in the mirror yet, as their rows tell them."""
    return [
        _mirrored(ExamSession(institution=institution, sid=sid), row)
        for sid, row in fresh.items()
        if sid not in known
    ]


def _differing(
    known: Mapping[str, ExamSession], fresh: Mapping[str, AppointmentRow], fetched_at: datetime
) -> list[ExamSession]:
    """Those that their rows tell otherwise, as told now; none that was read since."""
    return [
        session
        for sid, session in known.items()
        if not _is_newer(session, fetched_at) and _differs(session, fresh[sid])
    ]


def _told_once(
    differing: list[ExamSession], met: Container[int]
) -> tuple[list[ExamSession], list[ExamSession]]:
    """Those that this walk tells for the first time; and those that it told before, otherwise."""
    first = [session for session in differing if session.pk not in met]
    return first, [session for session in differing if session.pk in met]


def _note(changed: list[ExamSession], before: Mapping[str, _Before]) -> None:
    """Keep how they stood, and tell what was changed outside this portal."""
    stood = ((one, before[one.sid].stood) for one in changed)
    earlier_states.keep(stood, until=timezone.now())
    for session in changed:
        recording.note(session, before[session.sid].known, seen_at=timezone.now())


def _read_soon(sessions: list[ExamSession]) -> None:
    """They are read ahead, as what has just changed is."""
    if sessions:
        torn = ExamSession.objects.filter(pk__in=[one.pk for one in sessions])
        torn.update(changed_at=timezone.now())


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
    """Whether it was not listed, or not met by the last walk; what has to be read stays so."""
    was_missed = session.missed_at and not older_lists.has_to_be_read(session)
    return session.listed_at is None or bool(was_missed or session.dropped_at)


def _keys(institution: Institution, new: list[ExamSession]) -> list[int]:
    """The keys of rows that were just made: a database that skips conflicts does not tell them."""
    if not new:
        return []
    made = ExamSession.objects.filter(institution=institution, sid__in=[one.sid for one in new])
    return list(made.values_list("pk", flat=True))


def _is_newer(session: ExamSession, fetched_at: datetime) -> bool:
    """Whether it was read since, by the clock as it goes now."""
    latest = latest_by_this_clock(timezone.now())
    return session.refreshed_at is not None and fetched_at < session.refreshed_at <= latest


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
    if is_of_another_learner(session, row.user_sid, row.enrollment_sid):
        _blank(session, NO_LEARNER)
    _mirror_learner(session, row)
    session.exam_sid = session.exam_sid or row.exam_sid
    session.enrollment_sid = row.enrollment_sid or session.enrollment_sid
    session.user_sid = row.user_sid or session.user_sid
    session.external_appointment_id = (
        kept_id(row.external_appointment_id) or session.external_appointment_id
    )
    session.exam_title = kept_text(row.exam_title, 300) or session.exam_title
    session.course_name = kept_text(row.course_name, 300) or session.course_name
    session.instructor_name = kept_text(row.instructor_name, 200) or session.instructor_name
    session.duration_minutes = minutes(row.duration) or session.duration_minutes
    if word_index.facts(session) != known:
        session.indexed_by = 0
    return session


def _mirror_learner(session: ExamSession, row: AppointmentRow) -> None:
    """The learner's name and address: what comes without any id of theirs proves nothing beside a
    name that is known, nor does half of that name.
    """
    if session.learner_name and not (row.user_sid or row.enrollment_sid):
        return
    known = shown_address(session.learner_email)
    session.learner_email = kept_text(row.learner_email, 254) or known
    if is_part(row.half_name, session.learner_name):
        return
    session.learner_name = kept_text(row.learner_name, 200) or session.learner_name
    family = kept_text(row.learner_family_name, 200)
    session.learner_family_name = family or session.learner_family_name


def _blank(session: ExamSession, nothing: Mapping[str, Any]) -> None:
    for name, value in nothing.items():
        setattr(session, name, value)


def _mirror_booking(session: ExamSession, row: AppointmentRow) -> None:
    """How and when it is booked. What needs a proctor again has no start any more, unless the row
    shows one.
    """
    status, start = status_of(row.status), session.appointment_at
    if is_of_another_booking(session, status):
        _blank(session, NOT_KNOWN)
    if status != NOT_SHOWN and session.known_status != status:
        session.status_reason = ""  # it was given for the other status
    session.status = kept_status(row.status) or session.status
    session.session_type = kept_type(row.session_type) or session.session_type
    if row.appointment_at or status.needs_proctor:
        session.appointment_at = row.appointment_at
    session.arranged = arrangements.told_by_row(session, row, start)
