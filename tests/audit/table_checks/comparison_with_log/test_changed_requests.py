"""Requests changed past the portal are named, whatever of them was changed."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from portal.sandbox.server import Sandbox
from scheduling.audit.kinds import Kind
from scheduling.audit.table_checks.requests import request_records
from scheduling.log.learner_erasure import erase_learner
from scheduling.models import (
    Attempt,
    AuditEvent,
    EventAction,
    PersonalValue,
    ProviderId,
)
from tests.support.audit_log import ANA, without_triggers
from tests.support.booking_actions import book, cancel, settle_by_hand
from tests.support.client import Desk
from tests.support.long_cases import mostly_long
from tests.support.table_comparisons import found

EARLIER = datetime(2020, 1, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    ("changes", "said"),
    mostly_long(
        [
            ({"state": "refused"}, "is shown as “refused”, but event"),
            ({"actor_id": None}, "was made by another person than event"),
            ({"settler_id": None}, "is shown as settled by Ana Ruiz (By the answer), which event"),
            ({"given_unreadably": [1]}, "tells another reason or difference than event"),
            ({"differences": [1]}, "tells another reason or difference than event"),
            ({"actor_name": "Tom Okafor"}, "was made by another person than event"),
            ({"settled_how": "by-hand", "settled_by": "Dean"}, "is shown as settled by Dean (By a"),
            ({"settled_by": "Dean"}, "is shown as settled by Dean (By the answer), which event"),
            ({"settled_by": ""}, "is shown as settled by nobody (By the answer), which event"),
            ({"settled_how": "read-back"}, "(By checking with SmarterProctoring), which event"),
            ({"settled_how": ""}, "is shown as settled by Ana Ruiz, which event"),
            ({"session_type": "nobody"}, "asks for something else (type) than event"),
            ({"action": "cancel"}, "asks for something else (action) than event"),
            ({"card_fingerprint": "x"}, "has another payment, reason or time than event"),
            ({"voucher_fingerprint": "x"}, "has another payment, reason or time than event"),
            ({"card_last_four": "0000"}, "has another payment, reason or time than event"),
            ({"price_reason": "As agreed."}, "has another payment, reason or time than event"),
            ({"override_reason": "As agreed."}, "has another payment, reason or time than event"),
            ({"described": "Something"}, "has another payment, reason or time than event"),
            ({"reason": "It was so."}, "tells another reason or difference than event"),
            ({"given_unreadably": ["start"]}, "tells another reason or difference than event"),
            (
                {"differences": [{"what": "Start", "asked": "9", "stored": "10"}]},
                "tells another reason or difference than event",
            ),
        ],
        everyday=8,
    ),
)
def test_a_request_that_was_changed_is_named(
    booked: Attempt, changes: dict[str, str], said: str
) -> None:
    Attempt.objects.update(**changes)
    assert said in found()


def test_a_request_that_is_open_was_settled_by_nobody(desk: Desk, sandbox: Sandbox) -> None:
    sandbox.trouble("drop_after")
    book(desk, sandbox)
    assert Attempt.objects.get().is_open
    assert found() == ""
    Attempt.objects.update(settled_how="by-hand", settled_by="Dean")
    assert "is shown as settled by Dean (By a person), which event" in found()


@pytest.mark.parametrize(
    "changes",
    [
        {"settled_how": "read-back", "settled_by": ""},
        {"settled_how": "read-back", "settled_by": "The portal"},
        {"settled_by": ""},
        {"settled_by": "Ana Ruiz"},
        {"settler_id": None},
        {"settler_id": None, "settled_by": "Ana Ruiz"},
    ],
)
def test_who_settled_a_request_by_hand_is_who_its_event_says(
    desk: Desk, sandbox: Sandbox, administrator: Desk, changes: dict[str, Any]
) -> None:
    where = book(desk, sandbox)
    sandbox.trouble("drop_before", method="DELETE")
    cancel(desk, where)
    settle_by_hand(administrator, where, "no")
    attempt = Attempt.objects.get(action="cancel")
    assert (attempt.settled_how, attempt.settled_by) == ("by-hand", "Ingrid Sato")
    assert found() == ""
    Attempt.objects.filter(pk=attempt.pk).update(**changes)
    assert "is shown as settled by" in found()
    Attempt.objects.filter(pk=attempt.pk).update(
        settled_how="by-hand", settled_by="Ingrid Sato", settler_id=attempt.actor_id
    )
    assert "is shown as settled by Ingrid Sato (By a person), which event" in found()


def test_a_request_whose_kind_was_changed_together_with_what_its_events_are_found_by_is_named(
    booked: Attempt,
) -> None:
    Attempt.objects.update(action="cancel")
    EventAction.objects.update(action="cancel")
    assert "asks for something else (action) than event" in found()


@pytest.mark.usefixtures("booked")
def test_an_event_of_before_tells_in_its_sentence_what_was_asked_for() -> None:
    without_triggers()
    event = AuditEvent.objects.get(kind=Kind.INTENT)
    facts = json.loads(event.details)
    assert (facts.pop("action"), facts.pop("holds") != "") == ("schedule", True)
    AuditEvent.objects.filter(pk=event.pk).update(details=json.dumps(facts))
    assert list(request_records.check()) == []

    Attempt.objects.update(action="cancel")
    [one] = request_records.check()
    assert "asks for something else (action) than event" in one.said


def test_a_request_that_was_paid_for_is_as_its_event_says_until_that_is_taken_away(
    desk: Desk, sandbox: Sandbox
) -> None:
    book(desk, sandbox, amount="25.50", currency="USD", voucher_code="PRACTICE-OK")
    attempt = Attempt.objects.get()
    assert attempt.voucher_fingerprint
    assert found() == ""
    Attempt.objects.update(voucher_fingerprint="")
    assert "has another payment, reason or time than event" in found()


def test_a_request_whose_amount_was_changed_is_named(booked: Attempt) -> None:
    Attempt.objects.update(asked=booked.asked | {"amount": "0.01"})
    assert "asks for something else (amount) than event" in found()


LEARNER = {"first_name": "Maya", "last_name": "Lindqvist", "email": "maya@northfield.example"}


@pytest.mark.parametrize("change", ["Somebody else", "", None])
@pytest.mark.parametrize(
    "name", mostly_long(["firstName", "lastName", "email", "notes"], everyday=2)
)
def test_a_request_whose_name_email_or_notes_were_changed_is_named(
    desk: Desk, sandbox: Sandbox, name: str, change: str | None
) -> None:
    book(desk, sandbox, notes="Ground floor.", **LEARNER)
    attempt = Attempt.objects.get()
    assert attempt.asked[name]
    assert found() == ""
    asked = {one: value for one, value in attempt.asked.items() if one != name}
    Attempt.objects.update(asked=asked if change is None else asked | {name: change})
    assert f"asks for something else ({name}) than event" in found()


def test_of_a_request_of_an_erased_learner_what_was_erased_is_not_missed(
    desk: Desk, sandbox: Sandbox
) -> None:
    book(desk, sandbox, notes="Ground floor.", **LEARNER)
    session = Attempt.objects.get().session
    why = "At the request of the person."
    erase_learner(user_sid=session.learner_key, institution=session.institution, why=why, actor=ANA)
    assert not PersonalValue.objects.filter(name__startswith="asked.").exists()
    assert found() == ""


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"warnings": ["The room was full."]}, "was sent despite other warnings than event"),
        ({"cause": "said-yes"}, "was answered otherwise than event"),
        ({"answered_words": "Queued."}, "was answered otherwise than event"),
        ({"last_look": "applied"}, "was seen otherwise at its last check than event"),
        ({"finished_at": EARLIER}, "ended at another time than event"),
        ({"settled_at": EARLIER}, "ended at another time than event"),
        ({"settled_at": None}, "ended at another time than event"),
        ({"needs_person": True}, "is over, and put before whoever decides"),
        ({"is_unshown": True}, "counts as shown, or as not shown, which event"),
    ],
)
def test_what_pages_show_of_a_request_is_what_its_events_say(
    booked: Attempt, changes: dict[str, Any], said: str
) -> None:
    Attempt.objects.update(**changes)
    assert said in found()


def test_what_a_request_was_sent_despite_can_not_be_taken_away(
    desk: Desk, sandbox: Sandbox
) -> None:
    where = sandbox.place()  # at Duluth, which is closed on Sundays
    assert desk.book(where, appointment_date_time="2027-01-17T09:30").status_code == 302
    attempt = Attempt.objects.get()
    assert attempt.warnings
    assert found() == ""
    for other in ([], [*attempt.warnings, "And more."]):
        Attempt.objects.update(warnings=other)
        assert "was sent despite other warnings than event" in found()


def test_an_event_that_is_not_found_by_an_id_that_it_tells_is_named(
    desk: Desk, sandbox: Sandbox
) -> None:
    book(desk, sandbox)
    [number] = set(ProviderId.objects.values_list("event_number", flat=True))
    ProviderId.objects.all()[0].delete()
    said = f"event {number} is not found by an id of SmarterProctoring’s that it tells"
    assert said in found()
