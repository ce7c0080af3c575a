"""Fetching the list of exam sessions, page by page, into the local mirror."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from scheduling.exam_sessions import search_index
from scheduling.exam_sessions.mirror import kept_status, kept_text, minutes
from scheduling.institutions import circuit_breaker
from scheduling.models import ExamSession, Institution
from scheduling.proctoring_api.client import client_for
from scheduling.proctoring_api.errors import NotAuthorised, ProctoringError
from scheduling.proctoring_api.session_record import AppointmentRow

log = logging.getLogger(__name__)
RENEWED_AFTER = timedelta(seconds=45)
OLD_AFTER = timedelta(minutes=5)
LEASE = timedelta(seconds=120)
BLOCK = 200
TOKEN_REFUSED = "Its token was not accepted."
SID = re.compile(r"[A-Za-z0-9]{1,34}")  # anything else has no address in the portal
MIRRORED = (
    "exam_sid",
    "enrollment_sid",
    "user_sid",
    "external_appointment_id",
    "status",
    "session_type",
    "appointment_at",
    "learner_name",
    "learner_email",
    "exam_title",
    "course_name",
    "instructor_name",
    "duration_minutes",
    "indexed_by",
)


def is_due(institution: Institution) -> bool:
    """Whether it is time to fetch the list again."""
    return _age(institution) > RENEWED_AFTER


def is_old(institution: Institution) -> bool:
    """Whether the list is too old to be shown without a word."""
    return _age(institution) > OLD_AFTER


def is_shut_out(institution: Institution) -> bool:
    """Whether the last fetch was refused for its token:
    nothing goes through until an administrator enters another.
    """
    return institution.token_refused


def _age(institution: Institution) -> timedelta:
    """Since the last fetch. One “in the future” was made before the clock was put back:
    how long ago is not known.
    """
    if institution.synced_at is None or institution.synced_at > timezone.now():
        return timedelta.max
    return timezone.now() - institution.synced_at


def refresh(institution: Institution, *, patience: float) -> bool:
    """Fetch the whole list within `patience` seconds. One caller at a time; True when the mirror is
    fresh.

    What was fetched before the time ran out is kept. The reason of a failure stands in the
    institution's `sync_failure`, and whether it was the token in `token_refused`.
    """
    if not _claim(institution):
        return False
    started = timezone.now()
    try:
        _take_all(institution, started, patience)
    except ProctoringError as error:
        refused = isinstance(error, NotAuthorised)
        said = f"{TOKEN_REFUSED} {error.reason}" if refused else error.reason
        _release(institution, sync_failure=said[:300], token_refused=refused)
        return False
    except Exception:
        log.exception("the list of %s could not be taken into the mirror", institution.sid)
        _release(institution, sync_failure="The list could not be read.", token_refused=False)
        return False
    _unlist_the_rest(institution, started)
    _release(institution, sync_failure="", token_refused=False, synced_at=started)
    circuit_breaker.answered(institution)
    return True


def _claim(institution: Institution) -> bool:
    now = timezone.now()
    over = (
        Q(sync_lease_until__isnull=True)
        | Q(sync_lease_until__lt=now)
        | Q(sync_lease_until__gt=now + LEASE)
    )
    return bool(
        Institution.objects.filter(over, pk=institution.pk).update(sync_lease_until=now + LEASE)
    )


def _release(institution: Institution, **changes: object) -> None:
    Institution.objects.filter(pk=institution.pk).update(sync_lease_until=None, **changes)
    for name, value in changes.items():
        setattr(institution, name, value)


def _take_all(institution: Institution, started: datetime, patience: float) -> None:
    client = client_for(institution.connection)
    block: list[AppointmentRow] = []
    for row in client.all_appointments(institution.sid, timeout=patience):
        block.append(row)
        if len(block) == BLOCK:
            take_rows(institution, block, fetched_at=started)
            block = []
    take_rows(institution, block, fetched_at=started)


def take_rows(
    institution: Institution, rows: Iterable[AppointmentRow], *, fetched_at: datetime
) -> None:
    """Take rows into the mirror, but not over anything learned after `fetched_at`:
    that is newer.
    """
    fresh = {row.sid: row for row in rows if SID.fullmatch(row.sid) and SID.fullmatch(row.exam_sid)}
    with transaction.atomic():
        known = {
            session.sid: session
            for session in ExamSession.objects.select_for_update().filter(
                institution=institution, sid__in=fresh
            )
        }
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
        ExamSession.objects.bulk_create(new, ignore_conflicts=True)
        ExamSession.objects.bulk_update(changed, MIRRORED, batch_size=100)
        ExamSession.objects.filter(institution=institution, sid__in=fresh).update(
            listed_at=timezone.now()
        )
        _index(institution, [one.sid for one in (*new, *changed)])


def _is_newer(session: ExamSession, fetched_at: datetime) -> bool:
    """Whether it was read since.

    What was read “in the future” was read before the clock was put back.
    """
    return session.refreshed_at is not None and fetched_at < session.refreshed_at <= timezone.now()


def _index(institution: Institution, sids: list[str]) -> None:
    here = ExamSession.objects.filter(institution=institution, sid__in=sids)
    search_index.take(here.values_list("pk", flat=True))


def _differs(session: ExamSession, row: AppointmentRow) -> bool:
    before = [getattr(session, name) for name in MIRRORED]
    _mirrored(session, row)
    return before != [getattr(session, name) for name in MIRRORED]


def _mirrored(session: ExamSession, row: AppointmentRow) -> ExamSession:
    name = f"{row.learner_first_name} {row.learner_last_name}".strip()
    known = search_index.facts(session)
    session.exam_sid = row.exam_sid
    session.enrollment_sid = kept_text(row.enrollment_sid, 34)
    session.user_sid = kept_text(row.user_sid, 34) or session.user_sid
    session.external_appointment_id = (
        kept_text(row.external_appointment_id, 100) or session.external_appointment_id
    )
    session.status = kept_status(row.status)
    session.session_type = kept_text(row.session_type, 60)
    session.appointment_at = row.appointment_at
    session.learner_name = kept_text(name, 200) or session.learner_name
    session.learner_email = kept_text(row.learner_email, 254) or session.learner_email
    session.exam_title = kept_text(row.exam_title, 300) or session.exam_title
    session.course_name = kept_text(row.course_name, 300) or session.course_name
    session.instructor_name = kept_text(row.instructor_name, 200) or session.instructor_name
    session.duration_minutes = minutes(row.duration) or session.duration_minutes
    if search_index.facts(session) != known:
        session.indexed_by = 0
    return session


def _unlist_the_rest(institution: Institution, started: datetime) -> None:
    """Sessions the provider no longer lists are kept, but leave the worklist.

    What was listed “in the future” was listed before the clock was put back.
    """
    before = Q(listed_at__lt=started) | Q(listed_at__gt=timezone.now() + LEASE)
    ExamSession.objects.filter(before, institution=institution).update(listed_at=None)
