"""A table that can give no number to a new row is named, and loses no refusal silently."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from django.db import connection

from scheduling.audit import denials
from scheduling.audit.kinds import Kind
from scheduling.audit.verifier import verify
from scheduling.models import AuditEvent, RefusalCount
from scheduling.models.schema import row_numbers
from scheduling.readiness import all_checks, schema
from scheduling.session_commands import Actor
from tests.support.audit_log import ANA
from tests.support.table_comparisons import found, verified

GREATEST = 2**63 - 1
COUNTS = "scheduling_refusalcount"
ROW = f"INSERT INTO {COUNTS} VALUES ({GREATEST}, 'x', 'person 999', 1, {{at}}, {{at}}, 0)"


def run(*statements: str) -> None:
    with connection.cursor() as cursor:
        for sql in statements:
            cursor.execute(sql)


def counter_at_its_end() -> None:
    denials.note_address(actor=ANA, method="GET", path="/before/")
    run(f"UPDATE sqlite_sequence SET seq = {GREATEST} WHERE name = '{COUNTS}'")


def row_at_the_end() -> None:
    run(ROW.format(at="datetime('now')"), f"DELETE FROM sqlite_sequence WHERE name = '{COUNTS}'")


def refused(path: str, actor: Actor = ANA) -> list[str]:
    """What the log tells of it."""
    last = AuditEvent.objects.latest("number").number
    denials.note_address(actor=actor, method="GET", path=path)
    told = AuditEvent.objects.filter(number__gt=last, kind=Kind.DENIED)
    return list(told.values_list("sentence", flat=True))


def test_a_database_as_the_portal_makes_it_numbers_all_rows(database: Path) -> None:
    assert list(row_numbers.find()) == []


@pytest.mark.parametrize("make", [counter_at_its_end, row_at_the_end])
def test_no_refusal_is_lost_that_can_not_be_counted(
    database: Path, make: Callable[[], None]
) -> None:
    make()
    for path in ("/one/", "/two/", "/two/"):
        [said] = refused(path)
        assert path in said
        assert said.endswith(" It can’t be counted how often this is repeated.")
    assert verify().is_intact


def test_refusals_that_can_not_be_counted_flood_no_log(database: Path) -> None:
    row_at_the_end()
    told = [said for n in range(40) for said in refused(f"/{n}/")]
    assert len(told) == denials.MOST
    assert told[-1].endswith(
        " What else is refused within the hour is not told: it can’t be counted."
    )
    other = Actor(user_id=None, name="Somebody", ip="192.0.2.7")
    assert len(refused("/other/", other)) == 1


def test_refusals_of_very_many_that_can_not_be_counted_flood_no_log(
    database: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    row_at_the_end()
    monkeypatch.setattr(denials, "AT_ONCE", 5)
    people = [Actor(user_id=None, name="Somebody", ip=f"192.0.2.{n}") for n in range(9)]
    assert sum(len(refused("/x/", one)) for one in people) == 5


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (counter_at_its_end, f"the counter of the table {COUNTS} stands at its end"),
        (row_at_the_end, f"a row of the table {COUNTS} has a number at the end of all"),
    ],
)
def test_readiness_and_verification_name_it(
    database: Path, make: Callable[[], None], said: str
) -> None:
    make()
    assert f"{said}: rows can be kept out of the database by it" in found()
    [fault] = schema.faults()
    assert said in fault.in_full
    assert not fault.stops_pages
    assert fault.said in [one.said for one in all_checks.find()]


def test_any_table_of_the_portal_is_looked_at(database: Path) -> None:
    assert verified() == []
    with_rows = ("scheduling_rolegrant", "scheduling_openinghours", "scheduling_price")
    for table in with_rows:
        run(f"UPDATE {table} SET id = {GREATEST} WHERE id = (SELECT min(id) FROM {table})")
    assert {one.table for one in row_numbers.find()} >= set(with_rows)


def test_what_is_counted_is_told_once_as_before(database: Path) -> None:
    assert len(refused("/one/")) == 1
    assert refused("/one/") == []
    assert RefusalCount.objects.get().more == 1
