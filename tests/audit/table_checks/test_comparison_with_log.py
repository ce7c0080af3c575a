"""What is changed past the portal beside the log is named by a verification; what the portal did
has its event, and is not.
"""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from threading import Thread
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.db import connection, transaction
from django.utils import timezone
from pytest_django import Settings

from portal.sandbox.server import Sandbox
from scheduling.access.roles import give, take
from scheduling.audit import event_writer, verification_jobs
from scheduling.audit.event_writer import Entry
from scheduling.audit.kinds import Kind
from scheduling.audit.table_checks import request_records
from scheduling.exam_sessions.session_events import entry_about
from scheduling.institutions import rules
from scheduling.log.learner_erasure import erase_learner
from scheduling.models import (
    Attempt,
    AuditEvent,
    ChainHead,
    EventAction,
    ExamSession,
    FieldRule,
    Institution,
    PersonalValue,
    Price,
    ProviderId,
    RoleGrant,
    TypeRule,
    Verification,
)
from scheduling.session_commands import PORTAL
from scheduling.tasks import attempt_step
from tests.support.audit_log import ANA, SOME_KIND, without_triggers
from tests.support.booking_actions import book, cancel, settle_by_hand
from tests.support.client import Desk
from tests.support.known_sessions import known_session
from tests.support.people import NORTHFIELD
from tests.support.table_comparisons import found, verified

User = get_user_model()


@pytest.fixture
def noted(institution: Institution) -> Institution:
    """An institution of a portal that was verified once."""
    assert verified() == []
    return institution


@pytest.fixture
def booked(desk: Desk, sandbox: Sandbox) -> Attempt:
    book(desk, sandbox)
    assert verified() == []
    return Attempt.objects.get()


def changed_elsewhere(institution: Institution, currency: str) -> None:
    """Changed with an event, by another thread of the portal."""

    def change() -> None:
        institution.currency = currency
        institution.save()
        event_writer.record(Entry(kind=SOME_KIND, sentence="Changed.", actor=ANA))
        connection.close()

    thread = Thread(target=change)
    thread.start()
    thread.join()


def test_a_background_step_that_failed_leaves_nothing_to_the_event_of_the_next_one(
    noted: Institution,
) -> None:
    def fail() -> None:
        with transaction.atomic():
            noted.currency = "CAD"
            noted.save()
            raise LookupError

    def note() -> None:
        event_writer.record(Entry(kind=SOME_KIND, sentence="Something else.", actor=ANA))

    attempt_step(fail)
    changed_elsewhere(noted, "MXN")
    attempt_step(note)
    assert verified() == []


def test_what_was_there_before_the_first_verification_is_noted_by_it(noted: Institution) -> None:
    stands = json.loads(AuditEvent.objects.first().details)["stands"]
    assert f"institution {noted.pk}" not in stands  # an event of its own tells of it
    assert f"price {Price.objects.first().pk}" in stands
    assert verified() == []


PAST_THE_PORTAL: dict[str, tuple[Callable[[], object], str]] = {
    "a role": (
        lambda: RoleGrant.objects.filter(user__username="auditor").update(role="administrator"),
        "the role administrator, auditor is not as event",
    ),
    "a role added": (
        lambda: RoleGrant.objects.bulk_create(
            [RoleGrant(user=User.objects.get(username="auditor"), role="administrator")]
        ),
        "the role administrator, auditor was added with no event",
    ),
    "a role removed": (
        lambda: RoleGrant.objects.filter(user__username="auditor")._raw_delete("default"),
        "was removed with no event",
    ),
    "a superuser": (
        lambda: User.objects.filter(username="coordinator").update(is_superuser=True),
        "the account coordinator is not as event",
    ),
    "an account added": (
        lambda: User.objects.bulk_create([User(username="mallory", is_superuser=True)]),
        "the account mallory was added with no event",
    ),
    "a password": (
        lambda: User.objects.filter(username="administrator").update(password="x"),
        "the password of administrator is not as event",
    ),
    "a price": (lambda: Price.objects.update(amount=1), "the price"),
    "an address": (
        lambda: Institution.objects.update(base_url="https://evil.example"),
        "https://evil.example is not as event",
    ),
    "a guard": (
        lambda: _run("DROP TRIGGER audit_event_keeps_UPDATE"),
        "the database’s guard audit_event_keeps_UPDATE is missing",
    ),
}


def _run(sql: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql)


@pytest.mark.parametrize("what", PAST_THE_PORTAL)
def test_what_is_changed_past_the_portal_is_named(noted: Institution, what: str) -> None:
    change, said = PAST_THE_PORTAL[what]
    change()
    assert said in found()


def test_a_guard_that_does_nothing_any_more_is_named(noted: Institution) -> None:
    _run("DROP TRIGGER audit_event_keeps_DELETE")
    _run(
        "CREATE TRIGGER audit_event_keeps_DELETE BEFORE DELETE ON scheduling_auditevent"
        " WHEN 1 = 0 BEGIN SELECT RAISE(ABORT, 'never'); END"
    )
    assert "audit_event_keeps_DELETE is not as it was made" in found()


def test_what_the_portal_changes_itself_has_its_event(
    noted: Institution, administrator: Desk
) -> None:
    person = User.objects.get(username="coordinator")
    give(user=person, role="auditor", institution=noted, actor=ANA)
    take(user=person, role="coordinator", institution=None, actor=ANA)
    rule = rules.FieldRule(is_must=True, default="", help_text="")
    rules.change_rules(
        institution=noted,
        wire_name="testing_center",
        is_offered=True,
        fields={"company": rule},
        others=frozenset({"automated"}),
        labels={},
        actor=ANA,
    )
    price, gone = noted.prices.all()[:2]
    sent = {
        "institution": noted.pk,
        "session_type": price.session_type,
        "up_to_minutes": price.up_to_minutes or "",
        "amount": "12.5",
        "currency": price.currency,
    }
    path = "/admin/scheduling/price"
    assert administrator.post(f"{path}/{price.pk}/change/", sent).status_code == 302
    assert Price.objects.get(pk=price.pk).amount == Decimal("12.5")
    assert administrator.post(f"{path}/{gone.pk}/delete/", {"post": "yes"}).status_code == 302
    assert not Price.objects.filter(pk=gone.pk).exists()
    assert found() == ""


def test_a_rule_changed_past_the_portal_is_named(noted: Institution) -> None:
    rule = TypeRule(institution=noted, session_type="automated")
    rule.save()
    event_writer.record(Entry(kind=Kind.ADMIN_CHANGED, sentence="A rule.", actor=ANA))
    assert found() == ""
    FieldRule.objects.create(rule=rule, field="company", is_must=True)
    assert "the rules of automated" in found()


def test_a_change_past_the_portal_is_not_taken_over_by_the_next_event_of_the_same_row(
    noted: Institution,
) -> None:
    User.objects.filter(username="coordinator").update(is_superuser=True)
    person = User.objects.get(username="coordinator")
    person.first_name = "Anna"
    person.save()
    number = event_writer.record(Entry(kind=Kind.ADMIN_CHANGED, sentence="Renamed.", actor=ANA))
    assert "the account coordinator was changed with no event between event" in found()
    assert f"and event {number}" in found()


def test_a_sign_in_changes_nothing_that_is_watched(noted: Institution, desk: Desk) -> None:
    assert desk.get("/").status_code == 200
    assert '"stands"' not in AuditEvent.objects.filter(kind=Kind.SIGNED_IN).first().details
    assert found() == ""


def test_a_key_that_follows_another_knows_what_was_noted_with_it(
    noted: Institution, settings: Settings
) -> None:
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "another secret that is long enough to be one"
    assert found() == ""
    give(user=User.objects.get(username="auditor"), role="coordinator", institution=None, actor=ANA)
    assert found() == ""


@pytest.mark.parametrize(
    ("changes", "said"),
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
@pytest.mark.parametrize("name", ["firstName", "lastName", "email", "notes"])
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


def test_a_request_that_was_put_under_another_session_is_named(booked: Attempt) -> None:
    other = ExamSession.objects.exclude(pk=booked.session_id).first()
    if other is None:
        other = ExamSession.objects.get(pk=booked.session_id)
        other.pk, other.sid = None, "ES" + "9" * 32
        other.save()
    Attempt.objects.update(session=other)
    assert "asks for something else (session) than event" in found()


def test_a_request_whose_session_is_not_there_is_named_and_all_else_of_it_is_compared(
    booked: Attempt,
) -> None:
    nowhere = f"request {booked.attempt_id} of Ana Ruiz is of a session that is not there"
    with connection.constraint_checks_disabled():
        Attempt.objects.update(session_id=99_999)
        column = "scheduling_attempt.session_id is kept as something else than the portal writes"
        assert found() == f"{column} in row {booked.pk}; the {nowhere}"
        Attempt.objects.update(state="refused", asked=booked.asked | {"amount": "0.01"})
    for said in (nowhere, "is shown as “refused”, but", "asks for something else (amount) than"):
        assert said in found()
    booked.save()
    assert found() == ""


def test_a_request_whose_session_was_removed_is_named_though_the_session_is_seen_anew(
    booked: Attempt,
) -> None:
    session = ExamSession.objects.get(pk=booked.session_id)
    sid = session.sid
    with connection.constraint_checks_disabled():
        _run(f"DELETE FROM scheduling_examsession WHERE id = {session.pk}")
    assert "is of a session that is not there" in found()
    assert f"tells of session {sid}, which is not there any more" in found()
    session.pk = None
    session.save()
    assert ExamSession.objects.get(sid=sid).pk != booked.session_id
    assert "is of a session that is not there" in found()
    assert "not there any more" not in found()


def test_a_session_that_only_a_change_outside_tells_of_is_named_where_it_is_gone(
    noted: Institution,
) -> None:
    session = known_session(noted, status="Scheduled")
    event_writer.record(entry_about(session, Kind.SEEN, "It was moved.", PORTAL))
    assert found() == ""
    session.delete()
    assert f"tells of session {session.sid}, which is not there any more" in found()


def test_a_trigger_that_the_portal_did_not_make_is_named(noted: Institution) -> None:
    _run(
        "CREATE TRIGGER more AFTER INSERT ON scheduling_auditevent"
        " BEGIN UPDATE auth_user SET is_superuser = 1 WHERE id = 0; END"
    )
    assert "a trigger more on scheduling_auditevent that the portal did not make" in found()


def test_a_finding_that_was_taken_off_the_page_is_named(noted: Institution) -> None:
    Institution.objects.filter(sid=NORTHFIELD).update(base_url="https://evil.example")
    verification_jobs.run(verification_jobs.start(actor=ANA).pk)
    assert "has no event" not in found()
    Verification.objects.update(beside=[])
    assert "has no event" in found()


def test_a_request_that_nobody_made_and_one_that_was_removed_are_named(booked: Attempt) -> None:
    id = str(booked.attempt_id)
    Attempt.objects.update(attempt_id="11111111-1111-1111-1111-111111111111")
    assert "is shown, but no event asked for it" in found()
    assert "asked for a request that is not there any more" in found()
    Attempt.objects.update(attempt_id=id)
    assert found() == ""


def test_what_events_are_found_by_agrees_with_them(booked: Attempt) -> None:
    number = AuditEvent.objects.filter(kind=Kind.OUTCOME).first().number
    ProviderId.objects.create(value="made up", event_number=number)
    assert f"event {number} is found by an id of SmarterProctoring’s" in found()
    ProviderId.objects.filter(value="made up").delete()
    EventAction.objects.filter(pk=number).update(action="cancel")
    assert f"event {number} is found as “cancel”" in found()
    EventAction.objects.filter(pk=number).delete()
    assert f"event {number} is not found by the action of its request" in found()


def test_nothing_lies_beyond_the_head(noted: Institution) -> None:
    last = ChainHead.objects.get(pk=1).number
    EventAction.objects.create(event_number=last + 5, action="cancel")
    assert f"a kind of request stands at event {last + 5}, beyond the end" in found()


def test_a_verification_that_is_shown_without_its_event_is_named(noted: Institution) -> None:
    now = timezone.now()
    Verification.objects.create(
        asked_by="Mallory", started_at=now, seen_at=now, finished_at=now, head_number=3
    )
    assert "has no event" in found()


def test_time_that_runs_back_is_named_until_it_is_explained(
    noted: Institution, capsys: pytest.CaptureFixture[str]
) -> None:
    without_triggers_of_events()
    number = event_writer.record(Entry(kind=SOME_KIND, sentence="Late.", actor=PORTAL))
    before = AuditEvent.objects.get(pk=number - 1).at
    AuditEvent.objects.filter(pk=number).update(at=before - timedelta(minutes=3))
    assert f"time runs back: event {number} says" in found()
    call_command("audit_explain", "--why", "the clock was put right")
    assert "Recorded as event" in capsys.readouterr().out
    assert "time runs back" not in found()


def without_triggers_of_events() -> None:
    _run("DROP TRIGGER audit_event_keeps_UPDATE")


def test_a_difference_that_was_explained_is_told_again_when_it_changes_again(
    noted: Institution, capsys: pytest.CaptureFixture[str]
) -> None:
    Price.objects.filter(pk=Price.objects.first().pk).update(amount=1)
    call_command("audit_explain", "--why", "set by the vendor’s script")
    assert found() == ""
    event = AuditEvent.objects.first()
    assert event.kind == Kind.EXPLAINED
    assert "because: set by the vendor’s script" in event.sentence
    Price.objects.filter(pk=Price.objects.first().pk).update(amount=2)
    assert "is not as event" in found()


TWICE: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "what": ({"session_type": "nobody"}, {"session_type": "somebody"}),
    "the amount": ({"asked": {"amount": "0.01"}}, {"asked": {"amount": "0.02"}}),
    "who": ({"actor_name": "Tom Okafor"}, {"actor_name": "Dean"}),
    "how it was paid for": ({"voucher_fingerprint": "x"}, {"card_last_four": "0000"}),
    "why": ({"reason": "It was so."}, {"reason": "It was otherwise."}),
    "who settled it": ({"settled_by": "Dean"}, {"settled_by": "Tom Okafor"}),
    "that nobody asked for it": (
        {"attempt_id": "11111111-1111-1111-1111-111111111111"},
        {"reason": "It was so."},
    ),
}


@pytest.mark.parametrize("what", TWICE)
def test_what_was_explained_of_a_request_is_not_explained_for_ever(
    booked: Attempt, what: str
) -> None:
    first, second = TWICE[what]
    Attempt.objects.update(**first)
    assert found() != ""
    explained()
    assert found() == ""
    Attempt.objects.update(**second)
    assert found() != ""
    explained()
    assert found() == ""
    stood = {name: getattr(booked, name) for name in {*first, *second}}
    Attempt.objects.update(**stood | first)
    assert found() != ""


def explained() -> None:
    call_command("audit_explain", "--why", "a test", stdout=io.StringIO())


def test_a_trigger_that_was_explained_and_is_another_now_is_named(noted: Institution) -> None:
    made = "CREATE TRIGGER more AFTER INSERT ON auth_user BEGIN SELECT {}; END"
    _run(made.format(1))
    explained()
    assert found() == ""
    _run("DROP TRIGGER more")
    _run(made.format(2))
    assert "a trigger more on auth_user" in found()


def test_what_events_are_found_by_is_not_explained_for_ever(booked: Attempt) -> None:
    number = AuditEvent.objects.filter(kind=Kind.OUTCOME).first().number
    ProviderId.objects.create(value="made up", event_number=number)
    EventAction.objects.filter(pk=number).update(action="cancel")
    explained()
    assert found() == ""
    ProviderId.objects.create(value="made up too", event_number=number)
    assert "is found by an id" in found()
    explained()
    assert found() == ""
    EventAction.objects.filter(pk=number).update(action="reschedule")
    assert "is found as “reschedule”" in found()


def test_an_explanation_of_before_holds_for_what_the_next_verification_finds(
    booked: Attempt,
) -> None:
    Attempt.objects.update(session_type="nobody")
    before = {"explains": [f"request {booked.attempt_id} what"], "stands": {}}
    event_writer.record(Entry(kind=Kind.EXPLAINED, sentence="So.", actor=ANA, details=before))
    assert verified() == []
    assert '"explained_as":{' in AuditEvent.objects.first().details
    assert verified() == []
    assert '"explained_as":{' not in AuditEvent.objects.first().details
    Attempt.objects.update(session_type="somebody")
    assert "asks for something else (type)" in found()


def test_a_missing_guard_can_not_be_explained_away(
    noted: Institution, capsys: pytest.CaptureFixture[str]
) -> None:
    without_triggers()
    call_command("audit_explain", "--why", "nothing")
    assert "audit_event_keeps_UPDATE is missing" in found()


def test_the_command_and_the_page_name_what_differs(
    noted: Institution, auditor: Desk, capsys: pytest.CaptureFixture[str]
) -> None:
    Institution.objects.filter(sid=NORTHFIELD).update(base_url="https://evil.example")
    with pytest.raises(SystemExit):
        call_command("audit_verify")
    assert "https://evil.example is not as event" in capsys.readouterr().out
    assert AuditEvent.objects.first().outcome == "alarm"
    title = "The portal’s records do not match the log"
    assert title not in auditor.get("/").text
    verification_jobs.run(verification_jobs.start(actor=ANA).pk)
    assert title in auditor.get("/").text
    page = auditor.get("/audit/verify/").text
    assert "https://evil.example is not as event" in page
    assert "<strong>The portal’s records do not match the log:</strong>" in page
