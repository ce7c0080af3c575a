"""Moving a booked session, from the form's POST to what is certain and what the page says of it."""

from __future__ import annotations

from portal.sandbox.server import Sandbox
from scheduling.audit.verifier import verify
from scheduling.booking.outcome_panel.accepted_sentences import MOVED
from scheduling.models import Attempt, ExamSession
from tests.support.booking_actions import (
    FRIDAY,
    NEW_INSTANT,
    NEW_TIME,
    ONE_OFF,
    book,
    log_of,
    mirrored,
    move,
)
from tests.support.booking_form import booking, form_path, session_path
from tests.support.client import Desk
from tests.support.html import form_on, words
from tests.support.outcomes import attempt_of, effects, page_of

ON_FRIDAY = "Friday, January 15, 2027"


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
    assert MOVED in page_of(desk, where)
    assert ON_FRIDAY in page_of(desk, where)
    assert verify().is_intact


def test_the_form_starts_from_what_stands_now_and_shows_it_in_words(
    desk: Desk, sandbox: Sandbox
) -> None:
    where = book(desk, sandbox)
    page = desk.get(f"{session_path(where)}reschedule/")

    assert page.status_code == 200
    assert form_on(page)["appointment_date_time"] == "2027-01-14T09:30"
    assert "Current time Thursday, January 14, 2027" in words(page)
    assert "At Duluth Testing Center" in words(page)


def test_a_type_that_is_spelled_otherwise_is_still_the_type(desk: Desk, sandbox: Sandbox) -> None:
    where, spelled = sandbox.needs_proctor()[0], {"sessionType": "Smarter_Scheduling"}
    for method in ("POST", "GET"):
        sandbox.trouble("other_fields", method=method, times=None, fields=spelled)
    desk.book(where)

    assert mirrored(where).session_type == "smarter-scheduling"
    assert "Its type is not known" not in page_of(desk, where)
    assert move(desk, where).status_code == 302
    assert effects(sandbox, where) == ["scheduled", "rescheduled"]


def test_the_new_time_is_said_in_words_while_it_is_typed(desk: Desk, sandbox: Sandbox) -> None:
    where = book(desk, sandbox)
    answer = desk.post(
        f"{session_path(where)}reschedule/preview/", {"appointment_date_time": NEW_TIME}
    )

    assert answer.status_code == 200
    assert ON_FRIDAY in answer.text
    assert "19:00 UTC" in answer.text
    assert sandbox.requests() == []


def test_a_one_off_proctor_s_contact_may_change_with_the_time(desk: Desk, sandbox: Sandbox) -> None:
    where = book(desk, sandbox, **ONE_OFF)
    assert move(desk, where, phone="+1 218 555 0199", place="Brainerd").status_code == 302

    [arrived] = sandbox.requests("PUT")
    told = {
        name: arrived["body"].get(name)
        for name in ("type", "phone", "place", "firstName", "country")
    }
    assert told == {
        "type": "ad-hoc",
        "phone": "+1 218 555 0199",
        "place": "Brainerd",
        "firstName": None,
        "country": None,
    }


def test_a_session_that_was_never_opened_here_can_be_moved(desk: Desk, sandbox: Sandbox) -> None:
    where = next(
        one
        for one in sandbox.sessions(status="Scheduled")
        if sandbox.session(one["sessionSid"])["sessionType"] == "smarter-scheduling"
    )
    assert move(desk, where).status_code == 302
    assert (effects(sandbox, where), attempt_of(where).state) == (["rescheduled"], "accepted")


def test_what_was_booked_elsewhere_meanwhile_is_looked_at_before_it_is_refused(
    desk: Desk, sandbox: Sandbox
) -> None:
    where = book(desk, sandbox)
    ExamSession.objects.filter(sid=where["sessionSid"]).update(status="Needs Proctor")
    assert move(desk, where).status_code == 302
    assert effects(sandbox, where) == ["rescheduled"]


def test_of_a_time_that_happens_twice_the_chosen_one_is_sent(desk: Desk, sandbox: Sandbox) -> None:
    where = book(desk, sandbox)
    assert (
        move(desk, where, appointment_date_time="2027-11-07T01:30", time_fold="second").status_code
        == 302
    )
    assert sandbox.requests("PUT")[0]["body"]["appointmentDateTime"] == "2027-11-07T07:30:00.000Z"


def test_htmx_gets_the_form_alone_and_is_sent_to_the_session(desk: Desk, sandbox: Sandbox) -> None:
    where, htmx = book(desk, sandbox), {"HX-Request": "true"}
    faulty = move(desk, where, appointment_date_time="", headers=htmx)
    sent = move(desk, where, headers=htmx)

    assert faulty.status_code == 422
    assert faulty.text.strip().startswith('<div id="change-form">')
    assert (sent.status_code, sent.headers["HX-Redirect"]) == (200, session_path(where))


def test_a_move_leaves_price_and_notes_as_they_were_and_reports_no_difference(
    desk: Desk, sandbox: Sandbox
) -> None:
    paid = {
        "amount": "25.50",
        "currency": "USD",
        "voucher_code": "PRACTICE-OK-1",
        "notes": "Ground floor.",
    }
    where = sandbox.needs_proctor()[0]
    desk.get(session_path(where))
    assert desk.post(form_path(where), booking(**paid)).status_code == 302
    assert move(desk, where, notes="").status_code == 302
    assert [one.differences for one in Attempt.objects.order_by("pk")] == [[], []]
    assert "Ground floor." in page_of(desk, where)
