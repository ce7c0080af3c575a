"""The log: nobody can quietly change it, and what was changed is found, and where."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import DatabaseError, connection
from django.db.models import F

from portal.sandbox.server import Sandbox
from scheduling.audit import event_reader, event_writer
from scheduling.audit.chain import COLUMNS
from scheduling.audit.chain_walker import ADDED
from scheduling.audit.event_writer import Entry
from scheduling.audit.exports.log_lines import Chosen, export
from scheduling.audit.kinds import Kind
from scheduling.audit.verifier import verify
from scheduling.models import AuditEvent, ChainHead, PersonalValue
from scheduling.session_commands import SessionAddress
from tests.support.audit_log import (
    ANA,
    erase_past_the_portal,
    rewrite_with_the_formula_before,
    without_triggers,
)
from tests.support.client import Desk

WHERE = SessionAddress(
    install_sid="AI" + "1" * 32, exam_sid="EX" + "2" * 32, session_sid="ES" + "3" * 32
)


def write(count: int) -> list[AuditEvent]:
    numbers = [event_writer.record(booked(f"Zoë № {number}")) for number in range(count)]
    return [AuditEvent.objects.get(pk=number) for number in numbers]


def booked(learner: str) -> Entry:
    return Entry(
        kind=Kind.OUTCOME,
        outcome="accepted",
        sentence="Ana Ruiz booked {learner} for CHEM 322 {{Final}}.",
        actor=ANA,
        address=WHERE,
        session_type="examity",
        attempt_id="11111111-1111-1111-1111-111111111111",
        time_zone="America/Chicago",
        details={"asked": {"firstName": {"personal": "asked.firstName"}}, "status": 200},
        personal={"learner": learner, "asked.firstName": "Jo"},
    )


def chop(number: int) -> None:
    """Take the tail off from this number on, as someone would who knows the tables."""
    AuditEvent.objects.filter(number__gte=number).delete()
    PersonalValue.objects.filter(event_number__gte=number).delete()


@pytest.fixture
def log(database: Path) -> list[AuditEvent]:
    return write(6)


def test_numbers_have_no_gap_and_the_chain_holds(log: list[AuditEvent]) -> None:
    numbers = list(AuditEvent.objects.order_by("number").values_list("number", flat=True))
    assert numbers == list(range(1, len(numbers) + 1))
    verdict = verify()
    assert (verdict.is_intact, verdict.events, verdict.head_hash) == (
        True,
        len(numbers),
        log[-1].hash,
    )


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE scheduling_auditevent SET actor_name = 'Nobody' WHERE number = 5",
        "UPDATE scheduling_auditevent SET hash = hash WHERE number = 5",
        "DELETE FROM scheduling_auditevent WHERE number = 5",
        "DELETE FROM scheduling_auditevent",
        "UPDATE scheduling_personalvalue SET value = 'Nobody'",
    ],
)
def test_the_database_itself_refuses(log: list[AuditEvent], statement: str) -> None:
    with pytest.raises(DatabaseError, match="never changed"), connection.cursor() as cursor:
        cursor.execute(statement)
    assert verify().is_intact


@pytest.mark.parametrize("column", [name for name in COLUMNS if name != "number"])
def test_an_edit_of_any_column_is_found(log: list[AuditEvent], column: str) -> None:
    without_triggers()
    target = log[2]
    field = AuditEvent._meta.get_field(column)
    changed = {
        "DateTimeField": target.at.replace(year=2020),
        **dict.fromkeys(("BigIntegerField", "IntegerField", "SmallIntegerField"), 999),
    }.get(field.get_internal_type(), f"{getattr(target, column)} ")
    AuditEvent.objects.filter(number=target.number).update(**{column: changed})
    verdict = verify()
    assert (verdict.is_intact, verdict.broken_at) == (False, target.number)


@pytest.fixture
def begun_earlier(log: list[AuditEvent]) -> list[AuditEvent]:
    """The log with its first three events as an earlier version of the portal wrote them."""
    without_triggers()
    rewrite_with_the_formula_before(up_to=3)
    return list(AuditEvent.objects.order_by("number"))


def test_events_of_the_formula_before_hold_and_what_it_does_not_hash_is_empty(
    begun_earlier: list[AuditEvent],
) -> None:
    assert verify().is_intact
    number = begun_earlier[1].number
    found = {}
    for name, value in {"formula": 2, "actor_username": "ana", "nth_of_session": 1}.items():
        AuditEvent.objects.filter(pk=number).update(**{name: value})
        found[name] = verify().broken_at
        AuditEvent.objects.filter(pk=number).update(**{name: ADDED[name]})
    AuditEvent.objects.filter(pk=number).update(practice=0)
    assert found | {"practice": verify().broken_at} == dict.fromkeys(ADDED, number)


def test_events_of_the_first_days_hold_and_a_change_of_one_is_found(log: list[AuditEvent]) -> None:
    without_triggers()
    rewrite_with_the_formula_before(up_to=3, in_one_step=2)
    assert verify().is_intact
    AuditEvent.objects.filter(number=log[1].number).update(actor_name="Somebody")
    assert verify().broken_at == log[1].number


def test_an_event_can_not_be_made_one_of_the_formula_before(
    begun_earlier: list[AuditEvent],
) -> None:
    number = begun_earlier[3].number
    AuditEvent.objects.filter(pk=number).update(**ADDED)
    assert verify().broken_at == number


def test_a_changed_hash_is_found(log: list[AuditEvent]) -> None:
    without_triggers()
    AuditEvent.objects.filter(number=log[2].number).update(hash="0" * 64)
    assert verify().broken_at == log[2].number


def test_a_removed_event_is_found(log: list[AuditEvent]) -> None:
    without_triggers()
    AuditEvent.objects.filter(number=log[3].number).delete()
    assert verify().broken_at == log[3].number


def test_a_removed_event_is_found_when_the_rest_is_numbered_anew(log: list[AuditEvent]) -> None:
    without_triggers()
    AuditEvent.objects.filter(number=log[3].number).delete()
    for later in log[4:]:
        AuditEvent.objects.filter(number=later.number).update(number=F("number") - 1)
    assert verify().broken_at == log[3].number


def test_a_chopped_tail_is_found(log: list[AuditEvent]) -> None:
    without_triggers()
    AuditEvent.objects.filter(number__gte=log[4].number).delete()
    assert verify().broken_at == log[4].number


def test_a_chopped_tail_with_its_head_put_right_is_found_against_a_head_noted_earlier(
    log: list[AuditEvent],
) -> None:
    without_triggers()
    chop(log[4].number)
    ChainHead.objects.update(number=log[3].number, hash=log[3].hash)
    assert verify().is_intact
    assert verify(noted_number=log[5].number, noted_hash=log[5].hash).broken_at == log[4].number


def test_a_tail_written_anew_is_found_against_a_head_noted_earlier(log: list[AuditEvent]) -> None:
    without_triggers()
    chop(log[4].number)
    ChainHead.objects.update(number=log[3].number, hash=log[3].hash)
    write(2)
    assert verify().is_intact
    assert verify(noted_number=log[5].number, noted_hash=log[5].hash).broken_at == log[5].number


@pytest.mark.parametrize(
    "number",
    [
        *(0, -1, 1 - 2**62, -(2**62), -1 - 2**62, -(2**63)),
        *(2**61 - 1, 2**61, 2**61 + 5, 2**62 - 1, 2**62, 2**63 - 1),
    ],
)
def test_an_event_that_stands_apart_from_the_others_is_found(
    log: list[AuditEvent], number: int
) -> None:
    stray = log[-1]
    stray.number = number
    stray.save(force_insert=True)
    verdict = verify()
    assert (verdict.is_intact, verdict.why != "") == (False, True)


def test_a_changed_personal_value_is_found(log: list[AuditEvent]) -> None:
    without_triggers()
    PersonalValue.objects.filter(event_number=log[1].number, name="learner").update(
        value="Someone else"
    )
    assert verify().broken_at == log[1].number


def test_an_erased_learner_leaves_a_chain_that_holds(log: list[AuditEvent]) -> None:
    erase_past_the_portal(PersonalValue.objects.filter(name="learner"))
    assert verify().is_intact
    [values] = [event_reader.load_personal_values([log[0].number]).get(log[0].number, {})]
    assert (
        event_reader.fill_sentence(log[0], values)
        == "Ana Ruiz booked (erased) for CHEM 322 {Final}."
    )


def test_an_event_reads_as_it_was_told(log: list[AuditEvent]) -> None:
    values = event_reader.load_personal_values([log[1].number])[log[1].number]
    assert (
        event_reader.fill_sentence(log[1], values)
        == "Ana Ruiz booked “Zoë № 1” for CHEM 322 {Final}."
    )
    assert event_reader.fill_details(log[1], values) == {
        "asked": {"firstName": "Jo"},
        "status": 200,
    }


def test_the_command_says_where_it_broke_and_exits_with_1(
    log: list[AuditEvent], capsys: pytest.CaptureFixture
) -> None:
    call_command("audit_verify")
    assert capsys.readouterr().out.startswith("The log holds: ")
    without_triggers()
    AuditEvent.objects.filter(number=log[2].number).update(role="administrator")
    with pytest.raises(SystemExit) as ended:
        call_command("audit_verify")
    assert ended.value.code == 1
    told = capsys.readouterr().out.splitlines()
    assert told[0] == f"Broken at event {log[2].number}: its content was changed."


def test_an_export_holds_every_event_and_is_itself_an_event(log: list[AuditEvent]) -> None:
    out = io.StringIO()
    call_command("audit_export", "--format", "jsonl", stdout=out)
    rows = [json.loads(line) for line in out.getvalue().splitlines()]
    assert list(rows.pop()) == ["head"]
    assert [row["number"] for row in rows] == list(range(1, log[-1].number + 2))
    assert rows[-1]["kind"] == "exported"
    assert rows[log[0].number - 1]["said"] == "Ana Ruiz booked “Zoë № 0” for CHEM 322 {Final}."


@pytest.mark.faults(63)
def test_an_export_holds_each_event_once_while_others_are_written(log: list[AuditEvent]) -> None:
    rows = []
    for line in filter(None, export(form="jsonl", chosen=Chosen(), actor=ANA)):
        rows.append(json.loads(line))
        if len(rows) <= 40:
            write(1)
    assert list(rows.pop()) == ["head"]
    assert [row["number"] for row in rows] == list(range(1, log[-1].number + 42))
    assert AuditEvent.objects.first().kind == "export_done"
    assert verify().is_intact


def test_an_exported_name_is_no_formula(database: Path) -> None:
    event_writer.record(
        Entry(kind=Kind.OUTCOME, sentence="{learner}", actor=ANA, personal={"learner": "=1+1"})
    )
    out = io.StringIO()
    call_command("audit_export", "--format", "csv", stdout=out)
    assert ',"\'=1+1",' in out.getvalue()


def test_the_pages_show_the_sentence_first_and_page_by_key(desk: Desk, sandbox: Sandbox) -> None:
    for where in sandbox.needs_proctor()[:2]:
        desk.book(where)
    page = desk.get("/audit/").text
    newest = AuditEvent.objects.first()
    assert page.index(f"/audit/{newest.number}/") < page.index(f"/audit/{newest.number - 2}/")
    older = desk.get(f"/audit/?before={newest.number}").text
    assert f"/audit/{newest.number}/" not in older
    assert f"/audit/{newest.number - 1}/" in older
    assert desk.get(f"/audit/{newest.number}/").status_code == 200


def test_the_beginning_of_a_sid_finds_its_events(desk: Desk, sandbox: Sandbox) -> None:
    one, other = sandbox.needs_proctor()[:2]
    desk.book(one)
    desk.book(other)
    events = AuditEvent.objects.filter(session_sid=one["sessionSid"]).values_list(
        "number", flat=True
    )
    page = desk.get(f"/audit/?q={one['sessionSid'][:10]}").text
    assert sorted(events) == sorted(
        {int(part.split("/")[0]) for part in page.split('href="/audit/')[1:] if part[0].isdigit()}
    )


@pytest.mark.parametrize("table", ["scheduling_auditevent", "scheduling_personalvalue"])
def test_a_row_can_not_be_replaced_either(log: list[AuditEvent], table: str) -> None:
    with pytest.raises(DatabaseError, match="never changed"), connection.cursor() as cursor:
        cursor.execute(
            f"INSERT OR REPLACE INTO {table} SELECT * FROM {table} WHERE rowid = (SELECT max(rowid)"
            f" FROM {table})"
        )


def test_the_head_can_not_be_removed(log: list[AuditEvent]) -> None:
    with pytest.raises(DatabaseError, match="never removed"), connection.cursor() as cursor:
        cursor.execute("DELETE FROM scheduling_chainhead")


@pytest.mark.parametrize(
    "statement",
    ["DELETE FROM scheduling_chainhead", "UPDATE scheduling_chainhead SET broken_at = 3"],
)
def test_a_head_that_was_meddled_with_is_found(log: list[AuditEvent], statement: str) -> None:
    without_triggers()
    with connection.cursor() as cursor:
        cursor.execute(statement)
    assert not verify().is_intact


def test_nothing_moves_unseen_between_a_salt_and_its_value(log: list[AuditEvent]) -> None:
    without_triggers()
    value = PersonalValue.objects.get(event_number=log[1].number, name="learner")
    PersonalValue.objects.filter(pk=value.pk).update(
        salt=value.salt + value.value[:4], value=value.value[4:]
    )
    assert verify().broken_at == log[1].number
