"""Every status, known, oddly spelled, unknown and blank, at every place that asks about one: the
right value of each, written out.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import pytest
from django.utils import timezone

from portal.sandbox.server import Sandbox
from scheduling.booking import attempt_queries, settlement
from scheduling.booking.admission import not_opened, opening
from scheduling.booking.admission.booking_request import BookingRequest
from scheduling.booking.admission.session_version import SessionVersion
from scheduling.booking.outcome_panel.accepted_sentences import BOOKED as BOOKED_TITLE
from scheduling.booking.outcomes.answer_outcomes import scheduled
from scheduling.booking.permitted_actions import (
    ALREADY_BOOKED,
    BOOKED_HERE,
    why_no_booking,
    why_no_cancel,
    why_no_move,
)
from scheduling.exam_sessions.list_rows.list_query import ListQuery
from scheduling.exam_sessions.lists import worklist
from scheduling.exam_sessions.successors import successor
from scheduling.models import Attempt, ExamSession, Institution, Location
from scheduling.models.session_status import IN_PROGRESS, status_of
from scheduling.proctoring_api.client import Answer, Exchange
from scheduling.proctoring_api.session_record import SessionRecord
from scheduling.seats import availability
from scheduling.session_commands import PORTAL, ScheduleSession
from scheduling.views.exam_sessions.lists.row_groups import grouped
from scheduling.views.exam_sessions.state_marks import state_of
from tests.support.booking_actions import book, cancel, move
from tests.support.booking_form import DULUTH, form_path, session_path
from tests.support.client import Desk
from tests.support.html import words
from tests.support.long_cases import mostly_long
from tests.support.outcomes import attempt_of, let_looks_count, settle
from tests.support.status_table import NEEDS, NOT_SHOWN, RIGHT

START = datetime(2027, 1, 14, 15, 30, tzinfo=UTC)


def seen(institution: Institution, status: str, number: int = 1, **facts: Any) -> ExamSession:
    """A session as it was listed, in Duluth on the exam day."""
    usual = {
        "exam_sid": f"EX{7:032x}",
        "sid": f"ES{number:032x}",
        "enrollment_sid": f"EN{7:032x}",
        "session_type": "smarter-scheduling",
        "status": status,
        "appointment_at": START,
        "location_sid": DULUTH,
        "learner_name": "Quill",
        "listed_at": timezone.now(),
    }
    return ExamSession.objects.create(institution=institution, **(usual | facts))


def booked_here(session: ExamSession) -> None:
    """A booking of this portal's that the provider said yes to."""
    Attempt.objects.create(
        attempt_id=uuid4(),
        session=session,
        action=Attempt.Action.SCHEDULE,
        state=Attempt.State.ACCEPTED,
        settled_how=Attempt.SettledHow.ANSWER,
        actor_name="Ana Ruiz",
        time_zone="UTC",
        started_at=timezone.now(),
        deadline_at=timezone.now(),
    )


def states_listed(institution: Institution, query: str) -> set[str]:
    counts = worklist.listing([institution], ListQuery(query=query)).counts
    found = {name for name, count in counts.items() if count} - {"all"}
    for name in found:
        assert worklist.listing([institution], ListQuery(query=query, state=name)).total == 1
    return found


def is_held_back(session: ExamSession) -> bool:
    """Whether a second booking of the session is held back."""
    command = ScheduleSession(
        attempt_id=uuid4(), actor=PORTAL, address=session.address, session_type="automated"
    )
    request = BookingRequest(
        command=command,
        session=session,
        action=Attempt.Action.SCHEDULE,
        body={"type": "automated"},
    )
    try:
        opening.record_intent(request)
    except not_opened.AlreadyBooked:
        return True
    return False


def state_after_a_yes(session: ExamSession) -> str:
    exchange = Exchange(method="POST", path="/", status=200)
    answer = Answer(200, SessionRecord.read({"status": session.status}), exchange)
    return scheduled(answer).state


@pytest.mark.parametrize("status", RIGHT, ids=repr)
def test_each_place_asks_the_table(institution: Institution, status: str) -> None:
    right, session = RIGHT[status], seen(institution, status)
    Location.objects.filter(pl_sid=DULUTH).update(seats=5)
    center = availability.location_at(institution, ExamSession(sid=""), DULUTH, START, 60)
    shown = state_of(session, None)
    found = {
        "mark": shown.mark,
        "word": shown.word,
        "listed": states_listed(institution, ""),
        "searched": states_listed(institution, "quill"),
        "heading": grouped([session])[0].heading,
        "why not": (why_no_booking(session), why_no_move(session), why_no_cancel(session)),
        "seats": center and center.taken,
        "yes": state_after_a_yes(session),
    }
    waiting = seen(institution, "needs-proctor", number=2, listed_at=None)
    instead = successor(session)
    booked_here(session)
    listed = {right.listed, right.alone} - {""}

    assert found == {
        "mark": right.mark,
        "word": right.word,
        "listed": listed,
        "searched": listed,
        "heading": right.heading,
        "why not": (right.no_booking, right.no_move, right.no_cancel),
        "seats": int(right.takes_seat),
        "yes": right.yes,
    }
    assert instead == (waiting if right.leads_to_successor else None)
    assert bool(why_no_booking(session)) == right.holds_back
    assert is_held_back(session) == right.holds_back


@pytest.mark.parametrize("status", RIGHT, ids=repr)
def test_a_session_that_never_was_read_is_told_as_that_alone(
    institution: Institution, status: str
) -> None:
    never = state_of(seen(institution, status, listed_at=None), None)
    blank = RIGHT[status] == NOT_SHOWN
    assert never.word == ("Not loaded yet" if blank else RIGHT[status].word)


def test_a_blank_status_of_what_was_booked_here_says_why_it_is_not_booked_again(
    institution: Institution,
) -> None:
    session = seen(institution, "")
    booked_here(session)
    assert why_no_booking(session) == BOOKED_HERE


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("Scheduled", "SCHEDULED", True),
        ("Cancelled", "canceled", True),
        ("Awaiting Provider", "awaiting-provider", True),
        ("Scheduled", "", True),
        ("", "Incident", True),
        ("Scheduled", "Incident", False),
        ("Scheduled", "Awaiting Provider", False),
        ("Awaiting Provider", "Rescheduled", False),
    ],
)
def test_a_form_is_stale_by_the_status_and_not_by_its_spelling(
    institution: Institution, one: str, other: str, same: bool
) -> None:
    shown = SessionVersion.read(SessionVersion.of(seen(institution, one)).token)
    assert shown is not None
    assert shown.is_same_as(SessionVersion.of(seen(institution, other, number=2))) is same


@pytest.fixture
def shows(sandbox: Sandbox) -> Iterator[Any]:
    """From now on every session is shown with this status, one that is to be booked without a
    start.
    """

    def show(status: str) -> None:
        started = {"appointmentDate": None, "appointment": None}
        fields = {"status": status} | (started if status_of(status).needs_proctor else {})
        sandbox.trouble("other_fields", fields=fields, method="GET", times=None)

    yield show
    sandbox.clear()


def became(where: dict[str, str]) -> str:
    """What reading back makes of the newest attempt."""
    settle()
    found = attempt_of(where)
    return "a person" if found.is_open and found.needs_person else str(found.state)


@pytest.mark.faults(66)
@pytest.mark.parametrize("status", mostly_long(RIGHT, everyday=6), ids=repr)
def test_a_booking_with_a_lost_answer_is_settled_only_by_what_is_shown(
    desk: Desk, sandbox: Sandbox, shows: Any, status: str
) -> None:
    right, where = RIGHT[status], sandbox.needs_proctor()[0]
    desk.get(session_path(where))
    sandbox.trouble("drop_after", method="POST")
    desk.book(where)
    shows(status)

    assert became(where) == right.lost
    if right.fits is not None:
        attempt = attempt_queries.attempt_of(attempt_of(where).attempt_id)
        assert attempt is not None and attempt.checks >= 2
        look = settlement.refresh_before_decision(attempt)
        fits = {answer: settlement.fitting(attempt, answer, look) for answer in right.fits}
        assert fits == right.fits


@pytest.mark.faults(66)
@pytest.mark.parametrize(
    ("status", "moved", "cancelled"),
    mostly_long(
        [
            ("Awaiting Provider", "a person", "a person"),
            ("Approval Denied", "a person", "a person"),
            ("Closed", "a person", "a person"),
            ("Needs Proctor", "a person", "a person"),
            ("\u200b", "not-applied", "a person"),
            ("Incident", "not-applied", "not-applied"),
            ("pending-approval", "not-applied", "not-applied"),
            ("canceled", "a person", "accepted"),
        ],
        everyday=4,
    ),
)
def test_a_change_with_a_lost_answer_is_settled_only_by_what_is_shown(
    desk: Desk, sandbox: Sandbox, shows: Any, status: str, moved: str, cancelled: str
) -> None:
    """Nothing came of either; the start is shown as it was."""
    first = book(desk, sandbox)
    second = book(desk, sandbox)
    sandbox.trouble("drop_before", method="PUT")
    sandbox.trouble("drop_before", method="DELETE")
    move(desk, first)
    cancel(desk, second)
    shows(status)

    assert (became(first), became(second)) == (moved, cancelled)


@pytest.mark.parametrize("status", mostly_long(RIGHT, everyday=6), ids=repr)
def test_the_pages_of_a_booking_tell_what_is_shown_of_it_now(
    desk: Desk, sandbox: Sandbox, shows: Any, status: str
) -> None:
    right, where = RIGHT[status], book(desk, sandbox)
    shows(status)
    if right == NEEDS:
        let_looks_count()
    page, form = desk.get(session_path(where)), desk.get(form_path(where))

    # A blank takes nothing back, and confirms nothing: what was shown last is told as from before.
    mark = "scheduled" if right == NOT_SHOWN else right.mark
    if mark not in ("scheduled", "running"):  # it did not come so by itself, weeks ahead
        mark = "decide"
    mark = "early" if right.word == IN_PROGRESS.word else mark
    is_confirmed = right.confirms and mark != "decide"
    tone = "accepted" if is_confirmed else "unknown"
    shown = page.text.partition('<dialog class="help-dialog"')[0]  # that shows every state
    assert f"state--{mark}" in shown
    assert f"outcome--{tone}" in page.text
    assert (BOOKED_TITLE in words(page)) == is_confirmed
    is_read_aloud = right.is_read_aloud and mark != "decide"
    assert ("To read to the learner" in words(page)) == is_read_aloud
    no_booking = ALREADY_BOOKED if right == NOT_SHOWN else right.no_booking
    assert (no_booking in words(page), no_booking in words(form)) == (True, True)
