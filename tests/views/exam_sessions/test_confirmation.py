"""The text that confirms a booking to the learner: only once it is confirmed, by the template."""

from __future__ import annotations

import re
from datetime import timedelta
from html import unescape

import pytest
from django.utils import timezone

from portal.sandbox.server import Sandbox
from scheduling.models import ExamSession, Institution, Location, TypeSwitch
from tests.support.booking_actions import (
    INSTRUCTOR,
    ONE_OFF,
    book,
    cancel,
    mirrored,
    move,
    new_session,
    take_the_provider_away,
)
from tests.support.booking_form import DULUTH, session_path
from tests.support.client import Desk
from tests.support.html import words
from tests.support.switching import switch, switch_path, the_switch

COPY = re.compile(r'data-copy="([^"]*)"[^>]*>Copy the text')
TITLE = "To send to the learner"


def text(desk: Desk, where: dict[str, str]) -> str:
    """What the button copies; '' without one."""
    found = COPY.search(desk.get(session_path(where)).text)
    return unescape(found[1]) if found else ""


@pytest.fixture
def duluth(institution: Institution) -> None:
    here = Location.objects.filter(institution=institution, pl_sid=DULUTH)
    here.update(name="Duluth Testing Center (ring twice)", address="1 Canal Street, Duluth")


def test_ours_tells_whose_exam_when_where_and_how(
    desk: Desk, sandbox: Sandbox, duluth: None
) -> None:
    where = book(desk, sandbox, notes="Behaves oddly", contact_email=None)
    known = mirrored(where)
    said = text(desk, where)
    end = known.appointment_at and mirrored(where).duration_minutes
    assert end
    assert said.splitlines()[:3] == [f"Hello {known.learner_name},", "", "Your exam is booked."]
    assert f"Exam: {known.exam_title}\n" in said
    assert "When: Thursday, January 14, 2027 from 9:30 " in said
    assert said.splitlines()[5].endswith(" CST")
    assert "Where: Duluth Testing Center, 1 Canal Street, Duluth\n" in said
    assert "How: Testing center seat\n" in said
    inside = (known.sid, "Behaves oddly", "ring twice", known.learner_email, "America/")
    assert [one for one in inside if one and one in said] == []


@pytest.mark.parametrize(
    ("answers", "said"),
    [
        ({"session_type": "proctoru"}, "online; online with ProctorU"),
        (
            ONE_OFF,
            "15000 Highway 115, Little Falls, Minnesota, 56345; with Jonas Berg, Camp Ripley",
        ),
    ],
)
def test_each_type_has_its_own_where_and_how(
    desk: Desk, sandbox: Sandbox, answers: dict[str, str], said: str
) -> None:
    Institution.objects.update(confirmation_text="{where}; {how}")
    assert text(desk, book(desk, sandbox, **answers)) == said


def test_a_registerblast_number_is_on_the_page_and_in_both_texts(
    desk: Desk, sandbox: Sandbox
) -> None:
    where = book(desk, sandbox, session_type="register-blast", external_appointment_id="rb 100234")
    page = words(desk.get(session_path(where)))
    assert "RegisterBlast number RB-100234" in page
    assert "Your RegisterBlast number is RB-100234.”" in page
    assert "How: RegisterBlast center, number RB-100234\n" in text(desk, where)
    assert "This portal sends no email. SmarterProctoring may, and does not tell us." in page


def test_registerblast_is_to_be_told_first_and_its_number_is_not_one_of_another_time(
    desk: Desk, sandbox: Sandbox
) -> None:
    where = book(desk, sandbox, session_type="register-blast", external_appointment_id="rb 100234")
    asks = words(desk.get(f"{session_path(where)}reschedule/"))
    assert "Change the appointment in RegisterBlast first; enter its new time as it is" in asks
    asks = words(desk.get(f"{session_path(where)}cancel/"))
    assert "Cancel the appointment in RegisterBlast too: see there whether it still" in asks

    assert move(desk, where).status_code == 302
    page = words(desk.get(session_path(where)))
    assert "Your RegisterBlast number" not in page
    assert "How: RegisterBlast center\n" in text(desk, where)
    assert "RegisterBlast number RB-100234" in page


def test_an_institutions_own_template_counts_and_follows_a_move(
    desk: Desk, sandbox: Sandbox
) -> None:
    Institution.objects.update(confirmation_text="Hi {learner}:\n{exam}, {when}")
    where = book(desk, sandbox)
    ExamSession.objects.filter(sid=where["sessionSid"]).update(learner_name="{exam} <b>")
    assert move(desk, where).status_code == 302
    known = mirrored(where)
    said = text(desk, where)
    assert said.startswith(
        f"Hi {known.learner_name}:\n{known.exam_title}, Friday, January 15, 2027"
    )


def test_after_a_move_it_says_that_it_was_moved_and_from_when(
    desk: Desk, sandbox: Sandbox, duluth: None
) -> None:
    where = book(desk, sandbox)
    assert move(desk, where).status_code == 302
    moved = "Your exam was moved. It is no longer on Thursday, January 14, 2027 at 9:30 AM CST."
    assert text(desk, where).splitlines()[2] == moved
    assert "Your exam is booked." not in text(desk, where)
    assert "When: Friday, January 15, 2027" in text(desk, where)

    Institution.objects.update(confirmation_text="{exam}, {when}.\nBe on time.")
    assert text(desk, where).splitlines()[1:] == ["Be on time.", "", moved]
    Institution.objects.update(confirmation_text="{news}\n{when}")
    assert text(desk, where).splitlines()[0] == moved


def test_of_a_cancelled_booking_it_tells_what_was_cancelled_in_our_words(
    desk: Desk, sandbox: Sandbox
) -> None:
    Institution.objects.update(confirmation_text="Bring your ID, {learner}.")
    where = book(desk, sandbox)
    assert cancel(desk, where).status_code == 302
    known = mirrored(where)
    assert text(desk, where).splitlines() == [
        f"Hello {known.learner_name},",
        "",
        "Your booking for this exam is cancelled.",
        "",
        f"Exam: {known.exam_title}",
        "It was booked for: Thursday, January 14, 2027 from 9:30 to 11:00 AM CST",
        "",
        "Please tell us if you did not expect this.",
    ]
    page = words(desk.get(session_path(where)))
    assert "Start, cancelled Thursday, January 14, 2027" in page
    assert "Location, cancelled Duluth" in page


def test_a_cancellation_that_is_not_certain_has_no_text(desk: Desk, sandbox: Sandbox) -> None:
    where = book(desk, sandbox)
    sandbox.trouble("drop_after", method="DELETE")
    sandbox.trouble("status", method="GET", code=503, times=None)
    cancel(desk, where)
    assert text(desk, where) == ""


def test_what_is_booked_in_another_session_instead_is_told_there_alone(
    desk: Desk, sandbox: Sandbox
) -> None:
    where = book(desk, sandbox)
    cancel(desk, where)
    again = new_session(sandbox, where)
    assert "is cancelled" in text(desk, where)
    desk.book(again)
    assert text(desk, where) == ""
    assert "Your exam is booked." in text(desk, again)


def test_a_switched_booking_is_told_in_the_new_session_alone(desk: Desk, sandbox: Sandbox) -> None:
    where = book(desk, sandbox)
    assert switch(desk, where).status_code == 302
    done = the_switch()
    assert (done.state, text(desk, where)) == (TypeSwitch.State.DONE, "")
    # Also once the new booking is cancelled: its own page has the words.
    new = where | {"sessionSid": done.new.sid}
    assert "It is no longer at Duluth Testing Center." in text(desk, new)
    cancel(desk, new)
    assert ("is cancelled" in text(desk, new), text(desk, where)) == (True, "")


def test_a_switch_that_waits_for_its_booking_has_no_text_until_it_is_left(
    desk: Desk, sandbox: Sandbox
) -> None:
    where = book(desk, sandbox)
    sandbox.trouble("status", method="POST", code=422)
    switch(desk, where)
    assert (the_switch().is_waiting, text(desk, where)) == (True, "")
    desk.post(switch_path(where), {"leave": "1"})
    assert (the_switch().state, "is cancelled" in text(desk, where)) == ("left", True)


def test_it_is_there_only_once_the_booking_is_confirmed(desk: Desk, sandbox: Sandbox) -> None:
    where = sandbox.needs_proctor()[0]
    assert TITLE not in words(desk.get(session_path(where)))
    sandbox.trouble("drop_after", method="POST")
    sandbox.trouble("status", method="GET", code=503, times=None)
    desk.book(where)
    assert TITLE not in words(desk.get(session_path(where)))


@pytest.mark.parametrize("status", ["Pending Approval", "Cancelled", "Closed", "Gone fishing", ""])
def test_a_status_that_shows_no_booking_takes_it_away(
    desk: Desk, sandbox: Sandbox, status: str
) -> None:
    where = book(desk, sandbox)
    assert text(desk, where)
    sandbox.place(where["sessionSid"], status=status)
    assert not text(desk, where)


@pytest.mark.parametrize(
    ("status", "hours", "is_to_come"),
    [
        ("Scheduled", 1, True),
        ("Scheduled", -1, True),
        ("Scheduled", -48, False),
        ("In Progress", -48, False),
        ("Incident", 1, False),
    ],
)
def test_what_is_over_or_had_an_incident_asks_nobody_to_come(
    desk: Desk, sandbox: Sandbox, status: str, hours: int, *, is_to_come: bool
) -> None:
    where = sandbox.sessions(status="Scheduled")[0]
    start = timezone.now() + timedelta(hours=hours)
    sandbox.place(where["sessionSid"], status=status, start=start.isoformat())
    page = words(desk.get(session_path(where)))
    assert (TITLE in page, bool(text(desk, where))) == (is_to_come, is_to_come), page
    assert "You are booked for" not in page or is_to_come
    is_past_and_begun = (status, hours) == ("In Progress", -48)
    past = "Move to another time · Switch type or location The time of this exam has passed."
    assert (past in page) is is_past_and_begun
    assert ("Check in" in page.replace("Check-in", "")) is (hours > -48)


def test_while_the_session_cant_be_read_there_is_none(desk: Desk, sandbox: Sandbox) -> None:
    where = book(desk, sandbox)
    take_the_provider_away(where)
    assert TITLE not in words(desk.get(session_path(where)))


def test_what_the_template_needs_and_nobody_knows_is_said_instead(
    desk: Desk, sandbox: Sandbox, institution: Institution
) -> None:
    institution.locations.all().delete()
    where = book(desk, sandbox, session_type="messaging", proctor_location_sid=None, **THREAD)
    page = words(desk.get(session_path(where)))
    assert "There is no text yet. Not known here: the location, with its address." in page
    assert not text(desk, where)


def test_an_instructor_is_no_place_in_what_is_sent(
    desk: Desk, sandbox: Sandbox, institution: Institution
) -> None:
    institution.instructor_entries.update(name="Dr. Keith (one at a time)")
    where = book(desk, sandbox, **INSTRUCTOR)
    page = words(desk.get(session_path(where)))
    assert "There is no text yet. Not known here: the location, with its address." in page
    calendar = desk.get(f"{session_path(where)}session.ics").text
    assert ("BEGIN:VEVENT" in calendar, "LOCATION" in calendar) == (True, False)

    fields = {"location": {"sid": DULUTH, "name": "Duluth Testing Center"}}
    sandbox.trouble("other_fields", match={"method": "GET"}, times=None, fields=fields)
    told = text(desk, where).splitlines()
    assert "How: face to face with an instructor: Dr. Keith" in told
    assert [one for one in told if one.startswith("Where: Duluth Testing Center")]


THREAD = {"message_sid": "MT" + "1".zfill(32)}


def test_where_only_the_type_is_not_known_the_location_is_not_called_unknown(
    desk: Desk, sandbox: Sandbox
) -> None:
    where = sandbox.needs_proctor()[0]
    start = "2027-01-14T10:30:00-06:00"  # while Duluth is open
    sandbox.place(where["sessionSid"], status="Scheduled", start=start)
    location = {"sid": DULUTH, "name": "Duluth Testing Center"}
    fields = {"location": location, "sessionType": None}
    sandbox.trouble("other_fields", match={"method": "GET"}, times=None, fields=fields)
    page = words(desk.get(session_path(where)))
    assert "There is no text yet. Not known here: how it is proctored." in page
