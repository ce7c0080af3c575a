"""Marks of who came, changed past the portal, are named."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pytest
from django.db.models import F
from django.utils import timezone

from scheduling.exam_sessions import attendance
from scheduling.exam_sessions.attendance import Mark
from scheduling.models import (
    Attendance,
    AuditEvent,
    ExamSession,
)
from tests.support.desk_records import ANA, HOUR, TOM, found


@pytest.fixture
def marked(sessions: Sequence[ExamSession]) -> Sequence[ExamSession]:
    """Who came and left, who is here again, and who did not come; one mark was taken back."""
    ExamSession.objects.update(appointment_at=timezone.now() - HOUR)
    here, gone, absent = sessions
    for session, marks in (
        (here, (Mark.ARRIVED, Mark.LEFT, Mark.ARRIVED, Mark.LEFT)),
        (gone, (Mark.ARRIVED, Mark.LEFT)),
        (absent, (Mark.ARRIVED,)),
    ):
        session.refresh_from_db()
        for one in marks:
            attendance.mark(session=session, mark=one, shown_event=_shown(session), actor=ANA)
    for session in (here, absent):
        attendance.take_back(
            session=session, shown_event=_shown(session), reason="By mistake.", actor=TOM
        )
    attendance.mark(session=absent, mark=Mark.NO_SHOW, shown_event=_shown(absent), actor=TOM)
    assert found() == ""
    return sessions


def _shown(session: ExamSession) -> int:
    known = attendance.of(session)
    return known.event_number if known else 0


OF_ATTENDANCE: dict[str, Callable[[], object]] = {
    "came": lambda: _of_visits().update(arrived_at=F("arrived_at") - HOUR),
    "left": lambda: _of_visits().update(left_at=None),
    "left another time": lambda: _of_visits().update(left_at=F("left_at") + HOUR),
    "by whom": lambda: _of_visits().update(marked_by_name="Nobody"),
    "the start of a no-show": lambda: Attendance.objects.exclude(no_show_at=None).update(
        start_at=timezone.now() - 9 * HOUR
    ),
    "a no-show removed": lambda: Attendance.objects.exclude(no_show_at=None).delete(),
    "of another session": lambda: _of_visits().update(session=_unmarked()),
    "a visit made up": lambda: Attendance.objects.create(
        session=_unmarked(),
        arrived_at=timezone.now(),
        marked_by_name="Ana Ruiz",
        event_number=AuditEvent.objects.filter(kind="checked_in").first().number,
    ),
}


def _of_visits() -> object:
    return Attendance.objects.filter(pk=Attendance.objects.exclude(left_at=None).last().pk)


def _unmarked() -> ExamSession:
    known = ExamSession.objects.first()
    known.pk, known.sid = None, "ES" + "9" * 32
    known.save()
    return known


@pytest.mark.parametrize("what", OF_ATTENDANCE)
def test_a_mark_of_who_came_that_was_changed_is_named(
    marked: Sequence[ExamSession], what: str
) -> None:
    OF_ATTENDANCE[what]()
    assert "who came to session ES" in found()
