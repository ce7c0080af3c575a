"""An event that is not as the portal writes it ends no verification: what can't be read is named,
and so is where the chain breaks.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection

from scheduling.audit import event_writer, verification_jobs
from scheduling.audit.chain import COLUMNS
from scheduling.audit.codes import code_check
from scheduling.audit.codes.code_comparison import RED
from scheduling.audit.event_writer import Entry
from scheduling.audit.kinds import Kind
from scheduling.audit.verifier import LogVerdict, verify
from scheduling.models import AuditEvent
from tests.support.audit_log import ANA, SOME_KIND, rehash_from, without_triggers
from tests.support.codes_file import FILE, note_codes
from tests.support.long_cases import mostly_long
from tests.support.table_comparisons import verified

CODES = '{"codes":{"color":'


@pytest.fixture(autouse=True)
def log(database: Path) -> None:
    """A log that was verified once, with a file of codes; nothing keeps it from being changed."""
    FILE.unlink(missing_ok=True)
    note_codes(4)
    assert verified() == []
    without_triggers()


def told() -> tuple[LogVerdict, str]:
    """The verdict, and all that is said beside it but what the missing guards are called."""
    verdict = verification_jobs.completed(verify())
    said = verification_jobs.in_words(verdict)
    return verdict, " ".join(one for one in said if "guard" not in one)


def last(**changes: Any) -> int:
    """A new event at the end, with the right hash and head, whatever is in it; its number."""
    number = event_writer.record(Entry(kind=SOME_KIND, sentence="The last.", actor=ANA))
    AuditEvent.objects.filter(pk=number).update(**changes)
    rehash_from(number)
    return number


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"kind": Kind.RESTORED}, "Event {}, of a restored database, can’t be read."),
        ({"details": CODES}, "What event {} noted of the file of codes can’t be read."),
    ],
)
def test_where_the_chain_breaks_is_told_though_an_event_can_not_be_read(
    changes: dict[str, Any], said: str
) -> None:
    number = AuditEvent.objects.first().number  # that of the verification
    AuditEvent.objects.filter(pk=number).update(**changes)
    verdict, words = told()
    assert (verdict.broken_at, verdict.why) == (number, "its content was changed")
    assert verdict.codes and verdict.codes.color == RED
    assert said.format(number) in words


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"kind": Kind.RESTORED, "details": "[]"}, "of a restored database, can’t be read"),
        ({"kind": Kind.VERIFIED, "details": CODES}, "noted of the file of codes can’t be read"),
        ({"kind": Kind.EXPLAINED, "details": "[]"}, "which explained something, can’t be read"),
        (
            {"kind": Kind.EXPLAINED, "details": '{"explains":[[]]}'},
            "which explained something, can’t be read",
        ),
        ({"personal": "oops"}, "Erased values can’t be compared"),
        ({"personal": "5"}, "Erased values can’t be compared"),
    ],
)
def test_an_event_that_can_not_be_read_is_named_and_all_else_is_compared(
    changes: dict[str, Any], said: str
) -> None:
    last(**changes)
    verdict, words = told()
    assert (verdict.is_intact, verdict.is_clear) == (True, False)
    assert said in words
    AuditEvent.objects.filter(pk=2).update(role="x")
    assert told()[0].broken_at == 2


STRANGE = ("", "[]", "5", "null", '{"codes":{', '{"stands":{"x":1},"codes":{"color":[]}}')


@pytest.mark.long
@pytest.mark.parametrize("details", STRANGE)
def test_no_kind_of_event_ends_a_verification(details: str) -> None:
    number = last(details=details)
    for kind in Kind:
        AuditEvent.objects.filter(pk=number).update(kind=kind)
        rehash_from(number)
        assert told()[0].is_intact
    with pytest.raises(SystemExit):
        call_command("audit_verify")


@pytest.mark.parametrize(
    "column", mostly_long(sorted({*COLUMNS, "hash"} - {"number", "kind"}), everyday=6)
)
@pytest.mark.parametrize(
    "kind", mostly_long([SOME_KIND, Kind.RESTORED, Kind.EXPLAINED, Kind.VERIFIED], everyday=2)
)
def test_bytes_in_place_of_a_text_are_where_the_chain_breaks(kind: Kind, column: str) -> None:
    number = AuditEvent.objects.first().number - 1  # which a code names
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE scheduling_auditevent SET kind = '{kind.value}', {column} ="
            f" CAST(x'7bff' AS TEXT) WHERE number = {number}"
        )
    assert told()[0].broken_at == number
    assert code_check.still_held(1)[0][1] is (column != "hash")


def test_a_damaged_event_is_recorded_by_the_worker_like_any_other_find() -> None:
    AuditEvent.objects.filter(pk=3).update(kind=Kind.RESTORED)
    row = verification_jobs.start(actor=ANA)
    verdict = verification_jobs.run(row.pk)
    assert verdict and verdict.broken_at == 3
    row.refresh_from_db()
    assert (row.broken_at, row.finished_at is None) == (3, False)
    assert json.loads(AuditEvent.objects.first().details)["broken_at"] == 3
