"""What the provider said, or somebody typed, of a learner goes with the learner: out of the log,
and out of what is kept of the request or the rescue.
"""

from __future__ import annotations

import json
from pathlib import Path

from portal.sandbox.server import Sandbox
from scheduling.audit import event_reader, event_writer, value_erasure
from scheduling.audit.event_writer import Entry
from scheduling.audit.kinds import Kind
from scheduling.audit.table_checks.requests import batch_records
from scheduling.audit.told_reasons import PROVIDER_WORDS, REASON
from scheduling.audit.verifier import verify
from scheduling.booking import attempts, read_back, settlement
from scheduling.booking.outcomes.outcome import Outcome
from scheduling.exam_sessions.search import word_index
from scheduling.exam_sessions.session_refresh import RefreshedSession
from scheduling.log import learner_erasure
from scheduling.models import Attempt, AuditEvent, Batch, ExamSession, Institution, PersonalValue
from scheduling.session_commands import PORTAL, Actor
from tests.support.batches import begun, booked_there
from tests.support.booking_actions import book, mirrored
from tests.support.client import Desk
from tests.support.desk_records import ANA
from tests.support.table_comparisons import found, verified

BY = {"name": "Ana Ruiz", "username": "coordinator", "role": "coordinator"}
ERASING = Entry(kind=Kind.RETENTION_RUN, sentence="Erased.", actor=PORTAL)
SAID = "Quillon Xanderfeld already sits another exam then."


def erase(session: ExamSession) -> None:
    word_index.catch_up()
    session.refresh_from_db()
    key, where = session.learner_key, session.institution
    learner_erasure.erase_learner(user_sid=key, institution=where, why="They asked.", actor=ANA)


def kept() -> list[str]:
    """Where what was said of the learner still stands."""
    told = [
        *AuditEvent.objects.values_list("details", "sentence"),
        *PersonalValue.objects.values_list("value"),
        *Attempt.objects.values_list("reason", "answered_words", "price_reason", "override_reason"),
        *Batch.objects.values_list("reason"),
    ]
    return [text for row in told for text in row if "Xanderfeld" in text]


def sentence(kind: Kind) -> str:
    event = AuditEvent.objects.filter(kind=kind).order_by("-number")[0]
    values = event_reader.load_personal_values([event.number]).get(event.number, {})
    return event_reader.fill_sentence(event, values)


def test_what_a_refusal_said_of_a_learner_goes_with_them(desk: Desk, sandbox: Sandbox) -> None:
    assert verified() == []
    sandbox.trouble("status", code=409, message=SAID, name="CONFLICT")
    assert desk.book(sandbox.needs_proctor()[0]).status_code == 422
    attempt = Attempt.objects.select_related("session__institution").get()
    assert SAID in attempt.reason
    [event] = AuditEvent.objects.filter(kind=Kind.OUTCOME)
    values = event_reader.load_personal_values([event.number])[event.number]
    assert SAID in event_reader.fill_details(event, values)["reason"]
    assert "Xanderfeld" not in event.details
    assert found() == ""
    erase(attempt.session)
    assert (kept(), found(), verify().is_intact) == ([], "", True)
    assert json.loads(event.details)["reason"] == {"personal": "told.reason"}
    Attempt.objects.update(reason=SAID)
    assert "tells another reason or difference than event" in found()


def _typed(attempt: Attempt) -> None:
    seen = RefreshedSession(session=attempt.session)
    settlement.settle_by_hand(attempt=attempt, answer="no", reason=SAID, actor=ANA, seen=seen)


def test_why_a_person_decided_goes_with_the_learner(desk: Desk, sandbox: Sandbox) -> None:
    assert verified() == []
    sandbox.trouble("drop_after")
    book(desk, sandbox)
    attempt = Attempt.objects.select_related("session__institution").get()
    attempt = attempts.record_undecided_look(
        attempt, look="", reason=SAID, next_check_at=attempt.started_at, needs_person=True
    )
    _typed(attempt)
    assert Attempt.objects.get().reason == SAID
    assert found() == ""
    erase(attempt.session)
    assert (kept(), found(), verify().is_intact) == ([], "", True)


def test_why_a_rescue_was_begun_goes_with_a_learner_whom_it_was_to_move(
    institution: Institution, sandbox: Sandbox
) -> None:
    assert verified() == []
    sessions = booked_there(sandbox, institution, 2, user_sid="US" + "7" * 32)
    ExamSession.objects.update(learner_key="US" + "7" * 32)
    batch = begun(sessions)
    told = "Reason: The power is out."
    assert sentence(Kind.BATCH_BEGUN).endswith(told)
    assert found() == ""
    erase(ExamSession.objects.get(pk=sessions[0].pk))
    assert sentence(Kind.BATCH_BEGUN).endswith("Reason: (erased).")
    batch.refresh_from_db()
    assert (batch.reason, found(), verify().is_intact) == ("", "", True)
    Batch.objects.update(reason="Because.")
    assert "is not what event" in found()


def test_a_rescue_of_before_is_held_to_the_reason_in_its_event(
    institution: Institution, sandbox: Sandbox
) -> None:
    batch = begun(booked_there(sandbox, institution, 1))
    rows = list(batch.rows.order_by("pk"))
    event = AuditEvent.objects.get(kind=Kind.BATCH_BEGUN)
    details = json.loads(event.details) | {
        "reason": batch.reason,
        "rows_sha256": batch_records.digest_of_batch(batch, rows, has_reason=True),
    }
    by = Actor(user_id=event.actor_id, **BY)
    event_writer.record(Entry(kind=Kind.BATCH_BEGUN, sentence="So.", actor=by, details=details))
    assert list(batch_records.check()) == []
    Batch.objects.update(reason="Because.")
    [one] = batch_records.check()
    assert "is not what event" in one.said


def test_what_the_portal_says_itself_of_a_broken_connection_stays(
    desk: Desk, sandbox: Sandbox
) -> None:
    assert verified() == []
    sandbox.trouble("drop_after")
    where = book(desk, sandbox)
    sandbox.trouble("drop_before", method="GET", times=None)
    read_back.read_back(Attempt.objects.get().pk)
    broke = "The connection broke before SmarterProctoring answered."
    failed = "The last check with SmarterProctoring failed. The connection broke before"
    last = Attempt.objects.get()
    assert failed in last.reason
    told = [json.loads(one.details) for one in AuditEvent.objects.filter(outcome="unconfirmed")]
    assert sorted(str(one["reason"]) for one in told) == [broke, last.reason]
    erase(mirrored(where))
    assert (Attempt.objects.get().reason, found()) == (last.reason, "")


def test_of_several_answers_the_words_go_with_the_one_that_left_it_open(
    desk: Desk, sandbox: Sandbox
) -> None:
    assert verified() == []
    sandbox.trouble("drop_after")
    book(desk, sandbox)
    Attempt.objects.update(cause="")  # as after it was interrupted
    attempt = Attempt.objects.select_related("session__institution").get()
    for state, words in (("unconfirmed", SAID), ("refused", "It is taken.")):
        answer = Outcome(state=Attempt.State(state), cause=state, provider_words=words)
        attempts.finish(attempt, answer, actor=ANA)
    assert (Attempt.objects.get().answered_words, found()) == (SAID, "")
    numbers = AuditEvent.objects.filter(kind=Kind.OUTCOME, outcome="unconfirmed")
    last = numbers.order_by("-number")[0].number
    value_erasure.erase(values=[(last, PROVIDER_WORDS)], entry=ERASING)
    assert (kept(), found()) == ([], "")


def test_an_event_that_was_tampered_with_stops_no_erasing(database: Path) -> None:
    told = {"personal": {REASON: SAID}, "sentence": "So.", "actor": PORTAL}
    numbers = [
        event_writer.record(Entry(kind=Kind.OUTCOME, attempt_id="no id", **told)),
        event_writer.record(Entry(kind=Kind.BATCH_BEGUN, **told)),
        event_writer.record(Entry(kind=Kind.BATCH_BEGUN, details={"batch": 10**30}, **told)),
    ]
    value_erasure.erase(values=[(one, REASON) for one in numbers], entry=ERASING)
    assert kept() == []
