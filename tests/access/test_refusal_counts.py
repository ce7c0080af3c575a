"""What is told of repeated refusals where somebody put something else into the database: nobody's
refusals stay unrecorded because of it, and nothing is told in the name of anybody else.
"""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest
from django.db import connection

from portal.sandbox.server import Sandbox
from scheduling.audit import denials
from scheduling.audit.kinds import Kind
from scheduling.models import AuditEvent, RefusalCount
from scheduling.session_commands import Actor
from scheduling.worker.steps import append_repeated_refusals
from tests.support.audit_log import without_triggers
from tests.support.booking_actions import book
from tests.support.client import Desk
from tests.support.long_cases import mostly_long
from tests.support.people import NORTHFIELD, someone
from tests.support.portal_server import Portal
from tests.support.refusals import THERE, an_hour_passes, refused, said

BLOB, NO_TEXT = "x'ff41'", "CAST(x'ff41' AS TEXT)"
LOST = ("kind", "outcome")  # without which an event is no refusal that a count could go with
OTHER = Actor(user_id=7, name="Eva Berg", ip="192.0.2.7")


def run(sql: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql)


@pytest.fixture
def repeated(elsewhere: Desk) -> Iterator[Desk]:
    """One who was refused three times an hour ago, and another behind them."""
    without_triggers()
    for _ in range(3):
        elsewhere.get(THERE)
    for _ in range(2):
        denials.note_address(actor=OTHER, method="GET", path="/x/")
    an_hour_passes()
    yield elsewhere


@pytest.mark.parametrize("value", mostly_long(["'odd'", BLOB, NO_TEXT], everyday=8))
@pytest.mark.parametrize("column", ["kind", "actor_name", "role", "ip", "outcome", "at", "details"])
def test_an_odd_event_keeps_no_refusal_from_being_recorded(
    repeated: Desk, column: str, value: str
) -> None:
    first = refused()[0].number
    run(f"UPDATE scheduling_auditevent SET {column} = {value} WHERE number = {first}")
    last = AuditEvent.objects.latest("number").number
    assert repeated.get("/admin/").status_code == 403
    append_repeated_refusals()
    told = [said(one) for one in AuditEvent.objects.filter(number__gt=last).order_by("number")]
    assert ["2 more times" in one for one in told] == [True, False, False]
    is_lost = column in LOST
    assert (", which told whom and why, is not there" in told[0]) is is_lost
    assert (told[1][:39], told[2][:28]) == (
        "elsewhere asked for /admin/, but their ",
        "Eva Berg was refused the sam",
    )
    append_repeated_refusals()
    assert not RefusalCount.objects.filter(since__lt=repeated_before()).exists()


def repeated_before() -> object:
    return AuditEvent.objects.latest("number").at - denials.WINDOW


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ("event_number = 999999", "Somebody was refused 2 more times until "),
        ("more = 'x'", denials.UNREAD),
        ("more = 1.5", denials.UNREAD),
        (f"more = {BLOB}", denials.UNREAD),
        ("event_number = 'x'", denials.UNREAD),
        (f"event_number = {BLOB}", denials.UNREAD),
        ("last_at = 'x'", denials.UNREAD),
        (f"last_at = {BLOB}", denials.UNREAD),
        (f"key = {NO_TEXT}", denials.UNREAD),
    ],
)
def test_an_odd_count_is_told_and_keeps_nobody_from_the_others(
    repeated: Desk, change: str, words: str
) -> None:
    row = RefusalCount.objects.order_by("pk").values_list("pk", flat=True).first()
    run(f"UPDATE scheduling_refusalcount SET {change} WHERE id = {row}")
    last = AuditEvent.objects.latest("number").number
    append_repeated_refusals()
    assert repeated.get("/admin/").status_code == 403
    told = [said(one) for one in AuditEvent.objects.filter(number__gt=last).order_by("number")]
    assert [one.startswith(words) for one in told] == [True, False, False]
    assert told[1].startswith("Eva Berg was refused the same one more time until ")
    assert told[2].startswith("elsewhere asked for /admin/")
    assert RefusalCount.objects.count() == 1


def test_nothing_is_told_in_the_name_of_anybody_else(
    portal: Portal, desk: Desk, sandbox: Sandbox
) -> None:
    book(desk, sandbox)
    booked = AuditEvent.objects.filter(kind=Kind.OUTCOME).first()
    with someone(portal.url, "elsewhere") as stranger:
        stranger.get(THERE)
        row = RefusalCount.objects.get()
        theirs = AuditEvent.objects.get(number=row.event_number)
        for number, who in ((booked.number, row.who), (theirs.number, "person 1")):
            row.event_number, row.who, row.more = number, who, 3
            row.save()
            an_hour_passes()
            last = AuditEvent.objects.latest("number").number
            append_repeated_refusals()
            [told] = AuditEvent.objects.filter(number__gt=last)
            assert (told.kind, told.actor_id, told.session_sid) == (Kind.DENIED, None, "")
            assert (told.actor_name, told.install_sid) == ("The portal", "")
            assert json.loads(told.details)["refusal"] == number
            assert "can’t be read, or is about something else." in said(told)
            row.pk = None
    assert booked.install_sid == NORTHFIELD
