"""What was not sent says what to press, in the words of what was asked for; what is kept of it says
nothing about buttons.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager

import pytest
from django.utils import timezone

from portal.sandbox.server import Sandbox
from scheduling.batches import execution, leases
from scheduling.institutions import calls_at_once, circuit_breaker
from scheduling.institutions.calls_at_once import Purpose
from scheduling.models import Attempt, AuditEvent, Circuit, Institution
from tests.support.batches import begun, booked_there, carried_out
from tests.support.booking_actions import book, cancel, move
from tests.support.client import Desk
from tests.support.html import words
from tests.support.outcomes import attempt_of, details, page_of, sentence_of

PAUSED = "Requests are paused: SmarterProctoring has not been answering. Nothing was sent."
CROWDED = (
    "SmarterProctoring is slow to answer, and others are waiting for it already. Nothing was sent."
)
Held = Callable[[Institution], object]


@contextmanager
def bookings_paused(institution: Institution) -> Iterator[None]:
    """Nobody was reached lately, and the next probe is not due yet."""
    now = timezone.now()
    later = now + circuit_breaker.PROBE_PAUSE
    Circuit.objects.create(institution=institution, failures=9, opened_at=now, next_probe_at=later)
    yield
    Circuit.objects.all().delete()


@contextmanager
def all_places_taken(institution: Institution) -> Iterator[None]:
    """As many are asking as may at once."""
    with ExitStack() as taken:
        for _ in range(calls_at_once.limit(Purpose.BOOKING)):
            assert taken.enter_context(calls_at_once.place(institution.pk, Purpose.BOOKING))
        yield


def kept_of(where: dict[str, str]) -> str:
    """What stands about it in the record and in the log."""
    attempt = attempt_of(where)
    assert attempt.state == Attempt.State.UNREACHABLE
    event = AuditEvent.objects.filter(kind="outcome").order_by("-number")[0]
    return f"{attempt.reason} {sentence_of(event)} {details('outcome')}"


@pytest.mark.faults(60, 75)
@pytest.mark.parametrize("action", [move, cancel])
@pytest.mark.parametrize(
    ("held", "reason", "again"),
    [
        (bookings_paused, PAUSED, "We check every few seconds; send it again when this notice"),
        (all_places_taken, CROWDED, "Send it again in a moment."),
    ],
)
def test_a_move_or_a_cancellation_that_was_held_back_says_how_to_send_it_again(
    desk: Desk,
    sandbox: Sandbox,
    institution: Institution,
    action: Callable,
    held: Held,
    reason: str,
    again: str,
) -> None:
    where = book(desk, sandbox)
    with held(institution):
        answer = action(desk, where)
    assert answer.status_code == 502
    said = words(answer)
    assert f"{reason} {again}" in said
    assert "ook again" not in said
    assert reason in kept_of(where)
    for told in (kept_of(where), page_of(desk, where)):
        assert not any(
            one in told for one in ("again when", "notice is gone", "gain}", "ook again.")
        )
    assert reason in page_of(desk, where)


@pytest.mark.faults(60, 75)
@pytest.mark.parametrize(
    ("held", "said"),
    [
        (bookings_paused, f"{PAUSED} We check every few seconds; book again when this notice is"),
        (all_places_taken, f"{CROWDED} Book again in a moment."),
    ],
)
def test_a_booking_says_so_too_also_where_the_same_form_is_sent_twice(
    desk: Desk, sandbox: Sandbox, institution: Institution, held: Held, said: str
) -> None:
    where = sandbox.needs_proctor()[0]
    number = "11111111-2222-4333-8444-555555555555"
    with held(institution):
        answers = [desk.book(where, attempt_id=number) for _ in range(2)]
    assert all(said in words(one) for one in answers)


@pytest.mark.faults(60, 75)
@pytest.mark.parametrize("held", [bookings_paused, all_places_taken])
def test_a_row_of_a_rescue_waits_without_a_word_about_buttons(
    desk: Desk, sandbox: Sandbox, institution: Institution, held: Held
) -> None:
    batch = begun(booked_there(sandbox, institution, 1))
    [row] = leases.claim(institution.pk, at_once=execution.AT_ONCE)
    with held(institution):
        assert not execution._send(row, row.session)
    page = words(desk.get(f"/rescues/{batch.pk}/"))
    why = "Moves are paused" if held is bookings_paused else "SmarterProctoring is slow to answer"
    assert why in page and "We try again every few seconds." in page
    assert not any(one in page for one in ("ook again", "in a moment", "Nothing was sent", "press"))
    assert carried_out(batch).state == "done"


@pytest.mark.faults(20, 6)
@pytest.mark.parametrize("trouble", [{"code": 429}, {}])
def test_a_row_that_tries_again_by_itself_asks_nobody_to(
    desk: Desk,
    sandbox: Sandbox,
    institution: Institution,
    trouble: dict,
    point_at: Callable[[str], None],
    closed_port: int,
) -> None:
    batch = begun(booked_there(sandbox, institution, 1))
    [row] = leases.claim(institution.pk, at_once=execution.AT_ONCE)
    if trouble:
        sandbox.trouble("status", method="PUT", **trouble)
    else:
        point_at(f"http://127.0.0.1:{closed_port}")
        row.session.institution.refresh_from_db()
    assert not execution._send(row, row.session)
    page = words(desk.get(f"/rescues/{batch.pk}/"))
    said = "SmarterProctoring is busy." if trouble else "SmarterProctoring could not be reached."
    assert f"{said} We try again every few seconds." in page
    assert "Try again" not in page


@pytest.mark.faults(18)
def test_a_cancellation_in_conflict_says_nothing_of_another_time(
    desk: Desk, sandbox: Sandbox
) -> None:
    where = book(desk, sandbox)
    sandbox.trouble("status", method="DELETE", code=409, body="empty")
    answer = cancel(desk, where)
    assert answer.status_code == 422
    assert "another time" not in words(answer)
