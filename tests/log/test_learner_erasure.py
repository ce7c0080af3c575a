"""Personal values go only with an event: by a command, a page and the worker, and nobody else."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from uuid import uuid4

import pytest
import time_machine
from django.contrib.sessions.models import Session
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection
from django.test import override_settings
from django.utils import timezone
from pytest_django import Settings

from portal.sandbox.server import Sandbox
from scheduling.audit import event_reader, event_writer
from scheduling.audit.event_writer import Entry
from scheduling.audit.kinds import Kind
from scheduling.audit.table_checks import comparison_with_log
from scheduling.audit.verifier import verify
from scheduling.exam_sessions.search import word_index
from scheduling.exam_sessions.search.learners import KnownLearner
from scheduling.handovers import day_sheet, signing
from scheduling.handovers.day_sheet import HandoverPlace
from scheduling.log import learner_erasure, learner_lookups
from scheduling.models import (
    Attempt,
    AuditEvent,
    ErasedValue,
    ExamSession,
    Heartbeat,
    Institution,
    PersonalValue,
    SearchWord,
    StoredDraft,
)
from scheduling.session_commands import PORTAL
from scheduling.worker import steps
from tests.support.audit_log import ANA
from tests.support.booking_actions import book
from tests.support.client import Desk
from tests.support.html import plain_text
from tests.support.people import NORTHFIELD

PAGE = "/audit/erase/"


@pytest.fixture
def booked(desk: Desk, sandbox: Sandbox) -> ExamSession:
    book(desk, sandbox)
    word_index.catch_up()
    return ExamSession.objects.get(sid=AuditEvent.objects.filter(kind=Kind.INTENT)[0].session_sid)


def keep_retention_each_day(*days: int) -> None:
    """What the worker does so many days from now."""
    start = timezone.now()
    for day in days:
        with time_machine.travel(start + timedelta(days=day), tick=False):
            steps.keep_retention()


def kept(session: ExamSession) -> int:
    """How many personal values are kept of the session's events."""
    numbers = AuditEvent.objects.filter(session_sid=session.sid).values("number")
    return PersonalValue.objects.filter(event_number__in=numbers).count()


def found() -> str:
    return "; ".join(one.said for one in comparison_with_log.compare().differences)


def run(sql: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql)


@pytest.mark.parametrize(
    "sql",
    [
        "DELETE FROM scheduling_personalvalue",
        "INSERT INTO scheduling_erasedvalue (event_number, name, by_event)"
        " SELECT event_number, name, 1 FROM scheduling_personalvalue;"
        "DELETE FROM scheduling_personalvalue",
    ],
)
def test_the_database_deletes_no_value_without_the_event_that_erases_it(
    booked: ExamSession, sql: str
) -> None:
    before = kept(booked)
    with pytest.raises(DatabaseError, match="only with an event"):
        for statement in sql.split(";"):
            run(statement)
    assert kept(booked) == before > 0


def test_the_command_erases_what_the_log_keeps_of_a_learner_as_an_event(
    booked: ExamSession, capsys: pytest.CaptureFixture[str]
) -> None:
    before = kept(booked)
    call_command(
        "erase_learner", booked.learner_key, "--install", NORTHFIELD, "--why", "the learner asked"
    )
    assert f"Erased {before} personal values" in capsys.readouterr().out
    event = AuditEvent.objects.first()
    assert (event.kind, event.actor_name) == (Kind.PERSONAL_ERASED, "the command line")
    assert event.sentence.endswith("because: the learner asked.")
    assert booked.learner_name not in event.sentence
    assert (kept(booked), ErasedValue.objects.filter(by_event=event.number).count()) == (0, before)
    assert not SearchWord.objects.filter(key=booked.learner_key, kind="learner").exists()
    assert verify().is_intact
    assert found() == ""
    with pytest.raises(CommandError, match="keeps nothing"):
        call_command("erase_learner", booked.learner_key, "--install", NORTHFIELD, "--why", "again")


def test_as_long_as_the_list_tells_the_name_the_learner_is_found_by_it(
    administrator: Desk, booked: ExamSession
) -> None:
    """And by no other: what only the log knew is gone."""
    name = booked.learner_name
    ExamSession.objects.filter(pk=booked.pk).update(learner_name="Quill Xander", indexed_by=0)
    word_index.catch_up()
    call_command(
        "erase_learner", booked.learner_key, "--install", NORTHFIELD, "--why", "the learner asked"
    )
    for query, is_found in (("quill xander", True), (name, False)):
        page = administrator.get("/", params={"view": "all", "q": query})
        assert (f"{booked.sid}/" in page.text) is is_found, query


def test_nobody_is_meant_by_a_learner_without_an_id(booked: ExamSession) -> None:
    ExamSession.objects.filter(pk=booked.pk).update(learner_key="", user_sid="")
    assert kept(booked) > 0
    assert list(learner_erasure.values_of("", booked.institution)) == []


def asked(**changed: str) -> dict[str, str]:
    return {"install": NORTHFIELD, "why": "asked on May 2", **changed}


def count_on(page: str) -> str:
    """How many values the page that asks once more has named."""
    [found] = re.findall(r'name="asked" value="(\d+)"', page)
    return str(found)


def test_the_page_tells_how_long_each_kind_is_kept(administrator: Desk) -> None:
    with override_settings(RETENTION_WORDS_DAYS=10, RETENTION_SIGN_INS_DAYS=1):
        said = plain_text(administrator.get(PAGE).text)
    assert "learners without a later session were found are erased after 10 days." in said
    assert "typed at failed sign-ins are erased after 1 day." in said
    assert "events about exam sessions are kept until somebody erases them." in said


def test_the_page_erases_and_lists_what_why_and_who(
    booked: ExamSession, administrator: Desk
) -> None:
    key, before = booked.learner_key, kept(booked)
    for wrong in ({"why": " "}, {"learner": "US0"}, {"install": ""}):
        assert administrator.post(PAGE, asked(learner=key) | wrong).status_code == 422
    assert f'href="{PAGE}"' in administrator.get("/audit/").text

    page = administrator.post(PAGE, asked(learner=f" {key} "))
    said = plain_text(page.text)
    assert (page.status_code, kept(booked)) == (200, before)
    assert booked.learner_name in said
    assert f"{before} personal values in" in said
    fewer = asked(learner=key, asked=str(before - 1))
    assert (administrator.post(PAGE, fewer).status_code, kept(booked)) == (200, before)

    sent = asked(learner=key, asked=count_on(page.text))
    assert administrator.post(PAGE, sent).status_code == 302
    assert kept(booked) == 0
    told = plain_text(administrator.get(PAGE).text)
    assert f"{before} personal values of learner {key} at Northfield University erased." in told
    assert f"erased what the log kept of learner {key}" in told
    assert "because: asked on May 2." in told
    assert "Ingrid Sato (administrator)" in told
    assert AuditEvent.objects.get(kind=Kind.PERSONAL_ERASED).role == "administrator"


def test_pressed_several_times_at_once_it_erases_once_and_says_so(
    booked: ExamSession, administrator: Desk
) -> None:
    page = administrator.post(PAGE, asked(learner=booked.learner_key))
    sent = asked(learner=booked.learner_key, asked=count_on(page.text))
    with ThreadPoolExecutor(3) as presses:
        answers = list(presses.map(lambda _: administrator.post(PAGE, sent), range(3)))
    assert {one.status_code for one in answers} <= {302, 422}
    event = AuditEvent.objects.get(kind=Kind.PERSONAL_ERASED)
    said = f"is erased already: event {event.number} tells by whom."
    assert said in plain_text(administrator.post(PAGE, sent).text)


@pytest.mark.parametrize(
    ("why", "said"),
    [
        ("{name} asked for it", "in the learner’s name"),
        ("{LAST} wrote on May 2", "in the learner’s name"),
        *((f"{{LAST}}{end} request", "in the learner’s name") for end in ("'s", "’s", "s", "78")),
        *(
            ("{JOINED} wrote", "in the learner’s name"),
            ("{SPELLED} wrote", "in the learner’s name"),
        ),
        *(("{DIGITS} wrote", "in the learner’s name"), ("{BACK} wrote", "in the learner’s name")),
        ("wrote from someone@northfield.example", "Leave out the email address"),
    ],
)
def test_a_reason_that_names_the_learner_is_refused(
    booked: ExamSession, administrator: Desk, why: str, said: str
) -> None:
    parts = booked.learner_name.split()
    last = parts[-1].upper()
    why = why.format(
        name=booked.learner_name,
        LAST=last,
        JOINED="".join(parts),
        BACK="".join(reversed(parts)),
        SPELLED=" ".join(last),
        DIGITS=last.translate(str.maketrans("IOESA", "10354")),
    )
    before, events = kept(booked), AuditEvent.objects.count()
    answer = administrator.post(PAGE, asked(learner=booked.learner_key, why=why, asked=str(before)))
    assert (answer.status_code, said in plain_text(answer.text)) == (422, True)
    with pytest.raises(CommandError, match="Leave out"):
        call_command("erase_learner", booked.learner_key, "--install", NORTHFIELD, "--why", why)
    assert (kept(booked), AuditEvent.objects.count()) == (before, events)


def test_lists_of_past_requests_tell_an_erased_name_no_more(
    desk: Desk, administrator: Desk, sandbox: Sandbox
) -> None:
    book(desk, sandbox, amount="25.50", currency="USD", voucher_code="PRACTICE-OK")
    attempt = Attempt.objects.get()
    name, key = attempt.session.learner_name, attempt.session.learner_key
    pages = ("/payments/", "/payments/?file=csv", "/admin/scheduling/attempt/")
    pages += (f"/admin/scheduling/attempt/{attempt.pk}/change/",)
    assert [name in administrator.get(path).text for path in pages] == [True] * 4
    call_command("erase_learner", key, "--install", NORTHFIELD, "--why", "asked")
    shown = [administrator.get(path).text for path in pages]
    assert [(name in one, "(erased)" in one) for one in shown] == [(False, True)] * 4


def test_values_that_are_missing_without_an_event_are_counted(booked: ExamSession) -> None:
    assert found() == ""
    run("DROP TRIGGER personal_value_goes_with_event")
    first = PersonalValue.objects.order_by("event_number", "name").first()
    PersonalValue.objects.filter(event_number=first.event_number).delete()
    said = f"missing with no event that erased them, the first “{first.name}” of event"
    assert f"{said} {first.event_number}" in found()


def test_a_row_that_gives_a_value_to_another_erasing_event_is_named(booked: ExamSession) -> None:
    call_command("erase_learner", booked.learner_key, "--install", NORTHFIELD, "--why", "asked")
    number = AuditEvent.objects.first().number
    failed = Entry(
        kind=Kind.SIGN_IN_FAILED, sentence="“{name}”", actor=ANA, personal={"name": "secret"}
    )
    value = event_writer.record(failed)
    ErasedValue.objects.create(event_number=value, name="name", by_event=number)
    PersonalValue.objects.filter(event_number=value).delete()
    assert f"what event {number} erased is not what it says" in found()


def test_the_worker_erases_what_is_older_than_it_is_kept_with_an_event_each(
    booked: ExamSession, settings: Settings
) -> None:
    failed = Entry(
        kind=Kind.SIGN_IN_FAILED, sentence="“{name}”", actor=ANA, personal={"name": "typed"}
    )
    number = event_writer.record(failed)
    count = AuditEvent.objects.count()
    steps.keep_retention()
    assert (AuditEvent.objects.count(), kept(booked) > 0) == (count, True)
    settings.RETENTION_SESSIONS_DAYS, settings.RETENTION_SIGN_INS_DAYS = 30, 10
    keep_retention_each_day(19, 20)
    assert kept(booked) > 0
    assert not PersonalValue.objects.filter(event_number=number).exists()
    keep_retention_each_day(30, 31, 31)
    assert kept(booked) == 0
    runs = AuditEvent.objects.filter(kind=Kind.RETENTION_RUN).order_by("number")
    assert ["sign-ins" in one.sentence for one in runs] == [True, False]
    assert "older than 30 days were erased" in runs[1].sentence
    assert found() == ""


def test_the_note_of_a_handover_and_the_names_in_look_ups_go_with_their_age(
    booked: ExamSession, settings: Settings
) -> None:
    where = HandoverPlace(booked.institution, "", "", booked.institution.time_zone)
    now = timezone.now()
    handover = signing.sign(
        where=where,
        day=now.date(),
        sheet=day_sheet.of(where, now.date(), now),
        note=f"{booked.learner_name} felt ill",
        form_id=uuid4(),
        actor=PORTAL,
    )
    learner = KnownLearner(booked.learner_name, "", NORTHFIELD, booked.learner_key)
    learner_lookups.note(actor=ANA, institution=booked.institution, learner=learner)
    settings.RETENTION_OTHERS_DAYS = 30
    keep_retention_each_day(28, 29)
    assert signing.note_of(handover) == f"{booked.learner_name} felt ill"
    keep_retention_each_day(30, 31, 31)
    assert signing.note_of(handover) == event_reader.ERASED
    assert not PersonalValue.objects.filter(event_number__gte=handover.event_number).exists()
    assert kept(booked) > 0
    [run] = AuditEvent.objects.filter(kind=Kind.RETENTION_RUN)
    assert "notes of handovers, look-ups" in run.sentence
    assert (found(), verify().is_intact) == ("", True)


def test_a_clock_that_was_put_forward_erases_nothing_until_it_has_gone_on_for_a_day(
    booked: ExamSession, desk: Desk, settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    settings.RETENTION_SESSIONS_DAYS = 365
    caplog.set_level("ERROR")
    person = AuditEvent.objects.filter(kind=Kind.SIGNED_IN).first().actor_id
    now = timezone.now()
    facts = {"person_id": person, "address": "/x/", "page": "1", "contents": "a"}
    StoredDraft.objects.create(**facts, state="typed", changed_at=now)
    steps.keep_retention()

    def work(at: datetime) -> tuple[bool, ...]:
        """What is left after what the worker does each hour and each day."""
        with time_machine.travel(at, tick=False):
            steps.purge_drafts()
            steps.keep_retention()
            steps.clear_lapsed_sign_ins()
        there = StoredDraft.objects.filter(address="/x/").exists()
        return kept(booked) > 0, there, Session.objects.exists()

    ahead = now + timedelta(days=3650)
    for hours in (0, 1, 23):
        assert work(ahead + timedelta(hours=hours)) == (True, True, True)
    assert f"the clock says {ahead.year}-" in caplog.text
    assert not AuditEvent.objects.filter(kind=Kind.RETENTION_RUN).exists()
    assert work(now + timedelta(hours=1)) == (True, True, True)
    # Once more; and nobody has set it right in a day.
    assert work(ahead + timedelta(days=2)) == (True, True, True)
    assert work(ahead + timedelta(days=3)) == (False, False, False)


def test_a_portal_that_just_learned_to_look_at_the_clock_goes_by_its_newest_event(
    booked: ExamSession, settings: Settings
) -> None:
    settings.RETENTION_SESSIONS_DAYS = 365
    start = timezone.now()
    with time_machine.travel(start + timedelta(days=400), tick=False):
        steps.keep_retention()
        assert kept(booked) > 0
    Heartbeat.objects.all().delete()
    with time_machine.travel(start + timedelta(days=400), tick=False):
        event_writer.record(Entry(kind=Kind.SIGNED_IN, sentence="Ana signed in.", actor=ANA))
        steps.keep_retention()
    assert kept(booked) == 0


def test_what_the_clock_holds_back_is_not_done_and_a_weekly_worker_gets_there(
    database: object,
) -> None:
    start, week = timezone.now(), timedelta(days=7, minutes=1)
    assert steps.attempt_step(steps.keep_retention)
    done = []
    for at in (week, week + timedelta(hours=1), 2 * week, 3 * week, 4 * week):
        with time_machine.travel(start + at, tick=False):
            daily = (steps.keep_retention, steps.clear_lapsed_sign_ins)
            done.append([steps.attempt_step(step) for step in daily])
    assert done == [[is_it] * 2 for is_it in (False, False, True, False, True)]


def test_words_of_learners_without_a_later_session_go(
    booked: ExamSession, settings: Settings
) -> None:
    settings.RETENTION_WORDS_DAYS = 100
    words = SearchWord.objects.filter(key=booked.learner_key, kind="learner")
    steps.keep_retention()
    assert words.exists()
    ExamSession.objects.filter(learner_key=booked.learner_key).update(
        appointment_at=timezone.now() - timedelta(days=101)
    )
    steps.keep_retention()
    assert not words.exists()
    assert AuditEvent.objects.first().kind == Kind.RETENTION_RUN


def test_drafts_go_with_an_event_and_lapsed_sign_ins_go(
    institution: Institution, desk: Desk, settings: Settings
) -> None:
    settings.RETENTION_DRAFTS_DAYS = 3
    person = AuditEvent.objects.filter(kind=Kind.SIGNED_IN).first().actor_id
    StoredDraft.objects.create(
        person_id=person,
        address="/x/",
        page="1",
        state="typed",
        contents="a",
        changed_at=timezone.now() - timedelta(days=4),
    )
    steps.purge_drafts()
    assert not StoredDraft.objects.exists()
    assert AuditEvent.objects.first().sentence.startswith("The drafts of forms older than 3 days")
    Session.objects.update(expire_date=timezone.now() - timedelta(days=1))
    steps.keep_retention()
    steps.clear_lapsed_sign_ins()
    assert not Session.objects.exists()
