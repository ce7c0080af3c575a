"""Personal values go only with an event: by a command, a page and the worker, and nobody else."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection
from django.test import override_settings

from portal.sandbox.server import Sandbox
from scheduling.audit import event_writer
from scheduling.audit.event_writer import Entry
from scheduling.audit.kinds import Kind
from scheduling.audit.verifier import verify
from scheduling.exam_sessions.search import word_index
from scheduling.log import learner_erasure
from scheduling.models import (
    Attempt,
    AuditEvent,
    ErasedValue,
    ExamSession,
    PersonalValue,
    SearchWord,
)
from tests.support.audit_log import ANA
from tests.support.booking_actions import book
from tests.support.client import Desk
from tests.support.html import plain_text
from tests.support.kept_values import found, kept
from tests.support.people import NORTHFIELD

PAGE = "/audit/erase/"


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
    for wrong in ({"why": " "}, {"why": "They"}, {"learner": "US0"}, {"install": ""}):
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
