"""A list that contradicts itself: one session told in several ways by its pages, an account that is
nobody's.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from django.utils import timezone

from portal.sandbox.server import Sandbox
from scheduling.exam_sessions.search import learners
from scheduling.models import AuditEvent, ExamSession, Institution, ListWalk
from scheduling.proctoring_api.lists import list_page
from scheduling.provider_list import list_fetching
from tests.support.known_sessions import known_session
from tests.support.polling import PATIENCE

REPORTS = {"method": "GET", "path_contains": "/reports/"}
NOBODY_S = ["N/A", "null", "0", "unknown", "US" + "0" * 32, "EN" + "1" * 32]


@pytest.fixture
def template(with_lists: Path) -> Path:
    return with_lists


def two_listed(institution: Institution) -> list[ExamSession]:
    """Two sessions of two learners, as the list tells them."""
    listed = ExamSession.objects.filter(institution=institution)
    known = listed.exclude(user_sid="").exclude(learner_name="").order_by("pk")
    first = known[0]
    other = known.exclude(user_sid=first.user_sid).exclude(learner_name=first.learner_name)[0]
    return [first, other]


@pytest.mark.long
@pytest.mark.faults(68)
@pytest.mark.parametrize("said", NOBODY_S)
@pytest.mark.parametrize("is_known", [True, False], ids=["known", "new"])
def test_an_account_that_is_nobody_s_joins_no_two_learners(
    sandbox: Sandbox, institution: Institution, said: str, is_known: bool
) -> None:
    sessions = two_listed(institution)
    keys = [one.learner_key for one in sessions]
    if not is_known:
        ExamSession.objects.filter(pk__in=[one.pk for one in sessions]).delete()
    enrollment = {"userSid": said, "enrollmentSid": said}
    rows = {one.sid: {"userSid": said, "enrollment": enrollment} for one in sessions}
    sandbox.trouble("odd_rows", match=REPORTS, times=None, rows=rows)
    assert list_fetching.refresh_list(institution, patience=PATIENCE)

    found = [ExamSession.objects.get(sid=one.sid) for one in sessions]
    assert all(one.user_sid != said and one.enrollment_sid != said for one in found)
    assert len({one.learner_key for one in found}) == 2
    if is_known:
        assert [one.learner_key for one in found] == keys
    assert not AuditEvent.objects.filter(kind="seen").exists()
    for one in found:
        named = learners.find_learners(one.learner_name, [institution]).found
        assert all(who.key != said for who in named)


@pytest.mark.faults(69, 70)
def test_pages_that_tell_one_session_in_several_ways_change_nothing_to_and_fro(
    sandbox: Sandbox, institution: Institution
) -> None:
    listed = ExamSession.objects.filter(institution=institution).exclude(listed_at=None)
    one = listed.order_by("pk")[0]
    row = {"sid": one.sid, "examSid": one.exam_sid, "exam": {"sid": one.exam_sid}}
    later = {"status": "Closed", "appointmentDate": "2031-02-01T15:30:00.000Z"}
    sandbox.trouble(
        "odd_rows",
        match=REPORTS,
        times=None,
        rows={"300": [{}, row | later], "700": [{}, row | {"status": "Scheduled"}]},
    )
    for _ in range(2):
        assert list_fetching.refresh_list(institution, patience=PATIENCE)

    now = ExamSession.objects.get(pk=one.pk)
    assert (now.status, now.appointment_at) == (one.status, one.appointment_at)
    assert not AuditEvent.objects.filter(kind="seen", session_sid=one.sid).exists()
    torn = {"sid": one.sid, "why": list_page.LISTED_TWICE, "taken": "yes"}
    assert ListWalk.objects.get(institution=institution).told_bad_rows == [torn]
    assert now.changed_at and now.changed_at <= timezone.now()


@pytest.mark.faults(68)
@pytest.mark.parametrize("said", ["N/A", "unknown", "@", "noreply@northfield.example", ""])
def test_an_address_that_is_nobody_s_joins_no_two_learners_of_one_name(
    institution: Institution, said: str
) -> None:
    facts = {"learner_name": "Kim Park", "learner_email": said}
    one, other = known_session(institution, **facts), known_session(institution, **facts)
    assert one.learner_key != other.learner_key
    assert len(learners.find_learners("Kim Park", [institution]).found) == 2


@pytest.mark.faults(68)
def test_one_address_joins_a_learner_s_sessions_without_ids(institution: Institution) -> None:
    facts = {"learner_name": "Kim Park", "learner_email": "kim@northfield.example"}
    one, other = known_session(institution, **facts), known_session(institution, **facts)
    assert one.learner_key == other.learner_key
