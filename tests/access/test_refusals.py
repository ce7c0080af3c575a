"""Refusals are events that say what was tried and why it was refused; repeats are folded, so that
nobody floods the log.
"""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
import requests
from django.contrib.auth import get_user_model
from django.core.cache import cache
from django.utils import timezone

from scheduling.audit import denials, event_writer
from scheduling.audit.event_writer import Entry
from scheduling.audit.kinds import Kind
from scheduling.audit.verifier import verify
from scheduling.models import AuditEvent, ExamSession, Institution, RefusalCount
from scheduling.session_commands import PORTAL, Actor
from scheduling.worker.steps import append_repeated_refusals
from tests.support.client import PASSWORDS, Desk
from tests.support.people import LAKESIDE, NORTHFIELD
from tests.support.portal_server import Portal
from tests.support.refusals import EXAM, SESSION, THERE, an_hour_passes, refused, said
from tests.support.sign_in import try_to_sign_in

WRONG = "there is no account with this name and password."
CLOSED = "with the right password and was turned away: the account is closed."
SHUT_OUT = "too many tries had failed, so the password was not checked."
ATTACKER = Actor(user_id=None, name="Someone", ip="192.0.2.9")


def refuse(actor: Actor, path: str) -> None:
    denials.note_address(actor=actor, method="GET", path=path)


@pytest.fixture(autouse=True)
def nobody_is_shut_out_yet(database: object) -> None:
    cache.clear()


@pytest.mark.parametrize(
    ("path", "status", "told", "sid"),
    [
        (THERE, 403, f"asked for {THERE}, but their role does not allow it", NORTHFIELD),
        (f"{THERE}schedule/", 403, f"asked for {THERE}schedule/, but their role", NORTHFIELD),
        (f"/campus/{NORTHFIELD}/rules/", 403, f"asked for /campus/{NORTHFIELD}/rules/", NORTHFIELD),
        (f"/start/{NORTHFIELD}/?token=x", 403, f"asked for /start/{NORTHFIELD}/, but", NORTHFIELD),
        (f"/?install={NORTHFIELD}", 200, "asked for /, but what it names is", NORTHFIELD),
        (f"/audit/?install={NORTHFIELD}", 200, "asked for /audit/, but what it na", NORTHFIELD),
        ("/audit/verify/", 403, "only auditors and administrators can verify the log", ""),
        ("/admin/", 403, "asked for /admin/, but their role does not allow it", ""),
    ],
)
def test_asking_for_a_page_that_is_not_theirs_is_an_event(
    elsewhere: Desk, path: str, status: int, told: str, sid: str
) -> None:
    before = AuditEvent.objects.count()
    answer = elsewhere.get(path)
    assert answer.status_code == status
    [event] = refused()
    assert (event.actor_username, event.ip, event.install_sid) == ("elsewhere", "127.0.0.1", sid)
    assert told in said(event)
    assert "token" not in event.sentence + event.details
    assert AuditEvent.objects.count() == before + 1


def test_an_event_of_another_institution_is_not_there_and_asking_for_it_is_told_there(
    elsewhere: Desk,
) -> None:
    entries = (
        Entry(kind=Kind.DENIED, sentence="X.", actor=PORTAL, install_sid=sid)
        for sid in (NORTHFIELD, LAKESIDE, "")
    )
    theirs, own, nobodys = (event_writer.record(entry) for entry in entries)
    before = AuditEvent.objects.count()
    assert elsewhere.get(f"/audit/{own}/").status_code == 200
    assert elsewhere.get("/audit/999999/").status_code == 404
    assert AuditEvent.objects.count() == before  # what is theirs, or nowhere, is not written down
    for number in (theirs, nobodys):
        assert elsewhere.get(f"/audit/{number}/").status_code == 404
    first, second = refused()[-2:]
    assert (first.install_sid, second.install_sid) == (NORTHFIELD, "")
    assert f"asked for /audit/{theirs}/, but it is not theirs to see; nothing was" in said(first)


def test_reading_one_s_own_pages_writes_nothing(elsewhere: Desk) -> None:
    before = AuditEvent.objects.count()
    for path in (
        "/",
        "/audit/",
        "/board/",
        "/calendars/",
        f"/?install={LAKESIDE}",
        f"/?install=AI{'9' * 32}",
        f"/sessions/{LAKESIDE}/x/",
        "/no/",
    ):
        elsewhere.get(path)
    assert (AuditEvent.objects.count(), RefusalCount.objects.count()) == (before, 0)


def test_a_form_without_our_token_is_an_event_of_whoever_sent_it(
    elsewhere: Desk, portal: Portal
) -> None:
    for browser in (elsewhere.browser, requests.Session()):
        answer = browser.post(f"{portal.url}/theme/?q=Zed", {"theme": "dark"})
        assert answer.status_code == 403
    first, second = refused()
    forged = "sent a form to /theme/, but its security token did not fit this portal’s form"
    assert (first.actor_username, second.actor_username) == ("elsewhere", "")
    assert said(first).startswith(f"elsewhere {forged}")
    assert said(second).startswith(f"Someone {forged}")
    assert json.loads(second.details)["csrf"] == "CSRF cookie not set."
    assert "Zed" not in str([first.sentence, first.details])


@pytest.mark.parametrize(
    ("path", "shown"),
    [
        ("/audit/4242424242424242/acknowledge/", "/audit/…/acknowledge/"),
        ("/roster/prints/4242424242424242/", "/roster/prints/…/"),
        ("/rescues/4242424242424242/", "/rescues/…/"),
    ],
)
def test_a_number_that_is_left_out_leaves_its_place_in_the_address(
    elsewhere: Desk, portal: Portal, path: str, shown: str
) -> None:
    elsewhere.browser.post(f"{portal.url}{path}", {})
    elsewhere.browser.put(f"{portal.url}{path}", {})
    forged = "but its security token did not fit this portal’s form"
    assert [said(one).partition(";")[0] for one in refused()] == [
        f"elsewhere sent a form to {shown}, {forged}",
        f"elsewhere sent a request to {shown}, {forged}",
    ]
    assert [json.loads(one.details)["path"] for one in refused()] == [shown] * 2


def test_a_secret_address_is_not_told(portal: Portal) -> None:
    answer = requests.post(f"{portal.url}/calendars/a-secret-word.ics", {})
    assert answer.status_code in (403, 405)
    assert "a-secret-word" not in str(list(AuditEvent.objects.values()))


def test_three_reasons_of_a_sign_in_that_fails_are_three_sentences(portal: Portal) -> None:
    get_user_model().objects.filter(username="auditor").update(is_active=False)
    try_to_sign_in(Desk(portal.url, ""), "auditor", "wrong")
    try_to_sign_in(Desk(portal.url, ""), "auditor", PASSWORDS["auditor"])
    for _ in range(6):
        try_to_sign_in(Desk(portal.url, ""), "coordinator", "wrong")
    try_to_sign_in(Desk(portal.url, ""), "coordinator", PASSWORDS["coordinator"])
    sentences = [said(event) for event in refused()]
    who = "Someone tried to sign in as “{}”"
    assert [one.startswith(who.format("auditor")) for one in sentences[:2]] == [True, True]
    assert [one.endswith(why) for one, why in zip(sentences, (WRONG, CLOSED), strict=False)] == [
        True,
        True,
    ]
    assert [one.endswith(WRONG) for one in sentences] == [True, False, True, False]
    assert sentences[3].endswith(SHUT_OUT)


def test_an_address_that_asks_too_often_is_told_as_shut_out(portal: Portal) -> None:
    for number in range(10):
        try_to_sign_in(Desk(portal.url, ""), f"name{number % 5}", "wrong")
    before = len(refused())
    assert before == 5
    assert try_to_sign_in(Desk(portal.url, ""), "late", "wrong").status_code == 200
    [last] = refused()[before:]
    assert said(last).startswith("Someone tried to sign in as “late” and was shut out for a while")


def test_repeats_are_one_event_and_one_more_that_counts_them(elsewhere: Desk) -> None:
    northfield = Institution.objects.get(sid=NORTHFIELD)
    ExamSession.objects.create(institution=northfield, exam_sid=EXAM, sid=SESSION)
    for _ in range(41):
        assert elsewhere.get(THERE).status_code == 403
    assert len(refused()) == 1
    append_repeated_refusals()
    assert len(refused()) == 1  # the hour is not over
    an_hour_passes()
    append_repeated_refusals()
    first, more = refused()
    assert said(first).startswith("elsewhere asked for this exam session, but their role")
    assert said(more).startswith("elsewhere was refused the same 40 more times until ")
    assert said(more).endswith(f"event {first.number} tells what, and why.")
    assert (more.actor_id, more.ip, more.session_sid, more.install_sid) == (
        *(first.actor_id, first.ip, SESSION, NORTHFIELD),
    )
    told = json.loads(more.details)
    assert (told["more_times"], told["refusal"]) == (40, first.number)
    append_repeated_refusals()
    elsewhere.get(THERE)
    assert len(refused()) == 3
    assert verify().is_intact


def test_the_next_one_tells_the_repeats_of_an_hour_ago_where_no_worker_did(
    elsewhere: Desk,
) -> None:
    for _ in range(3):
        elsewhere.get(THERE)
    an_hour_passes()
    elsewhere.get("/audit/verify/")
    assert ["2 more times" in said(event) for event in refused()] == [False, True, False]


def test_hundreds_of_different_refusals_of_one_are_bounded(database: object) -> None:
    person = Actor(user_id=5, name="Eva Berg", username="berg", ip="192.0.2.7")
    for number in range(300):
        refuse(person, f"/audit/{number}/")
        refuse(ATTACKER, f"/theme/{number}/")
    events = refused()
    assert len(events) == 2 * (denials.MOST + 1)
    assert said(events[-1]).endswith("What else is refused within the hour is only counted.")
    an_hour_passes()
    append_repeated_refusals()
    counted = [said(event) for event in refused()[len(events) :]]
    assert [one.split(" until ")[0] for one in counted] == [
        f"Eva Berg was refused {300 - denials.MOST - 1} more times",
        f"Someone was refused {300 - denials.MOST - 1} more times",
    ]
    assert RefusalCount.objects.count() == 0


def test_another_address_or_another_signed_in_person_is_told_apart(database: object) -> None:
    for number in range(40):
        refuse(Actor(user_id=None, name="Someone", ip=f"2001:db8:0:1::{number:x}"), f"/{number}/")
        # Whoever is signed in is one person, wherever they call from.
        refuse(Actor(user_id=7, name="Eva Berg", ip=f"192.0.2.{number}"), f"/{number}/")
    assert len(refused()) == 2 * (denials.MOST + 1)
    refuse(Actor(user_id=8, name="Tom Holt", ip="192.0.2.1"), "/1/")
    refuse(Actor(user_id=None, name="Someone", ip="2001:db8:0:2::1"), "/1/")
    assert len(refused()) == 2 * (denials.MOST + 1) + 2


def test_a_name_that_is_tried_again_and_again_stands_in_the_log_alone(portal: Portal) -> None:
    for _ in range(4):
        try_to_sign_in(Desk(portal.url, ""), "no-such-person", "wrong")
    [event] = refused()
    assert said(event).startswith("Someone tried to sign in as “no-such-person”")
    rows = str(list(RefusalCount.objects.values()))
    assert "no-such-person" not in rows + event.sentence


def test_after_the_clock_was_put_back_a_refusal_is_an_event_again(elsewhere: Desk) -> None:
    for _ in range(3):
        elsewhere.get(THERE)
    ahead = timezone.now() + timedelta(hours=3)
    RefusalCount.objects.update(since=ahead, last_at=ahead)
    elsewhere.get(THERE)
    first, more, again = refused()
    assert [one.number for one in (first, more, again)] == sorted(
        one.number for one in (first, more, again)
    )
    assert "2 more times" in said(more)
    assert said(again) == said(first)


def test_after_the_clock_was_put_back_the_worker_tells_what_was_counted(elsewhere: Desk) -> None:
    for _ in range(3):
        elsewhere.get(THERE)
    RefusalCount.objects.update(since=timezone.now() + timedelta(hours=3))
    append_repeated_refusals()
    assert ["2 more times" in said(event) for event in refused()] == [False, True]
    assert RefusalCount.objects.count() == 0
