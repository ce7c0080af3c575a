"""What a person decides about an attempt that was settled meanwhile, or that may be an earlier
booking's doing.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import DatabaseError, connection
from django.utils import timezone

from portal.sandbox.server import Sandbox
from scheduling.audit import event_writer
from scheduling.booking.admission import not_opened, opening
from scheduling.booking.admission.booking_request import BookingRequest
from scheduling.booking.attempts import CONFIRMING, GRACE, deadline_from
from scheduling.booking.comparison.compared_values import shown_by
from scheduling.booking.comparison.findings import Finding, find
from scheduling.models import Attempt, AuditEvent, ChainHead
from scheduling.proctoring_api.session_record import SessionRecord
from scheduling.session_commands import PORTAL, ScheduleSession
from tests.support.audit_log import SOME_KIND
from tests.support.booking_actions import book
from tests.support.booking_form import booking, session_path
from tests.support.client import Desk
from tests.support.html import has_digits, words
from tests.support.people import someone
from tests.support.portal_server import Portal

WHY = "Seen at the provider's at 9:46"


@pytest.fixture
def waiting(desk: Desk, sandbox: Sandbox) -> Attempt:
    """An attempt that waits for a person."""
    sandbox.trouble("drop_before")
    desk.book(sandbox.needs_proctor()[0])
    Attempt.objects.update(needs_person=True, next_check_at=timezone.now() + timedelta(hours=1))
    return Attempt.objects.get()


def test_what_was_typed_is_shown_where_it_was_settled_meanwhile(
    administrator: Desk, waiting: Attempt
) -> None:
    Attempt.objects.update(
        state="accepted",
        needs_person=False,
        settled_by="The portal",
        settled_how=Attempt.SettledHow.READ_BACK,
    )
    path = f"/undecided/{waiting.attempt_id}/"
    answer = administrator.post(path, {"applied": "no", "reason": f"{WHY}, 4111 1111 1111 1111"})

    assert answer.status_code == 409
    assert "The portal decided first: Ana Ruiz’s request was done" in words(answer)
    assert WHY in words(answer).replace("&#x27;", "'")
    assert not has_digits(answer.text, "4111")
    assert "No, it was not done" in words(answer)
    assert not AuditEvent.objects.filter(kind="settled").exists()


def test_the_second_click_of_whoever_settled_it_leads_to_the_session(
    administrator: Desk, waiting: Attempt
) -> None:
    path, decision = f"/undecided/{waiting.attempt_id}/", {"applied": "no", "reason": f"{WHY} "}
    assert [administrator.post(path, decision).status_code for _ in range(2)] == [302, 302]
    assert AuditEvent.objects.filter(kind="settled").count() == 1


def test_a_namesake_with_the_same_reason_and_another_answer_of_one_s_own_are_not_that_click(
    administrator: Desk, portal: Portal, waiting: Attempt
) -> None:
    path, decision = f"/undecided/{waiting.attempt_id}/", {"applied": "no", "reason": WHY}
    assert administrator.post(path, decision).status_code == 302
    other = administrator.post(path, decision | {"applied": "otherwise"})
    users = get_user_model().objects
    with someone(portal.url, "administrator-here") as namesake:
        names = users.filter(username="administrator").values("first_name", "last_name").get()
        users.filter(username="administrator-here").update(**names)
        answer = namesake.post(path, decision)

    assert [other.status_code, answer.status_code] == [409, 409]
    assert WHY in words(answer).replace("&#x27;", "'")
    settled = Attempt.objects.get()
    assert (settled.settled_how, settled.settler and settled.settler.username) == (
        "by-hand",
        "administrator",
    )


@pytest.mark.parametrize(
    ("stood", "finding"),
    [("same", Finding.UNCLEAR), ("other", Finding.APPLIED)],
)
def test_a_booking_over_an_earlier_one_is_not_taken_for_done_by_what_that_one_did(
    desk: Desk, sandbox: Sandbox, stood: str, finding: Finding
) -> None:
    book(desk, sandbox)
    earlier = Attempt.objects.select_related("session__institution").get()
    start = earlier.session.appointment_at
    earlier.overrides, earlier.stood_at = (
        earlier,
        start if stood == "same" else start - timedelta(hours=1),
    )
    record = SessionRecord.read(sandbox.session(earlier.session.sid))
    assert find(earlier, shown_by(record)) == finding


def test_a_storage_that_fails_while_it_is_asked_what_is_in_the_way_is_a_busy_one(
    desk: Desk, waiting: Attempt, sandbox: Sandbox
) -> None:
    def fails(execute: Any, sql: str, *rest: Any) -> Any:
        if "state IN" in sql.replace('"', "") and sql.startswith("SELECT"):
            raise DatabaseError("disk I/O error")
        return execute(sql, *rest)

    with connection.execute_wrapper(fails), pytest.raises(not_opened.NotRecorded):
        opening.record_intent(another(waiting))


def another(waiting: Attempt) -> BookingRequest:
    """A booking of the session that waits."""
    fresh = Attempt.objects.select_related("session__institution").get(pk=waiting.pk).session
    command = ScheduleSession(
        attempt_id=uuid4(), actor=PORTAL, address=fresh.address, session_type="automated"
    )
    return BookingRequest(
        command=command, session=fresh, action=Attempt.Action.SCHEDULE, body={"type": "automated"}
    )


def test_the_deadline_leaves_room_for_all_that_may_come_before_it() -> None:
    started = timezone.now()
    longest = GRACE + timedelta(seconds=settings.API_TIMEOUT) + CONFIRMING
    assert deadline_from(started) - started > longest


def test_writing_goes_on_after_each_of_two_tamperings(desk: Desk, sandbox: Sandbox) -> None:
    for changed in ({"hash": "0" * 64}, {"number": 2}):
        ChainHead.objects.filter(pk=1).update(**changed)
        event_writer.record(event_writer.Entry(kind=SOME_KIND, sentence="x", actor=PORTAL))
    numbers = list(AuditEvent.objects.order_by("number").values_list("number", flat=True))
    breaks = list(
        AuditEvent.objects.filter(kind="chain_break")
        .order_by("number")
        .values_list("number", flat=True)
    )

    assert numbers == list(range(1, len(numbers) + 1))
    assert (len(breaks), ChainHead.objects.get().broken_at) == (2, breaks[0])
    assert (
        desk.post(f"{session_path(sandbox.needs_proctor()[0])}schedule/", booking()).status_code
        == 302
    )
