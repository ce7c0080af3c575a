"""Whose session a row of the list is, in whatever shape the name comes."""

from __future__ import annotations

from typing import Any

import pytest

from scheduling.proctoring_api.lists.list_rows import AppointmentRow, SessionRow

ANA = {"firstName": "Ana", "lastName": "Ruiz", "email": "ana@example.edu"}
ID_ALONE = {"sid": f"US{1:032x}"}


@pytest.mark.parametrize(
    ("row", "told"),
    [
        ({"enrollment": {"user": ANA}}, ("Ana Ruiz", "Ruiz", "ana@example.edu")),
        ({"enrollment": {"user": ID_ALONE, **ANA}}, ("Ana Ruiz", "Ruiz", "ana@example.edu")),
        ({"enrollment": {"user": ID_ALONE}, "user": ANA}, ("Ana Ruiz", "Ruiz", "ana@example.edu")),
        ({"enrollment": {"user": {"fullName": "Ana Ruiz"}}}, ("Ana Ruiz", "", "")),
        ({"enrollment": {"name": "Ana Ruiz"}}, ("Ana Ruiz", "", "")),
        ({"enrollment": {"user": {"email": "ana@example.edu"}}}, ("", "", "ana@example.edu")),
        ({"enrollment": {"user": ID_ALONE}}, ("", "", "")),
        ({}, ("", "", "")),
    ],
)
def test_a_learner_s_name_is_read_wherever_the_row_has_it(
    row: dict[str, Any], told: tuple[str, str, str]
) -> None:
    read = AppointmentRow.read(row)
    assert (read.learner_name, read.learner_family_name, read.learner_email) == told


EXAM, ENROLLMENT = f"EX{1:032x}", f"EN{2:032x}"


@pytest.mark.parametrize(
    "row",
    [
        {"examSid": EXAM, "enrollmentSid": ENROLLMENT, "enrollment": {"user": ID_ALONE}},
        {"exam": EXAM, "enrollment": ENROLLMENT, "user": ID_ALONE["sid"]},
        {"exam": {"examSid": EXAM}, "enrollment": {"sid": ENROLLMENT, "userSid": ID_ALONE["sid"]}},
        {"exam": {"sid": EXAM}, "enrollment": {"enrollmentSid": ENROLLMENT, "user": ID_ALONE}},
        {
            "exam": EXAM.lower(),
            "enrollment": {"sid": ENROLLMENT, "user": ID_ALONE["sid"]},
        },
    ],
)
def test_whose_it_is_and_of_which_exam_is_read_in_whatever_shape_it_comes(
    row: dict[str, Any],
) -> None:
    read = AppointmentRow.read({"sid": f"ES{3:032x}"} | row)
    assert (read.exam_sid, read.enrollment_sid, read.user_sid, read.fault) == (
        *(EXAM, ENROLLMENT, ID_ALONE["sid"]),
        "",
    )


def test_a_row_that_names_two_exams_in_two_shapes_names_none() -> None:
    row = {"sid": f"ES{3:032x}", "examSid": EXAM, "exam": f"EX{4:032x}"}
    assert AppointmentRow.read(row).fault == "it names two exams"


LATER, SOONER = "2031-01-15T15:30:00.000Z", "2027-01-14T15:30:00.000Z"


@pytest.mark.parametrize(
    ("row", "odd"),
    [
        ({"cancelled": True}, {"status": "Scheduled” and also “Cancelled"}),
        ({"cancelledDate": "2026-11-30T10:00:00Z"}, {"status": "Scheduled” and also “Cancelled"}),
        ({"appointment": {"status": "Canceled"}}, {"status": "Scheduled” and also “Cancelled"}),
        ({"deletedAt": "2026-11-30T10:00:00Z"}, {"status": "Scheduled” and also “Deleted"}),
        ({"appointmentDateTime": LATER}, {"start": f"{SOONER}” and also “{LATER}"}),
        ({"appointment": {"start": LATER}}, {"start": f"{SOONER}” and also “{LATER}"}),
        ({"appointmentDateTime": "2027-01-14T15:30:00Z", "deletedAt": None}, {}),
        ({"cancelledAt": "0001-01-01T00:00:00", "deletedAt": "0000-00-00 00:00:00"}, {}),
        ({"cancelledDate": "2026-11-01T10:00:00Z", "dateScheduled": "2026-11-02T10:00:00Z"}, {}),
    ],
    ids=str,
)
def test_a_row_that_contradicts_itself_shows_neither(
    row: dict[str, Any], odd: dict[str, str]
) -> None:
    told = {"sid": f"ES{3:032x}", "status": "Scheduled", "appointmentDate": SOONER}
    for record in (AppointmentRow, SessionRow):
        read = record.read(told | row)
        assert (read.status, read.appointment_at is not None) == (
            "" if "status" in odd else "Scheduled",
            "start" not in odd,
        )
    assert AppointmentRow.read(told | row).unreadable == odd
