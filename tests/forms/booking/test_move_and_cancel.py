"""The forms that move and cancel: what they ask for, start from and refuse."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from scheduling.forms.booking.cancel import CancelForm, cancel_form
from scheduling.forms.booking.move import MoveForm, move_form
from scheduling.forms.booking.options import FormOptions
from scheduling.proctoring_api.request_bodies import cancel_body, reschedule_body
from scheduling.session_types import registry
from scheduling.session_types.registry import SESSION_TYPES
from tests.support.form_answers import ACTOR, ADDRESS, ANSWERS, ATTEMPT

LIVE_ONLINE = registry.get("b-virtual")
CHICAGO = FormOptions(time_zone="America/Chicago", duration_minutes=120)
CONTACT = {"company", "first_name", "last_name", "email", "phone"}
PLACE = {"address1", "address2", "place", "region", "country", "postal_code"}
PLACE |= {"location_latitude", "location_longitude"}
ALWAYS = {"appointment_date_time", "time_zone", "notes"}
# Contract §2, PUT: whom and where may change for the types that are asked for them.
MORE = {
    "smarter-scheduling": CONTACT,
    "register-blast": CONTACT,
    "ad-hoc": CONTACT | PLACE,
    "b-virtual": set(),
    "proctoru": set(),
    "examity": set(),
}


def moved(wire_name: str = "b-virtual", **answers: str) -> MoveForm:
    data = {"attempt_id": ATTEMPT, "appointment_date_time": "2099-01-15T13:00", **answers}
    return move_form(registry.get(wire_name), options=CHICAGO, data=data)


def cancelled(**answers: str) -> CancelForm:
    data = {"attempt_id": ATTEMPT, "cancellation_memo": "The learner is ill.", **answers}
    return cancel_form("vtc", options=CHICAGO, data=data)


def test_the_types_that_can_be_moved_have_their_line_here() -> None:
    assert {name for name, one in SESSION_TYPES.items() if one.can_be_rescheduled} == set(MORE)


@pytest.mark.parametrize("wire_name", MORE)
def test_a_move_asks_for_the_time_and_for_what_else_the_type_may_change(wire_name: str) -> None:
    form = moved(wire_name)
    assert set(form.fields) == ALWAYS | MORE[wire_name]
    assert [name for name, field in form.fields.items() if field.required] == [
        "appointment_date_time"
    ]


@pytest.mark.parametrize("wire_name", MORE)
def test_a_move_sends_start_and_end_and_every_answer_under_the_api_s_names(wire_name: str) -> None:
    answers = {name: ANSWERS[name] for name in MORE[wire_name] | {"notes"}}
    form = moved(wire_name, **answers)
    assert form.is_valid(), form.errors
    body = reschedule_body(form.to_command(actor=ACTOR, address=ADDRESS))
    times = {
        "appointmentDateTime": "2099-01-15T19:00:00.000Z",
        "appointmentStartDateTime": "2099-01-15T19:00:00.000Z",
        "appointmentEndDateTime": "2099-01-15T21:00:00.000Z",
    }
    assert {name: body[name] for name in times} == times
    assert len(body) == len(times) + len(answers) + 1
    assert body["type"] == wire_name


def test_without_a_known_length_only_the_start_is_sent() -> None:
    data = {"attempt_id": ATTEMPT, "appointment_date_time": "2099-01-15T13:00"}
    form = move_form(registry.get("vtc"), options=FormOptions(), data=data)
    assert form.is_valid()
    assert reschedule_body(form.to_command(actor=ACTOR, address=ADDRESS)) == {
        "type": "vtc",
        "appointmentDateTime": "2099-01-15T13:00:00.000Z",
    }


@pytest.mark.parametrize(("hour", "fold"), [(6, "first"), (7, "second")])
def test_the_form_starts_from_the_very_instant_at_which_it_stands(hour: int, fold: str) -> None:
    stands = datetime(
        2027, 11, 7, hour, 30, tzinfo=UTC
    )  # 1:30 AM in Chicago, once in CDT and once in CST
    form = move_form(LIVE_ONLINE, options=CHICAGO, current_start=stands)
    assert (form.value_of("appointment_date_time"), form.value_of("time_fold")) == (
        "2027-11-07T01:30",
        fold,
    )
    assert form.goes_nowhere
    assert form.faults == []


def test_the_time_at_which_it_stands_is_refused_in_whatever_zone_it_is_named() -> None:
    stands = datetime(2099, 1, 15, 19, 0, tzinfo=UTC)
    data = {
        "attempt_id": ATTEMPT,
        "appointment_date_time": "2099-01-15T14:00",
        "time_zone": "America/New_York",
    }
    assert move_form(LIVE_ONLINE, options=CHICAGO, data=data, current_start=stands).errors == {
        "appointment_date_time": ["That is already the booked time."]
    }
    assert move_form(
        LIVE_ONLINE, options=CHICAGO, data=data, current_start=stands + timedelta(minutes=1)
    ).is_valid()


def test_names_of_other_forms_are_dropped() -> None:
    form = moved("b-virtual", amount="25.50", first_name="Ana", proctor_location_sid="PL1")
    assert form.is_valid()
    assert reschedule_body(form.to_command(actor=ACTOR, address=ADDRESS)).keys() == {
        "type",
        "appointmentDateTime",
        "appointmentStartDateTime",
        "appointmentEndDateTime",
    }


def test_a_booking_of_an_unknown_type_is_cancelled_without_naming_it() -> None:
    form = cancel_form(
        "teleport", options=CHICAGO, data={"attempt_id": ATTEMPT, "cancellation_memo": "Ill"}
    )
    assert form.is_valid()
    assert cancel_body(form.to_command(actor=ACTOR, address=ADDRESS)) == {
        "cancellationMemo": "Ill",
        "bypassNonRefundable": False,
    }


@pytest.mark.parametrize(
    ("answer", "sent"),
    [("on", True), ("true", True), ("1", True), ("", False), ("false", False), ("0", False)],
)
def test_a_ticked_box_is_a_boolean(answer: str, sent: bool) -> None:
    form = cancelled(bypass_non_refundable=answer)
    assert form.is_valid()
    assert form.to_command(actor=ACTOR, address=ADDRESS).bypass_non_refundable is sent


@pytest.mark.parametrize(
    "reason", ["no-show", "changed-time", "technical-issue", "other-reason", ""]
)
def test_each_reason_of_the_contract_or_none_will_do(reason: str) -> None:
    form = cancelled(reason=reason)
    assert form.is_valid()
    assert form.to_command(actor=ACTOR, address=ADDRESS).reason == reason


def test_a_draft_s_answers_are_shown_and_not_judged() -> None:
    form = cancel_form("vtc", options=CHICAGO, draft={"reason": "no-show"})
    assert (form.faults, form.value_of("reason")) == ([], "no-show")


def test_a_draft_without_a_time_of_its_own_starts_from_the_time_that_stands_now() -> None:
    stands = datetime(2099, 1, 15, 15, 30, tzinfo=UTC)
    form = move_form(
        registry.get("b-virtual"), options=CHICAGO, current_start=stands, draft={"notes": "Room 4"}
    )
    assert (form.value_of("notes"), form.preview.appointment.instant) == ("Room 4", stands)
    typed = {"appointment_date_time": "2099-11-01T01:30"}  # twice that night: which, is not chosen
    form = move_form(registry.get("b-virtual"), options=CHICAGO, current_start=stands, draft=typed)
    assert form.answers.values == typed
