"""A session that changes hands: what was recorded before is the earlier learner's, in case files
and where a learner is erased.
"""

from __future__ import annotations

from typing import Any

import pytest
from django.utils import timezone

from portal.sandbox.server import Sandbox
from scheduling.audit.kinds import Kind
from scheduling.exam_sessions.search import learners, word_index
from scheduling.log import case_events, learner_erasure, learner_periods
from scheduling.log.case_events import Subject
from scheduling.log.learner_periods import Period
from scheduling.models import AuditEvent, ExamSession, Institution, PersonalValue
from scheduling.proctoring_api.session_record import AppointmentRow
from scheduling.provider_list.mirrored_rows import take_rows
from scheduling.session_commands import PORTAL
from tests.support.booking_actions import book
from tests.support.booking_form import session_path
from tests.support.client import Desk

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
