"""A row of the list over what is known already: what it leaves out, or says in a way that can't be
read, takes nothing back.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from scheduling.models import AuditEvent, ExamSession, Institution, SearchWord
from scheduling.proctoring_api.lists.list_rows import AppointmentRow
from scheduling.provider_list.mirrored_rows import take_rows
from tests.support.known_sessions import known_session, user

START = datetime(2027, 1, 14, 15, 30, tzinfo=UTC)
ENROLLMENT = f"EN{5:032x}"
KNOWN = {
    "status": "Scheduled",
    "session_type": "smarter-scheduling",
    "appointment_at": START,
    "enrollment_sid": ENROLLMENT,
    "user_sid": user(5),
}


def listed(institution: Institution, known: dict[str, Any], **row: Any) -> dict[str, Any]:
    """What is known of a session after this row of the list."""
    session = known_session(institution, **known)
    said = {"sid": session.sid, "examSid": session.exam_sid, "appointmentDate": START.isoformat()}
    said |= {"status": "Scheduled", "sessionType": "smarter-scheduling"}
    read = AppointmentRow.read(said | row)
    take_rows(institution, [read], fetched_at=timezone.now() + timedelta(seconds=1))
    stored = ExamSession.objects.get(pk=session.pk)
    return {name: getattr(stored, name) for name in known}


@pytest.mark.faults(65, 66)
@pytest.mark.parametrize("nothing", [None, "", "\u200b", "\u3164", 7, [], {}])
@pytest.mark.parametrize("name", ["status", "sessionType", "appointmentDate", "enrollmentSid"])
def test_what_a_row_leaves_out_takes_nothing_back(
    institution: Institution, name: str, nothing: object
) -> None:
    assert listed(institution, KNOWN, **{name: nothing}) == KNOWN
    assert not AuditEvent.objects.filter(kind="seen").exists()


@pytest.mark.faults(65)
@pytest.mark.parametrize("start", ["2027-01-20T15:30:00", "01/20/2027 9:30 AM", "soon"])
def test_a_start_that_can_t_be_read_takes_nothing_back(
    institution: Institution, start: str
) -> None:
    assert listed(institution, KNOWN, appointmentDate=start) == KNOWN


@pytest.mark.parametrize("status", ["Needs Proctor", "Cancelled", "Approval Denied", "Closed"])
def test_only_what_needs_a_proctor_again_has_no_start_any_more(
    institution: Institution, status: str
) -> None:
    after = listed(institution, KNOWN, status=status, appointmentDate=None)
    start = None if status == "Needs Proctor" else START
    assert (after["status"], after["appointment_at"]) == (status, start)


PLACED = KNOWN | {
    "location_sid": f"PL{7:032x}",
    "location_name": "Duluth Testing Center",
    "time_zone": "America/Chicago",
}


def test_what_needs_a_proctor_again_has_no_place_and_no_type_any_more(
    institution: Institution,
) -> None:
    after = listed(
        institution, PLACED, status="Needs Proctor", sessionType=None, appointmentDate=None
    )
    place = {"location_sid": "", "location_name": "", "time_zone": ""}
    nothing = {"status": "Needs Proctor", "session_type": "", "appointment_at": None, **place}
    assert after == PLACED | nothing


@pytest.mark.parametrize(
    ("before", "status"),
    [
        ("Needs Proctor", "Scheduled"),
        ("Needs Proctor", "Confirmed"),
        ("Cancelled", "Scheduled"),
        ("Canceled", "Pending Approval"),
    ],
)
def test_what_stood_beside_a_session_that_was_not_booked_is_not_where_it_is_booked_next(
    institution: Institution, before: str, status: str
) -> None:
    next_start = START + timedelta(days=1)
    after = listed(
        institution,
        PLACED | {"status": before},
        status=status,
        sessionType=None,
        appointmentDate=next_start.isoformat(),
    )
    place = {"location_sid": "", "location_name": "", "time_zone": ""}
    told = {"status": status, "session_type": "", "appointment_at": next_start, **place}
    assert after == PLACED | told


@pytest.mark.parametrize(
    ("before", "status"),
    [("Scheduled", "Cancelled"), ("Cancelled", "Closed"), ("Approval Denied", "Scheduled")],
)
def test_what_was_not_booked_anew_stays_where_it_was(
    institution: Institution, before: str, status: str
) -> None:
    after = listed(institution, PLACED | {"status": before}, status=status)
    assert after == PLACED | {"status": status}


def test_a_row_that_says_what_is_known_is_not_written(institution: Institution) -> None:
    session = known_session(institution, **KNOWN)
    said = {"sid": session.sid, "examSid": session.exam_sid, "status": "Scheduled"}
    said |= {"sessionType": "smarter-scheduling", "appointmentDate": START.isoformat()}
    said |= {"enrollmentSid": ENROLLMENT, "userSid": KNOWN["user_sid"]}

    def take(row: dict[str, Any]) -> list[str]:
        with CaptureQueriesContext(connection) as ran:
            read = AppointmentRow.read(row)
            take_rows(institution, [read], fetched_at=timezone.now())
        return [one["sql"] for one in ran if one["sql"].startswith(("UPDATE", "INSERT"))]

    assert take(said) == []
    assert take(said | {"status": "Closed"}) != []


WHOSE = ("learner_name", "learner_family_name", "learner_email")
ANA = dict(zip(WHOSE, ("Ana Ruiz", "Ruiz", "ana@northfield.example"), strict=True))
BO = dict(zip(WHOSE, ("Bo Chen", "Chen", "bo@northfield.example"), strict=True))
ROW_OF_BO = {"firstName": "Bo", "lastName": "Chen", "email": "bo@northfield.example"}


@pytest.mark.faults(69)
@pytest.mark.parametrize(
    "row",
    [
        {"enrollment": {"user": ROW_OF_BO}},
        {"enrollment": ROW_OF_BO},
        {"user": ROW_OF_BO},
        {"enrollment": {"enrollmentSid": "N/A", "user": ROW_OF_BO | {"sid": "US" + "0" * 32}}},
    ],
    ids=["user inside", "enrollment", "user", "ids of nobody"],
)
def test_a_name_without_any_id_proves_nothing_beside_a_known_one(
    institution: Institution, row: dict[str, Any]
) -> None:
    assert listed(institution, KNOWN | ANA, **row) == KNOWN | ANA
    assert not SearchWord.objects.filter(key=KNOWN["user_sid"], name="Bo Chen").exists()
    assert listed(institution, dict.fromkeys(WHOSE, ""), **row) == BO


@pytest.mark.faults(69)
def test_another_name_beside_the_same_account_is_the_learner_s_new_one(
    institution: Institution,
) -> None:
    row = {"userSid": KNOWN["user_sid"], "enrollment": {"user": ROW_OF_BO}}
    assert listed(institution, KNOWN | ANA, **row) == KNOWN | BO


NAMED = KNOWN | {
    "learner_name": "Bärbel Weiß",
    "learner_family_name": "Weiß",
    "learner_email": "baerbel@example.edu",
    "external_appointment_id": "RB-17",
}


@pytest.mark.faults(65)
@pytest.mark.parametrize(
    "told",
    [
        {"email": "N/A"},
        {"email": "none"},
        {"firstName": "null", "lastName": "null"},
        {"firstName": "undefined", "lastName": "undefined"},
        {"firstName": "N/A", "lastName": "Weiß"},
        {"firstName": None, "lastName": "Weiß"},
        {"firstName": {"name": "Bärbel"}, "lastName": "Weiß"},
        {"firstName": "Bärbel", "lastName": "\u3164"},
    ],
)
def test_a_word_for_nothing_and_half_a_name_take_nothing_from_a_known_learner(
    institution: Institution, told: dict[str, Any]
) -> None:
    row = {"userSid": user(5), "enrollment": {"user": told}, "externalAppointmentId": "N/A"}
    assert listed(institution, NAMED, **row) == NAMED
    assert not AuditEvent.objects.filter(kind="seen").exists()


@pytest.mark.parametrize(
    ("told", "name"),
    [
        ({"firstName": None, "lastName": "Schwarz"}, "Schwarz"),
        ({"firstName": "Bärbel Maria", "lastName": "Weiß"}, "Bärbel Maria Weiß"),
    ],
)
def test_another_name_of_the_same_learner_is_taken(
    institution: Institution, told: dict[str, Any], name: str
) -> None:
    after = listed(institution, NAMED, userSid=user(5), enrollment={"user": told})
    assert after["learner_name"] == name
