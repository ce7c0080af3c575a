"""What counts as confirmed by the provider, so that a learner may be told."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest

from scheduling.booking.outcome_panel.confirmed import is_cancelled, is_confirmed
from scheduling.models import Attempt, ExamSession, Institution
from scheduling.models.session_status import STATUSES
from tests.support.known_sessions import known_session

START = datetime(2027, 1, 14, 15, 30, tzinfo=UTC)
BOOKED = {"scheduled", "in progress", "processing", "incident"}
# A person chose “not as asked”.
KEPT = {"settled_how": "by-hand", "cause": "decided-otherwise"}


def session(institution: Institution, **facts: Any) -> ExamSession:
    usual = {"status": "Scheduled", "appointment_at": START, "session_type": "smarter-scheduling"}
    return known_session(institution, **usual | facts)


def attempt(of: ExamSession, **facts: Any) -> None:
    usual = {
        "action": "schedule",
        "state": "accepted",
        "settled_how": "answer",
        "session_type": "smarter-scheduling",
        "asked": {"appointmentDateTime": START.isoformat(), "type": "smarter-scheduling"},
    }
    Attempt.objects.create(
        attempt_id=uuid4(),
        session=of,
        actor_name="Ana Ruiz",
        time_zone="America/Chicago",
        asked_digest="-",
        started_at=START,
        deadline_at=START,
        **usual | facts,
    )


@pytest.mark.parametrize("status", ["", "Gone fishing", *(one.key for one in STATUSES)])
def test_of_a_booking_made_elsewhere_the_status_has_to_show_it(
    institution: Institution, status: str
) -> None:
    shown = session(institution, status=status)
    assert is_confirmed(shown) is (status in BOOKED)
    assert is_cancelled(shown) is (status == "cancelled")


@pytest.mark.parametrize(
    "facts", [{"appointment_at": None}, {"dropped_at": START}, {"changed_event": 7}]
)
def test_what_waits_for_somebody_is_neither(
    institution: Institution, facts: dict[str, Any]
) -> None:
    for status in ("Scheduled", "Cancelled"):
        shown = session(institution, status=status, **facts)
        assert not is_confirmed(shown)
        assert not is_cancelled(shown)


def test_a_session_that_could_not_be_stored_is_neither(institution: Institution) -> None:
    unsaved = ExamSession(institution=institution, status="Scheduled", appointment_at=START)
    assert (is_confirmed(unsaved), is_cancelled(unsaved)) == (False, False)


@pytest.mark.parametrize("action", ["schedule", "reschedule", "cancel"])
@pytest.mark.parametrize("state", ["sending", "unconfirmed"])
def test_an_open_request_leaves_nothing_confirmed(
    institution: Institution, action: str, state: str
) -> None:
    for status in ("Scheduled", "Cancelled"):
        shown = session(institution, status=status)
        attempt(shown, action=action, state=state)
        assert not is_confirmed(shown)
        assert not is_cancelled(shown)


DIFFERENT = [{"what": "Start", "asked": "9:30 AM", "stored": "10:30 AM"}]
ASKED_LATER = {"appointmentDateTime": (START + timedelta(hours=1)).isoformat()}


@pytest.mark.parametrize(
    ("facts", "status", "holds"),
    [
        ({}, "Scheduled", True),
        ({}, "", False),  # the provider said yes; that the session is booked it did not show
        ({}, "Pending Approval", False),
        ({}, "Closed", False),
        ({}, "Gone fishing", False),
        ({"asked": ASKED_LATER}, "Scheduled", False),
        ({"asked": ASKED_LATER}, "", False),
        ({"differences": DIFFERENT, "asked": ASKED_LATER}, "Scheduled", False),
        ({"differences": DIFFERENT}, "Scheduled", True),  # by now it is shown as it was asked
        (
            {"differences": DIFFERENT, "asked": ASKED_LATER, "settled_how": "by-hand"},
            "Scheduled",
            False,
        ),
        ({"differences": [5]}, "Scheduled", False),
        ({"asked": []}, "Scheduled", False),
        ({"differences": DIFFERENT} | KEPT, "Scheduled", True),
        ({"settled_how": "by-hand"}, "", False),
        ({"action": "cancel", "asked": {}}, "Scheduled", False),
        ({"state": "refused"}, "Scheduled", False),
        ({"state": "not-applied"}, "Scheduled", False),
    ],
)
def test_what_was_accepted_has_to_be_what_is_shown(
    institution: Institution, facts: dict[str, Any], status: str, holds: bool
) -> None:
    shown = session(institution, status=status)
    attempt(shown, **facts)
    assert is_confirmed(shown) is holds


def test_after_a_move_that_was_refused_the_booking_before_it_counts(
    institution: Institution,
) -> None:
    shown = session(institution)
    attempt(shown)
    attempt(shown, action="reschedule", state="refused", asked=ASKED_LATER)
    assert is_confirmed(shown)
    attempt(shown, action="reschedule", state="not-applied")  # asked for what is shown now
    assert not is_confirmed(shown)
