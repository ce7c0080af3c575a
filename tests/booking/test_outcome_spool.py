"""Outcomes kept in a file:
each is recorded once, none is lost, and nobody waits for those who read it.
"""

from __future__ import annotations

import fcntl
import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from cryptography.fernet import Fernet
from django.conf import settings
from django.db import InterfaceError, OperationalError
from django.utils import timezone
from pytest_django import Settings

from scheduling.booking import outcome_spool
from scheduling.booking.outcomes.outcome import Outcome
from scheduling.models import Attempt, AuditEvent, ExamSession, Institution
from scheduling.proctoring_api.session_record import SessionRecord
from scheduling.readiness import secrets
from scheduling.views.exam_sessions import payment_summary
from scheduling.wall_time import in_utc
from scheduling.worker import steps

State = Attempt.State
NINE = datetime.fromisoformat("2027-01-14T15:00:00+00:00")
TEN = NINE + timedelta(hours=1)
UNKNOWN = Outcome(state=State.UNCONFIRMED, cause="timeout", reason="No answer came.")
REFUSED = Outcome(state=State.REFUSED, cause="refused", reason="The time is taken.")


@pytest.fixture
def attempts(institution: Institution) -> list[Attempt]:
    """Two attempts whose outcomes the storage did not take."""
    return [being_sent(institution, number) for number in (1, 2)]


def being_sent(institution: Institution, number: int) -> Attempt:
    session = ExamSession.objects.create(
        institution=institution, exam_sid=f"EX{7:032x}", sid=f"ES{number:032x}"
    )
    return Attempt.objects.create(
        attempt_id=uuid4(),
        session=session,
        action=Attempt.Action.SCHEDULE,
        session_type="automated",
        actor_name="Ana Ruiz",
        asked={"type": "automated"},
        asked_digest="",
        time_zone="UTC",
        started_at=timezone.now(),
        deadline_at=timezone.now(),
    )


def states(attempts: list[Attempt]) -> list[str]:
    return [Attempt.objects.get(pk=one.pk).state for one in attempts]


def told(attempt: Attempt) -> list[str]:
    events = AuditEvent.objects.filter(attempt_id=str(attempt.attempt_id)).order_by("number")
    return list(events.values_list("kind", flat=True))


def files() -> list[Path]:
    return sorted(Path(settings.VAR_DIR).glob("outcomes.spool*"))


def interrupting(error: BaseException) -> Iterator[None]:
    """Takes the first outcome and breaks down at the second."""
    yield
    raise error


def test_a_folder_or_what_can_not_be_read_keeps_no_outcome_waiting(
    attempts: list[Attempt],
) -> None:
    spool = Path(settings.VAR_DIR) / "outcomes.spool"
    for name in ("0", "5", "z"):
        spool.with_name(f"{spool.name}.{name}").mkdir()
    outcome_spool.keep(attempts[0], REFUSED)
    steps.take_spool()
    assert states(attempts)[0] == State.REFUSED
    left = files()
    for one in left:
        one.rmdir()
    assert [one.name for one in left] == [f"outcomes.spool.{name}" for name in ("0", "5", "z")]


@pytest.mark.parametrize(
    "error", [OperationalError("locked"), InterfaceError("closed"), KeyboardInterrupt()]
)
def test_what_broke_off_in_between_is_taken_again_and_told_once(
    attempts: list[Attempt], error: BaseException
) -> None:
    first, second = attempts
    outcome_spool.keep(first, UNKNOWN)
    outcome_spool.keep(second, REFUSED)
    breaking = interrupting(error)

    def record(attempt_id: str, outcome: Outcome) -> None:
        next(breaking)
        steps.record_outcome(attempt_id, outcome)

    with pytest.raises(type(error)):
        outcome_spool.take(record)
    Attempt.objects.filter(pk=first.pk).update(lease_holder="somebody who looks")
    assert states(attempts) == ["unconfirmed", "sending"]

    steps.take_spool()
    assert (states(attempts), files()) == (["unconfirmed", "refused"], [])
    assert [told(one) for one in attempts] == [["outcome"], ["outcome"]]
    assert Attempt.objects.get(pk=first.pk).lease_holder == "somebody who looks"


def test_one_that_can_never_be_recorded_keeps_no_other_waiting(attempts: list[Attempt]) -> None:
    for one in attempts:
        outcome_spool.keep(one, REFUSED)

    def record(attempt_id: str, outcome: Outcome) -> None:
        if attempt_id == str(attempts[0].attempt_id):
            raise ValueError("never")
        steps.record_outcome(attempt_id, outcome)

    outcome_spool.take(record)
    assert states(attempts) == ["sending", "refused"]
    steps.take_spool()
    assert (states(attempts), files()) == (["refused", "refused"], [])


def test_nobody_who_books_waits_for_the_worker(attempts: list[Attempt]) -> None:
    first, second = attempts
    outcome_spool.keep(first, REFUSED)

    def record(attempt_id: str, outcome: Outcome) -> None:
        with ThreadPoolExecutor(1) as pool:
            pool.submit(outcome_spool.keep, second, REFUSED).result(timeout=60)

    outcome_spool.take(record)
    assert len(files()) == 1
    steps.take_spool()
    assert (states(attempts), files()) == (["sending", "refused"], [])


def test_a_lock_that_another_program_keeps_holds_up_no_booking_and_no_worker(
    attempts: list[Attempt], monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(outcome_spool, "PATIENCE", 0.2, raising=False)
    caplog.set_level("ERROR")
    lock = Path(settings.VAR_DIR) / "outcomes.lock"
    with lock.open("a") as other, ThreadPoolExecutor() as threads:
        fcntl.flock(other, fcntl.LOCK_EX)
        asked = [
            threads.submit(outcome_spool.keep, attempts[0], REFUSED),
            threads.submit(steps.take_spool),
        ]
        try:
            said = [one.result(timeout=10) for one in asked]
        finally:
            fcntl.flock(other, fcntl.LOCK_UN)
    assert (said, files()) == ([False, None], [])
    assert "could not be kept anywhere: [Errno 110] another program" in caplog.text
    assert "the outcome spool must wait: [Errno 110] another program" in caplog.text


def test_what_was_set_aside_is_recorded_while_another_program_keeps_the_lock(
    attempts: list[Attempt], monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(outcome_spool, "PATIENCE", 0.2, raising=False)
    caplog.set_level("ERROR")
    outcome_spool.keep(attempts[0], REFUSED)
    [file] = files()
    file.rename(f"{file}.7")
    outcome_spool.keep(attempts[1], REFUSED)
    with (Path(settings.VAR_DIR) / "outcomes.lock").open("a") as other, ThreadPoolExecutor() as one:
        fcntl.flock(other, fcntl.LOCK_EX)
        try:
            one.submit(steps.take_spool).result(timeout=10)
        finally:
            fcntl.flock(other, fcntl.LOCK_UN)
    assert (states(attempts), files()) == (["refused", "sending"], [file])
    assert "the outcome spool must wait: [Errno 110] another program" in caplog.text


def test_a_line_of_no_attempt_s_id_is_one_that_can_not_be_read(
    attempts: list[Attempt], caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("ERROR")
    outcome_spool.keep(Attempt(attempt_id="by hand"), REFUSED)
    outcome_spool.keep(attempts[0], REFUSED)
    assert (outcome_spool.unknown(), [*secrets.faults()]) == (0, [])
    steps.take_spool()
    assert (states(attempts), files()) == (["refused", "sending"], [])
    assert "a line of the outcome spool can't be read" in caplog.text


def test_what_answers_a_request_of_another_database_waits_for_it_and_is_told(
    attempts: list[Attempt], institution: Institution, caplog: pytest.LogCaptureFixture
) -> None:
    elsewhere = Attempt(attempt_id=uuid4())
    outcome_spool.keep(elsewhere, REFUSED)
    outcome_spool.keep(attempts[0], REFUSED)
    assert outcome_spool.unknown() == 1
    caplog.set_level("ERROR")
    for _ in range(2):
        steps.take_spool()
    assert (states(attempts), len(files())) == (["refused", "sending"], 1)
    assert f"the database has no attempt {elsewhere.attempt_id}" in caplog.text
    [fault] = secrets.faults()
    said = "SmarterProctoring’s answer to 1 request can’t be recorded: it is not in this database."
    assert (fault.said, "DATABASE_URL" in fault.mend) == (said, True)

    known = being_sent(institution, 3)
    Attempt.objects.filter(pk=known.pk).update(attempt_id=elsewhere.attempt_id)
    steps.take_spool()
    assert (states([known]), files(), [*secrets.faults()]) == (["refused"], [], [])


def test_half_a_line_swallows_no_other(attempts: list[Attempt]) -> None:
    first, second = attempts
    outcome_spool.keep(first, REFUSED)
    [file] = files()
    file.write_bytes(file.read_bytes()[:50])
    outcome_spool.keep(second, REFUSED)
    steps.take_spool()

    assert (states(attempts), files()) == (["sending", "refused"], [])


def test_what_no_key_opens_waits_for_its_key_and_keeps_no_other_waiting(
    attempts: list[Attempt], settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    first, second = attempts
    own = settings.FIELD_ENCRYPTION_KEYS
    settings.FIELD_ENCRYPTION_KEYS = [Fernet.generate_key().decode()]
    outcome_spool.keep(first, REFUSED)
    foreign, settings.FIELD_ENCRYPTION_KEYS = settings.FIELD_ENCRYPTION_KEYS, own
    outcome_spool.keep(second, REFUSED)
    with files()[0].open("ab") as file:
        file.write(b"half a line\n")
    caplog.set_level("ERROR")
    for _ in range(2):
        steps.take_spool()
    assert (states(attempts), len(files())) == (["sending", "refused"], 1)
    assert "no key in FIELD_ENCRYPTION_KEYS opens a line of the outcome spool" in caplog.text
    assert (outcome_spool.locked(), told(second)) == (1, ["outcome"])
    [fault] = secrets.faults()
    assert (
        fault.said == "1 answer from SmarterProctoring can’t be decrypted, so it is not recorded."
    )
    assert not fault.stops_pages

    settings.FIELD_ENCRYPTION_KEYS = [*own, *foreign]
    steps.take_spool()
    assert (states(attempts), files()) == (["refused", "refused"], [])
    assert list(secrets.faults()) == []


def test_a_step_of_the_worker_that_fails_keeps_no_other_from_being_done(
    attempts: list[Attempt],
) -> None:
    Attempt.objects.filter(pk=attempts[0].pk).update(
        deadline_at=timezone.now() - timedelta(minutes=1)
    )
    aside = Path(settings.VAR_DIR) / "outcomes.spool.1"
    aside.mkdir()
    try:
        steps.attempt_step(steps.take_spool)
        steps.attempt_step(steps.give_up_interrupted)
    finally:
        aside.rmdir()
    assert states(attempts)[0] == "unconfirmed"


def test_an_answer_that_is_recorded_late_is_an_answer_all_the_same(attempts: list[Attempt]) -> None:
    paid = {"type": "automated", "voucherCode": "…E-OK"}
    Attempt.objects.filter(pk=attempts[0].pk).update(asked=paid)
    record = SessionRecord(status="Scheduled", session_type="automated")
    outcome_spool.keep(attempts[0], Outcome(state=State.ACCEPTED, cause="accepted", record=record))
    steps.take_spool()

    done = Attempt.objects.get(pk=attempts[0].pk)
    assert (done.state, done.settled_how, done.settler_id) == ("accepted", "answer", None)
    paid_so = payment_summary.of(done.session)
    assert paid_so is not None and paid_so.known == payment_summary.ACCEPTED


def kept_yes(attempt: Attempt, status: str = "Scheduled") -> datetime:
    """A yes that the storage did not take, and when the session stood as it says."""
    record = SessionRecord(
        status=status, session_type="automated", appointment_date=NINE.isoformat()
    )
    outcome_spool.keep(attempt, Outcome(state=State.ACCEPTED, cause="accepted", record=record))
    return timezone.now()


@pytest.mark.parametrize("has_record", [True, False])
@pytest.mark.parametrize("column", ["refreshed_at", "changed_at"])
def test_what_was_seen_since_an_answer_came_stays_when_that_is_recorded(
    attempts: list[Attempt], column: str, has_record: bool
) -> None:
    if has_record:
        kept_yes(attempts[0])
    else:
        yes = Outcome(state=State.ACCEPTED, cause="said-yes")
        outcome_spool.keep(attempts[0], yes)
    seen = {"status": "Cancelled", "appointment_at": TEN, column: timezone.now()}
    ExamSession.objects.filter(pk=attempts[0].session_id).update(**seen)
    steps.take_spool()

    done = Attempt.objects.get(pk=attempts[0].pk)
    shown = (done.session.status, done.session.appointment_at)
    assert (done.state, shown) == ("accepted", ("Cancelled", TEN))
    assert getattr(done.session, column) == seen[column]
    told = {
        "start": {"before": in_utc(NINE), "after": in_utc(TEN)},
        "status": {"before": "Scheduled", "after": "Cancelled"},
    }
    events = AuditEvent.objects.filter(kind="seen")
    assert [json.loads(one.details)["changes"] for one in events] == [told] * has_record


@pytest.mark.parametrize("hours", [-1, 1])
def test_what_was_seen_before_an_answer_or_by_a_clock_put_back_since_gives_way_to_it(
    attempts: list[Attempt], hours: int
) -> None:
    seen = {"status": "Needs Proctor", "refreshed_at": timezone.now() + timedelta(hours=hours)}
    ExamSession.objects.filter(pk=attempts[0].session_id).update(**seen)
    answered_at = kept_yes(attempts[0])
    steps.take_spool()

    session = ExamSession.objects.get(pk=attempts[0].session_id)
    assert (session.status, session.appointment_at) == ("Scheduled", NINE)
    assert session.refreshed_at is not None
    assert session.refreshed_at <= answered_at


def test_of_a_line_of_before_the_answer_came_within_the_time_that_it_had(
    attempts: list[Attempt],
) -> None:
    ends = timezone.now() - timedelta(minutes=5)
    Attempt.objects.filter(pk=attempts[0].pk).update(deadline_at=ends)
    seen = {"status": "Cancelled", "refreshed_at": ends + timedelta(minutes=1)}
    ExamSession.objects.filter(pk=attempts[0].session_id).update(**seen)
    record = SessionRecord(
        status="Scheduled", session_type="automated", appointment_date=NINE.isoformat()
    )
    yes = Outcome(state=State.ACCEPTED, cause="accepted", record=record)
    steps.record_outcome(str(attempts[0].attempt_id), yes)
    done = Attempt.objects.get(pk=attempts[0].pk)
    assert (done.state, done.session.status) == ("accepted", "Cancelled")
