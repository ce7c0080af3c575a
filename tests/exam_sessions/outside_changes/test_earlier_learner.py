"""Whose a session was at a moment: the log tells where it is somebody else's by now."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from scheduling.exam_sessions.outside_changes import earlier_learner
from scheduling.models import ExamSession, Institution
from scheduling.proctoring_api.lists.list_rows import AppointmentRow
from scheduling.provider_list.mirrored_rows import take_rows
from tests.support.known_sessions import known_session

ONE, OTHER, THIRD = (f"US{number:032x}" for number in (1, 2, 3))
HERS, HIS = (f"EN{number:032x}" for number in (1, 2))


def listed(session: ExamSession, user: str, enrollment: str) -> None:
    row = {"sid": session.sid, "examSid": session.exam_sid, "status": "Scheduled"}
    row |= {"userSid": user, "enrollmentSid": enrollment}
    ahead = timezone.now() + timedelta(seconds=1)
    take_rows(session.institution, [AppointmentRow.read(row)], fetched_at=ahead)


@pytest.mark.faults(67)
@pytest.mark.parametrize(
    ("known", "told", "is_other"),
    [
        ((ONE, HERS), [(OTHER, HERS)], True),
        ((ONE, HERS), [(ONE, HIS)], False),  # one account, another enrollment of theirs
        ((ONE, HERS), [(OTHER, HIS), (ONE, HERS)], False),
        ((ONE, HERS), [(OTHER, HERS), (THIRD, HERS)], True),
        (("", HERS), [("", HIS)], True),
        (("", HERS), [("", HIS), ("", HERS)], False),
        (("", HERS), [(ONE, HERS)], False),  # an account that was not shown before
        ((ONE, HERS), [("", HIS)], True),
        ((ONE, HERS), [], False),
    ],
)
def test_a_session_was_somebody_else_s_at_a_moment_before_the_first_change_that_was_seen_since(
    institution: Institution,
    known: tuple[str, str],
    told: list[tuple[str, str]],
    is_other: bool,
) -> None:
    user, enrollment = known
    session = known_session(
        institution, status="Scheduled", user_sid=user, enrollment_sid=enrollment
    )
    before = timezone.now()
    for row in told:
        listed(session, *row)
    session.refresh_from_db()
    others = {session.pk} if is_other else set()
    assert earlier_learner.of_another_at([session], before) == others
    assert earlier_learner.of_another_at([session], timezone.now()) == set()
    assert earlier_learner.of_another_at([], before) == set()
