"""A readable yes that differs from what was asked, or says more or less than expected."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from portal.sandbox.server import Sandbox
from scheduling.booking.outcome_panel.accepted_sentences import (
    ACCEPTED,
    AS_ASKED_SINCE,
    BOOKED,
    CALLS_THE_LOCATION,
    DID_NOT_SAY_WHEN,
    FOREIGN_PLACE,
    SAYS,
    SHOWS_A_CHANGE,
)
from scheduling.booking.outcome_panel.confirmed import is_confirmed
from scheduling.booking.outcome_panel.open_sentences import CAN_T_TELL, NOT_KNOWN
from scheduling.booking.outcome_panel.request_words import ASKED_FOR
from scheduling.booking.permitted_actions import BOOKED_HERE
from scheduling.exam_sessions.outside_changes import unread_answers
from scheduling.models import ExamSession, Location, status_of
from tests.support.booking_actions import book, move, settle_by_hand
from tests.support.booking_form import DULUTH, form_path, session_path
from tests.support.client import Desk
from tests.support.html import words
from tests.support.outcomes import attempt_of, details, effects, page_of, posts, settle, settled
from tests.support.switching import ONLINE, switch

CHANGED = SHOWS_A_CHANGE.format(title=ACCEPTED)
GIVEN_OUT = (BOOKED, "To read to the learner", "Calendar file")


def accepted(desk: Desk, sandbox: Sandbox, where: dict[str, str], **answers: str) -> str:
    """Book, and check that the yes was taken as one; the words on the session's page come back."""
    answer = desk.book(where, **answers)
    assert (answer.status_code, answer.headers["Location"]) == (302, session_path(where))
    assert (attempt_of(where).state, effects(sandbox, where), posts(sandbox)) == (
        "accepted",
        ["scheduled"],
        1,
    )
    return page_of(desk, where)


@pytest.mark.faults(25)
def test_fields_nobody_has_heard_of_change_nothing(desk: Desk, sandbox: Sandbox) -> None:
    where = sandbox.needs_proctor()[0]
    sandbox.trouble("extra_fields", count=60)

    assert BOOKED in accepted(desk, sandbox, where)


@pytest.mark.faults(24)
@pytest.mark.parametrize("kind", ["null_fields", "wrong_types"])
def test_nulls_and_wrong_types_beside_the_sid_are_still_a_yes(
    desk: Desk, sandbox: Sandbox, kind: str
) -> None:
    where = sandbox.needs_proctor()[0]
    sandbox.trouble(kind)

    assert BOOKED in accepted(desk, sandbox, where)


def booked_in_silence(desk: Desk, sandbox: Sandbox, where: dict[str, str]) -> None:
    """Booked with a yes that shows nothing but the SID; every look afterwards fails."""
    desk.get(session_path(where))
    silent = dict.fromkeys(("status", "sessionType", "appointmentDate", "appointment", "location"))
    sandbox.trouble("other_fields", method="POST", fields=silent)
    sandbox.trouble("status", method="GET", code=503, times=None)
    assert desk.book(where).status_code == 302
    assert attempt_of(where).state == "accepted"


@pytest.mark.faults(64)
def test_a_yes_that_shows_nothing_is_not_followed_by_a_second_booking(
    desk: Desk, second_desk: Desk, sandbox: Sandbox
) -> None:
    where = sandbox.needs_proctor()[0]
    booked_in_silence(desk, sandbox, where)
    form = second_desk.get(form_path(where))

    assert second_desk.book(where).status_code == 409
    assert posts(sandbox) == 1
    assert BOOKED_HERE in words(form)
    assert DID_NOT_SAY_WHEN.format(title=ACCEPTED) in page_of(desk, where)

    sandbox.stand_in.troubles.clear()
    sandbox.place(where["sessionSid"], status="Needs Proctor")
    second_desk.get(form_path(where))
    assert second_desk.book(where).status_code == 302
    assert posts(sandbox) == 2


@pytest.mark.faults(64)
def test_a_yes_that_shows_nothing_is_followed_by_no_second_booking_from_any_form(
    desk: Desk, administrator: Desk, sandbox: Sandbox
) -> None:
    where = sandbox.needs_proctor()[0]
    booked_in_silence(desk, sandbox, where)
    answers = [
        desk.book(where),
        administrator.book(where),
        administrator.book(where, session_type="vtc", proctor_location_sid=ONLINE),
        switch(administrator, where),
    ]
    assert [answer.status_code for answer in answers[:3]] == [409] * 3
    assert posts(sandbox) == 1


@pytest.mark.faults(65)
def test_an_older_date_is_never_told_as_the_booking_s(desk: Desk, sandbox: Sandbox) -> None:
    where, older = sandbox.needs_proctor()[0], datetime(2026, 12, 1, 15, 30, tzinfo=UTC)
    desk.get(session_path(where))
    ExamSession.objects.filter(sid=where["sessionSid"]).update(appointment_at=older)
    booked_in_silence(desk, sandbox, where)
    page = page_of(desk, where)

    assert "December 1" not in page.split("History", 1)[0]
    assert f"{ASKED_FOR} Thursday, January 14, 2027 9:30 AM CST" in page
    assert (BOOKED in page, "To read to the learner" in page) == (False, False)


@pytest.mark.faults(31)
@pytest.mark.parametrize(
    "called",
    [
        "",
        "application/json; charset=utf-8; profile=session",
        "Application/JSON",
        "application/hal+json;v=2",
    ],
)
def test_a_whole_record_is_a_yes_under_every_name_of_json_and_under_none(
    desk: Desk, sandbox: Sandbox, called: str
) -> None:
    where = sandbox.needs_proctor()[0]
    sandbox.trouble("content_type", value=called)

    assert BOOKED in accepted(desk, sandbox, where)


@pytest.mark.faults(31)
@pytest.mark.parametrize(
    "called", ["text/html", "text/plain; charset=utf-8", "image/png", "application/octet-stream"]
)
def test_a_whole_record_that_calls_itself_something_else_is_believed_only_once_it_is_read_back(
    desk: Desk, sandbox: Sandbox, called: str
) -> None:
    where = sandbox.needs_proctor()[0]
    desk.get(session_path(where))
    sandbox.trouble("content_type", value=called, method="POST")
    answer = desk.book(where)

    assert (answer.status_code, answer.headers["Location"]) == (302, session_path(where))
    assert NOT_KNOWN["schedule"] in page_of(desk, where)
    outcome = details("outcome")
    assert (attempt_of(where).state, outcome["cause"]) == ("unconfirmed", "unreadable")
    assert outcome["exchange"]["header"] == f"Content-Type: {called}"
    assert desk.book(where).status_code == 409
    sandbox.trouble("content_type", value=called, method="GET", times=None)
    found = settled(where)
    assert (found.state, found.settled_by, effects(sandbox, where)) == (
        "accepted",
        "The portal",
        ["scheduled"],
    )
    assert (posts(sandbox), BOOKED in page_of(desk, where)) == (1, True)


@pytest.mark.faults(26)
def test_an_hour_off_is_told_in_words_on_the_page_and_in_the_log(
    desk: Desk, sandbox: Sandbox
) -> None:
    where = sandbox.needs_proctor()[0]
    sandbox.trouble("hour_off")
    page = accepted(desk, sandbox, where)

    assert "asked for 9:30 AM CST, stored as 10:30 AM CST" in page
    assert BOOKED not in page
    assert "To read to the learner" not in page
    [told] = details("outcome")["differences"]
    assert told == {"what": "Start", "asked": "9:30 AM CST", "stored": "10:30 AM CST"}


def changed_past_the_portal(desk: Desk, sandbox: Sandbox, where: dict[str, str], **to: Any) -> str:
    """A change at the provider that somebody has looked at; what the page then says of now."""
    sandbox.place(where["sessionSid"], **to)
    desk.get(session_path(where))
    desk.post(f"{session_path(where)}looked/", {})
    return page_of(desk, where).split("History", 1)[0]


@pytest.mark.faults(26)
def test_what_is_shown_as_asked_by_now_is_called_different_no_more(
    desk: Desk, sandbox: Sandbox
) -> None:
    where = sandbox.needs_proctor()[0]
    sandbox.trouble("hour_off")
    assert "stored as 10:30 AM CST" in accepted(desk, sandbox, where)
    page = changed_past_the_portal(desk, sandbox, where, start="2027-01-14T15:30:00+00:00")

    assert (BOOKED in page, AS_ASKED_SINCE in page, "10:30" in page) == (True, True, False)
    assert "To read to the learner" in page
    row = words(desk.get("/?view=all&day=2027-01-14"))
    assert "not as asked" not in row and "shows 10:30" not in row


@pytest.mark.faults(26)
def test_what_differs_since_is_told_beside_what_did(desk: Desk, sandbox: Sandbox) -> None:
    where = sandbox.needs_proctor()[0]
    sandbox.trouble("hour_off")
    accepted(desk, sandbox, where)
    page = changed_past_the_portal(
        desk,
        sandbox,
        where,
        start="2027-01-14T17:00:00+00:00",
        fields={"proctorLocationSid": "PL" + "3".zfill(32)},
    )

    assert "Start 9:30 AM CST ≠ Different: 11:00 AM CST" in page
    assert "Location Duluth Testing Center ≠ Different: Phoenix Learning Center" in page
    assert "10:30" not in page


@pytest.mark.faults(26)
@pytest.mark.parametrize(
    ("location", "known", "called"),
    [
        (
            {"sid": None, "name": "Phoenix  Learning Center"},
            (f"PL{3:032x}", "Phoenix Learning Center", "America/Phoenix"),
            "Phoenix Learning Center",
        ),
        (
            {"sid": "PL" + "9" * 32, "name": "Somewhere Else"},
            ("PL" + "9" * 32, "Somewhere Else", "America/Chicago"),
            "Somewhere Else",
        ),
    ],
    ids=str,
)
def test_another_place_is_told_by_whatever_it_is_shown_by(
    desk: Desk, sandbox: Sandbox, location: Any, known: tuple[str, str, str], called: str
) -> None:
    where = sandbox.needs_proctor()[0]
    desk.get(session_path(where))
    for method in ("POST", "GET"):
        sandbox.trouble("other_fields", method=method, fields={"location": location}, times=None)
    page = accepted(desk, sandbox, where)

    told = {"what": "Location", "asked": "Duluth Testing Center", "stored": called}
    assert details("outcome")["differences"] == [told]
    assert f"Location: asked for Duluth Testing Center, stored as {called}" in page
    assert (BOOKED in page, "To read to the learner" in page) == (False, False)
    session = ExamSession.objects.get()
    assert (session.location_sid, session.location_name, session.time_zone) == known


@pytest.mark.faults(26)
def test_a_name_that_no_other_location_has_here_is_no_difference_and_is_not_given_out(
    desk: Desk, sandbox: Sandbox
) -> None:
    where, told = sandbox.needs_proctor()[0], {"location": "Duluth TC"}
    desk.get(session_path(where))
    for method in ("POST", "GET"):
        sandbox.trouble("other_fields", method=method, fields=told, times=None)
    page = accepted(desk, sandbox, where)

    said = CALLS_THE_LOCATION.format(name="Duluth TC", asked="Duluth Testing Center")
    assert (said in page, FOREIGN_PLACE.format(title="Accepted") in page) == (True, True)
    assert "did not show the location" not in page
    assert "differences" not in details("outcome")
    assert [one for one in GIVEN_OUT if one in page] == []
    assert desk.get(f"{session_path(where)}session.ics").status_code == 404


@pytest.mark.faults(26)
@pytest.mark.parametrize("by_a_person", [False, True])
def test_a_place_known_by_such_a_name_alone_is_given_out_once_a_look_or_a_person_says_which_it_is(
    desk: Desk, sandbox: Sandbox, by_a_person: bool
) -> None:
    where, told = sandbox.needs_proctor()[0], {"location": "Duluth TC"}
    for method in ("POST", "GET"):
        sandbox.trouble("other_fields", method=method, fields=told, times=None)
    accepted(desk, sandbox, where)
    if by_a_person:
        Location.objects.filter(pl_sid=DULUTH).update(name="Duluth TC")
    else:
        sandbox.stand_in.troubles.clear()

    page = page_of(desk, where)
    assert [one for one in GIVEN_OUT if one not in page] == []
    assert FOREIGN_PLACE.format(title="Accepted") not in page
    assert ("Duluth TC" in page.split("History")[0]) == by_a_person


@pytest.mark.faults(26)
def test_a_moved_booking_s_answer_with_such_a_name_keeps_the_place_and_is_quoted(
    desk: Desk, sandbox: Sandbox
) -> None:
    where = sandbox.needs_proctor()[0]
    accepted(desk, sandbox, where)
    told = {"location": "Elsewhere"}
    for method in ("PUT", "GET"):
        sandbox.trouble("other_fields", method=method, fields=told, times=None)
    move(desk, where)
    session = ExamSession.objects.get()

    assert (session.location_sid, session.location_name) == (DULUTH, "Duluth Testing Center")
    assert unread_answers.in_words(session).startswith("It gave the location as “Elsewhere”.")
    assert is_confirmed(session) is False


@pytest.mark.faults(26)
def test_an_unknown_name_after_a_lost_answer_leaves_the_booking_to_no_person(
    desk: Desk, sandbox: Sandbox
) -> None:
    where = sandbox.needs_proctor()[0]
    sandbox.trouble("drop_after", method="POST")
    told = {"location": {"sid": None, "name": "Duluth TC"}}
    sandbox.trouble("other_fields", method="GET", fields=told, times=None)
    desk.book(where)

    assert (settled(where).state, posts(sandbox)) == ("accepted", 1)
    assert FOREIGN_PLACE.format(title="Accepted") in page_of(desk, where)


@pytest.mark.faults(26)
@pytest.mark.parametrize(
    ("fields", "said"),
    [
        (
            {"proctorLocationSid": f"PL{3:032x}"},
            "Location: asked for Duluth Testing Center, stored as Phoenix",
        ),
        ({"notes": "Other notes"}, "Notes Ground floor ≠ Different: Other notes"),
        ({"amount": 99}, "Price: asked for $25.00, stored as $99.00"),
    ],
)
def test_another_place_price_or_note_is_told(
    desk: Desk, sandbox: Sandbox, fields: dict[str, Any], said: str
) -> None:
    where = sandbox.needs_proctor()[0]
    sandbox.trouble("store_other", fields=fields)
    page = accepted(
        desk,
        sandbox,
        where,
        notes="Ground floor",
        amount="25",
        currency="USD",
        voucher_code="PRACTICE-OK",
    )

    assert said in page


ANOTHER, ANOTHER_USER = "EN" + "0f" * 16, "US" + "0f" * 16
SOMEONE = {"firstName": "Someone", "lastName": "Else"}
ABOUT_ANOTHER_LEARNER = [
    {"enrollmentSid": ANOTHER},
    {"enrollmentSid": None, "enrollment": {"sid": ANOTHER, **SOMEONE}},
    {"enrollment": json.dumps({"enrollmentSid": ANOTHER, "user": SOMEONE})},
    {"enrollmentSid": None, "enrollment": ANOTHER},
    *(
        {"enrollmentSid": None, "enrollment": None} | fields
        for fields in (
            {"userSid": ANOTHER_USER},
            {"userSid": None, "enrollment": {"userSid": ANOTHER_USER, **SOMEONE}},
            {"userSid": None, "enrollment": {"user": {"sid": ANOTHER_USER, **SOMEONE}}},
        )
    ),
]


def who_sits_it() -> tuple[str, str, str, str]:
    one = ExamSession.objects.get()
    return one.enrollment_sid, one.user_sid, one.learner_name, one.learner_key


@pytest.mark.faults(26)
@pytest.mark.parametrize("fields", ABOUT_ANOTHER_LEARNER, ids=str)
def test_an_answer_about_another_learner_is_not_believed(
    desk: Desk, sandbox: Sandbox, fields: dict[str, Any]
) -> None:
    where = sandbox.needs_proctor()[0]
    desk.get(session_path(where))
    mine = who_sits_it()
    sandbox.trouble("other_fields", fields=fields)
    desk.book(where)

    assert (attempt_of(where).state, details("outcome")["cause"]) == (
        "unconfirmed",
        "wrong-session",
    )
    assert details("outcome")["alarm"]
    assert who_sits_it() == mine
    assert settled(where).state == "accepted"


@pytest.mark.faults(26)
@pytest.mark.parametrize(
    "fields",
    [
        {"userSid": ANOTHER_USER},
        {"userSid": None, "enrollment": {"user": {"sid": ANOTHER_USER}}},
        {"userSid": "jdoe"},
        {"enrollmentSid": "4711"},
    ],
    ids=str,
)
def test_another_account_under_the_same_enrollment_is_the_same_learner_s_and_to_be_reviewed(
    desk: Desk, sandbox: Sandbox, fields: dict[str, Any]
) -> None:
    where = sandbox.needs_proctor()[0]
    desk.get(session_path(where))
    enrollment, mine, *_ = who_sits_it()
    for method in ("POST", "GET"):
        sandbox.trouble("other_fields", method=method, fields=fields, times=None)

    is_another = ANOTHER_USER in json.dumps(fields)
    page = accepted(desk, sandbox, where).split("History", 1)[0]
    assert (BOOKED in page, CHANGED in page) == (not is_another, is_another)
    assert who_sits_it()[:2] == (enrollment, ANOTHER_USER if is_another else mine)


@pytest.mark.faults(26)
@pytest.mark.parametrize("known", ["jdoe", "x" * 34])
def test_a_known_account_that_is_no_sid_tells_no_learners_apart(
    desk: Desk, sandbox: Sandbox, known: str
) -> None:
    where = sandbox.needs_proctor()[0]
    desk.get(session_path(where))
    ExamSession.objects.update(user_sid=known, enrollment_sid="")

    assert BOOKED in accepted(desk, sandbox, where)


@pytest.mark.faults(26)
@pytest.mark.parametrize("fields", ABOUT_ANOTHER_LEARNER[1::3], ids=str)
def test_answers_that_go_on_being_about_another_learner_leave_it_to_a_person(
    desk: Desk, administrator: Desk, sandbox: Sandbox, fields: dict[str, Any]
) -> None:
    where = sandbox.needs_proctor()[0]
    desk.get(session_path(where))
    mine = who_sits_it()
    sandbox.trouble("other_fields", fields=fields, times=None)
    sandbox.trouble("other_fields", method="GET", fields=fields, times=None)
    desk.book(where)
    settle()
    page = page_of(desk, where)

    assert (attempt_of(where).state, attempt_of(where).needs_person) == ("unconfirmed", True)
    assert "SmarterProctoring answered about a different learner." in page
    assert (CAN_T_TELL["schedule"] in page, BOOKED in page, "Someone" in page) == (
        True,
        False,
        False,
    )
    assert (who_sits_it(), posts(sandbox)) == (mine, 1)

    settle_by_hand(administrator, where, "yes")
    assert who_sits_it() == mine
    assert BOOKED not in page_of(desk, where)


@pytest.mark.faults(27)
@pytest.mark.parametrize("status", ["Pending Approval", "Awaiting Provider"])
def test_a_yes_that_is_not_final_is_not_told_as_booked(
    desk: Desk, sandbox: Sandbox, status: str
) -> None:
    where = sandbox.needs_proctor()[0]
    sandbox.trouble("status_value", value=status)
    sandbox.trouble("status_value", value=status, method="GET", times=None)
    page = accepted(desk, sandbox, where)

    assert SAYS.format(title=ACCEPTED, status=status_of(status).word) in page
    assert BOOKED not in page
    assert "To read to the learner" not in page
    assert details("outcome")["stored"]["status"] == status


@pytest.mark.faults(27)
def test_a_status_that_is_no_text_is_a_yes_without_a_status(desk: Desk, sandbox: Sandbox) -> None:
    where = sandbox.needs_proctor()[0]
    sandbox.trouble("status_value", value={"name": "Scheduled"})

    assert BOOKED in accepted(desk, sandbox, where)


@pytest.mark.faults(26)
def test_a_move_that_was_stored_an_hour_off_is_logged_as_it_was_stored(
    desk: Desk, sandbox: Sandbox
) -> None:
    where = book(desk, sandbox)
    sandbox.trouble("hour_off", method="PUT")
    assert move(desk, where).status_code == 302

    told = details("outcome")
    assert told["changes"]["start"] == {
        "before": "2027-01-14T15:30:00Z",
        "after": "2027-01-15T20:00:00Z",
    }
    assert told["differences"] == [
        {"what": "Start", "asked": "1:00 PM CST", "stored": "2:00 PM CST"}
    ]
    assert details("intent")["changes"]["start"]["after"] == "2027-01-15T19:00:00Z"


@pytest.mark.faults(66)
def test_a_move_whose_new_start_nobody_has_seen_is_no_change_in_the_log(
    administrator: Desk, sandbox: Sandbox
) -> None:
    where = book(administrator, sandbox)
    sandbox.trouble("drop_after", method="PUT")
    move(administrator, where)
    sandbox.trouble("status", method="GET", code=503, times=None)
    settle_by_hand(administrator, where, "otherwise")

    assert attempt_of(where).state == "accepted"
    assert "changes" not in details("settled")
