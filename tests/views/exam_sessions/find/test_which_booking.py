"""A command about a learner with several bookings asks which one is meant, though only one of them
can be changed so.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from itertools import count

import pytest
from django.utils import timezone

from scheduling.date_formats import short_day
from scheduling.models import ExamSession, Institution
from tests.support.booking_form import DULUTH
from tests.support.client import Desk
from tests.support.found_page import MAYA, found, groups
from tests.support.html import form_on, plain_text
from tests.support.known_sessions import asked_for, known_session, user

Booked = Callable[..., ExamSession]
NOT_MOVED = "SmarterProctoring can’t move a booking of the type “Instructor”. Switch it instead."
CHECKED = "A request for it is still being checked."


def entered(desk: Desk, typed: str) -> str:
    """Where Enter leads in the search box."""
    answer = desk.get("/", params={"q": typed, "understand": "1"})
    return answer.headers["Location"] if answer.status_code == 302 else ""


@pytest.fixture
def another(known: dict[str, ExamSession], institution: Institution) -> Booked:
    """Makes another session of the learner's, ECON 302, booked in eight days unless told."""

    sids = (f"ES{number:032x}" for number in count(0xB000))

    def made(**facts: object) -> ExamSession:
        booked = {"status": "Scheduled", "session_type": "proctoru", "location_sid": DULUTH}
        start = known["booked"].appointment_at + timedelta(days=8)
        about = {"learner_name": MAYA, "user_sid": user(1), "exam_title": "ECON 302"}
        facts = {"appointment_at": start, "sid": next(sids)} | about | booked | facts
        return known_session(institution, **facts)

    return made


def told_day(session: ExamSession) -> str:
    return short_day(session.appointment_at.astimezone(session.zone).date())


def test_a_booking_that_can_not_be_moved_is_offered_beside_the_one_that_can(
    another: Booked, known: dict[str, ExamSession], desk: Desk
) -> None:
    fixed = another(session_type="instructor-as-proctor")
    day = fixed.appointment_at.astimezone(fixed.zone).date()
    for words in ("", f" {day:%b} {day.day} 3pm", " 3pm"):
        assert entered(desk, f"move may-lopez{words}").startswith("/find/?q="), words
        movable, other = found(desk, f"move may-lopez{words}")["Do"]
        assert known["booked"].sid in movable[0] and movable[1] == f"Move {MAYA}", words
        url, told, note = other
        assert told == f"ECON 302, {told_day(fixed)}, 10:30 AM: can’t be moved · Switch it", words
        assert note.startswith(f"{MAYA} · {NOT_MOVED}") and f"{fixed.sid}/switch/" in url, words
    form = form_on(desk.get(found(desk, f"move may-lopez {day:%b} {day.day} 3pm")["Do"][1][0]))
    assert form["appointment_date_time"] == f"{day.isoformat()}T15:00"


def test_what_can_be_done_instead_is_also_offered_where_nothing_can_be_moved(
    another: Booked, known: dict[str, ExamSession], desk: Desk
) -> None:
    known["booked"].delete()
    another(session_type="instructor-as-proctor")
    assert entered(desk, "move may-lopez").startswith("/find/?q=")
    page = desk.get("/find/", params={"q": "move may-lopez"}).text
    assert "Nothing to move for “may-lopez”." in plain_text(page)
    assert "to see why" not in plain_text(page)
    assert [one[1].rpartition(" · ")[2] for one in groups(page)["Do"]] == ["Switch it"]


def test_a_booking_of_an_unknown_type_is_offered_to_be_cancelled(
    another: Booked, desk: Desk
) -> None:
    other = another(session_type="hologram")
    url, told, note = found(desk, "move may-lopez")["Do"][1]
    assert told.endswith("can’t be moved · Cancel it") and f"{other.sid}/cancel/" in url
    assert "Its type is not known. Cancel it and book again." in note


@pytest.mark.parametrize(
    ("verb", "told"), [("move", "moved"), ("switch", "switched"), ("cancel", "cancelled")]
)
def test_a_booking_that_is_being_checked_is_no_less_meant(
    another: Booked, desk: Desk, verb: str, told: str
) -> None:
    other = another()
    asked_for(other)
    assert entered(desk, f"{verb} may-lopez").startswith("/find/?q=")
    _, (url, words, note) = found(desk, f"{verb} may-lopez")["Do"]
    assert words == f"ECON 302, {told_day(other)}, 10:30 AM: can’t be {told} · Open it"
    assert CHECKED in note and f"/{other.sid}/" in url and "switch" not in url


@pytest.mark.parametrize(
    ("facts", "why"),
    [
        ({"status": "Needs Proctor"}, CHECKED),
        (
            {"status": "Approval denied"},
            "Its approval was denied. Ask SmarterProctoring before you book",
        ),
    ],
)
def test_a_session_that_can_not_be_booked_now_is_offered_beside_the_one_that_can(
    another: Booked, known: dict[str, ExamSession], desk: Desk, facts: dict[str, str], why: str
) -> None:
    other = another(**facts, appointment_at=None)
    if why == CHECKED:
        asked_for(other)
    assert entered(desk, "book may-lopez friday 2pm").startswith("/find/?q=")
    first, (_, told, note) = found(desk, "book may-lopez friday 2pm")["Do"]
    assert first[1] == f"Book {MAYA}" and known["to book"].sid in first[0]
    assert told == "ECON 302: can’t be booked · Open it" and why in note


def test_of_a_visit_another_booking_of_the_day_is_asked_about(another: Booked, desk: Desk) -> None:
    begun = another(appointment_at=timezone.now() - timedelta(minutes=20), duration_minutes=60)
    assert f"/{begun.sid}/" in entered(desk, "no-show may-lopez")  # the other one is tomorrow's
    later = another(appointment_at=timezone.now() + timedelta(hours=2), exam_title="LATE 1")
    assert entered(desk, "no-show may-lopez").startswith("/find/?q=")
    _, (url, told, note) = found(desk, "no-show may-lopez")["Do"]
    assert told.startswith("LATE 1, ") and told.endswith("can’t be marked as a no-show · Open it")
    assert "It has not begun." in note and f"/{later.sid}/" in url


def test_one_that_is_over_or_not_booked_is_in_nobody_s_way(
    another: Booked, known: dict[str, ExamSession], desk: Desk
) -> None:
    for status in ("Closed", "Cancelled"):
        another(status=status)
    assert f"/{known['booked'].sid}/" in entered(desk, "move may-lopez 3pm")
