"""What to read to the learner of a booking, a move and an open request."""

from __future__ import annotations

import re
from html import unescape

import pytest

from portal.sandbox.server import Sandbox
from scheduling.models import Attempt, ExamSession, Institution, InstructorEntry, Location
from scheduling.views.exam_sessions.session_parts.detail_values import KNOWN_SO_FAR, NOT_CERTAIN
from tests.support.booking_actions import INSTRUCTOR, book, cancel, mirrored, move
from tests.support.booking_form import DULUTH, session_path
from tests.support.client import Desk
from tests.support.html import plain_text
from tests.support.outcomes import page_of
from tests.support.session_page import READ, read

ON_THE_DAY = "on Thursday, January 14, 2027 from 9:30 to"
AT = {"proctor_location_sid": DULUTH}


@pytest.mark.parametrize(
    ("answers", "said"),
    [
        (
            {},
            (
                f"You are booked for it {ON_THE_DAY} …, Duluth Testing Center. The address is 1"
                " Canal Street, Duluth."
            ),
        ),
        (
            {"session_type": "proctoru"} | AT,
            f"You are booked for it {ON_THE_DAY} …, online with ProctorU, Duluth Testing Center.",
        ),
        (
            INSTRUCTOR,
            (
                f"You are booked for it {ON_THE_DAY} …, face to face with your instructor: Dr."
                " Iyer, Hall 2."
            ),
        ),
        (
            {
                "session_type": "automated",
                "appointment_date_time": None,
                "proctor_location_sid": None,
            },
            (
                "You can take it at any time in its window. "
                "Proctoring is automated, no live proctor, and you need no appointment."
            ),
        ),
    ],
)
def test_what_to_read_to_the_learner_is_whole(
    desk: Desk, sandbox: Sandbox, institution: Institution, answers: dict[str, str], said: str
) -> None:
    kind = "online" if answers.get("session_type") == "proctoru" else "testing-center"
    Location.objects.filter(institution=institution, pl_sid=DULUTH).update(
        address="1 Canal Street, Duluth", kind=kind
    )
    InstructorEntry.objects.filter(institution=institution).update(name="Dr. Iyer, Hall 2")
    where = sandbox.needs_proctor()[0]
    assert desk.book(where, **answers).status_code == 302
    ExamSession.objects.filter(sid=where["sessionSid"]).update(instructor_name="Prof. Iyer")
    assert read(desk, where) == said
    slot = "Dr. Iyer, Hall 2"
    assert (slot in page_of(desk, where).split("History", 1)[1]) == (answers is INSTRUCTOR)


def test_to_what_is_taken_online_nobody_is_sent_to_an_address(
    desk: Desk, sandbox: Sandbox, institution: Institution
) -> None:
    places = Location.objects.filter(institution=institution, pl_sid=DULUTH)
    places.update(address="1 Canal Street, Duluth", kind="online")
    where = sandbox.needs_proctor()[0]
    assert desk.book(where, session_type="proctoru", **AT).status_code == 302
    places.update(kind="testing-center")
    assert read(desk, where) == f"You are booked for it {ON_THE_DAY} …, online with ProctorU."
    assert "Canal Street" not in page_of(desk, where).split("History", 1)[0]


def test_only_the_courses_own_instructor_is_the_learners(
    desk: Desk, sandbox: Sandbox, institution: Institution
) -> None:
    entries = InstructorEntry.objects.filter(institution=institution)
    entries.update(name="Dr. Iyer, Hall 2 (only if Jane is away)")
    where = sandbox.needs_proctor()[0]
    assert desk.book(where, **INSTRUCTOR).status_code == 302
    said = f"You are booked for it {ON_THE_DAY} …, face to face with"
    assert read(desk, where) == f"{said} an instructor: Dr. Iyer, Hall 2."
    assert "The location is not known here. Find out where it is" in page_of(desk, where)

    entries.update(name="Dr. Harriet Osei")
    assert read(desk, where) == f"{said} an instructor: Dr. Harriet Osei."
    assert "The location is not known here. Find out where it is" in page_of(desk, where)

    entries.delete()
    assert read(desk, where) == f"{said} an instructor."
    assert "The location is not known here. Find out where it is" in page_of(desk, where)


def test_another_of_the_same_family_name_is_not_the_learners_instructor(
    desk: Desk, sandbox: Sandbox, institution: Institution
) -> None:
    entries = InstructorEntry.objects.filter(institution=institution)
    entries.update(name="Jason Lee, Hall 2")
    where = sandbox.needs_proctor()[0]
    assert desk.book(where, **INSTRUCTOR).status_code == 302
    sessions = ExamSession.objects.filter(sid=where["sessionSid"])
    for instructor, who in (
        ("Dr. Lee", "an instructor"),
        ("Lee, Jason, PhD", "your instructor"),
        ("Dr. Ana Ruiz; Dr. Jason Lee", "your instructor"),
    ):
        sessions.update(instructor_name=instructor)
        assert read(desk, where).endswith(f"face to face with {who}: Jason Lee, Hall 2.")


@pytest.mark.parametrize(
    ("name", "other", "said"),
    [
        ("Testing Center (ring twice)", "Hall", "Testing Center."),
        ("Testing Center (North)", "Testing Center (South)", "Testing Center (North)."),
        ("Testing Center (North)", "Testing Center", "Testing Center (North)."),
        ("(Remote)", "Hall", "Remote."),
        ("Hall 2（スタッフ用）", "Hall", "Hall 2."),
        ("Hall 2 {keep quiet}", "Hall", "Hall 2."),
        ("Hall 2 (do not use", "Hall", "Hall 2."),
        ("Lab (Room 3 (rear)) West", "Hall", "Lab West."),
        ("Lab) West", "Hall", "Lab) West."),
    ],
)
def test_what_stands_in_brackets_is_read_only_where_the_name_needs_it(
    desk: Desk, sandbox: Sandbox, institution: Institution, name: str, other: str, said: str
) -> None:
    places = Location.objects.filter(institution=institution)
    places.exclude(pl_sid=DULUTH).update(name=other)
    places.filter(pl_sid=DULUTH).update(name=name, address="")
    where = book(desk, sandbox)
    assert read(desk, where) == f"You are booked for it {ON_THE_DAY} …, {said}"


def test_after_a_move_the_old_time_and_the_new_one_are_read(desk: Desk, sandbox: Sandbox) -> None:
    where = book(desk, sandbox)
    assert "The location is not known here" not in page_of(desk, where)
    answers = {"appointment_date_time": "2027-01-15T13:00", "time_zone": "America/Chicago"}
    assert move(desk, where, **answers).status_code == 302
    found = READ.search(page_of(desk, where))
    assert found
    assert "was moved from Thursday, January 14, 2027 at 9:30 AM CST to Friday, January" in found[1]
    button = re.search(r'data-copy="([^"]+)" hidden>Copy<', desk.get(session_path(where)).text)
    assert button and unescape(button[1]) == found[1]


@pytest.mark.parametrize("starts", ["11:30 AM", "1:30 PM"])
def test_after_a_move_on_the_same_day_the_day_is_read_once(
    desk: Desk, sandbox: Sandbox, starts: str
) -> None:
    where = book(desk, sandbox)
    wall = {"11:30 AM": "11:30", "1:30 PM": "13:30"}[starts]
    answers = {"appointment_date_time": f"2027-01-14T{wall}", "time_zone": "America/Chicago"}
    assert move(desk, where, **answers).status_code == 302
    found = READ.search(page_of(desk, where))
    assert found
    day, title = "Thursday, January 14, 2027", mirrored(where).exam_title
    told = f"Your booking for {title} on {day} was moved from 9:30 AM CST. It is now from "
    assert found[1].startswith(f"{told}{starts.split()[0]}")
    assert found[1].count("January 14") == 1
    assert "It is the same day, but no longer at 9:30 AM CST." in page_of(desk, where)


NOTHING_TO_DO = "There is nothing to do for now. If you do not hear from us, please ask us again."
THURSDAY = "Thursday, January 14, 2027 at 9:30 AM CST"


def test_while_it_is_not_known_what_came_of_a_request_what_is_read_promises_nothing(
    desk: Desk, sandbox: Sandbox
) -> None:
    where = sandbox.needs_proctor()[0]
    sandbox.trouble("drop_before", method="POST")
    desk.book(where)
    asked = f"We have asked to book it for you on {THURSDAY}. It is not confirmed yet."
    assert read(desk, where) == f"{asked} {NOTHING_TO_DO}"
    beside = plain_text(desk.get(f"{session_path(where)}standing/").text)
    assert "To read to the learner “We have asked to book " in beside


def test_while_a_move_is_open_the_time_that_stands_is_read_beside_the_one_asked_for(
    desk: Desk, sandbox: Sandbox
) -> None:
    where = book(desk, sandbox)
    sandbox.trouble("drop_before", method="PUT")
    move(desk, where)
    assert read(desk, where) == (
        f"As far as we know, your booking for it is still on {THURSDAY}. We have asked to move it"
        f" to Friday, January 15, 2027 at 1:00 PM CST. The move is not confirmed yet."
        f" {NOTHING_TO_DO}"
    )


def test_while_a_cancellation_is_open_it_is_read_as_not_confirmed(
    desk: Desk, sandbox: Sandbox
) -> None:
    where = book(desk, sandbox)
    sandbox.trouble("drop_before", method="DELETE")
    cancel(desk, where)
    assert read(desk, where) == (
        f"We have asked to cancel your booking for it on {THURSDAY}. It is not confirmed yet that"
        f" it is cancelled. {NOTHING_TO_DO}"
    )


SESSION_DETAILS = re.compile(r"<dt>([^<,]+)")
BEFORE, AFTER = (
    "Thursday, January 14, 2027, 9:30 AM CST (15:30 UTC)",
    "Friday, January 15, 2027, 1:00 PM CST (19:00 UTC)",
)


@pytest.mark.parametrize(
    ("trouble", "told"),
    [
        ("", f"Start before the move {BEFORE} Start {AFTER} Location"),
        ("drop_after", f"Start {BEFORE} {KNOWN_SO_FAR} Location"),
        ("drop_before", f"Start {BEFORE} {NOT_CERTAIN}"),
    ],
)
def test_the_time_before_a_move_stands_beside_the_new_one_which_is_no_fact_while_it_is_open(
    desk: Desk, sandbox: Sandbox, trouble: str, told: str
) -> None:
    where = book(desk, sandbox)
    assert f"Start {BEFORE} Location" in page_of(desk, where)
    if trouble:
        sandbox.trouble(trouble, method="PUT")
    answers = {"appointment_date_time": "2027-01-15T13:00", "time_zone": "America/Chicago"}
    assert move(desk, where, **answers).status_code == 302
    found = page_of(desk, where)
    assert told in found
    assert ("Start before" in told) == ("Start before" in found)
    assert trouble == "" or f"Start {AFTER}" not in found


@pytest.mark.parametrize("trouble", ["drop_before", "drop_after"])
def test_what_the_page_itself_saw_is_told_by_no_part_of_it_before_the_first_check(
    desk: Desk, sandbox: Sandbox, trouble: str
) -> None:
    where = book(desk, sandbox)
    sandbox.trouble(trouble, method="PUT")
    move(desk, where)
    assert "First check in a moment" in page_of(desk, where)
    asked = f"As far as we know, your booking for it is still on {THURSDAY}. We have asked to move"
    assert read(desk, where).startswith(asked)


def test_a_booking_that_only_the_page_saw_shows_neither_start_nor_location_yet(
    desk: Desk, sandbox: Sandbox
) -> None:
    where = sandbox.needs_proctor()[0]
    desk.get(session_path(where))
    sandbox.trouble("drop_after", method="POST")
    desk.book(where)
    desk.get(session_path(where))
    details = SESSION_DETAILS.findall(desk.get(session_path(where)).text)
    assert ("Start" in details, "Location" in details, "Type" in details) == (False, False, True)
    assert f"We have asked to book it for you on {THURSDAY}." in read(desk, where)


def test_a_session_is_not_headed_cancelled_while_nobody_knows_that_it_is(
    desk: Desk, sandbox: Sandbox
) -> None:
    where = book(desk, sandbox)
    sandbox.trouble("drop_after", method="DELETE")
    cancel(desk, where)
    page = page_of(desk, where)
    assert ("Start, cancelled" in page, "Location, cancelled" in page) == (False, False)


def test_a_page_that_stops_asking_is_fetched_anew_as_it_stands(
    desk: Desk, sandbox: Sandbox
) -> None:
    where = book(desk, sandbox)
    sandbox.trouble("drop_before", method="DELETE")
    cancel(desk, where)
    part = f"{session_path(where)}standing/"
    assert "HX-Refresh" not in desk.get(part, headers={"HX-Request": "true"}).headers
    Attempt.objects.filter(action=Attempt.Action.CANCEL).update(needs_person=True)
    answer = desk.get(part, headers={"HX-Request": "true"})
    assert (answer.headers["HX-Refresh"], "every 2s" in answer.text) == ("true", False)
    page = desk.get(session_path(where)).text
    beside_name = r'<div class="title-line">\s*<span class="state (state--\w+)">'
    assert re.findall(beside_name, page, re.DOTALL) == ["state--decide"]
    assert "Your request needs a decision." in plain_text(page)
