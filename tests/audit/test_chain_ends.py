"""Whatever somebody put into the head row or the last event, the portal writes on, its log says
that the chain is broken, and verifying says where.
"""

from __future__ import annotations

import json
from hashlib import sha256
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import connection

from portal.sandbox.server import Sandbox
from scheduling.audit import event_writer, verification_jobs
from scheduling.audit.chain_ends import GREATEST
from scheduling.audit.codes import codes_file
from scheduling.audit.event_writer import Entry
from scheduling.audit.verifier import verify
from scheduling.models import AuditEvent
from tests.support.audit_log import ANA, SOME_KIND, without_triggers
from tests.support.booking_actions import book
from tests.support.client import Desk

BLOB, NO_TEXT = "x'ff00'", "CAST(x'ff41' AS TEXT)"
HEX = "x'" + "61" * 64 + "'"  # what reads like a hash, in bytes
HEAD, EVENT = "scheduling_chainhead", "scheduling_auditevent"
LAST = f"WHERE number = (SELECT max(number) FROM {EVENT})"
ODD = {
    "the last hash of bytes": f"UPDATE {EVENT} SET hash = {BLOB} {LAST}",
    "the last hash no text": f"UPDATE {EVENT} SET hash = {NO_TEXT} {LAST}",
    "the last hash empty": f"UPDATE {EVENT} SET hash = '' {LAST}",
    "the head's hash of bytes": f"UPDATE {HEAD} SET hash = {BLOB}",
    "the head's hash no text": f"UPDATE {HEAD} SET hash = {NO_TEXT}",
    "the head's number no number": f"UPDATE {HEAD} SET number = 'x'",
    "the head's number of bytes": f"UPDATE {HEAD} SET number = {BLOB}",
    "the head's number no text": f"UPDATE {HEAD} SET number = {NO_TEXT}",
    "the head's number a fraction": f"UPDATE {HEAD} SET number = 1.5",
    "the head's number the greatest": f"UPDATE {HEAD} SET number = {2**63 - 1}",
    "the head's number the least": f"UPDATE {HEAD} SET number = {-(2**63)}",
    "both hashes alike, of bytes": f"UPDATE {EVENT} SET hash = {BLOB} {LAST};"
    f"UPDATE {HEAD} SET hash = {BLOB}",
    "an event without a number": f"UPDATE {EVENT} SET number = 'x' WHERE number = 2",
    "an event numbered by bytes": f"UPDATE {EVENT} SET number = {BLOB} WHERE number = 2",
    "an event numbered by no text": f"UPDATE {EVENT} SET number = {NO_TEXT} WHERE number = 2",
    "the last event without a number": f"UPDATE {EVENT} SET number = 'x' {LAST}",
    **{
        f"an event of the number {words}": f"UPDATE {EVENT} SET number = {number} WHERE number = 2"
        for words, number in (
            *(("2^61 - 1", 2**61 - 1), ("2^61", 2**61), ("2^61 + 5", 2**61 + 5)),
            *(("2^62 - 1", 2**62 - 1), ("2^62", 2**62)),
        )
    },
    "the head's number a fraction of the last": f"UPDATE {HEAD} SET number = number + 0.5",
    "an event of the greatest number": f"UPDATE {EVENT} SET number = {2**63 - 1} WHERE number = 2",
    "where it broke, no number": f"UPDATE {HEAD} SET broken_at = 'x', hash = {BLOB}",
    "where it broke, no text": f"UPDATE {HEAD} SET broken_at = {NO_TEXT}, hash = {BLOB}",
    "no head": f"DELETE FROM {HEAD}",
}
# What only verifying can find.
ALIKE = {
    "both hashes alike, like hashes": f"UPDATE {EVENT} SET hash = {HEX} {LAST};"
    f"UPDATE {HEAD} SET hash = {HEX}",
}


def write() -> AuditEvent:
    number = event_writer.record(Entry(kind=SOME_KIND, sentence="Written on.", actor=ANA))
    return AuditEvent.objects.get(number=number)


@pytest.fixture
def log(database: Path) -> None:
    """A log that anything can be put into."""
    for _ in range(4):
        write()
    without_triggers()


def damage(what: str) -> None:
    with connection.cursor() as cursor:
        for sql in (ODD | ALIKE)[what].split(";"):
            cursor.execute(sql)


@pytest.mark.parametrize("what", ODD)
def test_the_portal_writes_on_and_says_once_that_the_chain_is_broken(log: None, what: str) -> None:
    damage(what)
    first, second = write(), write()
    told = AuditEvent.objects.get(number=first.number - 1)
    assert (told.kind, told.outcome) == ("chain_break", "alarm")
    assert "The log's chain was found broken at event " in told.sentence
    assert (first.previous_hash, second.previous_hash) == (told.hash, first.hash)
    assert (first.number, second.number) == (told.number + 1, told.number + 2)
    assert AuditEvent.objects.filter(kind="chain_break").count() == 1
    assert json.loads(told.details).keys() >= {"head_number", "head_hash", "last_number"}
    assert verification_jobs.alarms()[0] is not None


@pytest.mark.parametrize("number", [2**61 - 1, 2**61 + 5, 2**62 - 1])
@pytest.mark.parametrize("before", ["", f"UPDATE {HEAD} SET hash = {BLOB}"])
def test_whatever_is_done_to_the_head_later_people_write_on_behind_an_event_put_in(
    log: None, number: int, before: str
) -> None:
    if before:
        with connection.cursor() as cursor:
            cursor.execute(before)
        write()
    breaks = AuditEvent.objects.filter(kind="chain_break").count()
    with connection.cursor() as cursor:
        cursor.execute(f"UPDATE {EVENT} SET number = {number} WHERE number = 2")
    told = [write().number for _ in range(3)]
    assert [one - told[0] for one in told] == [0, 1, 2]
    assert AuditEvent.objects.filter(kind="chain_break").count() == max(
        1, breaks + (number < GREATEST)
    )
    assert codes_file.head().number == told[-1]
    for sql in (
        *(f"UPDATE {HEAD} SET hash = {BLOB}", f"UPDATE {HEAD} SET broken_at = NULL"),
        *(f"UPDATE {HEAD} SET broken_at = 1, number = 1", f"DELETE FROM {HEAD}"),
        f"UPDATE {HEAD} SET broken_at = 'x', number = {2**63 - 1}",
    ):
        with connection.cursor() as cursor:
            cursor.execute(sql)
        first, second = write(), write()
        assert (second.number, second.previous_hash) == (first.number + 1, first.hash)
        assert codes_file.head().number == second.number
        assert verify().broken_at is not None


@pytest.mark.parametrize("what", ODD | ALIKE)
def test_verifying_says_that_it_is_broken_before_and_after_it_is_written_on(
    log: None, what: str
) -> None:
    damage(what)
    assert verify().broken_at is not None
    with pytest.raises(SystemExit):
        call_command("audit_verify")
    write()
    assert verify().broken_at is not None
    codes_file.write(reason="test")
    assert verification_jobs.completed(verify()).broken_at is not None


@pytest.mark.long
@pytest.mark.parametrize("what", ODD | ALIKE)
def test_people_sign_in_and_book_whatever_stands_at_the_end_of_the_log(
    desk: Desk, administrator: Desk, sandbox: Sandbox, what: str
) -> None:
    without_triggers()
    damage(what)
    book(desk, sandbox)
    assert AuditEvent.objects.filter(kind="outcome", outcome="accepted").count() == 1
    damage(what)
    assert administrator.post("/audit/verify/", {}).status_code == 302
    damage(what)
    Desk(desk.url, "coordinator").sign_in()
    for page in ("/", "/audit/", "/audit/verify/", "/audit/codes/", "/admin/"):
        assert administrator.get(page).status_code == 200, page


@pytest.mark.parametrize("kept", ["", "of the hash before it alone"])
def test_what_cant_be_hashed_holds_with_no_hash_at_all(log: None, kept: str) -> None:
    last = AuditEvent.objects.order_by("-number")[0]
    claimed = sha256(last.previous_hash.encode()).hexdigest() if kept else ""
    with connection.cursor() as cursor:
        cursor.execute(f"UPDATE {EVENT} SET sentence = {BLOB}, hash = %s {LAST}", [claimed])
        cursor.execute(f"UPDATE {HEAD} SET hash = %s", [claimed])
    told = verify()
    assert (told.is_intact, told.broken_at) == (False, last.number)
