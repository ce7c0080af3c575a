"""A learner's accommodation follows from a cancelled session to the new one in its place."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from portal.sandbox.server import Sandbox
from scheduling.accommodation_times.accommodation import Accommodation
from scheduling.audit.verifier import verify
from scheduling.exam_sessions import accommodations
from scheduling.exam_sessions.inherited_accommodations import pass_on
from scheduling.models import AuditEvent, ExamSession, Institution
from scheduling.provider_list import list_fetching
from scheduling.session_commands import Actor
from tests.support.accommodations import accommodate
from tests.support.booking_actions import book, cancel, mirrored, new_session
from tests.support.booking_form import session_path
from tests.support.client import Desk
from tests.support.html import words
from tests.support.polling import PATIENCE
from tests.support.switching import switch

ANA = Actor(user_id=None, name="Ana Ruiz", role="coordinator")
LONGER = Accommodation(Decimal("1.5"), 10, "quiet room")
WORDS = "1.5× time, 10 min breaks, quiet room"
GIVEN = {"factor": "1.5", "break_minutes": "10", "room": "quiet room"}


@pytest.fixture
def template(with_lists: Path) -> Path:
    return with_lists


def given(where: dict[str, str]) -> str:
    known = accommodations.of(mirrored(where))
    return known.value.in_words if known else ""


def taken_over() -> list[AuditEvent]:
    return list(AuditEvent.objects.filter(details__contains='"taken_from"'))


@pytest.mark.parametrize("way", ["cancelled", "switched"])
def test_the_new_session_has_it_as_its_own_and_an_event_says_where_it_is_from(
    desk: Desk, sandbox: Sandbox, way: str
) -> None:
    where = book(desk, sandbox)
    accommodate(desk, where, **GIVEN)
    step = cancel if way == "cancelled" else switch
    assert step(desk, where).status_code == 302

    new = new_session(sandbox, where)
    assert (given(new), given(where)) == (WORDS, WORDS)
    [event] = taken_over()
    assert (event.session_sid, event.actor_name) == (new["sessionSid"], "The portal")
    assert f'"taken_from":"{where["sessionSid"]}"' in event.details
    told = words(desk.get(f"/audit/{event.number}/"))
    assert ("was taken over for the new one:" in told, WORDS in told) == (True, True)
    page = words(desk.get(session_path(new)))
    assert f"Accommodation {WORDS}" in page
    assert "Taken over from the learner’s cancelled session" in page
    assert verify().is_intact


def test_what_is_changed_on_the_new_one_leaves_the_old_one_as_it_was(
    desk: Desk, sandbox: Sandbox
) -> None:
    where = book(desk, sandbox)
    accommodate(desk, where, **GIVEN)
    cancel(desk, where)
    new = new_session(sandbox, where)
    accommodate(desk, new, factor="2")
    assert (given(new), given(where)) == ("2× time", WORDS)
    assert "Entered by Ana Ruiz" in words(desk.get(session_path(new)))


def test_a_session_that_only_the_list_brings_has_it_too(
    desk: Desk, sandbox: Sandbox, institution: Institution
) -> None:
    where = book(desk, sandbox)
    accommodate(desk, where, **GIVEN)
    sandbox.trouble("status", method="GET", path_contains="enrollments", code=503, times=None)
    cancel(desk, where)
    new = new_session(sandbox, where)
    assert not ExamSession.objects.filter(sid=new["sessionSid"]).exists()
    assert list_fetching.refresh_list(institution, patience=PATIENCE)
    assert given(new) == WORDS


def test_one_that_is_booked_elsewhere_before_the_list_brings_it_has_it_too(
    desk: Desk, sandbox: Sandbox, institution: Institution
) -> None:
    where = book(desk, sandbox)
    accommodate(desk, where, **GIVEN)
    sandbox.trouble("status", method="GET", path_contains="enrollments", code=503, times=None)
    cancel(desk, where)
    new = new_session(sandbox, where)
    sandbox.place(new["sessionSid"], status="Scheduled", start="2027-01-15T15:30:00+00:00")
    assert list_fetching.refresh_list(institution, patience=PATIENCE)
    assert (given(new), mirrored(new).status) == (WORDS, "Scheduled")


@pytest.mark.parametrize("status", ["Needs Proctor", "Scheduled"])
def test_one_that_the_list_brought_before_the_cancellation_was_recorded_has_it_too(
    desk: Desk, sandbox: Sandbox, status: str
) -> None:
    where = book(desk, sandbox)
    accommodate(desk, where, **GIVEN)
    sandbox.trouble("status", method="GET", path_contains="enrollments", code=503, times=None)
    old = mirrored(where)
    early = ExamSession.objects.create(
        institution=old.institution,
        sid="ES" + "e" * 32,
        exam_sid=old.exam_sid,
        enrollment_sid=old.enrollment_sid,
        status=status,
        listed_at=timezone.now() + timedelta(minutes=1),
    )
    cancel(desk, where)
    known = accommodations.of(early)
    assert known is not None and known.value == LONGER


# What has none to take over


def session(institution: Institution, number: int, **facts: Any) -> ExamSession:
    usual = {
        "exam_sid": "EX" + "1" * 32,
        "enrollment_sid": "EN" + "1" * 32,
        "status": "Needs Proctor",
    }
    return ExamSession.objects.create(
        institution=institution, sid=f"ES{number:032x}", **(usual | facts)
    )


def enter(one: ExamSession, value: Accommodation = LONGER) -> None:
    known = accommodations.of(one)
    number = known.event_number if known else 0
    accommodations.change(session=one, accommodation=value, shown_event=number, actor=ANA)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ({"status": "Scheduled"}, {}),
        ({"status": ""}, {}),
        ({}, {"exam_sid": "EX" + "2" * 32}),
        ({}, {"enrollment_sid": "EN" + "2" * 32}),
        ({"enrollment_sid": ""}, {"enrollment_sid": ""}),
        ({}, {"status": "Cancelled"}),
        ({}, {"status": "Closed"}),
        ({}, {"status": "Approval Denied"}),
    ],
)
def test_only_a_session_in_place_of_a_cancelled_one_takes_it_over(
    institution: Institution, old: dict[str, str], new: dict[str, str]
) -> None:
    enter(session(institution, 1, **({"status": "Cancelled"} | old)))
    other = session(institution, 2, **new)
    pass_on(institution, [other])
    assert accommodations.of(other) is None
    assert taken_over() == []


@pytest.mark.parametrize("status", ["Scheduled", "Pending Approval", "", "On hold"])
def test_one_that_is_booked_or_may_be_when_it_is_first_seen_takes_it_over(
    institution: Institution, status: str
) -> None:
    enter(session(institution, 1, status="Cancelled"))
    new = session(institution, 2, status=status)
    pass_on(institution, [new])
    assert accommodations.of(new).value == LONGER


def test_each_of_two_that_are_new_at_once_takes_it_over(institution: Institution) -> None:
    enter(session(institution, 1, status="Cancelled"))
    new = [session(institution, number) for number in (2, 3)]
    pass_on(institution, new)
    assert [accommodations.of(one).value for one in new] == [LONGER, LONGER]
    assert len(taken_over()) == 2


def test_an_entry_of_its_own_stays_and_one_that_was_taken_away_does_not_come_back(
    institution: Institution,
) -> None:
    old, other = session(institution, 1, status="Cancelled"), session(institution, 2)
    enter(old)
    enter(other, Accommodation(Decimal(2)))
    enter(other, Accommodation())
    pass_on(institution, [other])
    assert accommodations.of(other).value == Accommodation()
    enter(old, Accommodation())
    fresh = session(institution, 3)
    pass_on(institution, [fresh])
    assert accommodations.of(fresh) is None


def test_of_several_cancelled_ones_the_latest_entry_counts(institution: Institution) -> None:
    for number, factor in enumerate((2, 3), start=1):
        one = session(institution, number, status="Cancelled")
        enter(one, Accommodation(Decimal(factor)))
    fresh = session(institution, 3)
    pass_on(institution, [fresh])
    assert accommodations.of(fresh).value == Accommodation(Decimal(3))


def test_the_length_of_the_exam_goes_along_so_that_the_whole_sitting_is_not_made_longer_again(
    institution: Institution,
) -> None:
    old = session(institution, 1, duration_minutes=120)
    enter(old)
    ExamSession.objects.filter(pk=old.pk).update(status="Cancelled", duration_minutes=190)
    fresh = session(institution, 2, duration_minutes=190)
    pass_on(institution, [fresh])
    assert accommodations.sitting_of(fresh).minutes == 190


def test_at_another_institution_it_is_not_known(institution: Institution) -> None:
    enter(session(institution, 1, status="Cancelled"))
    elsewhere = Institution.objects.exclude(pk=institution.pk).get()
    fresh = session(elsewhere, 2)
    pass_on(elsewhere, [fresh])
    assert accommodations.of(fresh) is None


def test_one_that_was_taken_away_in_between_does_not_come_back_from_the_session_before(
    institution: Institution,
) -> None:
    enter(session(institution, 1, status="Cancelled"))
    between = session(institution, 2, status="Cancelled")
    enter(between)
    enter(between, Accommodation())
    third = session(institution, 3)
    pass_on(institution, [third])
    assert accommodations.of(third) is None
