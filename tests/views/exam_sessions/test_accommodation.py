"""The page of a session's accommodation: filled in, kept here with an event, told wherever the
session is shown, and never sent to the provider.
"""

from __future__ import annotations

from decimal import Decimal

import pytest

from portal.sandbox.server import Sandbox
from scheduling.accommodation_times.accommodation import Accommodation
from scheduling.audit.verifier import verify
from scheduling.booking.outcome_panel.accepted_sentences import END_COUNTS
from scheduling.models import AuditEvent, PersonalValue, SessionAccommodation
from tests.support.accommodations import accommodate, accommodation_path, given
from tests.support.audit_log import erase_past_the_portal
from tests.support.booking_form import session_path
from tests.support.client import Desk
from tests.support.html import own_form_on, plain_text, words
from tests.support.log_page import numbers
from tests.support.outcomes import kinds

QUIET = {"factor": "1.5", "break_minutes": "10", "room": "quiet room"}


@pytest.fixture
def where(desk: Desk, sandbox: Sandbox) -> dict[str, str]:
    """A session that needs a proctor, seen here once; its exam takes 120 minutes."""
    place = next(
        one
        for one in sandbox.needs_proctor()
        if sandbox.session(one["sessionSid"])["duration"] == 120
    )
    desk.get(session_path(place))
    sandbox.clear()
    return place


def test_what_is_entered_is_kept_told_and_recorded_and_nothing_is_sent(
    desk: Desk, sandbox: Sandbox, where: dict[str, str]
) -> None:
    answer = accommodate(desk, where, **QUIET)
    assert (answer.status_code, answer.headers["Location"]) == (302, session_path(where))
    assert sandbox.requests() == []
    kept = SessionAccommodation.objects.get(session__sid=where["sessionSid"])
    assert kept.value == Accommodation(Decimal("1.5"), 10, "quiet room")
    assert (kept.exam_minutes, kept.changed_by.username) == (120, "coordinator")

    page = words(desk.get(session_path(where)))
    assert "1.5× time, 10 min breaks, quiet room. Nothing was sent to SmarterProctoring." in page
    assert "190 min (1.5× of 120 min + 10 min breaks)" in page
    assert f"Entered by {kept.changed_by_name}" in page
    event = AuditEvent.objects.get(kind="accommodation_changed")
    assert (event.number, event.session_sid) == (kept.event_number, where["sessionSid"])
    assert verify().is_intact


def test_a_confirmed_time_says_that_its_end_counts_what_is_kept_here(
    desk: Desk, where: dict[str, str]
) -> None:
    assert desk.book(where).status_code == 302
    assert END_COUNTS not in words(desk.get(session_path(where)))
    accommodate(desk, where, **QUIET | {"factor": "1", "break_minutes": ""})
    assert END_COUNTS not in words(desk.get(session_path(where)))
    accommodate(desk, where, **QUIET)
    page = words(desk.get(session_path(where)))
    assert "9:30 AM – 12:40 PM CST" in page and END_COUNTS in page


def test_the_event_tells_before_and_after_as_personal_values(
    desk: Desk, where: dict[str, str]
) -> None:
    accommodate(desk, where, **QUIET)
    accommodate(desk, where, factor="2")
    first, second = AuditEvent.objects.filter(kind="accommodation_changed").order_by("number")
    assert "quiet room" not in first.sentence + first.details + second.sentence + second.details
    told = "“1.5× time, 10 min breaks, quiet room”"
    stored = PersonalValue.objects.filter(event_number=second.number)
    assert (
        dict(stored.values_list("name", "value")).items()
        >= {
            "before": told,
            "after": "“2× time”",
        }.items()
    )

    page = plain_text(desk.get(f"/audit/{second.number}/").text)
    assert f": {told} → “2× time”. Nothing was sent to SmarterProctoring." in page
    assert f"Accommodation {told}" in page
    erase_past_the_portal(PersonalValue.objects.filter(event_number=second.number))
    assert "quiet room" not in words(desk.get(f"/audit/{second.number}/"))
    assert verify().is_intact
    listed = desk.get("/audit/?kind=accommodation").text
    assert numbers(listed) == [second.number, first.number]


def test_the_form_starts_from_what_stands_and_clears_what_is_cleared(
    desk: Desk, where: dict[str, str]
) -> None:
    assert own_form_on(desk.get(accommodation_path(where)))["factor"] == "1"
    accommodate(desk, where, factor="other", other_factor="1,75×", room="Room 204")
    shown = own_form_on(desk.get(accommodation_path(where)))
    assert {name: shown[name] for name in given()} == given(
        factor="other", other_factor="1.75", room="Room 204"
    )
    assert desk.post(accommodation_path(where), shown | given()).status_code == 302
    assert "Accommodation none" in words(desk.get(session_path(where)))
    assert kinds().count("accommodation_changed") == 2


def test_saving_what_stands_already_changes_and_records_nothing(
    desk: Desk, where: dict[str, str]
) -> None:
    for _ in range(2):
        assert accommodate(desk, where, **QUIET).status_code == 302
    assert "The accommodation is as it was." in words(desk.get(session_path(where)))
    assert accommodate(desk, where, **QUIET, shown="0").status_code == 302
    assert kinds().count("accommodation_changed") == 1


@pytest.mark.parametrize(
    ("answers", "told"),
    [
        ({"factor": ""}, "Extra time: Choose the extra time, or “No extra time”."),
        ({"factor": "3"}, "Extra time: Select a valid choice."),
        ({"factor": "other"}, "Other factor: Enter a number from 1 to 5"),
        ({"factor": "other", "other_factor": "0.5"}, "Other factor: Enter a number from 1 to 5"),
        ({"factor": "other", "other_factor": "5.01"}, "Other factor: Enter a number from 1 to 5"),
        ({"factor": "other", "other_factor": "1.333"}, "Other factor: Enter a number from 1 to 5"),
        ({"factor": "2", "other_factor": "1.75"}, "Other factor: Choose “Other” above"),
        ({"break_minutes": "241"}, "Breaks in minutes, in total: Enter 240 or less."),
        ({"break_minutes": "-5"}, "Breaks in minutes, in total: Enter 0 or more."),
        ({"break_minutes": "ten"}, "Breaks in minutes, in total: Enter whole minutes, from 0"),
        ({"room": "x" * 61}, "Special room: Shorten this to 60 characters: it has 61."),
    ],
)
def test_what_is_no_accommodation_comes_back_as_typed(
    desk: Desk, where: dict[str, str], answers: dict[str, str], told: str
) -> None:
    answer = accommodate(desk, where, **answers)
    assert answer.status_code == 422
    assert f"Nothing was saved. Please fix: {told}" in words(answer)
    typed = {name: text for name, text in answers.items() if name != "factor"}
    assert own_form_on(answer).items() >= typed.items()
    assert not SessionAccommodation.objects.exists()


def test_an_auditor_sees_it_and_is_offered_no_form(
    desk: Desk, auditor: Desk, where: dict[str, str]
) -> None:
    accommodate(desk, where, **QUIET)
    page = auditor.get(session_path(where)).text
    assert "1.5× time, 10 min breaks, quiet room" in plain_text(page)
    assert accommodation_path(where) not in page
    assert auditor.get(accommodation_path(where)).status_code == 403
    assert accommodate(auditor, where, factor="2").status_code == 403


def test_the_list_shows_it_in_the_session_s_row(desk: Desk, where: dict[str, str]) -> None:
    accommodate(desk, where, **QUIET)
    listed = words(desk.get("/", params={"q": where["learner"]}))
    assert " Note " in listed
    assert listed.count(" 1.5× time, 10 min breaks, quiet room ") == 1


def test_a_factor_in_words_is_refused_for_what_is_wrong_with_it(
    desk: Desk, sandbox: Sandbox
) -> None:
    where = sandbox.needs_proctor()[0]
    answers = {"factor": "other", "other_factor": "time and a half"}
    answer = desk.post(f"{session_path(where)}accommodation/", answers)
    assert answer.status_code == 422
    assert "Other factor: Enter a number from 1 to 5" in words(answer)
