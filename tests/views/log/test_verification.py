"""Verifying from the page:
who may, one walk at a time, how far it is, what it found, and checking a code.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
import time_machine
from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import connection
from django.utils import timezone
from huey.contrib.djhuey import HUEY

from scheduling.access.roles import name_of
from scheduling.audit import event_writer, verification_jobs, verifier
from scheduling.audit.codes import code_check, codes_file, short_code
from scheduling.audit.event_writer import Entry
from scheduling.audit.kinds import Kind
from scheduling.models import AuditEvent, ChainHead, Institution, Verification
from scheduling.session_commands import Actor
from scheduling.worker.steps import walk_the_logs
from tests.support.audit_log import SOME_KIND
from tests.support.client import Desk
from tests.support.people import LAKESIDE, someone
from tests.support.portal_server import Portal

PAGE = "/audit/verify/"
OTHER = "somebody else"
ANA = Actor(user_id=1, name="Ana Ruiz")
STATES = {
    "waiting": "Starting in a moment",
    "running": "Verifying the log",
    "stopped": "Verification stopped at",
    "unbegun": "Verification has not started yet",
    "held": "The log is intact, from the first event to event",
    "broken": "The log is damaged at event",
    "none": "The log has not been verified yet",
}


@pytest.fixture
def guarded(auditor: Desk) -> Desk:
    """An auditor, and a log with events in it."""
    for number in range(8):
        event_writer.record(Entry(kind=SOME_KIND, sentence=f"Note {number}.", actor=ANA))
    return auditor


@pytest.fixture
def log(guarded: Desk) -> Iterator[Desk]:
    """The same log, and nothing keeps its events from being changed."""
    with connection.cursor() as cursor:
        for what in ("UPDATE", "DELETE"):
            cursor.execute(f"DROP TRIGGER audit_event_keeps_{what}")
    yield guarded


def shown(desk: Desk, query: str = "") -> list[str]:
    """The states that the page shows."""
    text = words(desk.get(PAGE + query).text)
    return [name for name, said in STATES.items() if said in text]


def words(text: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", text))


def verify_now(desk: Desk) -> None:
    """Ask for it on the page, and let the worker do it."""
    assert desk.post(PAGE, {}).status_code == 302
    work()


def work() -> None:
    for pk in verification_jobs.waiting():
        verification_jobs.run(pk)


def change(number: int) -> None:
    AuditEvent.objects.filter(pk=number).update(role="changed")


def events() -> list[str]:
    return [
        event.sentence for event in AuditEvent.objects.filter(kind="verified").order_by("number")
    ]


def test_a_log_that_holds_is_told_with_who_asked_and_up_to_where(guarded: Desk) -> None:
    assert shown(guarded) == ["none"]
    verify_now(guarded)
    assert shown(guarded) == ["held"]
    row = Verification.objects.get()
    assert (
        row.head_number == ChainHead.objects.get(pk=1).number - 1
    )  # the result's own event comes after
    assert events() == [
        f"{row.asked_by} asked for the whole log to be verified.",
        f"The log was verified (requested by {row.asked_by}): "
        f"it is intact from the first event to event {row.head_number}. 0 codes were compared. "
        "There is no file of codes yet, so the log was compared with none.",
    ]


def test_a_broken_log_is_told_in_every_frame_until_a_later_walk_finds_it_whole(log: Desk) -> None:
    role = AuditEvent.objects.get(pk=5).role
    change(5)
    verify_now(log)
    assert shown(log) == ["broken"]
    assert "The log is damaged at event 5" in log.get("/").text
    assert AuditEvent.objects.order_by("number").last().outcome == "alarm"
    AuditEvent.objects.filter(pk=5).update(role=role)
    verify_now(log)
    assert shown(log) == ["held"]
    assert "The log is damaged" not in log.get("/").text


def test_two_who_ask_at_once_get_one_walk(log: Desk, administrator: Desk) -> None:
    for desk in (log, administrator):
        desk.post(PAGE, {})
    assert Verification.objects.count() == 1
    assert shown(administrator) == ["waiting"]


def test_who_asked_is_named_to_whom_the_log_shows_what_that_person_does(
    log: Desk, portal: Portal
) -> None:
    someone(portal.url, "elsewhere")  # makes the account
    dean = get_user_model().objects.get(username="elsewhere")
    verification_jobs.start(actor=Actor(user_id=dean.pk, name=name_of(dean)))
    long_ago, whole = timezone.now() - timedelta(minutes=2), {"finished_at": timezone.now()}
    states = {
        "waiting": {},
        "running": {"events_seen": 7, "events_total": 9},
        "stopped": {"seen_at": long_ago},
        "unbegun": {"events_total": 0},
        "held": whole | {"head_number": 0},
        "gone": {"head_number": 3, "head_hash": "0" * 64},
        "broken": {"broken_at": 3, "why": "it was changed"},
    }
    with (
        someone(portal.url, "administrator-here") as beyond,
        someone(portal.url, "auditor-elsewhere-coordinator-here") as colleague,
    ):
        for state, facts in states.items():
            Verification.objects.update(**facts)
            for desk, who in ((log, "elsewhere"), (colleague, "elsewhere"), (beyond, OTHER)):
                told = words(desk.get(PAGE).text)
                assert re.findall(r"Requested by (elsewhere|somebody else)", told) == [who], state


def test_a_walk_under_way_shows_how_far_it_is_and_turns_by_itself(log: Desk) -> None:
    verification_jobs.start(actor=ANA)
    now = timezone.now()
    Verification.objects.update(
        started_at=now - timedelta(seconds=4),
        seen_at=now,
        events_seen=400_000,
        events_total=1_000_000,
    )
    part = log.get(PAGE, headers={"HX-Request": "true"}).text
    assert "<html" not in part
    assert 'hx-trigger="every 1s"' in part
    told = words(part)
    for said in (
        "400,000 of 1,000,000 events",
        "600,000 left",
        "100,000 a second",
        "about 6 s more",
        "Ana Ruiz",
    ):
        assert said in told


def test_a_worker_that_died_is_told_and_a_new_walk_can_be_started(log: Desk) -> None:
    row = verification_jobs.start(actor=ANA)
    long_ago = timezone.now() - timedelta(minutes=2)
    Verification.objects.update(
        started_at=long_ago, seen_at=long_ago, events_seen=7, events_total=9
    )
    assert shown(log) == ["stopped"]
    assert "Verification stopped at 7 of 9 events: start again" in words(log.get(PAGE).text)
    verify_now(log)
    assert shown(log) == ["held"]
    assert verification_jobs.run(row.pk) is None  # the one that is left does not begin again


def test_what_no_worker_has_taken_is_told_and_taken_by_the_next_round(log: Desk) -> None:
    row = verification_jobs.start(actor=ANA)
    with time_machine.travel(timezone.now() + timedelta(seconds=80), tick=False):
        assert verification_jobs.start(actor=ANA) == row  # that round is on its way
        assert shown(log) == ["waiting"]
    Verification.objects.update(seen_at=timezone.now() - timedelta(minutes=2))
    assert shown(log) == ["unbegun"]
    left = Verification.objects.get().pk
    assert verification_jobs.waiting() == [left]
    later = verification_jobs.start(actor=ANA).pk
    assert verification_jobs.waiting() == [later]
    assert verification_jobs.run(left) is None


@pytest.mark.parametrize(("seen", "state"), [(7, "stopped"), (0, "unbegun")])
def test_the_page_of_a_walk_that_was_left_asks_on_and_is_told_only_what_is_new(
    log: Desk, seen: int, state: str
) -> None:
    row = verification_jobs.start(actor=ANA)
    long_ago = timezone.now() - timedelta(minutes=2)
    Verification.objects.update(seen_at=long_ago, events_seen=seen, events_total=seen)
    part = log.get(PAGE, headers={"HX-Request": "true"}).text
    assert 'hx-trigger="every 5s"' in part
    assert f"""hx-headers='{{"Shown-State": "{state}"}}'""" in part
    again = {"HX-Request": "true", "Shown-State": state}
    assert log.get(PAGE, headers=again).status_code == 204
    Verification.objects.update(events_total=0)
    verification_jobs.run(row.pk)
    assert STATES["held"] in words(log.get(PAGE, headers=again).text)


def test_while_what_stands_beside_the_log_is_compared_the_row_says_that_it_goes_on(
    log: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(verification_jobs, "ALIVE_EVERY", 0.001, raising=False)
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE signs (seen INTEGER, seen_at TEXT)")
        cursor.execute(
            "CREATE TRIGGER sign AFTER UPDATE ON scheduling_verification"
            " WHEN NEW.finished_at IS NULL"
            " BEGIN INSERT INTO signs VALUES (NEW.events_seen, NEW.seen_at); END"
        )
    verification_jobs.run(verification_jobs.start(actor=ANA).pk)
    total = Verification.objects.get().events_total
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(DISTINCT seen_at) FROM signs WHERE seen = %s", [total])
        [signs] = cursor.fetchone()
        cursor.execute("DROP TABLE signs")
    assert signs > 1


def test_a_walk_whose_events_are_all_seen_says_what_is_compared_now(log: Desk) -> None:
    verification_jobs.start(actor=ANA)
    start = timezone.now() - timedelta(seconds=4)
    Verification.objects.update(started_at=start, events_seen=900, events_total=900)
    told = words(log.get(PAGE).text)
    assert "900 of 900 events now comparing the portal’s records with them" in told
    assert "about" not in told.split("900 of 900")[1].split("Requested")[0]


def test_a_walk_is_walked_once(log: Desk) -> None:
    row = verification_jobs.start(actor=ANA)
    assert verification_jobs.run(row.pk).holds
    assert verification_jobs.run(row.pk) is None


def test_the_row_tells_how_far_a_walk_is_and_what_stops_it_leaves_it_there(
    log: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(verification_jobs, "TOLD_EVERY", -1.0)
    monkeypatch.setattr(verifier, "APART_FROM", 2)  # by several processes
    row = verification_jobs.start(actor=ANA)
    verification_jobs.run(row.pk)
    row.refresh_from_db()
    assert (row.events_seen, row.events_total) == (row.head_number, row.head_number)


def test_a_code_that_still_holds_is_said_to_only_after_a_whole_walk(log: Desk) -> None:
    code = codes_file.write(reason="noted").code
    verify_now(log)
    answer = log.post(PAGE, {"code": code.lower().replace("-", " ")})
    assert answer.headers["Location"] == f"{PAGE}?code={code}"
    before = words(log.get(answer.headers["Location"]).text)
    assert "still matches this code" in before
    assert "The log has not changed" not in before
    work()
    after = words(log.get(answer.headers["Location"]).text)
    assert "The log has not changed since" in after
    assert f"everything up to event {short_code.read_code(code).number}" in after
    assert f"checked the log’s code {code}" in " ".join(events())


def test_a_code_in_an_address_is_checked_only_as_an_event(log: Desk, administrator: Desk) -> None:
    code = codes_file.write(reason="noted").code
    before = AuditEvent.objects.count()
    told = log.get(f"{PAGE}?code={code}").text
    assert ("matches this code" in words(told), f'value="{code}"' in told) == (False, True)
    assert "This code was not checked yet" in words(told)
    assert AuditEvent.objects.count() == before
    log.post(PAGE, {"code": code})
    assert "matches this code" in words(log.get(f"{PAGE}?code={code}").text)
    assert "matches this code" not in words(administrator.get(f"{PAGE}?code={code}").text)


def test_a_code_that_stands_in_a_name_alone_was_not_checked(log: Desk) -> None:
    code = codes_file.write(reason="one").code
    event_writer.record(Entry(kind=SOME_KIND, sentence="One more.", actor=ANA))
    other = codes_file.write(reason="two").code
    named = replace(ANA, name=f"Ana code {code}: ")
    code_check.check(code=other, actor=named)
    assert code_check.was_checked(other, ANA.user_id)
    assert not code_check.was_checked(code, ANA.user_id)


def test_a_code_that_was_checked_before_events_kept_it_was_checked(log: Desk) -> None:
    code = codes_file.write(reason="noted").code
    said = f"Ana Ruiz checked the log’s code {code}: event 3 is the one it was made from."
    event_writer.record(Entry(kind=Kind.VERIFIED, sentence=said, actor=ANA))
    assert code_check.was_checked(code, ANA.user_id)


def test_a_code_tells_a_break_before_it_from_one_after_it(log: Desk) -> None:
    number = AuditEvent.objects.filter(kind=SOME_KIND).order_by("number")[3].number
    code = short_code.code_of(number, AuditEvent.objects.get(pk=number).hash)
    change(number + 2)
    log.post(PAGE, {"code": code})
    work()
    assert "The log was changed after" in words(log.get(f"{PAGE}?code={code}").text)
    change(number - 1)
    verify_now(log)
    told = words(log.get(f"{PAGE}?code={code}").text)
    assert f"but before it event {number - 1} is damaged: its content was changed" in told


def test_a_chopped_tail_with_its_head_put_right_is_found_by_a_code(log: Desk) -> None:
    early = codes_file.write(reason="early")
    event_writer.record(Entry(kind=SOME_KIND, sentence="The last.", actor=ANA))
    late = codes_file.write(reason="late")
    AuditEvent.objects.filter(number__gt=early.number).delete()
    ChainHead.objects.update(number=early.number, hash=early.hash)
    assert code_check.look_up_code(late).last == early.number
    log.post(PAGE, {"code": late.code})
    told = words(log.get(f"{PAGE}?code={late.code}").text)
    assert f"Event {late.number} no longer matches this code" in told
    assert f"The code of event {early.number} still matches" in told
    assert "Some of these codes do not match this log" in told
    assert short_code.read_code(early.code).fits(early.hash)
    verdict = verification_jobs.run(verification_jobs.start(actor=ANA).pk)
    assert verdict and (verdict.broken_at, "it was changed" in verdict.why) == (
        late.number,
        True,
    )
    assert late.code in words(log.get(PAGE).text)


def test_what_held_once_is_not_said_of_a_log_that_is_another(log: Desk) -> None:
    code = codes_file.write(reason="noted").code
    log.post(PAGE, {"code": code})
    work()
    assert "The log has not changed since" in words(log.get(f"{PAGE}?code={code}").text)
    Verification.objects.update(finished_at=timezone.now() - timedelta(minutes=11))
    assert "Only this one event was checked." in words(log.get(f"{PAGE}?code={code}").text)

    newest = Verification.objects.get().head_number
    AuditEvent.objects.filter(number=newest).delete()
    assert "The log is not the one that was verified" in words(log.get(PAGE).text)


def test_what_differs_at_others_is_counted_for_an_inspector_of_one_institution(
    guarded: Desk, portal: Portal
) -> None:
    Institution.objects.filter(sid=LAKESIDE).update(base_url="https://evil.example")
    verify_now(guarded)
    said = "https://evil.example is not as event"
    assert said in words(guarded.get(PAGE).text)
    with someone(portal.url, "administrator-here") as local:
        for headers in ({}, {"HX-Request": "true"}):
            page = words(local.get(PAGE, headers=headers).text)
            assert ("evil.example" in page, "Lakeside" in page) == (False, False)
            assert "The portal’s records do not match the log: 1 thing differs." in page
            assert "Ask an administrator or auditor of all institutions what it is" in page


def test_a_mistyped_code_comes_back_with_what_was_typed(log: Desk) -> None:
    answer = log.post(PAGE, {"code": "0001-g4c8"})
    assert answer.status_code == 422
    assert 'value="0001-g4c8"' in answer.text
    assert "A code has 20 characters; this has 8. Some are missing." in answer.text
    assert Verification.objects.count() == 0


def test_the_worker_takes_it_in_its_next_round(log: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(HUEY, "immediate", True)
    verification_jobs.start(actor=ANA)
    walk_the_logs()
    assert Verification.objects.get().finished_at


def test_how_many_codes_were_compared_is_told_and_a_cut_file_is_never_green(guarded: Desk) -> None:
    first = codes_file.write(reason="first").number
    event_writer.record(Entry(kind=SOME_KIND, sentence="One more.", actor=ANA))
    last = codes_file.write(reason="last").number
    verify_now(guarded)
    page = guarded.get(PAGE).text
    said = f"2 saved codes compared: the oldest of event {first}, the newest of event {last}."
    assert said in words(page)
    assert ("● The log is intact" in words(page), "verify__held" in page) == (True, True)
    file = Path(settings.ANCHORS_FILE)
    file.write_text(file.read_text().splitlines(keepends=True)[0])
    verify_now(guarded)
    page = guarded.get(PAGE).text
    assert "it had 2 codes, and it ends with line 1" in words(page)
    assert ("✕ The log is intact" in words(page), "verify__held" in page) == (True, False)


def test_after_the_clock_was_put_back_a_walk_can_be_asked_for_again(log: Desk) -> None:
    row = verification_jobs.start(actor=ANA)
    ahead = timezone.now() + timedelta(hours=3)
    Verification.objects.update(started_at=ahead, seen_at=ahead, events_seen=7, events_total=9)
    assert shown(log) == ["stopped"]
    assert verification_jobs.start(actor=ANA).pk != row.pk


def test_a_walk_of_before_the_clock_was_put_back_proves_no_code_now(log: Desk) -> None:
    code = codes_file.write(reason="noted").code
    address = log.post(PAGE, {"code": code}).headers["Location"]
    verify_now(log)
    assert "The log has not changed since" in words(log.get(address).text)
    ahead = timezone.now() + timedelta(hours=3)
    Verification.objects.update(started_at=ahead, seen_at=ahead, finished_at=ahead)
    told = words(log.get(address).text)
    assert "still matches this code" in told
    assert "The log has not changed" not in told
