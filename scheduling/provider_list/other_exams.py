"""Sessions that the list tells as another exam's than they are known under: by which of the two
addresses a session can be read, only reading it can say.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta

from django.utils import timezone

from scheduling.exam_sessions import mirror
from scheduling.institutions import request_budget
from scheduling.models import ExamSession, Institution
from scheduling.models.columns.kept_moments import kept_within
from scheduling.proctoring_api.client import client_for
from scheduling.proctoring_api.errors import NotFound, ProctoringError, is_of_another
from scheduling.proctoring_api.lists.list_rows import AppointmentRow
from scheduling.provider_list import reading_one_by_one

log = logging.getLogger(__name__)
MOST = 20  # of one walk
TRIED_AGAIN_AFTER = timedelta(minutes=10)


def settle(institution: Institution, told: Mapping[int, AppointmentRow], *, until: float) -> None:
    """Ask for each at its new address, until that moment of the monotonic clock: where it is shown
    there it is that exam's from now on, otherwise it stays where it is, and is read there. What was
    tried lately is left alone.
    """
    now = timezone.now()
    rows = ExamSession.objects.filter(institution=institution, pk__in=list(told)[:MOST])
    for session in rows.exclude(kept_within(TRIED_AGAIN_AFTER, "read_tried_at", now)):
        if time.monotonic() >= until or not request_budget.take(institution):
            return
        session.institution = institution
        try:
            is_there = _is_at(session, told[session.pk].exam_sid, timezone.now())
        except ProctoringError as error:
            request_budget.back_off(institution, error)
            return
        if not is_there and not reading_one_by_one.read(session):
            return


def _is_at(session: ExamSession, exam_sid: str, asked_at: datetime) -> bool:
    """Whether the session is shown under that exam; then that is where it is known now."""
    address = replace(session.address, exam_sid=exam_sid)
    client = client_for(session.institution.connection)
    try:
        record = client.session(
            address, learner=session.learner, timeout=reading_one_by_one.patience(), retries=0
        ).record
    except NotFound:
        return False
    except ProctoringError as error:
        if is_of_another(error):
            return False
        raise
    if record is None:
        return False
    mirror.take_record(session, record, asked_at=asked_at, exam_sid=exam_sid)
    ExamSession.objects.filter(pk=session.pk).update(read_tried_at=asked_at)
    return True
