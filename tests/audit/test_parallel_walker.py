"""Walking the chain by several processes: as sharp as one, and told how far it is;
oddities that only SQLite allows.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from django.db import connection

from scheduling.audit import chain_walker, event_writer, parallel_walker, verifier
from scheduling.audit.chain import COLUMNS, GENESIS, event_hash
from scheduling.audit.event_writer import Entry
from scheduling.audit.verifier import verify
from scheduling.models import AuditEvent, ChainHead
from scheduling.session_commands import PORTAL
from tests.support.audit_log import SOME_KIND

EVENTS = 30


@pytest.fixture(params=["one process", "several"])
def log(request: pytest.FixtureRequest, database: Path, monkeypatch: pytest.MonkeyPatch) -> int:
    """A log that nothing protects;
    the number of the event at which two processes' stretches meet.
    """
    if request.param == "several":
        monkeypatch.setattr(verifier, "APART_FROM", 2)
        monkeypatch.setattr(verifier, "MOST_PROCESSES", 2)
    while (last := ChainHead.objects.get_or_create(pk=1)[0].number) < EVENTS:
        event_writer.record(
            Entry(kind=SOME_KIND, sentence="{who}", actor=PORTAL, personal={"who": str(last)})
        )
    run("SELECT name FROM sqlite_master WHERE type = 'trigger'", drop=True)
    return EVENTS // 2


def run(statement: str, *values: object, drop: bool = False) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        for (name,) in cursor.fetchall() if drop else ():
            cursor.execute(f'DROP TRIGGER "{name}"')


def test_a_log_that_was_begun_anew_in_the_middle_is_found_there(log: int) -> None:
    """Every event after the seam was worked out anew, upon another event than the one before it."""
    previous = GENESIS
    for event in AuditEvent.objects.filter(pk__gt=log).order_by("number"):
        columns = {name: getattr(event, name) for name in COLUMNS} | {"previous_hash": previous}
        previous = event_hash(columns)
        AuditEvent.objects.filter(pk=event.pk).update(
            previous_hash=columns["previous_hash"], hash=previous
        )
    ChainHead.objects.update(hash=previous)
    verdict = verify()
    assert (verdict.broken_at, verdict.why) == (log + 1, "it does not follow the event before it")


def test_the_place_where_two_stretches_meet_is_looked_at_even_when_it_changes_meanwhile(
    log: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The last event of the first stretch is written anew after the second stretch was told what to
    follow.
    """
    monkeypatch.setattr(verifier, "APART_FROM", 2)
    monkeypatch.setattr(verifier, "MOST_PROCESSES", 2)
    monkeypatch.setattr(
        parallel_walker, "PROGRAM", ("false",)
    )  # so that this process walks, stretch by stretch
    monkeypatch.setattr(chain_walker, "BLOCK", 1)
    event = AuditEvent.objects.get(pk=log)
    event.sentence = "Something else."
    columns = {name: getattr(event, name) for name in COLUMNS}
    event.hash = event_hash(columns)
    assert verify(progress=lambda seen, total: event.save()).broken_at == log + 1


@pytest.mark.parametrize("at", [3, 22])
def test_text_that_is_none_is_found_where_it_stands(log: int, at: int) -> None:
    run("UPDATE scheduling_auditevent SET role = CAST(X'FF' AS TEXT) WHERE number = %s", at)
    assert (verify().broken_at, verify().why) == (at, "its content was changed")


@pytest.mark.parametrize("number", ["0", "17.5", "'x'", "99"])
def test_a_personal_value_of_no_event_hides_no_other_and_is_found(log: int, number: str) -> None:
    run(
        "INSERT INTO scheduling_personalvalue (event_number, name, salt, value) "
        f"VALUES ({number}, 'who', '{'0' * 32}', 'Nobody')"
    )
    assert not verify().is_intact
    assert verify().why == "a personal value belongs to no event"


@pytest.mark.parametrize(
    "change",
    [
        "number = number - 40",
        "at = replace(at, ' ', 'T') || 'Z'",
        "at = replace(at, ' ', 'T')",
        "at = CAST(at AS BLOB)",
        "personal = X'7B7D'",
    ],
)
def test_what_only_looks_the_same_is_found(log: int, change: str) -> None:
    run(f"UPDATE scheduling_auditevent SET {change} WHERE number = 20")
    assert not verify().is_intact


def test_how_far_it_is_is_told_and_events_that_come_meanwhile_do_not_count(log: int) -> None:
    told: list[tuple[int, int]] = []

    def progress(seen: int, total: int) -> None:
        told.append((seen, total))
        event_writer.record(
            Entry(kind=SOME_KIND, sentence="Meanwhile.", actor=PORTAL, personal={"who": "somebody"})
        )

    verdict = verify(progress=progress)
    assert (verdict.is_intact, verdict.events, verdict.head_number) == (True, EVENTS, EVENTS)
    assert told
    assert {total for _, total in told} == {EVENTS}


def test_a_process_that_fails_is_stood_in_for(
    log: int, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(parallel_walker, "PROGRAM", ("false",))
    assert (verify().is_intact, verify().events) == (True, EVENTS)


def test_a_walk_that_is_given_up_leaves_no_process_behind(log: int) -> None:
    before = children()

    def give_up(seen: int, total: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        verify(progress=give_up)
    assert children() == before


def children() -> str:
    return Path(f"/proc/{os.getpid()}/task/{os.getpid()}/children").read_text()


def test_only_the_first_of_several_breaks_is_told(log: int) -> None:
    AuditEvent.objects.filter(pk__in=(5, 20)).update(role="changed")
    verdict = verify()
    assert (verdict.broken_at, verdict.head_number) == (5, 4)
    assert verdict.head_hash == AuditEvent.objects.get(pk=4).hash
