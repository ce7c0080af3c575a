"""Moving a booked session, from the form's POST to what is certain and what the page says of it."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest

from portal.sandbox.server import Sandbox
from scheduling.models import Attempt, ExamSession
from scheduling.services.verifying import verify
from tests.desk import EXAM_INSTANT, Desk, booking, kinds, session_path
from tests.faults.story import attempt_of, effects, form_on, page_of, settled, words
from tests.services.booked import NEW_INSTANT, NEW_TIME, book, log_of, mirrored, move, take_the_provider_away

FRIDAY = datetime(2027, 1, 15, 19, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
ON_FRIDAY = "Friday, 15 January 2027"
SLOT = {
    "session_type": "instructor-as-proctor",
    "instructor_proctor_sid": "CP" + "1".zfill(32),
    "proctor_location_sid": None,
}
ONE_OFF = {
    "session_type": "ad-hoc",
    "proctor_location_sid": None,
    "first_name": "Jonas",
    "last_name": "Berg",
    "company": "Camp Ripley",
    "email": "jonas.berg@example.edu",
    "phone": "+1 218 555 0101",
    "address1": "15000 Highway 115",
    "place": "Little Falls",
    "region": "Minnesota",
    "postal_code": "56345",
    "country": "US",
}


def test_an_accepted_move_is_read_back_at_once_and_stands_on_the_page_and_in_the_log(
    desk: Desk, sandbox: Sandbox
) -> None:
    where = book(desk, sandbox)
    answer = move(desk, where, notes="Moved by phone")

    assert (answer.status_code, answer.headers["Location"]) == (302, session_path(where))
    [arrived] = sandbox.requests("PUT")
    minutes = mirrored(where).duration_minutes
    assert minutes
    assert arrived["body"] == {
        "type": "smarter-scheduling",
        "appointmentDateTime": NEW_INSTANT,
        "appointmentStartDateTime": NEW_INSTANT,
        "appointmentEndDateTime": sandbox.session(where["sessionSid"])["appointmentEndDate"],
        "notes": "Moved by phone",
    }
    assert [one["method"] for one in sandbox.requests()] == ["PUT", "GET"]
    assert effects(sandbox, where) == ["rescheduled"]
    assert attempt_of(where).state == "accepted"
    assert attempt_of(where).differences == []
    assert (mirrored(where).appointment_at, mirrored(where).status) == (FRIDAY, "Scheduled")
    assert log_of("reschedule") == [("intent", ""), ("outcome", "accepted")]
    assert "Moved. The provider has confirmed it." in page_of(desk, where)
    assert ON_FRIDAY in page_of(desk, where)
    assert verify().holds


def test_the_form_starts_from_what_stands_now_and_shows_it_in_words(desk: Desk, sandbox: Sandbox) -> None:
    where = book(desk, sandbox)
    page = desk.get(f"{session_path(where)}reschedule/")

    assert page.status_code == 200
    assert form_on(page)["appointment_date_time"] == "2027-01-14T09:30"
    assert "It stands now Thursday, 14 January 2027" in words(page)
    assert "At Duluth Testing Center" in words(page)


def test_the_new_time_is_said_in_words_while_it_is_typed(desk: Desk, sandbox: Sandbox) -> None:
    where = book(desk, sandbox)
    answer = desk.post(f"{session_path(where)}reschedule/preview/", {"appointment_date_time": NEW_TIME})

    assert answer.status_code == 200
    assert ON_FRIDAY in answer.text
    assert "19:00 UTC" in answer.text
    assert sandbox.requests() == []


def test_a_one_off_proctor_s_contact_may_change_with_the_time(desk: Desk, sandbox: Sandbox) -> None:
    where = book(desk, sandbox, **ONE_OFF)
    assert move(desk, where, phone="+1 218 555 0199", place="Brainerd").status_code == 302

    [arrived] = sandbox.requests("PUT")
    told = {name: arrived["body"].get(name) for name in ("type", "phone", "place", "firstName", "country")}
    assert told == {
        "type": "ad-hoc",
        "phone": "+1 218 555 0199",
        "place": "Brainerd",
        "firstName": None,
        "country": None,
    }


def test_the_same_time_again_is_no_move(desk: Desk, sandbox: Sandbox) -> None:
    where = book(desk, sandbox)
    answer = move(desk, where, appointment_date_time="2027-01-14T09:30")

    assert answer.status_code == 422
    assert "Choose another time: it stands at this time already." in words(answer)
    assert sandbox.requests("PUT") == []


def test_a_refused_move_keeps_the_answers_and_changes_nothing(desk: Desk, sandbox: Sandbox) -> None:
    where = book(desk, sandbox)
    sandbox.trouble("status", method="PUT", code=409, message="That seat is taken.")
    answer = move(desk, where, notes="Call back at noon")

    assert answer.status_code == 422
    assert "The provider says: “That seat is taken.”" in words(answer)
    assert form_on(answer)["appointment_date_time"] == NEW_TIME
    assert form_on(answer)["notes"] == "Call back at noon"
    assert form_on(answer)["attempt_id"] != str(attempt_of(where).attempt_id)
    assert (effects(sandbox, where), attempt_of(where).state) == ([], "refused")
    assert log_of("reschedule") == [("intent", ""), ("outcome", "refused")]


def test_a_full_center_refuses_a_move_and_the_field_says_so(desk: Desk, sandbox: Sandbox) -> None:
    where = book(desk, sandbox)
    sandbox.trouble("field_errors", method="PUT", errors={"appointmentDateTime": "The center is closed then."})
    answer = move(desk, where)

    assert answer.status_code == 422
    assert "Date and time: The center is closed then." in words(answer)


def test_an_unreachable_provider_leaves_the_form_to_be_sent_again(desk: Desk, sandbox: Sandbox) -> None:
    where = book(desk, sandbox)
    take_the_provider_away(where)
    answer = move(desk, where)

    assert answer.status_code == 502
    assert "The provider could not be reached. Try again in a moment." in words(answer)
    assert form_on(answer)["appointment_date_time"] == NEW_TIME
    assert attempt_of(where).state == "unreachable"
    assert log_of("reschedule") == [("intent", ""), ("outcome", "unreachable")]


@pytest.mark.parametrize(("trouble", "state"), [("drop_after", "accepted"), ("drop_before", "not-applied")])
def test_a_lost_answer_is_settled_by_reading_the_session_back(
    desk: Desk, sandbox: Sandbox, trouble: str, state: str
) -> None:
    where = book(desk, sandbox)
    sandbox.trouble(trouble, method="PUT")
    answer = move(desk, where)

    assert answer.status_code == 302
    assert "We do not know yet whether this was moved" in page_of(desk, where)
    assert settled(where).state == state
    assert len(sandbox.requests("PUT")) == 1
    assert log_of("reschedule")[:2] == [("intent", ""), ("outcome", "unconfirmed")]
    assert log_of("reschedule")[-1] == ("read_back", state)
    said = "Moved. The provider has confirmed it." if state == "accepted" else "it was not moved"
    assert said in page_of(desk, where)


def test_a_yes_that_can_t_be_read_back_is_called_a_yes_and_no_more(desk: Desk, sandbox: Sandbox) -> None:
    where = book(desk, sandbox)
    sandbox.trouble("status", method="GET", path_contains="/sessions/", code=404, times=None)
    assert move(desk, where).status_code == 302
    attempt = attempt_of(where)
    assert attempt.state == "unconfirmed"
    assert attempt.reason.startswith("The provider said yes, but the session could not be read afterwards.")
    assert "The provider said yes" in page_of(desk, where)

    sandbox.stand_in.troubles.clear()
    assert settled(where).state == "accepted"
    assert mirrored(where).appointment_at == FRIDAY


def test_a_yes_that_the_session_does_not_show_is_settled_by_what_it_shows(desk: Desk, sandbox: Sandbox) -> None:
    where = book(desk, sandbox)
    sandbox.trouble("status", method="PUT", code=200, message="Moved.")
    assert move(desk, where).status_code == 302

    assert attempt_of(where).reason == "The provider said yes, but the session does not show it yet."
    assert settled(where).state == "not-applied"
    assert mirrored(where).appointment_at == datetime.fromisoformat(EXAM_INSTANT)


def test_another_time_than_asked_is_accepted_with_the_difference_in_words(desk: Desk, sandbox: Sandbox) -> None:
    where = book(desk, sandbox)
    sandbox.trouble("hour_off", method="PUT")
    assert move(desk, where).status_code == 302

    assert attempt_of(where).state == "accepted"
    assert attempt_of(where).differences == [{"what": "Start", "asked": "1:00 PM CST", "stored": "2:00 PM CST"}]
    assert "Start: asked for 1:00 PM CST, stored as 2:00 PM CST." in page_of(desk, where)


def test_a_lost_answer_with_another_time_than_asked_is_left_to_a_person(desk: Desk, sandbox: Sandbox) -> None:
    where = book(desk, sandbox)
    sandbox.trouble("drop_before", method="PUT")
    move(desk, where)
    sandbox.stand_in.state.installs[where["installSid"]].sessions[where["sessionSid"]].start = FRIDAY + HOUR

    assert settled(where).needs_person
    assert attempt_of(where).state == "unconfirmed"
    assert "The portal could not find out by itself" in page_of(desk, where)


def test_a_booking_of_a_type_that_can_t_be_moved_says_what_to_do_instead(desk: Desk, sandbox: Sandbox) -> None:
    where = book(desk, sandbox, **SLOT)
    why = "The provider can’t move a booking of the type “Instructor”. Cancel it and book again."
    page, answer = desk.get(f"{session_path(where)}reschedule/"), move(desk, where)

    assert (page.status_code, answer.status_code) == (200, 422)
    assert why in words(page)
    assert why in words(answer)
    assert f'href="{session_path(where)}cancel/"' in page.text
    assert why in page_of(desk, where)
    assert (sandbox.requests("PUT"), Attempt.objects.filter(action="reschedule").count()) == ([], 0)


def test_what_is_not_booked_can_t_be_moved(desk: Desk, sandbox: Sandbox) -> None:
    where = sandbox.needs_proctor()[0]
    answer = move(desk, where)

    assert answer.status_code == 422
    assert "This booking can’t be moved. Nothing was sent. Nothing is booked yet." in words(answer)
    assert (sandbox.requests("PUT"), kinds()) == ([], ["held_back"])


def test_a_session_that_was_never_opened_here_can_be_moved(desk: Desk, sandbox: Sandbox) -> None:
    where = next(
        one
        for one in sandbox.sessions(status="Scheduled")
        if sandbox.session(one["sessionSid"])["sessionType"] == "smarter-scheduling"
    )
    assert move(desk, where).status_code == 302
    assert (effects(sandbox, where), attempt_of(where).state) == (["rescheduled"], "accepted")


def test_what_was_booked_elsewhere_meanwhile_is_looked_at_before_it_is_refused(desk: Desk, sandbox: Sandbox) -> None:
    where = book(desk, sandbox)
    ExamSession.objects.filter(sid=where["sessionSid"]).update(status="Needs Proctor")
    assert move(desk, where).status_code == 302
    assert effects(sandbox, where) == ["rescheduled"]


@pytest.mark.parametrize(
    ("wall", "says"),
    [
        ("2027-03-14T02:30", "2:30 AM does not exist on Sunday, 14 March 2027 in Chicago"),
        ("2027-11-07T01:30", "1:30 AM happens twice on Sunday, 7 November 2027 in Chicago"),
        ("2020-01-15T13:00", "Choose a later time: this one has passed."),
        ("", "Choose the date and time of the exam."),
    ],
)
def test_a_time_that_can_t_be_meant_is_refused_before_anything_is_sent(
    desk: Desk, sandbox: Sandbox, wall: str, says: str
) -> None:
    where = book(desk, sandbox)
    answer = move(desk, where, appointment_date_time=wall)

    assert answer.status_code == 422
    assert says in words(answer)
    assert (sandbox.requests("PUT"), log_of("reschedule")) == ([], [])


def test_of_a_time_that_happens_twice_the_chosen_one_is_sent(desk: Desk, sandbox: Sandbox) -> None:
    where = book(desk, sandbox)
    assert move(desk, where, appointment_date_time="2027-11-07T01:30", time_fold="second").status_code == 302
    assert sandbox.requests("PUT")[0]["body"]["appointmentDateTime"] == "2027-11-07T07:30:00.000Z"


def test_a_card_number_is_taken_out_and_nothing_is_sent(desk: Desk, sandbox: Sandbox) -> None:
    where = book(desk, sandbox)
    answer = move(desk, where, notes="Card 4242 4242 4242 4242")

    assert answer.status_code == 422
    assert "Remove the card number" in words(answer)
    assert "4242 4242" not in answer.text
    assert sandbox.requests("PUT") == []


def test_two_clicks_on_one_form_move_once(desk: Desk, sandbox: Sandbox) -> None:
    where, form = book(desk, sandbox), str(uuid4())
    first, second = (move(desk, where, attempt_id=form) for _ in range(2))

    assert [one.headers.get("Location") for one in (first, second)] == [session_path(where)] * 2
    assert len(sandbox.requests("PUT")) == 1
    assert [kind for kind, _ in log_of("reschedule")] == ["intent", "outcome", "duplicate_submit"]


def test_clicks_at_the_same_moment_move_once(desk: Desk, sandbox: Sandbox) -> None:
    where, form = book(desk, sandbox), str(uuid4())
    sandbox.trouble("latency", method="PUT", ms=300)
    with ThreadPoolExecutor(4) as clicks:
        answers = list(clicks.map(lambda _: move(desk, where, attempt_id=form), range(4)))

    assert [one.status_code for one in answers] == [302] * 4
    assert len(sandbox.requests("PUT")) == 1


def test_a_form_used_again_with_another_time_is_not_sent(desk: Desk, sandbox: Sandbox) -> None:
    where, form = book(desk, sandbox), str(uuid4())
    move(desk, where, attempt_id=form)
    answer = move(desk, where, attempt_id=form, appointment_date_time="2027-01-18T13:00")

    assert answer.status_code == 422
    assert "This form was already used for another request." in words(answer)
    assert len(sandbox.requests("PUT")) == 1


@pytest.mark.faults(62)
def test_a_move_waits_until_the_booking_is_certain(desk: Desk, second_desk: Desk, sandbox: Sandbox) -> None:
    where = sandbox.needs_proctor()[0]
    sandbox.trouble("drop_after")
    desk.post(f"{session_path(where)}schedule/", booking())
    answer = move(second_desk, where)

    assert answer.status_code == 409
    assert f"Ana Ruiz’s request {str(attempt_of(where).attempt_id)[:8]} is still being checked." in words(answer)
    assert sandbox.requests("PUT") == []
    assert kinds()[:3] == ["intent", "outcome", "blocked"]
    assert settled(where).state == "accepted"
    assert move(second_desk, where).status_code == 302


def test_htmx_gets_the_form_alone_and_is_sent_to_the_session(desk: Desk, sandbox: Sandbox) -> None:
    where, htmx = book(desk, sandbox), {"HX-Request": "true"}
    faulty = move(desk, where, appointment_date_time="", headers=htmx)
    sent = move(desk, where, headers=htmx)

    assert faulty.status_code == 422
    assert faulty.text.strip().startswith('<div id="change-form">')
    assert (sent.status_code, sent.headers["HX-Redirect"]) == (200, session_path(where))


def test_who_may_only_read_moves_nothing(auditor: Desk, desk: Desk, sandbox: Sandbox) -> None:
    where = book(desk, sandbox)
    assert auditor.get(f"{session_path(where)}reschedule/").status_code == 403
    assert move(auditor, where).status_code == 403
    assert (sandbox.requests("PUT"), log_of("reschedule")) == ([], [])
    assert "Your role here lets you read only." in page_of(auditor, where)


def test_a_move_leaves_price_and_notes_as_they_were_and_reports_no_difference(desk: Desk, sandbox: Sandbox) -> None:
    paid = {"amount": "25.50", "currency": "USD", "voucher_code": "PRACTICE-OK-1", "notes": "Ground floor."}
    where = sandbox.needs_proctor()[0]
    desk.get(session_path(where))
    assert desk.post(f"{session_path(where)}schedule/", booking(**paid)).status_code == 302
    assert move(desk, where, notes="").status_code == 302
    assert [one.differences for one in Attempt.objects.order_by("pk")] == [[], []]
    assert "Ground floor." in page_of(desk, where)
