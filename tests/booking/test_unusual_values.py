"""Valid answers with strange values:
the outcome is recorded all the same, and what is kept of them is harmless.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from portal.sandbox.server import Sandbox
from scheduling.audit.chain import canonical
from scheduling.booking import read_back
from scheduling.booking.comparison.difference_words import differences
from scheduling.booking.comparison.verdicts import answer_beside_request
from scheduling.booking.events import booking_details
from scheduling.exam_sessions import mirror
from scheduling.models import Attempt, AuditEvent, ExamSession, Institution, PersonalValue
from scheduling.proctoring_api.lists.list_rows import AppointmentRow
from scheduling.proctoring_api.session_record import API_NAMES, SessionRecord
from scheduling.provider_list import list_fetching, mirrored_rows
from scheduling.spoken_time import say_range
from tests.support.booking_form import EXAM_INSTANT, session_path
from tests.support.client import Desk
from tests.support.polling import PATIENCE

CARD = "4111 1111 1111 1111"
SECOND, THIRD, EXAM = "ES" + "2" * 32, "ES" + "3" * 32, "EX" + "1" * 32
ASKED = {
    "type": "vtc",
    "appointmentDateTime": EXAM_INSTANT,
    "amount": "25.50",
    "currency": "USD",
    "notes": "Bring ID",
}
_texts = st.text() | st.sampled_from(
    ["\ud800", "\x00", CARD, "NaN", "1E+900000", EXAM_INSTANT, "2200-12-31T23:59:59Z"]
)
_wild = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | _texts,
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["sid", "name", "title", "user", "amount", "currency"]),
            inner,
            max_size=4,
        )
    ),
    max_leaves=6,
)
_answers = st.fixed_dictionaries({}, optional=dict.fromkeys(sorted(API_NAMES), _wild))


@pytest.mark.long
@settings(max_examples=150)
@given(
    _answers, st.sampled_from(["America/Chicago", "Asia/Kathmandu", "Pacific/Kiritimati", "UTC"])
)
def test_whatever_comes_it_can_be_compared_and_logged(said: dict[str, Any], zone: str) -> None:
    record = SessionRecord.read(said)
    told = answer_beside_request(Attempt(action="schedule", asked=ASKED), record)
    found = differences(told.asked, told.shown, told.seen, zone=zone, location=lambda sid: sid)
    stored = booking_details.stored_of(Attempt(action="schedule", asked=ASKED), record)
    written = canonical(
        {"differences": found, "stored": stored.details, "personal": stored.personal}
    )
    assert len(written.encode()) < 60_000
    assert CARD not in written


@settings(max_examples=60, suppress_health_check=list(HealthCheck))
@given(said=_answers)
def test_whatever_comes_the_mirror_takes_it(said: dict[str, Any], institution: Institution) -> None:
    session = ExamSession.objects.get_or_create(
        institution=institution, sid="ES1", defaults={"exam_sid": "EX1"}
    )[0]
    mirror.take_record(session, SessionRecord.read(said))
    mirrored_rows.take_rows(
        institution,
        [AppointmentRow.read(said | {"sid": SECOND, "examSid": EXAM})],
        fetched_at=timezone.now(),
    )
    for kept in ExamSession.objects.filter(sid__in=("ES1", SECOND)):
        assert kept.duration_minutes is None or kept.duration_minutes < 100_000
        if kept.appointment_at and kept.duration_minutes:
            say_range(kept.appointment_at, kept.duration_minutes, "America/Chicago")


@pytest.mark.parametrize(
    "fields",
    [
        {"appointment": {"amount": "1E+999999999", "currency": "USD"}},
        {"appointment": {"amount": "1E+900000", "currency": "USD" * 1000}},
        {"amount": "sNaN", "currency": "USD"},
        {"location": '{"sid": "PLx", "name": "a\\ud800b"}'},
        {"appointmentDate": "9999-12-31T23:59:59-12:00"},
        {"appointmentDate": "0001-01-01T00:00:00Z"},
        {"duration": "nan"},
        {"duration": 10**30, "sessionReportCount": "1E+30"},
    ],
)
def test_a_yes_with_a_strange_value_is_still_a_yes(
    desk: Desk, sandbox: Sandbox, fields: dict[str, Any]
) -> None:
    where = sandbox.needs_proctor()[0]
    sandbox.trouble("other_fields", fields=fields)

    assert (
        desk.book(where, amount="20", currency="USD", voucher_code="PRACTICE-OK").status_code == 302
    )
    assert Attempt.objects.get().state == "accepted"
    assert desk.get(session_path(where)).status_code == 200


def test_card_numbers_and_secrets_in_an_answer_reach_neither_the_mirror_nor_the_log(
    desk: Desk, sandbox: Sandbox, database: Path
) -> None:
    where = sandbox.needs_proctor()[0]
    echo = f"{CARD} {Sandbox.token} https://exam.example/key"
    nested = {"user": {"firstName": "4111 1111", "lastName": "1111 1111"}}
    free = {
        "exam": {"title": echo},
        "location": {"name": echo},
        "course": echo,
        "enrollment": nested,
    }
    sandbox.trouble("other_fields", fields={"notes": echo, "statusReason": echo, **free})
    desk.book(where, notes="Bring ID")

    told = {"what": "Notes", "asked": "Bring ID", "stored": "[hidden] [hidden] (link)"}
    assert Attempt.objects.get().differences == [told]
    session = ExamSession.objects.get(sid=where["sessionSid"])
    assert session.location_name == "[hidden] [hidden] (link)"
    assert (session.exam_title, session.learner_name) == ("[hidden] [hidden] (link)", "[hidden]")
    kept = json.dumps(
        [list(model.objects.values()) for model in (Attempt, AuditEvent, PersonalValue)],
        default=str,
    )
    for secret in (CARD, Sandbox.token, "exam.example/key"):
        assert secret not in kept


def test_rows_that_hold_a_card_number_or_no_address_are_taken_as_far_as_they_can_be(
    institution: Institution,
) -> None:
    people = {
        "user": {
            "firstName": "4111 1111",
            "lastName": "1111 1111",
            "email": "4111111111111111@x.example",
        }
    }
    good = {
        "sid": SECOND,
        "examSid": EXAM,
        "exam": {"title": f"T {CARD}", "instructorName": CARD},
        "enrollment": people,
    }
    rows = [good, {"sid": "../ES2", "examSid": EXAM}, {"sid": THIRD, "examSid": "E" * 5000}]
    mirrored_rows.take_rows(
        institution, [AppointmentRow.read(row) for row in rows], fetched_at=timezone.now()
    )

    [kept] = ExamSession.objects.filter(exam_sid__in=[EXAM, "E" * 34])
    assert (kept.learner_name, kept.learner_email) == ("[hidden]", "[hidden]@x.example")
    assert (kept.exam_title, kept.instructor_name) == ("T [hidden]", "[hidden]")


def broken_at(words: str) -> Callable[..., Any]:
    """For `connection.execute_wrapper`:
    statements that begin so break down in a way that nobody foresaw.
    """

    def execute(run: Callable[..., Any], sql: str, *rest: Any) -> Any:
        if sql.startswith(words):
            raise RuntimeError("nobody foresaw this")
        return run(sql, *rest)

    return execute


def test_a_list_that_breaks_down_says_so_and_is_tried_again(
    institution: Institution, sandbox: Sandbox
) -> None:
    with connection.execute_wrapper(broken_at('INSERT OR IGNORE INTO "scheduling_examsession"')):
        assert not list_fetching.refresh_list(institution, patience=PATIENCE)
    assert institution.sync_failure == "The list could not be read."
    assert list_fetching.refresh_list(institution, patience=PATIENCE)
    assert institution.sync_failure == ""


def test_a_look_that_breaks_down_counts_and_the_third_asks_a_person(
    desk: Desk, sandbox: Sandbox
) -> None:
    where = sandbox.needs_proctor()[0]
    desk.get(session_path(where))
    sandbox.trouble("drop_after")
    desk.book(where)
    attempt = Attempt.objects.get()

    asked = []
    with connection.execute_wrapper(broken_at("UPDATE scheduling_examsession")):
        for _ in range(3):
            looked = read_back.read_back(attempt.pk)
            assert looked is not None
            asked.append((looked.checks, looked.needs_person, looked.lease_holder))
    assert asked == [(1, False, ""), (2, False, ""), (3, True, "")]
    assert Attempt.objects.get().reason == "SmarterProctoring’s answer could not be used."

    settled = read_back.read_back(attempt.pk)
    assert settled is not None
    assert settled.state == "accepted"
