"""Verifying from the page:
who may, one walk at a time, how far it is, and what it found.
"""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
import time_machine
from django.contrib.auth import get_user_model
from django.db import connection
from django.utils import timezone
from huey.contrib.djhuey import HUEY

from scheduling.access.roles import name_of
from scheduling.audit import verification_jobs, verifier
from scheduling.models import AuditEvent, ChainHead, Institution, Verification
from scheduling.session_commands import Actor
from scheduling.worker.steps import walk_the_logs
from tests.support.client import Desk
from tests.support.log_verification import (
    ANA,
    PAGE,
    STATES,
    change,
    events,
    shown,
    verify_now,
    words,
)
from tests.support.people import LAKESIDE, someone
from tests.support.portal_server import Portal

OTHER = "somebody else"


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
    assert verification_jobs.run(row.pk).is_intact
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


def test_the_worker_takes_it_in_its_next_round(log: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(HUEY, "immediate", True)
    verification_jobs.start(actor=ANA)
    walk_the_logs()
    assert Verification.objects.get().finished_at


def test_after_the_clock_was_put_back_a_walk_can_be_asked_for_again(log: Desk) -> None:
    row = verification_jobs.start(actor=ANA)
    ahead = timezone.now() + timedelta(hours=3)
    Verification.objects.update(started_at=ahead, seen_at=ahead, events_seen=7, events_total=9)
    assert shown(log) == ["stopped"]
    assert verification_jobs.start(actor=ANA).pk != row.pk
