"""The whole sitting that a move named, shown as the exam's length, never has its extra time added
again, whatever the learner is given by then.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from django.db.models.expressions import RawSQL

from portal.sandbox.server import Sandbox
from scheduling.accommodation_times.accommodation import Accommodation
from scheduling.accommodation_times.sittings import Sitting
from scheduling.exam_sessions import accommodations
from scheduling.exam_sessions.inherited_accommodations import pass_on
from scheduling.models import ExamSession, Institution, SessionAccommodation
from scheduling.seats import availability
from scheduling.session_commands import PORTAL
from tests.support.accommodations import accommodate, accommodation_path
from tests.support.booking_actions import FRIDAY, book, mirrored, move
from tests.support.booking_form import DULUTH, session_path
from tests.support.client import Desk
from tests.support.html import words

DOUBLE, HALF_MORE = Accommodation(Decimal(2)), Accommodation(Decimal("1.5"))


@pytest.fixture
def session(institution: Institution) -> ExamSession:
    return ExamSession.objects.create(
        institution=institution,
        sid=f"ES{1:032x}",
        exam_sid="EX" + "1" * 32,
        enrollment_sid="EN" + "1" * 32,
        status="Scheduled",
        location_sid=DULUTH,
        appointment_at=FRIDAY,
        duration_minutes=90,
    )


def enter(session: ExamSession, value: Accommodation) -> Sitting:
    known = accommodations.of(session)
    accommodations.change(
        session=session,
        accommodation=value,
        shown_event=known.event_number if known else 0,
        actor=PORTAL,
    )
    return accommodations.sitting_of(session)


def name_and_show(session: ExamSession, minutes: int) -> None:
    """As after a move that named the end, where the provider shows the sitting as the exam's."""
    accommodations.note_named_end(session, minutes)
    show(session, minutes)


def show(session: ExamSession, minutes: int) -> None:
    ExamSession.objects.filter(pk=session.pk).update(duration_minutes=minutes)
    session.refresh_from_db()


def reckoned(session: ExamSession) -> tuple[Any, ...]:
    """How long it takes: as a page, the order of a day and the counting of seats have it."""
    [row] = ExamSession.objects.filter(pk=session.pk).annotate(
        sits=RawSQL(accommodations.MINUTES, ())
    )
    here = session.institution, ExamSession(sid=""), DULUTH, FRIDAY, FRIDAY + availability.LONGEST
    [seated] = availability.seated(*here)
    booked, _ = availability._booked(*here)
    [(_, until)] = booked
    counted = int((until - FRIDAY).total_seconds() // 60)
    return accommodations.sitting_of(row).minutes, row.sits, seated.minutes, counted


def test_changed_after_a_move_and_set_back_it_is_reckoned_from_the_exam(
    session: ExamSession,
) -> None:
    enter(session, DOUBLE)
    name_and_show(session, 180)
    told = []
    for value in (HALF_MORE, DOUBLE, Accommodation(), Accommodation(Decimal(3), 10)):
        enter(session, value)
        told.append(reckoned(session))
    assert told == [(135,) * 4, (180,) * 4, (90,) * 4, (280,) * 4]
    assert accommodations.sitting_of(session).exam_minutes == 90


def test_another_length_after_that_is_the_exams(session: ExamSession) -> None:
    enter(session, DOUBLE)
    name_and_show(session, 180)
    enter(session, HALF_MORE)
    show(session, 120)
    assert reckoned(session) == (180,) * 4
    assert enter(session, DOUBLE).minutes == 240


def test_the_session_in_its_place_knows_it_too(session: ExamSession) -> None:
    enter(session, DOUBLE)
    name_and_show(session, 180)
    enter(session, HALF_MORE)
    ExamSession.objects.filter(pk=session.pk).update(status="Cancelled")
    fresh = ExamSession.objects.create(
        institution=session.institution,
        sid=f"ES{2:032x}",
        exam_sid=session.exam_sid,
        enrollment_sid=session.enrollment_sid,
        status="Needs Proctor",
        duration_minutes=180,
    )
    pass_on(session.institution, [fresh])
    assert accommodations.sitting_of(fresh).minutes == 135


@pytest.mark.parametrize("known", [None, 60])
def test_a_move_keeps_the_length_by_which_its_end_was_reckoned(
    desk: Desk, sandbox: Sandbox, known: int | None
) -> None:
    """The exam's length was not known when the accommodation was entered, or was another."""
    where = book(desk, sandbox)
    minutes = mirrored(where).duration_minutes
    accommodate(desk, where, factor="2")
    SessionAccommodation.objects.update(exam_minutes=known)
    whole = {"duration": 2 * minutes}
    sandbox.trouble("other_fields", method="GET", fields={"duration": minutes})
    assert move(desk, where).status_code == 302
    kept = SessionAccommodation.objects.get()
    assert (kept.exam_minutes, kept.whole_minutes) == (minutes, 2 * minutes)

    sandbox.trouble("other_fields", method="GET", fields=whole, times=None)
    page = words(desk.get(session_path(where)))
    assert mirrored(where).duration_minutes == 2 * minutes
    assert f"{2 * minutes} min (2× of {minutes} min)" in page
    form = words(desk.get(accommodation_path(where)))
    assert f"The exam itself takes {minutes} minutes." in form
    assert f"SmarterProctoring shows {2 * minutes} minutes, the whole sitting" in form
    accommodate(desk, where, factor="1.5")
    page = words(desk.get(session_path(where)))
    assert f"{minutes * 3 // 2} min (1.5× of {minutes} min)" in page


def test_a_move_that_names_another_end_leaves_what_is_shown_until_it_is_done(
    session: ExamSession,
) -> None:
    enter(session, DOUBLE)
    name_and_show(session, 180)
    enter(session, HALF_MORE)
    accommodations.note_named_end(session, 135)
    lengths = []
    for shown in (180, 135, 90):
        show(session, shown)
        lengths.append(accommodations.sitting_of(session).minutes)
    assert lengths == [135, 135, 135]


def test_a_length_that_only_happens_to_be_the_sittings_is_reckoned_anew(
    session: ExamSession,
) -> None:
    """No move named it: the instructor made a longer exam of it."""
    enter(session, HALF_MORE)
    show(session, 135)
    assert enter(session, DOUBLE).minutes == 270
    assert reckoned(session) == (270,) * 4


def test_a_move_from_before_lengths_were_kept_tells_it_too(desk: Desk, sandbox: Sandbox) -> None:
    where = book(desk, sandbox)
    minutes = mirrored(where).duration_minutes
    accommodate(desk, where, factor="2")
    assert move(desk, where).status_code == 302
    SessionAccommodation.objects.update(whole_minutes=None)
    session = mirrored(where)
    show(session, 2 * minutes)
    assert enter(session, HALF_MORE).minutes == minutes * 3 // 2


def test_lengths_outlast_a_change_while_no_length_is_shown(session: ExamSession) -> None:
    enter(session, DOUBLE)
    name_and_show(session, 180)
    ExamSession.objects.filter(pk=session.pk).update(duration_minutes=None)
    session.refresh_from_db()
    enter(session, HALF_MORE)
    show(session, 180)
    assert reckoned(session) == (135,) * 4


def test_the_answer_to_a_move_is_compared_by_the_length_that_it_named(session: ExamSession) -> None:
    """On the object with which it was sent; the exam's length was not known when it was entered."""
    enter(session, DOUBLE)
    SessionAccommodation.objects.update(exam_minutes=None)
    accommodations.load([session])
    accommodations.note_named_end(session, 180)
    session.duration_minutes = 180
    assert accommodations.sitting_of(session).minutes == 180
