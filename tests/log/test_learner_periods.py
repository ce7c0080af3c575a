"""A session that changes hands: what was recorded before is the earlier learner's, in case files
and where a learner is erased.
"""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.utils import timezone

from portal.sandbox.server import Sandbox
from scheduling.accommodation_times.accommodation import Accommodation
from scheduling.audit.kinds import Kind
from scheduling.exam_sessions import accommodations, attendance
from scheduling.exam_sessions.search import learners, word_index
from scheduling.log import case_events, learner_erasure, learner_periods
from scheduling.log.case_events import Subject
from scheduling.log.learner_periods import Period
from scheduling.models import AuditEvent, ExamSession, Institution, PersonalValue
from scheduling.proctoring_api.lists.list_rows import AppointmentRow
from scheduling.provider_list.mirrored_rows import take_rows
from scheduling.session_commands import PORTAL
from tests.support.booking_actions import book
from tests.support.booking_form import session_path
from tests.support.client import Desk
from tests.support.known_sessions import known_session

NEW = {"enrollmentSid": f"EN{'c' * 32}", "userSid": f"US{'d' * 32}", "user": {"firstName": "Bo"}}


@pytest.fixture
def handed_over(desk: Desk, sandbox: Sandbox, institution: Institution) -> tuple[str, list[int]]:
    """The earlier learner's SID, and the numbers of the events about the session before it was
    somebody else's; after it a person looks at the change.
    """
    where = book(desk, sandbox)
    session = ExamSession.objects.get(sid=where["sessionSid"])
    before = list(about(session.sid))
    row: dict[str, Any] = {
        "sid": session.sid,
        "examSid": session.exam_sid,
        "status": session.status,
        "enrollment": NEW,
    }
    take_rows(institution, [AppointmentRow.read(row)], fetched_at=timezone.now())
    desk.post(f"{session_path(where)}looked/", {})
    word_index.catch_up()
    return session.user_sid, before


def about(sid: str) -> list[int]:
    events = AuditEvent.objects.filter(session_sid=sid)
    return list(events.order_by("number").values_list("number", flat=True))


def case_of(key: str, institution: Institution) -> list[int]:
    learner = learners.by_key(key, institution)
    assert learner is not None
    return case_events.gather(Subject(institution=institution, learner=learner)).numbers


def test_each_learner_s_case_file_has_the_events_of_their_own_time(
    handed_over: tuple[str, list[int]], institution: Institution
) -> None:
    earlier, before = handed_over
    every = about(ExamSession.objects.get(user_sid=NEW["userSid"]).sid)

    assert (len(before), len(every)) == (2, 4)
    assert case_of(earlier, institution) == before
    assert case_of(str(NEW["userSid"]), institution) == every[2:]


@pytest.mark.parametrize("whose", ["earlier", "new"])
def test_erasing_one_leaves_what_is_kept_of_the_other(
    handed_over: tuple[str, list[int]], institution: Institution, whose: str
) -> None:
    earlier, before = handed_over
    key = earlier if whose == "earlier" else str(NEW["userSid"])
    kept = PersonalValue.objects.filter(name="learner")
    since = kept.exclude(event_number__in=before)
    assert (kept.filter(event_number__in=before).count(), since.count()) == (2, 2)

    learner_erasure.erase_learner(
        user_sid=key, institution=institution, why="Asked for in writing", actor=PORTAL
    )

    left = (kept.filter(event_number__in=before).exists(), since.exists())
    assert left == ((False, True) if whose == "earlier" else (True, False))
    assert AuditEvent.objects.filter(kind=Kind.PERSONAL_ERASED).count() == 1


def test_what_was_kept_for_the_earlier_learner_is_taken_back_in_their_name_and_their_record(
    institution: Institution,
) -> None:
    start = timezone.now().replace(microsecond=0) - timedelta(hours=1)
    ana = {"user_sid": f"US{'a' * 32}", "learner_name": "Ana Ruiz", "status": "Scheduled"}
    session = known_session(institution, appointment_at=start, refreshed_at=None, **ana)
    given = Accommodation(Decimal("1.5"), 0, "")
    accommodations.change(session=session, accommodation=given, shown_event=0, actor=PORTAL)
    attendance.mark(session=session, mark=attendance.Mark.NO_SHOW, shown_event=0, actor=PORTAL)
    row = {"sid": session.sid, "examSid": session.exam_sid, "status": "On Hold", "enrollment": NEW}
    take_rows(institution, [AppointmentRow.read(row)], fetched_at=timezone.now())
    word_index.catch_up()

    events = AuditEvent.objects.filter(session_sid=session.sid).order_by("number")
    named = dict(PersonalValue.objects.filter(name="learner").values_list("event_number", "value"))
    told = [(one.kind, named[one.number]) for one in events]
    assert told == [
        ("accommodation_changed", "Ana Ruiz"),
        ("no_show", "Ana Ruiz"),
        ("accommodation_changed", "Ana Ruiz"),
        ("mark_taken_back", "Ana Ruiz"),
        ("seen", "Bo"),
    ]
    every = about(session.sid)
    assert case_of(str(NEW["userSid"]), institution) == every[4:]
    learner_erasure.erase_learner(
        user_sid=ana["user_sid"], institution=institution, why="Asked in writing", actor=PORTAL
    )
    assert not PersonalValue.objects.filter(event_number__in=every[:4]).exists()
    assert not PersonalValue.objects.filter(value__contains="1.5").exists()


def test_what_another_institution_saw_of_a_session_of_the_same_sid_changes_nothing_here(
    handed_over: tuple[str, list[int]], institution: Institution
) -> None:
    earlier, before = handed_over
    here = ExamSession.objects.get(user_sid=NEW["userSid"])
    other = Institution.objects.exclude(pk=institution.pk).first()
    assert other is not None
    ExamSession.objects.create(
        institution=other, sid=here.sid, exam_sid=here.exam_sid, user_sid=earlier
    )
    assert learner_periods.of(earlier, other.sid) == [Period(here.sid)]
    assert learner_periods.whose(here.sid, other.sid, before[0], earlier) == earlier
    assert learner_periods.whose(here.sid, institution.sid, before[0], here.user_sid) == earlier
    [theirs] = learner_periods.of(earlier, institution.sid)
    assert (theirs.session_sid, theirs.last) == (here.sid, before[-1])
