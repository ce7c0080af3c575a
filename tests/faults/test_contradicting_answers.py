"""Answers that say two things at once: two starts, two places, a yes that denies itself. Neither
is believed.
"""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from portal.sandbox.server import Sandbox
from scheduling.booking.outcome_panel.accepted_sentences import (
    BOOKED,
    GAVE_NO_READABLE_START,
)
from scheduling.models import AuditEvent, ExamSession, Institution
from scheduling.models.session_status import SCHEDULED
from scheduling.provider_list import list_fetching
from tests.support.booking_actions import book as booked
from tests.support.booking_actions import cancel, mirrored
from tests.support.booking_form import form_path, session_path
from tests.support.client import Desk
from tests.support.long_cases import mostly_long
from tests.support.outcomes import (
    attempt_of,
    changes,
    details,
    effects,
    let_looks_count,
    page_of,
    posts,
    settle,
    settled,
)
from tests.support.polling import PATIENCE

DULUTH, PHOENIX = "PL" + f"{1:032x}", "PL" + f"{3:032x}"
NOT_DONE = {
    "success": False,
    "status": None,
    "error": {"code": "SLOTTAKEN", "message": "Slot no longer available"},
}
DENIALS = [
    NOT_DONE,
    {"success": "false", "message": "Slot no longer available"},
    {"ok": False, "message": "Slot no longer available"},
    {"errors": [{"message": "Slot no longer available"}]},
    {"code": "INVALIDINPUT", "message": "Slot no longer available", "status": 400},
    {"status": "error", "message": "Slot no longer available"},
    {"code": "SLOTTAKEN", "message": "Slot no longer available"},
    {"status": "409", "code": "409", "message": "Slot no longer available"},
    {"status": 409.0, "message": "Slot no longer available"},
    {"statusCode": 409, "message": "Slot no longer available"},
    {"success": 0, "message": "Slot no longer available"},
    {"success": "no", "message": "Slot no longer available"},
    {"isSuccess": False, "validationErrors": ["Slot no longer available"]},
    {"fault": {"faultstring": "Slot no longer available"}},
    {"result": "failed", "message": "Slot no longer available"},
]
SAYS_BOTH = "SmarterProctoring’s answer says both yes and no: “Slot no longer available”"
REPORTS = {"method": "GET", "path_contains": "/reports/"}


def answered(sandbox: Sandbox, fields: dict[str, Any]) -> None:
    """Every answer about a session has these fields."""
    for method in ("POST", "GET"):
        sandbox.trouble("other_fields", method=method, fields=fields, times=None)


@pytest.mark.faults(65)
@pytest.mark.parametrize(
    "name", mostly_long(["appointmentDateTime", "dateTime", "startDateTime", "start"], everyday=2)
)
def test_two_different_starts_in_one_answer_confirm_neither(
    desk: Desk, sandbox: Sandbox, name: str
) -> None:
    where = sandbox.needs_proctor()[0]
    answered(sandbox, {"appointment": {name: "2031-01-15T15:30:00.000Z"}})
    desk.book(where)
    page = page_of(desk, where)

    assert (attempt_of(where).state, posts(sandbox)) == ("accepted", 1)
    assert GAVE_NO_READABLE_START.format(title="Booked") in page
    assert "” and also “2031-01-15T15:30:00.000Z”. That can’t be read." in page
    assert BOOKED not in page and "You are booked" not in page


@pytest.mark.faults(65)
@pytest.mark.parametrize(
    "fields",
    [
        {"location": {"sid": DULUTH, "name": "Phoenix Learning Center"}},
        {"location": {"sid": DULUTH, "locationSid": PHOENIX}},
        {"location": DULUTH, "proctorLocationSid": PHOENIX},
    ],
    ids=str,
)
def test_two_different_places_in_one_answer_confirm_neither(
    desk: Desk, sandbox: Sandbox, fields: dict[str, Any]
) -> None:
    where = sandbox.needs_proctor()[0]
    answered(sandbox, fields)
    desk.book(where, proctor_location_sid=DULUTH)
    page = page_of(desk, where)

    assert (attempt_of(where).state, posts(sandbox)) == ("accepted", 1)
    assert "Duluth Testing Center and also Phoenix Learning Center" in page
    assert BOOKED not in page and "You are booked" not in page
    assert mirrored(where).location_sid == ""


@pytest.mark.faults(65)
def test_a_place_by_its_own_name_in_other_capitals_is_that_place(
    desk: Desk, sandbox: Sandbox
) -> None:
    where = sandbox.needs_proctor()[0]
    answered(sandbox, {"location": {"sid": DULUTH, "name": "DULUTH testing  center"}})
    desk.book(where, proctor_location_sid=DULUTH)

    assert BOOKED in page_of(desk, where)
    assert mirrored(where).location_sid == DULUTH


@pytest.mark.faults(65)
@pytest.mark.parametrize(
    ("fields", "both"),
    [
        ({"amount": 1, "price": 2}, "1 and also 2"),
        ({"cost": "99.00", "amount": 5}, "5 and also 99.00"),
    ],
)
def test_two_different_prices_in_one_answer_are_told_as_no_price_that_was_asked_for(
    desk: Desk, sandbox: Sandbox, fields: dict[str, Any], both: str
) -> None:
    where = sandbox.needs_proctor()[0]
    answered(sandbox, {"appointment": fields})
    desk.book(where, amount="5", currency="USD", voucher_code="FREE-2027")

    page = page_of(desk, where)
    assert ("Booked, but not what you asked for" in page, both in page) == (True, True)


@pytest.mark.faults(65)
@pytest.mark.parametrize("form", ["own", "user"])
def test_a_name_without_any_id_of_its_own_is_not_the_learner_s(
    desk: Desk, sandbox: Sandbox, form: str
) -> None:
    where = sandbox.needs_proctor()[0]
    desk.get(session_path(where))
    name = mirrored(where).learner_name
    someone = {"firstName": "Someone", "lastName": "Else"}
    enrollment = {"user": someone} if form == "user" else someone
    answered(sandbox, {"enrollment": enrollment, "enrollmentSid": None, "userSid": None})
    desk.book(where)

    assert mirrored(where).learner_name == name
    assert "Someone Else" not in page_of(desk, where)


@pytest.mark.faults(68)
@pytest.mark.parametrize("name", ["examSid", "installSid"])
@pytest.mark.parametrize("said", mostly_long(["N/A", "ex", "0"], everyday=2))
def test_what_is_no_sid_says_nothing_about_which_exam_it_is(
    desk: Desk, sandbox: Sandbox, name: str, said: str
) -> None:
    where = sandbox.needs_proctor()[0]
    answered(sandbox, {name: said})
    desk.book(where)

    assert BOOKED in page_of(desk, where)


@pytest.mark.faults(68)
@pytest.mark.parametrize(
    "fields",
    [
        {"userSid": "US" + "0" * 32, "enrollmentSid": "EN" + "0" * 32},
        {"location": {"sid": "PL" + "0" * 32, "name": "Duluth Testing Center"}},
        {"appointment": {"amount": 25, "currency": "dollars"}},
    ],
    ids=str,
)
def test_noughts_and_other_spellings_are_no_difference(
    desk: Desk, sandbox: Sandbox, fields: dict[str, Any]
) -> None:
    where = sandbox.needs_proctor()[0]
    desk.get(session_path(where))
    answered(sandbox, fields)
    desk.book(where, amount="25", currency="USD", voucher_code="FREE-2027")

    assert BOOKED in page_of(desk, where)
    assert (attempt_of(where).state, attempt_of(where).differences) == ("accepted", [])


@pytest.mark.faults(65)
@pytest.mark.parametrize("start", ["1970-01-01T00:00:00.000Z", "1969-12-31T18:00:00-06:00"])
def test_a_null_date_written_as_one_is_no_start(desk: Desk, sandbox: Sandbox, start: str) -> None:
    where = sandbox.needs_proctor()[0]
    answered(sandbox, {"appointmentDate": start, "appointment": None})
    desk.book(where)
    page = page_of(desk, where)

    assert GAVE_NO_READABLE_START.format(title="Booked") in page
    assert f"gave the start as “{start}”. That can’t be read." in page
    assert mirrored(where).appointment_at is None


@pytest.mark.faults(65)
@pytest.mark.parametrize(
    ("duration", "known"), [(5400, 90), (86_400, 90), (1440, 1440), (1441, 90)]
)
def test_a_length_that_no_exam_has_is_not_believed(
    desk: Desk, sandbox: Sandbox, duration: int, known: int
) -> None:
    where = sandbox.needs_proctor()[0]
    desk.get(session_path(where))
    ExamSession.objects.update(duration_minutes=90)
    answered(sandbox, {"duration": duration})
    desk.book(where)

    assert mirrored(where).duration_minutes == known


@pytest.mark.faults(65)
def test_another_place_of_the_same_name_is_told_apart_by_its_sid(
    desk: Desk, sandbox: Sandbox
) -> None:
    where = sandbox.needs_proctor()[0]
    other = "PL" + "9" * 32
    answered(sandbox, {"location": {"sid": other, "name": "Duluth Testing Center"}})
    desk.book(where, proctor_location_sid=DULUTH)
    page = page_of(desk, where)

    assert f"Duluth Testing Center ({DULUTH})" in page
    assert f"Duluth Testing Center ({other})" in page


@pytest.mark.faults(64)
@pytest.mark.parametrize("said", mostly_long(DENIALS, everyday=5), ids=str)
def test_a_yes_that_denies_itself_is_looked_at_again(
    desk: Desk, sandbox: Sandbox, said: dict[str, Any]
) -> None:
    where = sandbox.needs_proctor()[0]
    body = json.dumps({"sid": where["sessionSid"], **said})
    sandbox.trouble("raw_body", method="POST", text=body, effect=False)
    desk.book(where)

    told = details("outcome")
    assert (attempt_of(where).state, told["cause"]) == ("unconfirmed", "yes-and-no")
    assert attempt_of(where).reason.startswith(SAYS_BOTH)
    assert settled(where).state == "not-applied"
    assert (effects(sandbox, where), posts(sandbox)) == ([], 1)


@pytest.mark.faults(66)
@pytest.mark.parametrize("said", mostly_long(DENIALS, everyday=4), ids=str)
def test_a_cancellation_that_denies_its_success_is_none(
    desk: Desk, sandbox: Sandbox, said: dict[str, Any]
) -> None:
    where = booked(desk, sandbox)
    sandbox.trouble("raw_body", method="DELETE", text=json.dumps(said), effect=False)
    cancel(desk, where)

    assert attempt_of(where).reason.startswith(SAYS_BOTH)
    assert settled(where).state == "not-applied"
    assert effects(sandbox, where) == []


@pytest.mark.faults(64)
@pytest.mark.parametrize(
    "fields",
    mostly_long(
        [
            {"success": True},
            {"error": None, "errors": []},
            {"error": "", "ok": True},
            {"code": "200", "statusCode": 200, "success": 1},
            {"code": "SEATSLOW"},
        ],
        everyday=3,
    ),
    ids=str,
)
def test_a_yes_that_names_no_error_is_one(
    desk: Desk, sandbox: Sandbox, fields: dict[str, Any]
) -> None:
    where = sandbox.needs_proctor()[0]
    answered(sandbox, fields)
    desk.book(where)

    assert BOOKED in page_of(desk, where)


@pytest.mark.long
@pytest.mark.faults(64, 66)
@pytest.mark.parametrize("is_silent", [True, False], ids=["said little", "confirmed"])
def test_a_list_that_lags_behind_lets_no_second_booking_through(
    desk: Desk,
    second_desk: Desk,
    sandbox: Sandbox,
    institution: Institution,
    is_silent: bool,
) -> None:
    where = sandbox.needs_proctor()[0]
    sid = where["sessionSid"]
    desk.get(session_path(where))
    if is_silent:
        silent = dict.fromkeys(("status", "sessionType", "appointmentDate", "appointment"))
        sandbox.trouble("other_fields", method="POST", fields=silent)
    desk.book(where)
    row = {"status": "Needs Proctor", "appointmentDate": None}
    sandbox.trouble("odd_rows", match=REPORTS, times=None, rows={sid: row})
    sandbox.trouble(
        "status", match={"method": "GET", "path_contains": f"/sessions/{sid}"}, code=503, times=None
    )
    for _ in range(3):
        assert list_fetching.refresh_list(institution, patience=PATIENCE)

    assert mirrored(where).known_status.needs_proctor is False
    assert not AuditEvent.objects.filter(kind="seen").exists()
    second_desk.get(form_path(where))
    assert second_desk.book(where).status_code == 409
    assert (posts(sandbox), effects(sandbox, where)) == (1, ["scheduled"])


@pytest.mark.faults(66)
def test_what_was_booked_here_needs_a_proctor_again_once_the_session_itself_says_so(
    desk: Desk, sandbox: Sandbox, institution: Institution
) -> None:
    where = booked(desk, sandbox)
    let_looks_count()
    sandbox.place(where["sessionSid"], status="Needs Proctor")
    assert list_fetching.refresh_list(institution, patience=PATIENCE)
    assert mirrored(where).known_status == SCHEDULED

    hour_ago = timezone.now() - timedelta(hours=1)
    ExamSession.objects.filter(sid=where["sessionSid"]).update(refreshed_at=hour_ago)
    assert list_fetching.refresh_list(institution, patience=PATIENCE)
    assert mirrored(where).known_status.needs_proctor
    assert changes()["status"] == {"before": "Scheduled", "after": "Needs proctor"}


@pytest.mark.faults(11)
def test_needs_proctor_beside_the_start_that_was_asked_for_proves_nothing(
    desk: Desk, sandbox: Sandbox
) -> None:
    where = sandbox.needs_proctor()[0]
    sandbox.trouble("drop_after", method="POST")
    desk.book(where)
    sandbox.trouble("status_value", value="Needs Proctor", method="GET", times=None)
    settle()

    assert (attempt_of(where).state, attempt_of(where).needs_person) == ("unconfirmed", True)
    assert (desk.book(where).status_code, posts(sandbox)) == (409, 1)
