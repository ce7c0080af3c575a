"""What a request of this portal explains is no change outside, and what it does not, is one."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from portal.sandbox.server import Sandbox
from scheduling.booking.outcome_panel.accepted_sentences import BOOKED
from scheduling.booking.outcome_panel.failed_sentences import SHOWS_NEW_TIME
from scheduling.models import Attempt, Institution
from tests.support.booking_actions import cancel, move, take_the_provider_away
from tests.support.booking_form import session_path
from tests.support.client import Desk
from tests.support.html import plain_text
from tests.support.long_cases import mostly_long
from tests.support.outcomes import attempt_of, details, let_looks_count, settled
from tests.support.outside_changes import FRIDAY, MOVED, PHOENIX, TITLE, page_of, seen


def test_a_booking_is_confirmed_by_the_start_that_was_asked_for_and_a_fraction(
    desk: Desk, sandbox: Sandbox
) -> None:
    where = sandbox.needs_proctor()[0]
    fields = {"appointmentDate": "2027-01-14T15:30:00.250Z"}
    for method in ("POST", "GET"):
        sandbox.trouble("other_fields", method=method, fields=fields, times=None)
    desk.book(where)
    page = page_of(desk, where)
    assert BOOKED in page
    assert "not what you asked for" not in page


def test_a_move_that_did_not_arrive_is_told_by_the_start_that_stands_and_a_fraction(
    desk: Desk, sandbox: Sandbox, booked: dict[str, str]
) -> None:
    fields = {"appointmentDate": "2027-01-14T15:30:00.250Z"}
    sandbox.trouble("other_fields", method="GET", fields=fields, times=None)
    sandbox.trouble("drop_before", method="PUT")
    move(desk, booked)
    page_of(desk, booked)
    assert settled(booked).state == Attempt.State.NOT_APPLIED
    assert seen() == 0


@pytest.mark.faults(67)
def test_a_change_after_a_request_of_this_portal_is_told_also_where_it_was_told_before(
    desk: Desk, sandbox: Sandbox, booked: dict[str, str]
) -> None:
    sandbox.place(booked["sessionSid"], start=MOVED)
    desk.get(session_path(booked))
    assert move(desk, booked, appointment_date_time="2027-01-14T09:30").status_code == 302
    let_looks_count()
    sandbox.place(booked["sessionSid"], start=MOVED)
    desk.get(session_path(booked))

    assert (attempt_of(booked).state, seen()) == ("accepted", 2)


@pytest.mark.faults(67)
def test_what_this_portal_moved_or_cancelled_is_no_change_outside(
    desk: Desk, sandbox: Sandbox, booked: dict[str, str]
) -> None:
    move(desk, booked)
    desk.get(session_path(booked))
    cancel(desk, booked)
    desk.get(session_path(booked))

    assert attempt_of(booked).state == "accepted"
    assert seen() == 0


@pytest.mark.faults(67)
@pytest.mark.parametrize(
    ("change", "is_ours"),
    mostly_long(
        [
            ({"start": FRIDAY}, True),
            ({"start": MOVED}, False),
            ({"status": "Annulled by center"}, False),
            ({"fields": PHOENIX}, False),
        ],
        everyday=2,
    ),
)
def test_a_request_that_was_not_done_explains_only_what_it_had_asked_for(
    desk: Desk, sandbox: Sandbox, booked: dict[str, str], change: dict[str, object], is_ours: bool
) -> None:
    """It was read back as not done, and nobody looked since until something changed."""
    sandbox.trouble("drop_before", method="PUT")
    move(desk, booked)
    assert settled(booked).state == "not-applied"
    sandbox.place(booked["sessionSid"], **change)

    page = page_of(desk, booked)
    assert (seen(), TITLE in page) == ((0, False) if is_ours else (1, True))
    assert (SHOWS_NEW_TIME in page) is is_ours


@pytest.mark.faults(67)
@pytest.mark.parametrize("was_sent", [True, False])
def test_a_request_that_was_refused_or_never_sent_explains_nothing(
    desk: Desk, sandbox: Sandbox, booked: dict[str, str], was_sent: bool
) -> None:
    """Not even where somebody does elsewhere what it had asked for."""
    if was_sent:
        sandbox.trouble("status", method="PUT", code=422, message="Not today.")
    else:
        take_the_provider_away(booked)
    move(desk, booked)
    assert attempt_of(booked).state == ("refused" if was_sent else "unreachable")
    Institution.objects.filter(sid=booked["installSid"]).update(base_url=sandbox.url)
    sandbox.place(booked["sessionSid"], start=FRIDAY)

    assert TITLE in page_of(desk, booked)
    assert details("seen")["changes"]["start"]["after"] == "2027-01-15T19:00:00Z"


@pytest.mark.faults(67)
def test_what_was_refused_since_takes_nothing_from_a_request_that_was_done_late(
    desk: Desk, sandbox: Sandbox, booked: dict[str, str]
) -> None:
    sandbox.trouble("drop_before", method="PUT")
    move(desk, booked)
    assert settled(booked).state == "not-applied"
    sandbox.clear()
    sandbox.trouble("status", method="PUT", code=409, message="It is being moved.")
    move(desk, booked, appointment_date_time="2027-01-18T13:00")
    assert attempt_of(booked).state == "refused"
    sandbox.place(booked["sessionSid"], start=FRIDAY)

    desk.get(session_path(booked))
    assert seen() == 0


@pytest.mark.faults(67)
@pytest.mark.parametrize(
    ("send", "method", "change", "told"),
    mostly_long(
        [
            (cancel, "DELETE", {"start": MOVED}, ["start"]),
            (cancel, "DELETE", {"status": "Cancelled"}, []),
            (move, "PUT", {"start": MOVED}, []),
            (move, "PUT", {"fields": {"type": "vtc"}}, ["type"]),
        ],
        everyday=2,
    ),
)
def test_an_open_request_explains_only_what_such_a_request_may_change(
    desk: Desk,
    sandbox: Sandbox,
    booked: dict[str, str],
    send: Callable[..., object],
    method: str,
    change: dict[str, object],
    told: list[str],
) -> None:
    sandbox.trouble("drop_before", method=method)
    send(desk, booked)
    assert attempt_of(booked).is_open
    sandbox.place(booked["sessionSid"], **change)

    desk.get(session_path(booked))
    assert seen() == len(told)
    assert [list(details("seen")["changes"]) for _ in told] == [[one] for one in told]


@pytest.mark.faults(19)
def test_a_booking_of_somebody_elsewhere_that_a_refusal_brings_to_light_is_an_event(
    desk: Desk, sandbox: Sandbox
) -> None:
    where = sandbox.needs_proctor()[0]
    desk.get(session_path(where))
    sandbox.place(where["sessionSid"], status="Scheduled", start=MOVED)
    sandbox.trouble("status", method="POST", code=409, message="It is booked.")
    answer = desk.book(where)

    assert answer.status_code == 422
    assert "This session has changed since you opened it." in plain_text(answer.text)
    assert details("seen")["changes"]["status"] == {"before": "Needs proctor", "after": "Scheduled"}
    assert TITLE in page_of(desk, where)
